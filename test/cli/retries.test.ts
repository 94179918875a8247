/** A notebook that fails is run again, if that is asked for. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('retries')

/** {@link scriptedRun} in which the first cell is the next of these sources; the last one stays. */
function inTurn(...sources: string[]): { runNotebook: RunNotebook; runs: () => number } {
  let runs = 0
  const runNotebook: RunNotebook = (notebook, path, options) => {
    const source = sources[Math.min(runs++, sources.length - 1)]!
    const cells = notebook.cells.map((cell, at) => (at === 0 ? { ...cell, source } : cell))
    return scriptedRun({ ...notebook, cells } as typeof notebook, path, options)
  }
  return { runNotebook, runs: () => runs }
}

const two = notebookFile([
  ['print a', 'a\n'],
  ['print b', 'b\n'],
])

test('it fails, and is good when it is run again → flaky, 0, told how it failed', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    const { runNotebook, runs } = inTurn('fail', 'fail', 'print a')
    const { code, out, err } = await command(['verify', '.', '--retries', '3'], { cwd, runNotebook })
    assert.equal([code, err, runs()], [0, '', 3])
    assert.is(
      out,
      ' ~ a    2 cells    0.1 s   flaky: it failed in 2 runs before this one\n' +
        '     cell 1 of 2 (id cell-1): the cell failed: scripted\n' +
        '\n 1 flaky · 2 cells · 0.0 s (1 kernel)\n',
    )
  }))

test('--fail-on-flaky → 1, said', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    const { runNotebook } = inTurn('fail', 'print a')
    const words = ['verify', '.', '--retries=1', '--fail-on-flaky']
    const { code, err } = await command(words, { cwd, runNotebook })
    assert.equal([code, err], [1, 'ackbook: 1 notebook is flaky\n'])
    assert.is((await command(words, { cwd })).code, 0)
  }))

test('it fails each time → failed, as often as was asked', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    const { runNotebook, runs } = inTurn('fail')
    const { code, out } = await command(['verify', '.', '--retries', '2'], { cwd, runNotebook })
    assert.equal([code, runs()], [1, 3])
    assert.match(out, /^ {5}it failed in each of 3 runs$/m)
  }))

test('it fails, then differs → differs: another run hides no difference', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    const { runNotebook, runs } = inTurn('fail', 'print x', 'print a')
    const { code, out } = await command(['verify', '.', '--retries', '5', '--no-rerun'], { cwd, runNotebook })
    assert.equal([code, runs()], [1, 2])
    assert.match(out, /✗ a {3}cell 1 of 2 \(id cell-1\) differs/)
    assert.match(out, /^ {5}it failed in 1 run before this one$/m)
  }))

test('it differs → no retry: only the second run that tells what varies', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    for (const [more, expected] of [
      [[], 2],
      [['--no-rerun'], 1],
    ] as const) {
      const { runNotebook, runs } = inTurn('print x', 'print a')
      const { code } = await command(['verify', '.', '--retries', '5', ...more], { cwd, runNotebook })
      assert.equal([code, runs()], [1, expected])
    }
  }))

test('without retries → run once; by the config → again; 0 on the command line goes before it', () =>
  withFolder({ 'a.ipynb': two, 'ackbook.config.json': '{ "retries": 1 }' }, async (cwd) => {
    for (const [words, code] of [
      [['--no-config'], 1],
      [[], 0],
      [['--retries', '0'], 1],
    ] as const) {
      const { runNotebook } = inTurn('fail', 'print a')
      assert.is((await command(['verify', 'a.ipynb', ...words], { cwd, runNotebook })).code, code, words.join(' '))
    }
  }))

for (const [config, says] of [
  ['{ "retries": 1.5 }', /"retries" is 1\.5, not a whole number below 100/],
  ['{ "retries": -1 }', /"retries" is -1, not a whole number below 100/],
] as const) {
  test(`${config} in a config → 2`, () =>
    withFolder({ 'a.ipynb': two, 'ackbook.config.json': config }, async (cwd) => {
      const { code, err } = await command(['verify', '.'], { cwd })
      assert.is(code, 2)
      assert.match(err, says)
    }))
}

for (const number of ['x', '-1', '1.5', '100']) {
  test(`--retries=${number} → 2`, () =>
    withFolder({ 'a.ipynb': two }, async (cwd) => {
      const { code, err } = await command(['verify', '.', `--retries=${number}`], { cwd })
      assert.is(code, 2)
      assert.match(err, /It is a whole number from 0 to 99\. See: ackbook verify --help\n$/)
    }))
}

