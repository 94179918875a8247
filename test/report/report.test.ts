import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TextStream } from '../../lib/command/index.ts'
import type { Cell, Output as CellOutput, Finding, Notebook } from '../../lib/notebook/index.ts'
import {
  coloursFor,
  type Entry,
  formatEntry,
  formatProblem,
  formatSummary,
  type ReportClock,
  showProgress,
} from '../../lib/report/index.ts'
import { type Verification, verifyRun } from '../../lib/verify/index.ts'
import { matchesGolden } from '../helpers/golden.ts'

const test = suite('report')
const plain = { colours: coloursFor({ NO_COLOR: '1' }, true), nameWidth: 30 }
const colourful = { ...plain, colours: coloursFor({ FORCE_COLOR: '1' }, false) }

const out = (text: string): CellOutput => ({ output_type: 'stream', name: 'stdout', text })

/** A notebook of a heading and code cells, each with what is stored and what came. */
function entryOf(
  name: string,
  cells: [stored: string, fresh: string][],
  findings: Finding[] = [],
  more: Partial<Entry> = {},
): Entry {
  const heading: Cell = { cell_type: 'markdown', metadata: {}, source: '# x' }
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { ackbook: { normalise: ['port', 'duration'] } },
    cells: [
      heading,
      ...cells.map(
        ([stored], index): Cell => ({
          cell_type: 'code',
          id: `cell-${index + 1}`,
          metadata: {},
          source: 'x',
          outputs: stored === '' ? [] : [out(stored)],
          execution_count: stored === '' ? null : index + 1,
        }),
      ),
    ],
  }
  const run = {
    path: `${name}.ipynb`,
    kernel: 'tslab',
    milliseconds: 1900,
    findings,
    cells: cells.map(([, fresh], index) => ({
      index: index + 1,
      status: 'ok' as const,
      outputs: [out(fresh)],
      executionCount: index + 1,
      milliseconds: 1,
    })),
  }
  const verification: Verification = verifyRun(notebook, run)
  return { name, notebook, run, verification, outcome: verification.verdict, ...more }
}

const good = entryOf('1-introduction', [['a', 'a']])
const normalised = entryOf('2.0.1-handshake-and-close', [
  ['port 4001 port 4002 port 4003 1 s', 'port 5001 port 5002 port 5003 2 s'],
  ['port 4001', 'port 5001'],
  ['a', 'a'],
])
const differs = entryOf('2.1.3-how-much-send-sends', [
  ['same\n', 'same\n'],
  ['16384 of 1048576 bytes taken\n', '14336 of 1048576 bytes taken\n'],
])
const failed = entryOf(
  '2.2-deadlock',
  [['a', 'a']],
  [
    {
      kind: 'kernel-died',
      cell: 1,
      id: 'cell-1',
      message: 'the kernel ended while the cell ran (exit code 1)',
      detail: 'last\n\nwords \u001b[31mred\u0007',
      remedy: 'a cell must not end its process',
    },
    { kind: 'not-run', cell: 1, message: 'code cells 2 to 4 were not run, because of what went before' },
  ],
)
const fresh = entryOf('2.3-new', [
  ['', 'a'],
  ['', 'b'],
  ['a', 'b'],
  ['', 'c'],
])
const updated = entryOf('3-summary', [['a', 'b']], [], { outcome: 'updated' })

test('entries of every outcome, and the summary → as in the golden file', () => {
  const entries = [good, normalised, differs, failed, fresh, updated]
  const totals = { entries, problems: 1, stopped: 2, milliseconds: 21_400, kernels: 2 }
  matchesGolden(
    entries.map((entry) => formatEntry(entry, plain)).join('') + formatSummary(totals, plain.colours),
    'report/entries.txt',
  )
})

