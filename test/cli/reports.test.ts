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

test.run()
