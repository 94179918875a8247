/** What `--json` writes, before its published schema. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Report } from '../../../lib/report/data/index.ts'
import { command, notebookFile } from '../../helpers/command.ts'
import { withFolder } from '../../helpers/folder.ts'
import { everyOutcome, placedRun } from '../../helpers/reports.ts'

const test = suite('json report')
const schema = JSON.parse(readFileSync(new URL('../../../lib/report.schema.json', import.meta.url), 'utf8'))
const isDate = (text: string) => /^\d{4}-.*Z$/.test(text) && new Date(text).toISOString() === text

/** The schema, and the same where nothing may stand that it does not describe. */
const validate = new Ajv2020({ formats: { 'date-time': isDate } }).compile(schema)
const validateClosed = new Ajv2020({ formats: { 'date-time': isDate } }).compile(closed(schema))

function closed(part: AnySchemaObject): AnySchemaObject {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]))
  return 'properties' in part && part.type === 'object' ? { ...inner, additionalProperties: false } : inner
}

/** The report of a command line. */
async function reportOf(argv: string[], cwd: string): Promise<Report> {
  const { out, err } = await command([...argv, '--json', '-'], { cwd, runNotebook: placedRun })
  assert.ok(/\d cells? /.test(err), 'people read it on stderr')
  return JSON.parse(out)
}

test('notebooks of every outcome → each with its cells and findings, as the schema has it', () =>
  withFolder(everyOutcome, async (cwd) => {
    const report = await reportOf(['verify', 'n'], cwd)
    assert.ok(validateClosed(report), JSON.stringify(validateClosed.errors))
    assert.equal([report.version, report.ok, report.exitCode, report.command], [1, false, 2, 'verify'])
    assert.equal(
      report.notebooks.map(({ path, name, outcome }) => [path, name, outcome]),
      [
        ['n/differs.ipynb', 'differs', 'differs'],
        ['n/fails.ipynb', 'fails', 'failed'],
        ['n/good.ipynb', 'good', 'verified'],
        ['n/nothing.ipynb', 'nothing', 'nothing'],
      ],
    )
    const [differs, fails] = report.notebooks
    assert.equal(
      differs!.cells.map(({ ordinal, status, ignored = false }) => [ordinal, status, ignored]),
      [
        [1, 'passed', false],
        [2, 'differs', false],
        [3, 'empty', false],
        [4, 'skipped', false],
        [5, 'passed', true],
        [6, 'differs', false],
        [7, 'differs', false],
      ],
    )
    assert.equal(
      fails!.cells.map(({ status }) => status),
      ['passed', 'failed', 'not-run'],
    )
    assert.is(report.totals.notebooks.verified, 1)
    assert.is(report.totals.cells['not-run'], 1)
    assert.equal(report.problems, [
      {
        path: 'n/broken.ipynb',
        message:
          'not a notebook: not JSON ("}" stands where a value should be, line 1, column 12). Nothing of it was run.',
      },
    ])
  }))

test('what is wrong → where it stands in the text of the file', () =>
  withFolder(everyOutcome, async (cwd) => {
    const { notebooks } = await reportOf(['verify', 'n'], cwd)
    for (const { path, findings } of notebooks) {
      const lines = readFileSync(join(cwd, path), 'utf8').split('\n')
      for (const { kind, line, column, at, cell } of findings) {
        if (kind === 'not-run') continue
        const said = lines[line! - 1]!.slice(column! - 1)
        if (at) assert.is(said, 'fail"')
        else assert.ok(said.startsWith('"print'), `${path}, cell ${cell}: ${said}`)
      }
    }
    const thrown = notebooks[1]!.findings[0]!
    assert.equal(thrown.at, { cell: 1, ordinal: 2, line: 2, column: 1 })
    assert.is(thrown.message, 'the cell failed')
    assert.ok(thrown.detail!.startsWith('n/fails.ipynb:2:2:1  Error: <no>'), thrown.detail)
  }))

test('--update, and run → updated and ran, both good', () =>
  withFolder({ 'a.ipynb': notebookFile([['print new', 'old\n']]) }, async (cwd) => {
    const updated = await reportOf(['verify', '--update', 'a.ipynb'], cwd)
    assert.equal([updated.ok, updated.notebooks[0]!.outcome], [true, 'updated'])
    assert.equal(updated.notebooks[0]!.cells[0]!.status, 'updated')
    const ran = await reportOf(['run', 'a.ipynb'], cwd)
    assert.equal([ran.ok, ran.command, ran.notebooks[0]!.outcome], [true, 'run', 'ran'])
    for (const each of [updated, ran]) assert.ok(validateClosed(each), JSON.stringify(validateClosed.errors))
  }))

test('interrupted → a report of what was done until then', () =>
  withFolder({ 'a.ipynb': everyOutcome['n/good.ipynb']!, 'b.ipynb': everyOutcome['n/good.ipynb']! }, async (cwd) => {
    let interrupt = () => {}
    const { out, code } = await command(['verify', '.', '--jobs', '1', '--json', '-'], {
      cwd,
      onInterrupt: (call) => {
        interrupt = call
        return () => undefined
      },
      runNotebook: async (...args) => {
        const run = await placedRun(...args)
        interrupt()
        return run
      },
    })
    const report: Report = JSON.parse(out)
    assert.ok(validateClosed(report), JSON.stringify(validateClosed.errors))
    assert.equal([code, report.exitCode, report.interrupted], [130, 130, true])
    assert.equal(
      report.notebooks.map(({ outcome }) => outcome),
      ['verified', 'not-run'],
    )
  }))

test('nothing to verify anywhere → not ok, exit code 1', () =>
  withFolder({ 'a.ipynb': everyOutcome['n/nothing.ipynb']! }, async (cwd) => {
    const report = await reportOf(['verify', 'a.ipynb'], cwd)
    assert.equal([report.ok, report.exitCode], [false, 1])
  }))

test('the schema → refuses what is no report, allows members of later times', () =>
  withFolder(everyOutcome, async (cwd) => {
    const report = await reportOf(['verify', 'n'], cwd)
    assert.ok(validate({ ...report, later: 1 }))
    for (const part of [{ version: 2 }, { exitCode: 3 }, { notebooks: [{}] }, { started: 'today' }, { totals: {} }]) {
      assert.not(validate({ ...report, ...part }), JSON.stringify(part))
    }
  }))

test.run()
