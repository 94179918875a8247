/** `ackbook merge-reports`: what one run of all notebooks would have reported. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { programFor } from '../../lib/cli/program.ts'
import type { NotebookReport, Report } from '../../lib/report/data/index.ts'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { everyOutcome, parseXml, placedRun } from '../helpers/reports.ts'

const test = suite('cli: merge-reports')

async function verify(argv: readonly string[], cwd: string): Promise<Report> {
  const { out } = await command(['verify', ...argv, '--json', '-'], { cwd, runNotebook: placedRun })
  return JSON.parse(out)
}

function write(cwd: string, reports: Record<string, Partial<Report> | string>): string[] {
  for (const [file, report] of Object.entries(reports))
    writeFileSync(join(cwd, file), typeof report === 'string' ? report : JSON.stringify(report))
  return Object.keys(reports)
}

async function merged(files: readonly string[], cwd: string, ...argv: string[]) {
  const done = await command(['merge-reports', ...files, ...argv, '--json', 'all.json'], { cwd })
  return { ...done, report: JSON.parse(readFileSync(join(cwd, 'all.json'), 'utf8')) as Report }
}

const good: NotebookReport = {
  ...{ path: 'n/a.ipynb', name: 'a', outcome: 'verified', kernel: 'scripted', milliseconds: 1 },
  ...{ cells: [{ cell: 0, ordinal: 1, status: 'passed', milliseconds: 1 }], findings: [], normalised: [], notes: [] },
}
const bad: NotebookReport = {
  ...good,
  outcome: 'failed',
  findings: [{ kind: 'timeout', cell: 0, message: 'too slow' }],
}

/** A report of some notebooks. */
function reportOf(notebooks: NotebookReport[], more: Partial<Report> = {}): Report {
  const totals = { notebooks: {}, cells: {}, problems: 0 } as Report['totals']
  for (const outcome of ['verified', 'unchanged', 'differs', 'failed', 'updated', 'ran', 'nothing', 'not-run'] as const)
    totals.notebooks[outcome] = 0
  for (const status of ['passed', 'differs', 'failed', 'updated', 'skipped', 'empty', 'not-run'] as const)
    totals.cells[status] = 0
  const code = notebooks.some(({ outcome }) => outcome === 'failed') ? 1 : 0
  return {
    ...{ version: 1, ackbook: '0.1.0', command: 'verify', ok: code === 0, exitCode: code, interrupted: false },
    ...{ started: '2026-01-01T00:00:00.000Z', milliseconds: 1000, totals, notebooks, problems: [], ...more },
  }
}

test('reports of random parts → that of all at once', () =>
  withFolder({ ...everyOutcome, 'n/x/good.ipynb': notebookFile([['print a', 'a\n']]) }, async (cwd) => {
    const whole = await verify(['n'], cwd)
    const paths = [...Object.keys(everyOutcome), 'n/x/good.ipynb']
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return Math.floor((seed / 2147483648) * below)
    }
    for (let round = 0; round < 8; round += 1) {
      const parts = Array.from({ length: 1 + random(4) }, (): string[] => [])
      for (const path of paths) parts[random(parts.length)]!.push(path)
      const reports = await Promise.all(parts.filter(({ length }) => length > 0).map((part) => verify(part, cwd)))
      const files = write(cwd, Object.fromEntries(reports.map((report, at) => [`r${at}.json`, report])))
      const { code, report, err } = await merged(files, cwd)
      // Of one that is called by a folder it is said that others were run.
      const same = (each: Report) => ({ ...each, problems: each.problems.map(({ path }) => path) })
      assert.equal(same(report), same(whole), JSON.stringify(parts))
      assert.is(code, whole.exitCode)
      assert.match(err, 'ackbook: n/broken.ipynb: ')
    }
  }))

