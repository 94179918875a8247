import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('a second run')

/** {@link scriptedRun} that prints the next of these numbers for `N`. */
function counting(numbers: number[]): { runNotebook: RunNotebook; runs: () => number } {
  let runs = 0
  const runNotebook: RunNotebook = (notebook, path, options) => {
    const number = String(numbers[runs++ % numbers.length])
    const cells = notebook.cells.map((cell) => ({ ...cell, source: cell.source.replaceAll('N', number) }))
    return scriptedRun({ ...notebook, cells } as typeof notebook, path, options)
  }
  return { runNotebook, runs: () => runs }
}

const taken = notebookFile([['print N bytes taken', '16384 bytes taken\n']])
const two = notebookFile(
  [
    ['print port N', 'port 47969\n'],
    ['print again port N', 'again port 58013\n'],
    ['print x', 'x\n'],
  ],
  { ackbook: { normalise: ['port'] } },
)

test('a cell differs, and again otherwise → run twice, and what it gave the second time', () =>
  withFolder({ 'a.ipynb': taken }, async (cwd) => {
    const { runNotebook, runs } = counting([14336, 12288])
    const { code, out } = await command(['verify', 'a.ipynb'], { cwd, runNotebook })
    assert.equal([code, runs()], [1, 2])
    assert.ok(
      out.endsWith(
        [
          '       - 16384 bytes taken',
          '       + 14336 bytes taken',
          '     it differed again in a second run (12288): "ackbook": { "normalise": ["bytes"] } lets it vary',
          '',
          ' 1 differs · 1 cell · 0.0 s (1 kernel)     ackbook verify --update accepts',
          '',
        ].join('\n'),
      ),
      out,
    )
  }))

test('a cell differs, and the second run is as the first → a difference, and --update', () =>
  withFolder({ 'a.ipynb': taken }, async (cwd) => {
    const { runNotebook } = counting([14336])
    const { out } = await command(['verify', 'a.ipynb'], { cwd, runNotebook })
    assert.ok(
      out.includes('     it was the same in a second run; if the new output is right: ackbook verify --update\n'),
      out,
    )
    assert.not.ok(out.includes('normalise'), out)
  }))

for (const [arguments_, runs] of [
  [['--no-rerun'], 1],
  [['--update'], 1],
] as const) {
  test(`a cell differs, ${arguments_} → run once`, () =>
    withFolder({ 'a.ipynb': taken }, async (cwd) => {
      const counted = counting([14336, 12288])
      await command(['verify', ...arguments_, 'a.ipynb'], { cwd, runNotebook: counted.runNotebook })
      assert.is(counted.runs(), runs)
    }))
}

test('all as stored, a failing cell, or one never executed → run once', () =>
  withFolder(
    {
      'a.ipynb': notebookFile([['print 1', '1\n']]),
      'b.ipynb': notebookFile([['fail', '']]),
      'c.ipynb': notebookFile([['print 1']]),
    },
    async (cwd) => {
      const counted = counting([1])
      await command(['verify', '.'], { cwd, runNotebook: counted.runNotebook })
      assert.is(counted.runs(), 3)
    },
  ))

test('numbers of two runs are stored → differs; --update stores those of one, which verify against any', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    const { runNotebook } = counting([40001, 40002, 40003, 40004])
    const first = await command(['verify', 'a.ipynb'], { cwd, runNotebook })
    assert.is(first.code, 1)
    assert.match(first.out, /what is 58013 here and 47969 elsewhere in the stored outputs is now 40001 in both places/)
    assert.match(first.out, /^ {5}ackbook verify --update stores all such numbers of one run$/m)
    const update = await command(['verify', '--update', 'a.ipynb'], { cwd, runNotebook })
    assert.is(update.code, 0)
    const stored = JSON.parse(readFileSync(join(cwd, 'a.ipynb'), 'utf8')).cells.map(
      (cell: { outputs: { text: string }[] }) => cell.outputs[0]!.text,
    )
    assert.equal(stored, [['port 40003\n'], ['again port 40003\n'], 'x\n'])
    assert.is((await command(['verify', 'a.ipynb'], { cwd, runNotebook })).code, 0)
  }))

test('--update cannot store → the summary does not offer --update', () =>
  withFolder({ 'a.ipynb': taken }, async (cwd) => {
    chmodSync(join(cwd, 'a.ipynb'), 0o444)
    const { runNotebook } = counting([14336])
    const { code, out } = await command(['verify', '--update', 'a.ipynb'], { cwd, runNotebook })
    assert.is(code, 2)
    assert.ok(out.endsWith('\n 1 differs · 1 not written · 1 cell · 0.0 s (1 kernel)\n'), out)
  }))

test.run()
