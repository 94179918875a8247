import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ErrorOutput } from '../../lib/notebook/types.ts'
import { type CellRun, type NotebookRun, runNotebook } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { codeNotebook, input, kinds, readNotebook, statuses, streams } from '../helpers/runs.ts'

const temporary = surround(test, () => ({ JUPYTER_PATH: input('jupyter') }))

/** name → [what became of each cell, findings (kind, 1-based code cell), what the first finding says] */
const verdicts: Record<string, [string, string[], RegExp?]> = {
  'all-is-well': ['ok ok ok skipped', []],
  'cell-fails': ['ok failed not-run not-run', ['cell-failed 2', 'not-run 3'], /the cell failed: RangeError: boom$/],
  'cell-does-not-compile': [
    'failed not-run',
    ['cell-failed 1', 'not-run 2'],
    /CompileError: Type 'string' is not assignable/,
  ],
  'module-does-not-compile': [
    'failed not-run',
    ['cell-failed 1', 'not-run 2'],
    /CompileError: typed\.ts Type 'string'/,
  ],
  'browser-cell-never-runs': ['failed not-run', ['not-run 1', 'not-run 2'], /marked @browser/],
  'unhandled-rejection': [
    'failed not-run',
    ['late-error 1', 'not-run 2'],
    /that nothing waited for: Error: nobody waited/,
  ],
  'late-throw-in-timer': ['ok failed', ['late-error 2'], /that nothing waited for: Error: late/],
  'sets-exit-code': ['failed', ['late-error 1'], /after the cell had ended, its process ended with exit code 1$/],
  'process-exit': ['failed not-run', ['kernel-died 1', 'not-run 2'], /\(exit code 3\)/],
  'process-aborts': ['failed not-run', ['kernel-died 1', 'not-run 2'], /\(killed by SIGABRT\)/],
  'infinite-loop-times-out': ['failed not-run', ['timeout 1', 'not-run 2'], /longer than 1 s; it was interrupted/],
  'loop-in-timer-is-killed': [
    'failed not-run',
    ['timeout 1', 'not-run 2'],
    /longer than 1 s; .* the kernel was killed/,
  ],
  'fails-and-waits': [
    'failed not-run',
    ['late-error 1', 'timeout 1', 'not-run 2'],
    /that nothing waited for: Error: nobody will answer/,
  ],
  'awaits-forever': ['failed not-run', ['timeout 1', 'not-run 2'], /longer than 1 s/],
  'asks-stdin': ['failed not-run', ['stdin 1', 'not-run 2'], /asks for standard input/],
  'reads-stdin-at-once': ['failed not-run', ['stdin 1', 'not-run 2'], /asks for standard input/],
  'raises-as-expected': ['ok ok ok ok ok', []],
  'raises-something-else': [
    'failed not-run',
    ['cell-failed 1', 'not-run 2'],
    /not with what it must fail with, "TypeError"/,
  ],
  'does-not-raise': ['failed not-run', ['no-exception 1', 'not-run 2'], /must fail, and it did not/],
  'skips-what-is-tagged': ['skipped skipped skipped ok', []],
  'allows-errors': ['ok ok', []],
  'flood-600-lines': ['ok ok', []],
  '50mb-output': ['failed not-run', ['output-too-large 1', 'not-run 2'], /more than 32 MiB/],
  'output-lost': ['failed not-run', ['output-lost 1', 'not-run 2'], /the "idle" that ends its output never came/],
  'output-lost-in-silence': ['failed not-run', ['output-lost 1', 'not-run 2'], /drops output in silence/],
}

/** Two at a time: each costs a second of computing to start. */
const waiting = Object.keys(verdicts)
const runs = new Map<string, Promise<NotebookRun>>()
const work = async () => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const run = runNotebook(readNotebook(name), input(`${name}.ipynb`), { startTimeout: 120 })
    runs.set(name, run)
    await run.catch(() => {})
  }
}
let all: Promise<unknown>
test.before(() => {
  all = Promise.all([work(), work()])
})
test.after(async () => void (await all))

async function runOf(name: string): Promise<NotebookRun> {
  while (!runs.has(name)) await Promise.race([...runs.values()]).then(() => new Promise(setImmediate))
  return runs.get(name)!
}

for (const [name, [cells, findings, says]] of Object.entries(verdicts)) {
  test(`${name} → ${findings[0] ?? 'good'}`, async () => {
    const run = await runOf(name)
    assert.is(statuses(run), cells)
    assert.equal(kinds(run), findings)
    if (says) assert.match(run.findings[0]!.message, says)
  })
}

test('a failing cell → its finding says where in the source, shows the lines, and holds no frame of the kernel', async () => {
  const run = await runOf('cell-fails')
  const [finding] = run.findings
  assert.is(finding!.id, 'cell-2')
  assert.is(finding!.error, 'RangeError: boom')
  const cell = readNotebook('cell-fails').cells[1]!
  const lines = cell.source.split('\n')
  const line = lines.findIndex((text) => text.includes('new RangeError')) + 1
  assert.equal(finding!.at, { cell: 1, line, column: lines[line - 1]!.indexOf('new RangeError') + 1 })
  assert.match(finding!.detail!, /^> *\d+ \| .*new RangeError/m)
  const [output] = run.cells[1]!.outputs.filter(({ output_type }) => output_type === 'error') as ErrorOutput[]
  assert.equal([output!.ename, output!.evalue], ['RangeError', 'boom'])
  const frames = output!.traceback.filter((text) => /^\s+at /.test(text))
  assert.ok(frames.length > 0 && frames.every((frame) => /In\[2\]:\d+:\d+\)?$/.test(frame)), frames.join('\n'))
})