test('all forms, a summary → of the whole; the code is the worst', () =>
  withFolder(everyOutcome, async (cwd) => {
    const files = write(cwd, {
      'a.json': await verify(['n/good.ipynb', 'n/fails.ipynb'], cwd),
      'b.json': await verify(['n/differs.ipynb'], cwd),
    })
    const argv = ['--junit', 'j.xml', '--gitlab', 'g.json', '--html', 'h.html']
    const { code, out, err } = await merged(files, cwd, ...argv)
    assert.equal([code, err], [1, ''])
    assert.match(out, /^ ✗ differs {3}cell 2 of 7 \(id cell-2\) differs\n {5}stdout\n {7}- old/)
    assert.match(out, /\n ✗ fails {3}cell 2 of 3 \(id cell-2\) failed\n/)
    assert.match(
      out,
      /\n\n 1 verified · 1 differs · 1 failed · \d+ cells · 1 skipped · 1 ignored · 0\.0 s \(2 reports\)\n$/,
    )
    assert.is(parseXml(readFileSync(join(cwd, 'j.xml'), 'utf8')).children.length, 3)
    assert.ok(JSON.parse(readFileSync(join(cwd, 'g.json'), 'utf8')).length >= 2)
    const page = readFileSync(join(cwd, 'h.html'), 'utf8')
    assert.match(page, '- old')
    assert.match(page, '<a href="#notebook-1">n/differs.ipynb</a>')
  }))

test('a notebook in two reports → the later one counts, whatever the order of the files, and it is said', () =>
  withFolder({}, async (cwd) => {
    const later = { started: '2026-01-02T00:00:00.000Z' }
    const first = { ...reportOf([bad]), problems: [{ path: 'n/a.ipynb', message: 'was busy' }], exitCode: 2 }
    write(cwd, { '1.json': first, '2.json': reportOf([good], later) })
    for (const files of [
      ['1.json', '2.json'],
      ['2.json', '1.json'],
    ]) {
      const { code, err, report } = await merged(files, cwd)
      assert.equal([code, report.notebooks.map(({ outcome }) => outcome), report.problems], [0, ['verified'], []])
      assert.is(err, 'ackbook: 1 notebook stands in 1.json and in 2.json, which began later and counts\n')
    }
    write(cwd, {
      '3.json': reportOf([{ ...good, outcome: 'not-run', cells: [] }], { ...later, interrupted: true, exitCode: 130 }),
    })
    const { code, report } = await merged(['1.json', '3.json'], cwd)
    assert.equal([code, report.notebooks[0]!.outcome], [130, 'failed'])
  }))

test('a code that nothing in its report explains → kept', () =>
  withFolder({}, async (cwd) => {
    write(cwd, {
      '1.json': reportOf([good]),
      '2.json': reportOf([{ ...good, path: 'b.ipynb' }], { exitCode: 1, ok: false }),
    })
    assert.is((await merged(['1.json', '2.json'], cwd)).code, 1)
  }))

test('a shard is missing → 2, named, in the report too; --allow-missing → said', () =>
  withFolder({}, async (cwd) => {
    const of = (index: number) => reportOf([{ ...good, path: `${index}.ipynb` }], { shard: { index, count: 4 } })
    mkdirSync(join(cwd, 'all/deep'), { recursive: true })
    write(cwd, { 'all/1.json': of(1), 'all/deep/3.json': of(3) })
    const { code, err, report } = await merged(['all'], cwd)
    assert.equal([code, report.exitCode, report.notebooks.length], [2, 2, 2])
    assert.is(err, 'ackbook: shard 2 of 4 left no report\nackbook: shard 4 of 4 left no report\n')
    assert.not('shard' in report)
    const allowed = await merged(['all'], cwd, '--allow-missing')
    assert.equal([allowed.code, allowed.report.problems], [0, []])
    assert.is(allowed.err, 'ackbook: of 4 shards, 2 and 4 left no report, and nothing is known of their notebooks\n')
    write(cwd, { 'all/2.json': of(2), 'all/4.json': of(4) })
    assert.equal([(await merged(['all'], cwd)).code, (await merged(['all'], cwd)).err], [0, ''])
  }))

test('a shard that was done again → what could not be done the first time counts no more', () =>
  withFolder({}, async (cwd) => {
    const shard = { index: 1, count: 1 }
    const first = reportOf([], { shard, exitCode: 2, ok: false, problems: [{ message: 'the disk was full' }] })
    write(cwd, { '1.json': first, '2.json': reportOf([good], { shard, started: '2026-01-03T00:00:00.000Z' }) })
    assert.is((await merged(['1.json'], cwd)).code, 2)
    assert.is((await merged(['1.json', '2.json'], cwd)).code, 0)
  }))

