import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runNotebook } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { isRunning, until } from '../helpers/processes.ts'
import { input, readNotebook } from '../helpers/runs.ts'

const folder = surround(test, (folder) => ({
  JUPYTER_PATH: input('jupyter'),
  ACKBOOK_TEST_PIDS: join(folder, 'pids'),
  TMPDIR: folder,
}))
const pids = join(folder, 'pids')
test.before.each(() => rmSync(pids, { force: true }))

/** The processes that the cell has told of, once it has. */
async function told(): Promise<number[]> {
  const read = () => {
    try {
      return readFileSync(pids, 'utf8')
    } catch {
      return ''
    }
  }
  await until(() => read().endsWith('\n'), 'the cell runs', 120_000)
  return read().trim().split(' ').map(Number)
}

const runOne = fileURLToPath(new URL('../helpers/run-one.mjs', import.meta.url))

for (const [name, count, signal] of [
  ['busy-with-a-child', 2, 'SIGKILL'],
  // Found by what only Linux tells of a process.
  ...(process.platform === 'linux' ? ([['busy-with-a-detached-child', 2, 'SIGTERM']] as const) : []),
  ['busy-by-protocol', 1, 'SIGKILL'],
  ['busy-by-protocol', 1, 'SIGTERM'],
] as const) {
  test(`${name}: the runner ends by ${signal} → no kernel, no child of it is left`, async () => {
    const runner = execa(process.execPath, [runOne, input(`${name}.ipynb`)], {
      reject: false,
    })
    const left = await told()
    assert.is(left.length, count)
    assert.ok(left.every(isRunning))
    runner.kill(signal)
    await runner
    try {
      await until(() => !left.some(isRunning), 'all of them end')
    } finally {
      for (const pid of left.filter(isRunning)) process.kill(pid, 'SIGKILL')
    }
  })
}

test('aborted in a busy loop → rejects when the kernel and its child are gone', async () => {
  const controller = new AbortController()
  const name = 'busy-with-a-child'
  const run = runNotebook(readNotebook(name), input(`${name}.ipynb`), { signal: controller.signal, startTimeout: 120 })
  const left = await told()
  controller.abort(new Error('enough'))
  assert.is((await run.catch((error) => error)).message, 'enough')
  assert.not(isRunning(left[0]!))
  await until(() => !left.some(isRunning), 'its child ends')
})

test.run()
