/** What an installed kernel.json starts: the same process becomes a kernel from a snapshot, or one that starts plainly. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cacheFolder } from '../../../lib/files/index.ts'
import { attempt, hasFailed, succeed } from '../../../lib/kernel/attempt.ts'
import { starterFile } from '../../../lib/kernel/tslab.ts'
import { withFolder } from '../../helpers/folder.ts'
import { hasSnapshots, Kernels } from './kernels.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
test.after(() => rmSync(folder, { recursive: true }))
const argv = [process.execPath, starterFile(), '{connection_file}']
const two = { type: 'stream', content: { name: 'stdout', text: '2\n' } }
const words = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
const snapshotTest = hasSnapshots && process.platform === 'linux' ? test : test.skip

snapshotTest(
  'started by an installed kernel.json → the process itself is a kernel from the snapshot, and no mark stays',
  async () => {
    const started = await new Kernels(folder, cacheFolder()).start({}, argv)
    const [, flag, blob = ''] = words(started.kernel.pid!)
    assert.is(flag, '--snapshot-blob')
    assert.equal((await started.run('1 + 1')).at(-1), two)
    assert.equal((await started.run('process.execArgv.length + process.argv.length')).at(-1), {
      ...two,
      content: { ...two.content, text: '3\n' },
    })
    assert.equal(await started.kernel.stop(), { errors: [], left: [] })
    assert.equal(
      readdirSync(dirname(blob)).filter((name) => name.startsWith(`${basename(blob)}.`)),
      [],
    )
  },
)

test('without snapshots → the same kernel, started plainly', async () => {
  const started = await new Kernels(folder, cacheFolder()).start({ ACKBOOK_SNAPSHOT: 'off' }, argv)
  assert.equal((await started.run('1 + 1')).at(-1), two)
  assert.not(started.isFromSnapshot)
  assert.equal(await started.kernel.stop(), { errors: [], left: [] })
})

test('a process that tried a blob and is gone → it has failed, once; one that is there, or has started → not', () =>
  withFolder({ 'a.blob': '' }, (place) => {
    const blob = join(place, 'a.blob')
    assert.not(hasFailed(blob))
    attempt(blob)
    succeed(blob)
    assert.not(hasFailed(blob))
    writeFileSync(`${blob}.${process.ppid}`, '')
    assert.not(hasFailed(blob))
    // No system gives such a number.
    writeFileSync(`${blob}.${2 ** 30}`, '')
    writeFileSync(`${blob}.x`, '')
    assert.ok(hasFailed(blob))
    assert.not(hasFailed(blob))
  }))

test.run()