test('with colours → the same text, painted', () => {
  const painted = formatEntry(differs, colourful)
  assert.ok(painted.includes('\u001b[31m  - 16384'), JSON.stringify(painted))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  assert.is(painted.replace(/\u001b\[\d+m/g, ''), formatEntry(differs, plain))
})

test('good alone → no hint at --update; one kernel is one kernel', () => {
  const totals = { entries: [good], problems: 0, stopped: 0, milliseconds: 125_000, kernels: 1 }
  assert.is(formatSummary(totals, plain.colours), '\n 1 verified · 1 cell · 2 min 05 s (1 kernel)\n')
})

test('the processors are to be told → their seconds, and how many were busy at once', () => {
  const totals = { entries: [good], problems: 0, stopped: 0, milliseconds: 20_000, kernels: 2, processors: 37 }
  assert.is(
    formatSummary(totals, plain.colours),
    '\n 1 verified · 1 cell · 20.0 s (2 kernels; 37.0 s of processors, 1.9 at once)\n',
  )
})

test('a problem → one line, whatever the message and the path hold', () => {
  assert.is(
    formatProblem(
      'x.ipynb',
      'not a notebook: "cells" is missing (nbformat 4 wants a list)',
      'Nothing was run or written.',
    ),
    'ackbook: x.ipynb: not a notebook: "cells" is missing (nbformat 4 wants a list). Nothing was run or written.\n',
  )
  assert.is(formatProblem(undefined, 'a\nb'), 'ackbook: a b\n')
  assert.is(formatProblem('a\u001b[2J\nb', 'c'), 'ackbook: a␛[2J␊b: c\n')
})

const rules: [Record<string, string>, boolean, boolean][] = [
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
]
for (const [env, isTerminal, wanted] of rules) {
  test(`${JSON.stringify(env)} on a ${isTerminal ? 'terminal' : 'pipe'} → ${wanted ? 'colours' : 'none'}`, () => {
    assert.is(coloursFor(env, isTerminal).green('x') !== 'x', wanted)
  })
}

/** A screen that obeys what the live lines use: cursor up, clear to the end. */
function screen(): TextStream & { lines(): string[] } {
  let lines: string[] = ['']
  let column = 0
  return {
    isTTY: true,
    columns: 60,
    rows: 10,
    write(text: string) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal obeys
      for (const piece of text.split(/(\u001b\[\d+[AJ]|\n|\r)/)) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal obeys
        const up = /^\u001b\[(\d+)A$/.exec(piece)
        if (up) lines = lines.slice(0, lines.length - Number(up[1]))
        else if (piece === '\n') {
          lines.push('')
          column = 0
        } else if (piece === '\r') column = 0
        else if (piece === '\u001b[0J') lines[lines.length - 1] = lines.at(-1)!.slice(0, column)
        else {
          lines[lines.length - 1] = lines.at(-1)!.slice(0, column) + piece + lines.at(-1)!.slice(column + piece.length)
          column += piece.length
        }
      }
    },
    lines: () => lines,
  }
}

function manualClock(): ReportClock & { pass(milliseconds: number): void } {
  let now = 0
  const ticks: (() => void)[] = []
  return {
    now: () => now,
    every: (_, tick) => {
      ticks.push(tick)
      return () => ticks.splice(ticks.indexOf(tick), 1)
    },
    pass: (milliseconds) => {
      now += milliseconds
      for (const tick of [...ticks]) tick()
    },
  }
}

const layout = { ...plain, nameWidth: 14 }

test('on a terminal → live lines at the bottom, finished ones above, problems between, nothing left at the end', () => {
  const terminal = screen()
  const clock = manualClock()
  const progress = showProgress(terminal, terminal, layout, clock)
  progress.started('1-introduction')
  progress.started('2.2-deadlock')
  progress.event('2.2-deadlock', { type: 'kernel-starting', kernel: 'tslab' })
  progress.event('1-introduction', { type: 'cell-started', index: 8, ordinal: 5, count: 11 })
  clock.pass(3000)
  assert.equal(terminal.lines(), [
    ' ▸ 1-introduction   cell 5 of 11   3 s …',
    ' ▸ 2.2-deadlock     starting tslab   3 s …',
    '',
  ])
  progress.finished(good)
  progress.problem('ackbook: x: bad\n')
  assert.equal(terminal.lines(), [
    ' ✓ 1-introduction     1 cell    1.9 s',
    'ackbook: x: bad',
    ' ▸ 2.2-deadlock     starting tslab   3 s …',
    '',
  ])
  progress.close()
  clock.pass(1000)
  assert.equal(terminal.lines(), [' ✓ 1-introduction     1 cell    1.9 s', 'ackbook: x: bad', ''])
})

test('Ctrl-C, which a terminal echoes into the line → the live lines are taken away whole', () => {
  const terminal = screen()
  const progress = showProgress(terminal, terminal, layout, manualClock())
  progress.started('1-introduction')
  terminal.write('^C')
  progress.problem('ackbook: interrupted\n')
  assert.equal(terminal.lines(), ['ackbook: interrupted', ' ▸ 1-introduction   waiting …', ''])
  terminal.write('^C')
  progress.close()
  assert.equal(terminal.lines(), ['ackbook: interrupted', ''])
})

test('a question → the live lines make room; what is told meanwhile follows the answer; one question at a time', async () => {
  const terminal = screen()
  const clock = manualClock()
  const progress = showProgress(terminal, terminal, layout, clock)
  progress.started('1-introduction')
  let answer = (_: string) => {}
  const asked = (question: string) =>
    progress.asking(async () => {
      terminal.write(question)
      return new Promise<string>((resolve) => {
        answer = (text) => {
          terminal.write(`${text}\n`)
          resolve(text)
        }
      })
    })
  const first = asked('first? ')
  const second = asked('second? ')
  await null
  progress.problem('ackbook: x: bad\n')
  progress.event('1-introduction', { type: 'cell-started', index: 8, ordinal: 5, count: 11 })
  clock.pass(1000)
  assert.equal(terminal.lines(), ['first? '])
  answer('yes')
  assert.is(await first, 'yes')
  await null
  assert.equal(terminal.lines(), ['first? yes', 'ackbook: x: bad', 'second? '])
  answer('no')
  await second
  const live = ' ▸ 1-introduction   cell 5 of 11   1 s …'
  assert.equal(terminal.lines(), ['first? yes', 'ackbook: x: bad', 'second? no', live, ''])
  progress.close()
})

test('what lies ahead is known → a bar of what is done, by weight and by cells, which never goes back', () => {
  const terminal = screen()
  const clock = manualClock()
  const progress = showProgress(terminal, terminal, layout, clock)
  progress.expect(
    new Map([
      ['1-introduction', 3000],
      ['2.2-deadlock', 1000],
    ]),
  )
  progress.started('1-introduction')
  const bar = () => terminal.lines().at(-2)
  assert.is(bar(), ` ${'╌'.repeat(24)}   0 of 2 notebooks`)
  progress.event('1-introduction', { type: 'cell-started', index: 8, ordinal: 3, count: 3 })
  clock.pass(6000)
  assert.is(bar(), ` ${'━'.repeat(9)}${'╌'.repeat(15)}   0 of 2 notebooks   6 s, about 10 s left`.slice(0, 59))
  progress.event('1-introduction', { type: 'cell-started', index: 8, ordinal: 1, count: 3 })
  assert.match(bar()!, /━{9}╌/, 'a second run of it')
  progress.finished(good)
  assert.match(bar()!, /━{18}╌{6} {3}1 of 2 notebooks {3}6 s, a/)
  progress.dropped('2.2-deadlock')
  assert.match(bar()!, /━{24} {3}2 of 2/)
  progress.close()
  assert.equal(terminal.lines(), [' ✓ 1-introduction     1 cell    1.9 s', ''])
})

test('one notebook → no bar; a terminal that knows no way back → line after line', () => {
  const terminal = screen()
  const progress = showProgress(terminal, terminal, layout, manualClock())
  progress.expect(new Map([['a', 1]]))
  progress.started('a')
  assert.equal(terminal.lines(), [' ▸ a                waiting …', ''])
  progress.close()
  const dumb = screen()
  const plainly = showProgress(dumb, dumb, { ...layout, isPlain: true }, manualClock())
  plainly.started('a')
  plainly.finished(good)
  assert.equal(dumb.lines(), [' ✓ 1-introduction     1 cell    1.9 s', ''])
  plainly.close()
})

test('a live line longer than the terminal is wide → cut, so that it stays one line', () => {
  const terminal = screen()
  const progress = showProgress(terminal, terminal, layout, manualClock())
  progress.started('x'.repeat(100))
  assert.is(terminal.lines()[0]!.length, 59)
  progress.close()
})

test('more notebooks than the terminal has rows → only as many live lines', () => {
  const terminal = screen()
  const progress = showProgress(terminal, terminal, layout, manualClock())
  for (let n = 0; n < 20; n += 1) progress.started(`n${n}`)
  assert.is(terminal.lines().length, 9)
  progress.close()
  assert.equal(terminal.lines(), [''])
})

test('a terminal that says 0 rows and columns → taken for a usual one', () => {
  const terminal = { ...screen(), rows: 0, columns: 0 }
  const progress = showProgress(terminal, terminal, layout, manualClock())
  for (const name of ['a', 'b', 'c']) progress.started(name)
  assert.equal(terminal.lines(), [
    ' ▸ a                waiting …',
    ' ▸ b                waiting …',
    ' ▸ c                waiting …',
    '',
  ])
  progress.close()
})

test('without a terminal → a line a notebook; one that stays in a cell for long is mentioned', () => {
  let text = ''
  const pipe = { write: (more: string) => (text += more) }
  const clock = manualClock()
  const progress = showProgress(pipe, pipe, layout, clock)
  progress.started('1-introduction')
  progress.started('2.2-deadlock')
  progress.finished(good)
  clock.pass(20_000)
  progress.event('2.2-deadlock', { type: 'cell-started', index: 8, ordinal: 5, count: 11 })
  clock.pass(10_000)
  assert.is(text, ' ✓ 1-introduction     1 cell    1.9 s\n')
  clock.pass(30_000)
  assert.is(text, ' ✓ 1-introduction     1 cell    1.9 s\n ▸ 2.2-deadlock     cell 5 of 11   40 s …\n')
  progress.close()
})

test.run()
