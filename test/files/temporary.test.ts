import { chownSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makerOf, ownMark } from '../../lib/files/owner.ts'
import { sweepBeside, sweepFolders } from '../../lib/files/temporary.ts'
import { withFolder } from '../helpers/folder.ts'
import { until } from '../helpers/processes.ts'

const test = suite('temporary files')
const script = fileURLToPath(new URL('../helpers/leave-temporary.mjs', import.meta.url))

function leave(...args: string[]) {
  return execa(process.execPath, [script, ...args], { reject: false, timeout: 60_000 })
}

async function sweepBoth(folder: string): Promise<string[]> {
  await sweepBeside(folder)
  await sweepFolders(folder, 'kernel')
  return readdirSync(folder).sort()
}

test('a process that is killed → what it leaves is swept; while it lives it is not', async () => {
  await withFolder({ 'a/a.ipynb': '', 'b/a.ipynb': '' }, async (folder) => {
    const [alive, killed] = [leave(join(folder, 'a')), leave(join(folder, 'b'))]
    try {
      await until(() => ['a', 'b'].every((name) => readdirSync(join(folder, name)).length === 3), 'all is made')
      killed.kill('SIGKILL')
      await killed
      assert.equal(await sweepBoth(join(folder, 'b')), ['a.ipynb'])
      assert.is((await sweepBoth(join(folder, 'a'))).length, 3)
    } finally {
      alive.kill('SIGKILL')
      await alive
    }
  })
})

test('a process that ends in the midst of it → takes it away itself', async () => {
  await withFolder({ 'a.ipynb': '' }, async (folder) => {
    const { exitCode, stdout } = await leave(folder, 'end')
    assert.is(exitCode, 130)
    assert.is(stdout, 'made')
    assert.equal(readdirSync(folder), ['a.ipynb'])
  })
})

const [machine, pid, start] = ownMark().split('-')
const old = new Date(Date.now() - 8 * 24 * 3600 * 1000)

test('this process → alive; its number with another start, or no process → gone; another machine’s → unknown', () => {
  assert.is(makerOf(ownMark()), 'alive')
  if (start !== '0') assert.is(makerOf(`${machine}-${pid}-1`), 'gone')
  // Above the largest number that Linux gives.
  assert.is(makerOf(`${machine}-${(2 ** 22 + 1).toString(36)}-${start}`), 'gone')
  assert.is(makerOf(`000000-${pid}-${start}`), 'unknown')
})

test('of a maker that nobody here can know of → stays for a week', () =>
  withFolder({}, async (folder) => {
    const foreign = ['new', 'old'].map((name) => `.${name}.ipynb.000000-1-1.abcdef012345.tmp`)
    for (const name of foreign) writeFileSync(join(folder, name), '')
    utimesSync(join(folder, foreign[1]!), old, old)
    mkdirSync(join(folder, 'kernel-000000-1-1-abcDEF'))
    assert.equal(await sweepBoth(folder), [foreign[0], 'kernel-000000-1-1-abcDEF'])
  }))

test('another user’s, and what only looks alike → stays', () =>
  withFolder({}, async (folder) => {
    const gone = `${machine}-${(2 ** 22 + 1).toString(36)}-1`
    const names = [
      '.a.ipynb.tmp',
      `a.ipynb.${gone}.abcdef012345.tmp`,
      `.a.ipynb.${gone}.tmp`,
      `kernel-${gone}-more-text`,
    ]
    for (const name of names) writeFileSync(join(folder, name), '')
    if (process.getuid?.() === 0) {
      names.push(`.theirs.ipynb.${gone}.abcdef012345.tmp`)
      writeFileSync(join(folder, names.at(-1)!), '')
      chownSync(join(folder, names.at(-1)!), 12345, 12345)
    }
    assert.equal(await sweepBoth(folder), names.sort())
  }))

test.run()
