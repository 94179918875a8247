import { readdirSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type RunEvent, runNotebook, startAhead } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { isRunning, until } from '../helpers/processes.ts'
import { codeNotebook, input, kinds, streams } from '../helpers/runs.ts'

const temporary = surround(test, (folder) => ({ TMPDIR: folder, JUPYTER_PATH: input('jupyter') }))
const path = input('by-protocol.ipynb')
const options = { startTimeout: 60 }

/** A cell that prints by which no two kernels are alike. */
const notebook = codeNotebook([JSON.stringify([['environment', 'ACKBOOK_KERNEL']])], 'fake')
const tokenOf = (run: Awaited<ReturnType<typeof runNotebook>>) => streams(run.cells[0]!)

test('a kernel started ahead → the notebook runs on it, and it is gone afterwards', async () => {
  const ahead = (await startAhead(notebook, path, options))!
  const pid = (await ahead.kernel).pid!
  const seen: { type: string; isKernelRunning: boolean }[] = []
  const onEvent = ({ type }: RunEvent) => void seen.push({ type, isKernelRunning: isRunning(pid!) })
  const run = await runNotebook(notebook, path, { ...options, ahead, onEvent })
  assert.equal(kinds(run), [])
  assert.equal(
    seen.map(({ type }) => type),
    ['kernel-starting', 'kernel-ready', 'cell-started', 'cell-finished', 'kernel-ending'],
  )
  assert.ok(seen.at(-1)!.isKernelRunning)
  assert.not(isRunning(pid!))
  await ahead.end()
  assert.equal(readdirSync(temporary), [])
})

test('one that was used → not used a second time', async () => {
  const ahead = (await startAhead(notebook, path, options))!
  const first = await runNotebook(notebook, path, { ...options, ahead })
  const second = await runNotebook(notebook, path, { ...options, ahead })
  assert.equal([kinds(first), kinds(second)], [[], []])
  assert.is.not(tokenOf(first), tokenOf(second))
  await ahead.end()
})

test('one that has ended meanwhile → another is started, and nothing is wrong', async () => {
  const ahead = (await startAhead(notebook, path, options))!
  const kernel = await ahead.kernel
  process.kill(kernel.pid!, 'SIGKILL')
  await kernel.died
  const run = await runNotebook(notebook, path, { ...options, ahead })
  assert.equal(kinds(run), [])
  await ahead.end()
  assert.equal(readdirSync(temporary), [])
})

test('one for another folder, or another kernel → not used', async () => {
  for (const [elsewhere, kernel] of [
    [input('jupyter/by-protocol.ipynb'), 'fake'],
    [path, 'fake-by-signal'],
  ] as const) {
    const ahead = (await startAhead(notebook, elsewhere, { ...options, kernel }))!
    const pid = (await ahead.kernel).pid!
    const run = await runNotebook(notebook, path, { ...options, ahead })
    assert.equal(kinds(run), [])
    assert.ok(isRunning(pid!), `${elsewhere} ${kernel}`)
    await ahead.end()
    assert.not(isRunning(pid!))
  }
})

test('ended, or aborted, while it starts → no process and no file is left', async () => {
  const unwanted = (await startAhead(notebook, path, options))!
  await unwanted.end()
  const stop = new AbortController()
  const aborted = (await startAhead(notebook, path, { ...options, signal: stop.signal }))!
  stop.abort(new Error('enough'))
  assert.is((await aborted.kernel.catch((error) => error)).message, 'enough')
  await aborted.end()
  await until(() => readdirSync(temporary).length === 0, 'nothing is left')
})

test('nothing to execute, an unknown kernel → nothing is started', async () => {
  assert.is(await startAhead(codeNotebook(['']), path, options), undefined)
  assert.is(await startAhead(codeNotebook(['1'], 'no-such-kernel'), path, options), undefined)
})

test('one that does not start → told of the notebook, as without it', async () => {
  const cells = codeNotebook(['1'], 'dies-at-start')
  const ahead = (await startAhead(cells, path, options))!
  const run = await runNotebook(cells, path, { ...options, ahead })
  assert.equal(kinds(run), ['kernel-start', 'not-run 1'])
  await ahead.end()
})

test.run()