const refused: [title: string, files: Record<string, Partial<Report> | string>, says: RegExp][] = [
  [
    'broken JSON',
    { 'r.json': '{"a": ' },
    /r\.json: not a report: not JSON \(the file ends where a value should be, line 1, column 7\)/,
  ],
  [
    'another JSON',
    { 'r.json': '[]' },
    /r\.json: not a report: ackbook verify --json and ackbook run --json write them/,
  ],
  [
    'a form to come',
    { 'r.json': { ...reportOf([]), version: 2 } as never },
    /a report of form 2, written by ackbook 0\.1\.0, and this one reads form 1/,
  ],
  [
    'what the schema refuses',
    { 'r.json': reportOf([{ ...good, outcome: 'fine' as never }]) },
    /"notebooks\[0\]\.outcome" is "fine", not one of verified, unchanged, /,
  ],
  [
    'two commands',
    { 'a.json': reportOf([]), 'b.json': reportOf([], { command: 'run' }) },
    /a\.json is of ackbook verify and b\.json of ackbook run: these are no parts of one run/,
  ],
  [
    'two counts of shards',
    {
      'a.json': reportOf([], { shard: { index: 1, count: 2 } }),
      'b.json': reportOf([], { shard: { index: 1, count: 3 } }),
    },
    /a\.json is shard 1 of 2, and b\.json is shard 1 of 3/,
  ],
]
for (const [title, files, says] of refused) {
  test(`${title} → 2 in a sentence, nothing is written`, () =>
    withFolder({}, async (cwd) => {
      const { code, out, err } = await command(['merge-reports', ...write(cwd, files), '--json', 'all.json'], { cwd })
      assert.equal([code, out], [2, ''])
      assert.match(err, says)
      assert.match(err, /^ackbook: [^\n]*\. Nothing was merged or written\.\n$/)
    }))
}

test('no file, an empty folder, a report written over one that is read → 2', () =>
  withFolder({ 'r.json': JSON.stringify(reportOf([good])) }, async (cwd) => {
    mkdirSync(join(cwd, 'empty'))
    for (const [argv, says] of [
      [['gone.json'], 'ackbook: gone.json: cannot be read: it is not there. Nothing was merged or written.\n'],
      [
        ['empty'],
        'ackbook: empty: no reports in this folder (*.json, as --json writes them). Nothing was merged or written.\n',
      ],
      [
        ['r.json', '--json', 'r.json'],
        'ackbook: --json r.json is one of the reports to be merged: name another file. Nothing was merged or written.\n',
      ],
    ] as const) {
      const { code, err } = await command(['merge-reports', ...argv], { cwd })
      assert.equal([code, err], [2, says])
    }
    assert.is((await command(['merge-reports', 'r.json', './r.json'], { cwd })).code, 0)
  }))

/** The command lines of `ackbook` that a pipeline holds, its variables filled in. */
function commandsIn(value: unknown): string[][] {
  if (typeof value === 'string') {
    const line = value.replace(/\$\{\{[^}]*\}\}|\$\w+/g, '2')
    return line.startsWith('npx ackbook ') ? [line.split(' ').slice(2)] : []
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(commandsIn) : []
}

test('the pipelines of docs/reports.md → YAML, of commands that there are', () => {
  const text = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8')
  const pipelines = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml]) => parse(yaml!))
  const commands = pipelines.flatMap(commandsIn)
  assert.equal(
    commands.map(([name]) => name),
    ['verify', 'merge-reports', 'verify', 'merge-reports'],
  )
  for (const argv of commands) {
    let asked = 0
    const program = programFor(() => {
      asked += 1
    })
    const known = new Set(program.commands.find((each) => each.name() === argv[0])!.options.map(({ long }) => long))
    // The option of the jobs themselves is told where it is made.
    const words = known.has('--shard')
      ? argv
      : argv.filter((word, at) => word !== '--shard' && argv[at - 1] !== '--shard')
    program.exitOverride().parse(words, { from: 'user' })
    assert.is(asked, 1, argv.join(' '))
  }
})

test.run()