test('reports of a flaky notebook → JSON has the runs before, JUnit a flaky failure that passes, GitHub a warning, GitLab a minor finding', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    const { runNotebook } = inTurn('fail', 'print a')
    const words = ['verify', '.', '--retries', '1', '--json', 'r.json', '--junit', 'j.xml', '--html', 'h.html']
    const env = { CI: 'true', GITHUB_ACTIONS: 'true' }
    const { code, out } = await command([...words, '--gitlab', 'g.json'], { cwd, runNotebook, env })
    assert.is(code, 0)
    const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
    const report = JSON.parse(read('r.json'))
    const [notebook] = report.notebooks
    assert.equal(
      [report.ok, report.totals.notebooks.flaky, notebook.outcome, notebook.findings],
      [true, 1, 'flaky', []],
    )
    assert.equal(
      notebook.earlier.map(({ findings }: { findings: { kind: string }[] }) => findings.map(({ kind }) => kind)),
      [['cell-failed']],
    )
    assert.match(read('j.xml'), /<testsuites name="ackbook verify" tests="2" failures="0" errors="0" skipped="0"/)
    assert.match(
      read('j.xml'),
      /<testcase name="cell 1 [^>]*><flakyFailure message="the cell failed: scripted" type="cell-failed"><stackTrace>the cell failed: scripted<\/stackTrace><\/flakyFailure><\/testcase>/,
    )
    assert.match(out, /^::warning file=.*a\.ipynb,line=\d+,col=\d+,title=flaky%3A cell 1 of 2 \(id cell-1\)/m)
    assert.match(read('h.html'), /class="flaky">flaky</)
    const [told, ...others] = JSON.parse(read('g.json'))
    assert.equal(others, [])
    assert.equal([told.check_name, told.severity], ['flaky', 'minor'])
    assert.match(told.description, /^flaky: cell 1 of 2 \(id cell-1\)/)
    assert.match(told.location.path, /a\.ipynb$/)
    assert.match(read('a.ipynb').split('\n')[told.location.lines.begin - 1]!, /print a/)
  }))

test('a kernel that does not start at first → a flaky case of the whole notebook', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    let runs = 0
    const runNotebook: RunNotebook = async (notebook, path, options) => {
      const run = await scriptedRun(notebook, path, options)
      runs += 1
      if (runs > 1) return run
      const cells = run.cells.map((cell) => ({ ...cell, status: 'not-run' as const, outputs: [] }))
      return { ...run, cells, findings: [{ kind: 'kernel-start', message: 'it did not start' }] }
    }
    await command(['verify', '.', '--retries', '1', '--junit', 'j.xml'], { cwd, runNotebook })
    const xml = readFileSync(join(cwd, 'j.xml'), 'utf8')
    assert.match(xml, /<testcase name="the notebook"[^>]*><flakyError message="it did not start" type="kernel-start">/)
    assert.match(xml, /failures="0" errors="0"/)
  }))

test('a flaky notebook → run again the next time, and no verdict for its page', () =>
  withFolder({ 'package.json': '{}', 'a.ipynb': two }, async (cwd) => {
    const { runNotebook, runs } = inTurn('fail', 'print a')
    const at = { cwd, runNotebook, env: { ACKBOOK_CACHE_DIR: join(cwd, 'cache') } }
    await command(['verify', '.', '--retries', '1'], at)
    assert.not(existsSync(join(cwd, '.ackbook')))
    const { out } = await command(['verify', '.', '--retries', '1'], at)
    assert.is(runs(), 3)
    assert.match(out, /✓ a /)
  }))

test('run, flaky → stored, 0', () =>
  withFolder({ 'a.ipynb': two }, async (cwd) => {
    const { runNotebook } = inTurn('fail', 'print new')
    const { code, out } = await command(['run', 'a.ipynb', '--retries', '1'], { cwd, runNotebook })
    assert.is(code, 0)
    assert.match(out, /~ a .*flaky/)
    assert.match(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), /new\\n/)
  }))

test('--bail → counts one that fails in the end, not one that is flaky', () =>
  withFolder({ 'a.ipynb': two, 'b.ipynb': two }, async (cwd) => {
    const { runNotebook } = inTurn('fail', 'print a')
    const words = ['verify', '.', '--retries', '1', '--bail', '--jobs', '1']
    assert.match((await command(words, { cwd, runNotebook })).out, / 1 verified · 1 flaky · /)
  }))

test.run()
