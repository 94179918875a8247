import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canWatchMemory } from '../../lib/kernel/index.ts'
import { type NotebookRun, type RunOptions, runNotebook } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { isRunning } from '../helpers/processes.ts'
import { codeNotebook, input, kinds, readNotebook, statuses, streams } from '../helpers/runs.ts'

const test = suite('run: limits')
surround(test, (folder) => ({ TMPDIR: folder, JUPYTER_PATH: input('jupyter') }))

type Action = [string, ...unknown[]]

function notebookOf(cells: readonly Action[][]) {
  return codeNotebook(
    cells.map((cell) => JSON.stringify(cell)),
    'fake',
  )
}

function run(cells: readonly Action[][], options?: RunOptions, notebook = notebookOf(cells)): Promise<NotebookRun> {
  return runNotebook(notebook, input('by-protocol.ipynb'), { startTimeout: 60, ...options })
}

const pid: Action = ['pid']
const a: Action = ['print', 'stdout', 'a']

test('a notebook takes longer than it may → the cell, the limit, what the cell took of it, how to allow more; the kernel is ended', async () => {
  const result = await run([[a, pid], [['wait']], [a]], { notebookTimeout: 3 })
  assert.equal([kinds(result), statuses(result)], [['timeout 2', 'not-run 3'], 'ok failed not-run'])
  const { message, remedy } = result.findings[0]!
  assert.match(
    message,
    /^the notebook took longer than 3 s altogether, of which this cell took \d\.\d s; it was interr/,
  )
  assert.match(remedy!, /--notebook-timeout, or by "ackbook": \{ "notebookTimeout": SECONDS \}/)
  const [, number] = /pid (\d+)/.exec(streams(result.cells[0]!))!
  assert.not.ok(isRunning(Number(number)))
})

test("a notebook's own limit → goes before the one given; null is none", async () => {
  const own = notebookOf([[['wait']]])
  own.metadata.ackbook = { notebookTimeout: 3 }
  assert.match((await run([], { notebookTimeout: 500 }, own)).findings[0]!.message, /longer than 3 s altogether/)
  const none = notebookOf([[a]])
  none.metadata.ackbook = { notebookTimeout: null }
  assert.equal((await run([], { notebookTimeout: 0.000001 }, none)).findings, [])
})

test('a cell has less time than its notebook → the limit of the cell is told', async () => {
  const result = await run([[['wait']]], { timeout: 1, notebookTimeout: 50 })
  assert.match(result.findings[0]!.message, /^the cell took longer than 1 s; it was interrupted$/)
})

test('a kernel still starts when the time of its notebook is over → ended, and told', async () => {
  const result = await runNotebook(readNotebook('answers-nothing'), input('answers-nothing.ipynb'), {
    notebookTimeout: 0.5,
  })
  assert.equal([kinds(result), statuses(result)], [['timeout', 'not-run 1'], 'not-run'])
  assert.is(
    result.findings[0]!.message,
    'the notebook took longer than 0.5 s altogether: its kernel was still starting, and was ended',
  )
})

test('a kernel that takes too long to start → the setting that allows more', async () => {
  const result = await runNotebook(readNotebook('answers-nothing'), input('answers-nothing.ipynb'), {
    startTimeout: 0.5,
  })
  assert.match(result.findings[0]!.remedy!, /--start-timeout, or by "startTimeout" in the config/)
})

test('the time for all is over while a cell runs, or before → the limit, and --run-timeout', async () => {
  const during = await run([[['wait']]], { runDeadline: { at: performance.now() + 3000, seconds: 3 } })
  assert.match(during.findings[0]!.message, /^all that was to be run took longer than 3 s, of which this cell took/)
  assert.match(during.findings[0]!.remedy!, /--run-timeout, or by "runTimeout" in the config/)
  const seen: string[] = []
  const onEvent: RunOptions['onEvent'] = ({ type }) => seen.push(type)
  const before = await run([[a]], { runDeadline: { at: performance.now() - 1, seconds: 3 }, onEvent })
  assert.equal([kinds(before), seen], [['timeout', 'not-run 1'], []])
  assert.match(before.findings[0]!.message, /^all that was to be run took longer than 3 s, and its turn came after/)
})

