/** Where reports are written, and where they are not. */
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('where reports go')
const good = notebookFile([['print a', 'a\n']])
const neverRuns: RunNotebook = () => Promise.reject(new Error('must not run'))

const refused: [argv: string[], message: RegExp][] = [
  [['--json', 'folder'], /--json folder is a folder: name a file in it/],
  [['--junit', 'a.ipynb'], /--junit a\.ipynb is a notebook: name another file for the report/],
  [['--gitlab', 'new.ipynb'], /--gitlab new\.ipynb is a notebook/],
  [
    ['--json', 'x', '--junit', './x'],
    /--junit \.\/x and --json x are one place|--json x and --junit \.\/x are one place/,
  ],
  [['--json', '-', '--junit', '-'], /are one place: a report needs one of its own/],
  [['--json', 'a.ipynb/b/c'], /--json a\.ipynb\/b\/c cannot be written: .*a\.ipynb is a file, not a folder/],
  [['--json', 'locked'], /locked: is read-only: make it writable/],
]
for (const [argv, message] of refused) {
  test(`${argv.join(' ')} → 2 before anything runs`, () =>
    withFolder({ 'a.ipynb': good, locked: '' }, async (cwd) => {
      mkdirSync(join(cwd, 'folder'))
      chmodSync(join(cwd, 'locked'), 0o444)
      const { code, out, err } = await command(['verify', 'a.ipynb', ...argv], { cwd, runNotebook: neverRuns })
      assert.equal([code, out], [2, ''], err)
      assert.match(err, message)
      assert.is(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), good)
    }))
}

test('a folder that is missing → made; a link → its target is written', () =>
  withFolder({ 'a.ipynb': good, target: 'old' }, async (cwd) => {
    symlinkSync('target', join(cwd, 'link'))
    const { code, out } = await command(['verify', 'a.ipynb', '--json', 'x/y/r.json', '--junit', 'link'], { cwd })
    assert.is(code, 0)
    assert.match(out, / 1 verified/)
    assert.is(JSON.parse(readFileSync(join(cwd, 'x/y/r.json'), 'utf8')).ok, true)
    assert.match(readFileSync(join(cwd, 'target'), 'utf8'), /^<\?xml /)
  }))

test('a device → written to, not replaced', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const { code } = await command(['verify', 'a.ipynb', '--json', '/dev/null'], { cwd })
    assert.is(code, 0)
    assert.is(readFileSync('/dev/null', 'utf8'), '')
  }))

test('one report cannot be written in the end → 2, said; the others are, and the JSON says so', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const runNotebook: RunNotebook = async (...args) => {
      mkdirSync(join(cwd, 'j.xml'))
      const { scriptedRun } = await import('../helpers/command.ts')
      return scriptedRun(...args)
    }
    const argv = ['verify', 'a.ipynb', '--junit', 'j.xml', '--json', 'r.json']
    const { code, err } = await command(argv, { cwd, runNotebook })
    assert.equal([code, err], [2, 'ackbook: j.xml: cannot be written: it is a folder. The file is as it was\n'])
    const { ok, exitCode, problems } = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))
    assert.equal([ok, exitCode, problems[0].path], [false, 2, 'j.xml'])
  }))

test('nothing could be run → a report all the same', () =>
  withFolder({}, async (cwd) => {
    const { code, out } = await command(['verify', 'gone', '--json', '-'], { cwd })
    const { notebooks, problems } = JSON.parse(out)
    assert.equal([code, notebooks, problems[0].path], [2, [], 'gone'])
    assert.not(existsSync(join(cwd, 'gone')))
  }))

const differs = notebookFile([['print new', 'old\n']])
const failing = notebookFile([
  ['print a', 'stale\n'],
  ['fail', ''],
  ['print never', 'left over\n'],
])

test('--save → what ran with its outputs, of those that differ and fail too; the originals as they were', () =>
  withFolder({ 'n/a.ipynb': good, 'n/deep/b.ipynb': differs, 'n/c.ipynb': failing }, async (cwd) => {
    for (const round of [1, 2]) {
      const { code, err } = await command(['verify', 'n', '--save', 'n/out'], { cwd })
      assert.equal([code, err], [1, ''], `round ${round}`)
    }
    assert.match(readFileSync(join(cwd, 'n/out/deep/b.ipynb'), 'utf8'), /new\\n/)
    const { cells } = JSON.parse(readFileSync(join(cwd, 'n/out/c.ipynb'), 'utf8'))
    assert.equal(
      cells.map(({ execution_count }: { execution_count: number }) => execution_count),
      [1, 2, null],
    )
    assert.match(readFileSync(join(cwd, 'n/out/a.ipynb'), 'utf8'), /"a\\n"/)
    assert.is(readFileSync(join(cwd, 'n/deep/b.ipynb'), 'utf8'), differs)
  }))

test('--save where the notebooks are, where two would be one, where a file is → 2 before anything runs', () =>
  withFolder({ 'n/a.ipynb': good, 'm/A.ipynb': good }, async (cwd) => {
    const all: [string[], RegExp][] = [
      [['n', '--save', 'n'], /^ackbook: n\/a\.ipynb: --save n is its own folder: name another\. Nothing was run/],
      [['n', 'm', '--save', 'out'], /would both be written to/],
      [['n', '--save', 'm/A.ipynb/x'], /--save m\/A\.ipynb\/x cannot be written: .*A\.ipynb is a file, not a folder/],
    ]
    for (const [argv, message] of all) {
      const { code, err } = await command(['verify', ...argv], { cwd, runNotebook: neverRuns })
      assert.is(code, 2)
      assert.match(err, message)
    }
  }))

test('--save, and links in the folder that lead out of it → 2, said, what they lead to as it was', () =>
  withFolder({ 'n/a.ipynb': differs, 'n/x/b.ipynb': differs, 'else/b.ipynb': 'mine', 'out/y': '' }, async (cwd) => {
    symlinkSync('../n/a.ipynb', join(cwd, 'out/a.ipynb'))
    symlinkSync('../else', join(cwd, 'out/x'))
    const { code, err } = await command(['verify', 'n', '--save', 'out'], { cwd })
    assert.is(code, 2)
    assert.match(
      err,
      /^ackbook: out: cannot be written: a\.ipynb in it is a link that leads out of the folder\. .*n\/a\.ipynb was verified, and not saved\.$/m,
    )
    assert.is(readFileSync(join(cwd, 'n/a.ipynb'), 'utf8'), differs)
    assert.is(readFileSync(join(cwd, 'else/b.ipynb'), 'utf8'), 'mine')
  }))

test.run()
