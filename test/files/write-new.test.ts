/** Files that are not there yet, and what stands beside notebooks. */
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { companionsIn, FileError, writeNew } from '../../lib/files/index.ts'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('files: new ones')

test('nothing there → written, with the folders above and its mode; nothing else is left', () =>
  withFolder({}, async (folder) => {
    assert.is(await writeNew(join(folder, 'a/b/x'), 'text', 0o700), true)
    assert.is(readFileSync(join(folder, 'a/b/x'), 'utf8'), 'text')
    assert.is(statSync(join(folder, 'a/b/x')).mode & 0o777, 0o700)
    assert.equal(readdirSync(join(folder, 'a/b')), ['x'])
  }))

test('something there, a folder, a link that leads nowhere → left as it is', () =>
  withFolder({ x: 'mine', 'd/y': '' }, async (folder) => {
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'))
    for (const name of ['x', 'd', 'link']) assert.is(await writeNew(join(folder, name), 'text'), false)
    assert.is(readFileSync(join(folder, 'x'), 'utf8'), 'mine')
    assert.not.ok(existsSync(join(folder, 'nowhere')))
    assert.equal(readdirSync(folder).sort(), ['d', 'link', 'x'])
  }))

test('twenty write one file at a time → one does, and the file is whole', () =>
  withFolder({}, async (folder) => {
    const texts = Array.from({ length: 20 }, (_, at) => String(at).repeat(10_000))
    const done = await Promise.all(texts.map((text) => writeNew(join(folder, 'x'), text)))
    assert.is(done.filter(Boolean).length, 1)
    assert.is(readFileSync(join(folder, 'x'), 'utf8'), texts[done.indexOf(true)])
    assert.equal(readdirSync(folder), ['x'])
  }))

test('a file in the place of its folder → an error that says so', () =>
  withFolder({ x: '' }, async (folder) => {
    const error = await writeNew(join(folder, 'x/y'), '').catch((reason: unknown) => reason)
    assert.instance(error, FileError)
    assert.match((error as Error).message, 'cannot be written: something else is in its place. No file was made')
  }))

test('more companions than asked for → as many, in order of their names', () =>
  withFolder({ 'b/2': '', 'b/1': '', a: '', 'c.ipynb': '', d: '' }, async (folder) => {
    const found = await companionsIn(folder, join(folder, 'd'), 3)
    assert.equal(
      found.map(({ below }) => below),
      ['a', join('b', '1'), join('b', '2')],
    )
  }))

test('a file beside notebooks that is too large to copy → left, and said with what to do', () =>
  withFolder({ 'notebooks/a.ipynb': notebookFile([['print a', 'a\n']]), 'notebooks/big.bin': '' }, async (cwd) => {
    // A hole takes no room.
    truncateSync(join(cwd, 'notebooks/big.bin'), 50_000_001)
    const { code, out } = await command(['learn'], { cwd })
    assert.is(code, 0)
    assert.match(out, '   big.bin is not copied, for it has 51 MB: copy it by hand if a notebook reads it\n')
    assert.equal(readdirSync(join(cwd, 'learn')).sort(), ['.gitignore', 'a.ipynb'])
  }))

test.run()