test('more output than a cell may have → cut there, told how much came, and how to allow more', async () => {
  const result = await run([[['flood', 3, 100, 'ä'.repeat(9)]], [a]], { maxOutput: 2000 })
  const { kind, message, remedy } = result.findings[0]!
  assert.is(kind, 'output-too-large')
  assert.match(message, /printed more than 2 kB in all \(\d\.\d kB when it was stopped\)/)
  assert.match(remedy!, /--max-output, or by "maxOutput" in the config/)
  assert.is(Buffer.byteLength(streams(result.cells[0]!)), 2000)
  assert.equal((await run([[['flood', 3, 100, 'x']]], { maxOutput: 2000 })).findings, [])
})

if (canWatchMemory()) {
  const least = 250 * 2 ** 20
  test('a kernel takes more memory than it may → ended, with what it had, the limit, and how to allow more', async () => {
    const result = await run([[pid], [['take', 300 * 2 ** 20], ['wait']], [a]], { maxMemory: least, keepGoing: true })
    assert.equal([kinds(result), statuses(result)], [['memory-exceeded 2', 'not-run 3'], 'ok failed not-run'])
    const { message, remedy } = result.findings[0]!
    assert.match(message, /^the kernel had \d+(?:\.\d)? MiB of memory, and may have 250 MiB; it was ended$/)
    assert.match(remedy!, /--max-memory, or by "maxMemory" in the config/)
    const [, number] = /pid (\d+)/.exec(streams(result.cells[0]!))!
    assert.not.ok(isRunning(Number(number)))
  })

  test('memory that is given back before anyone looks → seen all the same, in the cell that took it', async () => {
    const result = await run([[a], [['take', 300 * 2 ** 20, true]], [a]], { maxMemory: least })
    assert.equal(kinds(result), ['memory-exceeded 2', 'not-run 3'])
  })

  test('a child of the kernel takes the memory → counted with it', async () => {
    const result = await run([[['child', 300 * 2 ** 20], ['wait']]], { maxMemory: least })
    assert.equal(kinds(result), ['memory-exceeded 1'])
  })

  test('less memory than a kernel may have → nothing is said', async () => {
    assert.equal((await run([[a]], { maxMemory: 4 * 2 ** 30 })).findings, [])
  })
}

test('a cell fails, and it is to go on → the others run, the cell failed all the same', async () => {
  const cells: Action[][] = [[a], [['fail', 'ValueError', 'no']], [a], [['wait']], [a]]
  const result = await run(cells, { keepGoing: true, timeout: 1 })
  assert.is(statuses(result), 'ok failed ok failed ok')
  assert.equal(kinds(result), ['cell-failed 2', 'timeout 4'])
})

test('the kernel dies, and it is to go on → there is nothing on which to', async () => {
  const result = await run([[['end', 3]], [a]], { keepGoing: true })
  assert.equal(kinds(result), ['kernel-died 1', 'not-run 2'])
})

test('a cell that asks for lines which its metadata gives → gets them in order, for a password too', async () => {
  const notebook = notebookOf([[['input'], ['input', true]]])
  notebook.cells[0]!.metadata.ackbook = { stdin: ['Anna', '42'] }
  const result = await run([], {}, notebook)
  assert.equal([result.findings, streams(result.cells[0]!)], [[], 'Anna\n42\n'])
})

for (const [cell, stdin, says] of [
  [[['input'], ['input']], ['Anna'], /^the cell asks for more standard input than the one line that "stdin" in its/],
  [[['input'], ['input'], ['input']], ['Anna', '42'], /more standard input than the 2 lines that "stdin"/],
  [[['input']], ['Anna', '42', ''], /^the cell asked for 1 of the 3 lines of standard input that "stdin"/],
  [[], ['Anna'], /^the cell asked for 0 of the 1 lines/],
  [[['fail', 'StdinNotImplementedError', '']], ['Anna'], /which the cells of this kernel do not have$/],
  [[['input']], [], /^the cell asks for standard input, which a notebook that runs by itself does not have$/],
] as [Action[], string[], RegExp][]) {
  test(`${JSON.stringify(cell)} and ${stdin.length} lines → a finding`, async () => {
    const notebook = notebookOf([cell, [a]])
    if (stdin.length > 0) notebook.cells[0]!.metadata.ackbook = { stdin }
    const result = await run([], {}, notebook)
    assert.equal(kinds(result), ['stdin 1', 'not-run 2'])
    assert.match(result.findings[0]!.message, says)
    if (stdin.length === 0) assert.match(result.findings[0]!.remedy!, /"ackbook": \{ "stdin": \[/)
  })
}

test.run()