test('a module that is not there → told without the place of the installation or of the notebook', async () => {
  const caught = "try { require('nowhere') } catch (e: any) { console.log(e.message, e.requireStack) }"
  const run = await runNotebook(codeNotebook([caught, "require('nowhere')"]), join(temporary, 'missing.ipynb'))
  assert.is(streams(run.cells[0]!), "Cannot find module 'nowhere' undefined\n")
  const [error] = run.cells[1]!.outputs as ErrorOutput[]
  assert.is(error!.evalue, "Cannot find module 'nowhere'")
  assert.not.match(error!.traceback.join('\n'), /requireStack|Require stack/)
})

test('streams and displays → one output a stream in a row, a display updated by a later cell', async () => {
  const { cells } = await runOf('all-is-well')
  assert.equal(cells[0]!.outputs, [
    { output_type: 'display_data', data: { 'text/plain': 'after' }, metadata: {} },
    { output_type: 'stream', name: 'stdout', text: 'one\n' },
    { output_type: 'stream', name: 'stderr', text: 'two\n' },
    { output_type: 'stream', name: 'stdout', text: 'three\n' },
  ])
  assert.equal(cells[1]!.outputs, [])
  assert.is(streams(cells[2]!), '2\n')
  assert.equal(counts(cells), [1, 2, 3, null])
})

test('600 lines and 600 pieces in one turn → none is lost', async () => {
  const [lines, pieces] = (await runOf('flood-600-lines')).cells
  assert.is(streams(lines!), Array.from({ length: 600 }, (_, i) => `line ${i + 1}\n`).join(''))
  assert.is(streams(pieces!), Array.from({ length: 600 }, (_, i) => `${i + 1} `).join(''))
})

test('what a cell printed before it ended the process → kept', async () => {
  assert.is(streams((await runOf('process-exit')).cells[0]!), 'printed\n')
})

test('a kernel killed by SIGABRT that says nothing of memory → nor does the remedy', async () => {
  assert.not.match((await runOf('process-aborts')).findings[0]!.remedy!, /memory/)
})

test('another error than the cell must fail with → what it must be is to be changed, not to be tagged', async () => {
  const { findings } = await runOf('raises-something-else')
  assert.match(findings[0]!.remedy ?? '', /^see why it fails otherwise, or change "raises"/)
})

test('an error that was expected → stays in the outputs, as an error', async () => {
  for (const [name, evalue] of [
    ['raises-as-expected', 'boom'],
    ['allows-errors', 'allowed'],
  ] as const) {
    const [output] = (await runOf(name)).cells[0]!.outputs as [ErrorOutput]
    assert.equal([output.output_type, output.evalue], ['error', evalue])
  }
})

test('50 MB in one line → 32 MiB of it are kept', async () => {
  assert.is(streams((await runOf('50mb-output')).cells[0]!).length, 32 * 2 ** 20)
})

test('a notebook far from any node_modules → knows Node, tslab and ackbook, with their types', async () => {
  const notebook = codeNotebook([
    "import { readFileSync } from 'node:fs'\nimport { display } from 'tslab'\nimport { name } from 'ackbook'",
    'console.log(typeof readFileSync, typeof display.html, name, process.cwd())',
    "import { runNotebook } from 'ackbook/run'\nconst wrong: number = runNotebook",
  ])
  const run = await runNotebook(notebook, join(temporary, 'far.ipynb'), { startTimeout: 120 })
  assert.equal(kinds(run), ['cell-failed 3'])
  assert.is(streams(run.cells[1]!), `function function ackbook ${temporary}\n`)
  assert.match(run.findings[0]!.message, /Type 'RunNotebook' is not assignable to type 'number'/)
})

test('events → kernel, then each cell that runs, with its place among the code cells', async () => {
  const seen: string[] = []
  await runNotebook(readNotebook('skips-what-is-tagged'), input('skips-what-is-tagged.ipynb'), {
    startTimeout: 120,
    onEvent: (event) => seen.push('ordinal' in event ? `${event.type} ${event.ordinal}/${event.count}` : event.type),
  })
  assert.equal(seen, ['kernel-starting', 'kernel-ready', 'cell-started 4/4', 'cell-finished 4/4'])
})

test('running → the notebook in memory stays as it was', async () => {
  const text = readFileSync(input('all-is-well.ipynb'), 'utf8')
  const notebook = readNotebook('all-is-well')
  await runOf('all-is-well')
  assert.equal(notebook, readNotebook('all-is-well'))
  assert.is(readFileSync(input('all-is-well.ipynb'), 'utf8'), text)
})

function counts(cells: readonly CellRun[]): (number | null)[] {
  return cells.map(({ executionCount }) => executionCount)
}

test.run()
