import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Machine } from '../../../scripts/bench/machine.ts'
import { machineText } from '../../../scripts/bench/machine.ts'
import {
  betweenMarks,
  machineMarkdown,
  measuredMarkdown,
  namesIn,
  tableMarkdown,
  withBetweenMarks,
} from '../../../scripts/bench/markdown.ts'
import type { HeatResult } from '../../../scripts/bench/race.ts'
import { benches, isRace } from '../../../scripts/bench/registry.ts'
import { heatText, seconds } from '../../../scripts/bench/table.ts'

const test = suite('bench: tables')

const heat: HeatResult = {
  title: 'the work',
  results: [
    {
      name: 'ours',
      costs: [
        { wall: 2, cpu: 3 },
        { wall: 1, cpu: 2 },
        { wall: 12, cpu: 4 },
      ],
    },
    {
      name: 'theirs',
      costs: [
        { wall: 8, cpu: 6 },
        { wall: 4, cpu: 4 },
        { wall: 48, cpu: 8 },
      ],
    },
    { name: 'falters', costs: [{ wall: 0.5, failure: 'exit code 1' }, { wall: 100 }, { wall: 200 }] },
    { name: 'fails', costs: [{ wall: 1, failure: 'exit code 2' }] },
    { name: 'absent', missing: 'no absent here: get absent', costs: [] },
  ],
}

test('costs of three rounds → medians, least and most, and how many times theirs ours is', () => {
  assert.is(
    heatText(heat),
    `
  the work                                        clock     least to most       CPU  ackbook takes  of its CPU
    ours                                         2.00 s      1.00 to 12.0    3.00 s
    theirs                                       8.00 s      4.00 to 48.0    6.00 s         0.25 ×      0.50 ×
    falters                                       150 s        100 to 200                   0.03 ×               1 of 3 rounds failed: exit code 1
    fails                                      failed: exit code 2
    absent                                     no absent here: get absent
`.slice(1, -1),
  )
})

test('work of many units → what one costs, and the memory, beside it', () => {
  const costs = [
    { wall: 2, cpu: 0.5, peak: 80 },
    { wall: 4, cpu: 0.7, peak: 90.4 },
  ]
  const text = heatText({ title: 'many', units: { count: 100, name: 'cell' }, results: [{ name: 'ours', costs }] })
  assert.match(text, /ours .* 30 ms a cell, 6\.0 ms of CPU; 90 MiB at most$/)
  assert.not.match(text, 'ackbook takes')
})

test('seconds → three figures', () => {
  assert.equal([0.01234, 0.9, 1.234, 12.34, 123.4].map(seconds), ['0.012', '0.900', '1.23', '12.3', '123'])
})

test('the same as Markdown → a row a contender, under a row for the work', () => {
  assert.is(
    tableMarkdown([heat]),
    `
| | clock | CPU | ackbook takes | of its CPU |
|---|--:|--:|--:|--:|
| **the work** | | | | |
| \`ours\` | 2.00 s | 3.00 s |  |  |
| \`theirs\` | 8.00 s | 6.00 s | 0.25 × | 0.50 × |
| \`falters\` | 150 s |  | 0.03 × |  |
| \`fails\` | failed: exit code 2 |  |  |  |
| \`absent\` | no absent here: get absent |  |  |  |
`.slice(1, -1),
  )
})

test('what a program has measured, as Markdown → a row each', () => {
  assert.is(
    measuredMarkdown('engine', [{ what: 'in | order', value: 1234.5, unit: 'Gbit/s', note: '' }]),
    '| **engine** | | |\n|---|--:|---|\n| in \\| order | 1,234.5 Gbit/s |  |',
  )
})

test('that table → its first column again', () => {
  assert.equal(namesIn(tableMarkdown([heat])), ['the work', 'ours', 'theirs', 'falters', 'fails', 'absent'])
})

const machine: Machine = {
  date: '2026-11-29T02:10Z',
  processor: 'Some CPU',
  cores: 2,
  memoryGiB: 8,
  system: 'Linux 6.1 x64',
  load: 0.3,
  versions: { Node: '20.20.2', ackbook: '0.1.0 (abc1234)' },
}

test('a machine → when, where and what, and whether others were at work', () => {
  const quiet =
    '2026-11-29T02:10Z · 2 × Some CPU · 8 GiB · Linux 6.1 x64 · load 0.3\nNode 20.20.2 · ackbook 0.1.0 (abc1234)'
  assert.is(machineText(machine), quiet)
  assert.match(machineText({ ...machine, load: 1.1 }), /\nThe machine is busy with something else/)
  assert.is(
    machineMarkdown(machine, 5),
    'Medians of 5 rounds in turn, 2026-11-29 02:10Z, on 2 × Some CPU (8 GiB, Linux 6.1 x64, load 0.3): Node 20.20.2, ackbook 0.1.0 (abc1234).',
  )
})

test('a README with the two marks → the text between them is put in anew, and nothing else', () => {
  const readme = 'before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n'
  const anew = withBetweenMarks(readme, 'new $&')
  assert.is(anew, 'before\n<!-- bench -->\nnew $&\n<!-- /bench -->\nafter\n')
  assert.is(betweenMarks(anew), 'new $&')
  assert.is(withBetweenMarks(anew, 'new $&'), anew)
})

test('a README without them → an error that names them', () => {
  assert.throws(() => betweenMarks('nothing'), /lacks the marks <!-- bench --> and <!-- \/bench -->/)
})

test("the README's table → the rows of what npm run bench -- --readme measures", () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const heats = benches.flatMap((bench) => (isRace(bench) && bench.readme ? bench.heats : []))
  const rows = heats.flatMap(({ title, contenders }) => [title, ...contenders.map(({ name }) => name)])
  assert.ok(rows.length > 10)
  assert.equal(namesIn(betweenMarks(readme)), rows, 'run `npm run bench -- --readme` on a quiet machine')
})

test.run()
