import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ErrorOutput } from '../../lib/notebook/types.ts'
import { type CellRun, type NotebookRun, runNotebook } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { testFates } from '../helpers/fates.ts'
import { withFolder } from '../helpers/folder.ts'
import { codeNotebook, input, kinds, readNotebook, streams } from '../helpers/runs.ts'

const temporary = surround(test, () => ({ JUPYTER_PATH: input('jupyter') }))

/** The rest, which is as long again and more, stands in `test/gates/fates.gate.ts`. */
const runOf = testFates(test, {
  'all-is-well': ['ok ok ok skipped', []],
  'cell-fails': ['ok failed not-run not-run', ['cell-failed 2', 'not-run 3'], /the cell failed: RangeError: boom$/],
  'unhandled-rejection': [
    'failed not-run',
    ['late-error 1', 'not-run 2'],
    /that nothing waited for: Error: nobody waited/,
  ],
  'process-exit': ['failed not-run', ['kernel-died 1', 'not-run 2'], /\(exit code 3\)/],
  'infinite-loop-times-out': ['failed not-run', ['timeout 1', 'not-run 2'], /longer than 1 s; it was interrupted/],
  'asks-stdin': ['failed not-run', ['stdin 1', 'not-run 2'], /asks for standard input/],
  'raises-as-expected': ['ok ok ok ok ok', []],
  'flood-600-lines': ['ok ok', []],
})

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

test('cells ask for input, with and without lines in their metadata → they have none, and no remedy that would not help', async () => {
  const asks = "await (await import('node:readline/promises')).createInterface({ input: process.stdin }).question('')"
  for (const [stdin, said, remedy] of [
    [undefined, /which a notebook that runs by itself does not have$/, /^give the value in the code, or tag the cell/],
    [['Anna'], /which the cells of this kernel do not have$/, /^leave "stdin" out .*in the code or as parameters$/],
  ] as const) {
    const notebook = codeNotebook([asks])
    if (stdin) notebook.cells[0]!.metadata.ackbook = { stdin: [...stdin] }
    const run = await runNotebook(notebook, join(temporary, 'asks.ipynb'))
    assert.equal(kinds(run), ['stdin 1'])
    assert.match(run.findings[0]!.message, said)
    assert.match(run.findings[0]!.remedy!, remedy)
  }
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

test('an error that was expected → stays in the outputs, as an error', async () => {
  const [output] = (await runOf('raises-as-expected')).cells[0]!.outputs as [ErrorOutput]
  assert.equal([output.output_type, output.evalue], ['error', 'boom'])
})

let farRun: Promise<NotebookRun> | undefined
const far = (): Promise<NotebookRun> => {
  const cells = [
    "import { readFileSync } from 'node:fs'\nimport { display } from 'tslab'\nimport { name } from 'ackbook'",
    'console.log(typeof readFileSync, typeof display.html, name, process.cwd())',
    "try { require('nowhere') } catch (e: any) { console.log(e.message, e.requireStack) }",
    "// NBVAL_RAISES_EXCEPTION\nrequire('nowhere')",
    "import { runNotebook } from 'ackbook/run'\nconst wrong: number = runNotebook",
  ]
  farRun ??= runNotebook(codeNotebook(cells), join(temporary, 'far.ipynb'), { startTimeout: 120 })
  return farRun
}

test('a notebook far from any node_modules → knows Node, tslab and ackbook, with their types', async () => {
  const run = await far()
  assert.equal(kinds(run), ['cell-failed 5'])
  assert.is(streams(run.cells[1]!), `function function ackbook ${temporary}\n`)
  assert.match(run.findings[0]!.message, /Type 'RunNotebook' is not assignable to type 'number'/)
})

test('another folder, zone, language, variables → cells work there and see them; imports are found from the notebook', () =>
  withFolder({ 'n/helper.ts': 'export const x = 1', 'w/here.txt': 'y' }, async (top) => {
    const cell = [
      "import { x } from './helper'",
      "import { readFileSync } from 'node:fs'",
      "console.log(x, readFileSync('here.txt', 'utf8'), (1.5).toLocaleString(), new Date(0).getHours())",
      'console.log(process.env.MINE, process.env.HOME)',
    ]
    const env = { TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', MINE: 'a', HOME: undefined }
    const notebook = codeNotebook([cell.join('\n')])
    const run = await runNotebook(notebook, join(top, 'n/a.ipynb'), { cwd: join(top, 'w'), env })
    assert.is(streams(run.cells[0]!), '1 y 1,5 9\na undefined\n', JSON.stringify(run.findings))
  }))

test('a module that is not there → told without the place of the installation or of the notebook', async () => {
  const { cells } = await far()
  assert.is(streams(cells[2]!), "Cannot find module 'nowhere' undefined\n")
  const [error] = cells[3]!.outputs as ErrorOutput[]
  assert.is(error!.evalue, "Cannot find module 'nowhere'")
  assert.not.match(error!.traceback.join('\n'), /requireStack|Require stack/)
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
