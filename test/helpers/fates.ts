import type { Test } from 'uvu'
import * as assert from 'uvu/assert'
import { type NotebookRun, runNotebook } from '../../lib/run/index.ts'
import { input, kinds, readNotebook, statuses } from './runs.ts'

/** A notebook of `test/input/run` → [what became of each cell, findings (kind, 1-based code cell), what the first finding says] */
export type Fates = Record<string, [cells: string, findings: string[], says?: RegExp]>

/**
 * A test for each notebook, on the kernel that it names. They run two at a time: each costs a second of computing to start.
 *
 * @returns the run of one of them, for a test that looks closer
 */
export function testFates(suite: Test, fates: Fates): (name: string) => Promise<NotebookRun> {
  const waiting = Object.keys(fates)
  const runs = new Map<string, Promise<NotebookRun>>()
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const run = runNotebook(readNotebook(name), input(`${name}.ipynb`), { startTimeout: 120 })
      runs.set(name, run)
      await run.catch(() => {})
    }
  }
  let all: Promise<unknown>
  suite.before(() => {
    all = Promise.all([work(), work()])
  })
  suite.after(async () => void (await all))
  const runOf = async (name: string): Promise<NotebookRun> => {
    while (!runs.has(name)) await Promise.race([...runs.values()]).then(() => new Promise(setImmediate))
    return runs.get(name)!
  }
  for (const [name, [cells, findings, says]] of Object.entries(fates)) {
    suite(`${name} → ${findings[0] ?? 'good'}`, async () => {
      const run = await runOf(name)
      assert.is(statuses(run), cells)
      assert.equal(kinds(run), findings)
      if (says) assert.match(run.findings[0]!.message, says)
    })
  }
  return runOf
}
