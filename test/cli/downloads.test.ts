import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cell, Notebook } from '../../lib/notebook/index.ts'
import { formatNotebook, isCode, parseNotebook, statedOriginal } from '../../lib/notebook/index.ts'
import { command } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { code, notebook, prose, read, stream } from '../helpers/pages.ts'

const test = suite('cli: what a page gives along')

const file = (cells: readonly Cell[], metadata?: Notebook['metadata']): string =>
  formatNotebook(notebook([prose('# Title'), ...cells], metadata))
const plain = file([code('const a: number = 1\na', [stream('1\n')])])
const exercise = file([code('mine()', [stream('not yet')], { tags: ['starter'] })])
const python = file([code('print(1)')], { kernelspec: { name: 'python3', language: 'python' } })
const secret = file([code('const key = 1', [], { tags: ['remove-cell'] }), code('key')])

const text = (cwd: string, path: string): string => readFileSync(join(cwd, path), 'utf8')

/** The links of a page to what goes with it: address, name to keep it under. */
function linksOf(cwd: string, path: string): [href: string, name: string][] {
  const links = read(text(cwd, path))
    .all('a')
    .filter(({ properties }) => properties.download !== undefined)
  return links.map(({ properties }) => [String(properties.href), String(properties.download)])
}

test('a notebook of TypeScript → the very file, and its code as a program', () =>
  withFolder({ 'n/a.ipynb': plain }, async (cwd) => {
    assert.is((await command(['render', 'n', '--out', 'site'], { cwd })).code, 0)
    assert.equal(linksOf(cwd, 'site/a.html'), [
      ['ackbook/files/a.ipynb', 'a.ipynb'],
      ['ackbook/files/a.ts', 'a.ts'],
    ])
    assert.is(text(cwd, 'site/ackbook/files/a.ipynb'), plain)
    assert.match(text(cwd, 'site/ackbook/files/a.ts'), /^\/\/ Title: .*\n\n.*const a: number = 1\nshow\(a\)/s)
  }))

test('a notebook that asks something → a copy to work in as well, nothing run in it', () =>
  withFolder({ 'n/sub/b #1.ipynb': exercise, 'n/a.ipynb': plain }, async (cwd) => {
    await command(['render', 'n', '--out', 'site'], { cwd })
    assert.equal(linksOf(cwd, 'site/sub/b #1.html')[1], ['../ackbook/copies/sub/b%20%231.ipynb', 'b #1.ipynb'])
    const copy = text(cwd, 'site/ackbook/copies/sub/b #1.ipynb')
    assert.is(statedOriginal(copy), 'b #1.ipynb')
    assert.equal(
      parseNotebook(copy, 'copy')
        .cells.filter(isCode)
        .flatMap(({ outputs }) => outputs),
      [],
    )
  }))

test('a notebook of another language → no program', () =>
  withFolder({ 'n/a.ipynb': python }, async (cwd) => {
    await command(['render', 'n', '--out', 'site'], { cwd })
    assert.equal(linksOf(cwd, 'site/a.html'), [['ackbook/files/a.ipynb', 'a.ipynb']])
  }))

test('a notebook that keeps parts of it from its readers → nothing of it', () =>
  withFolder({ 'n/a.ipynb': secret }, async (cwd) => {
    await command(['render', 'n', '--out', 'site'], { cwd })
    assert.equal(linksOf(cwd, 'site/a.html'), [])
    assert.equal(readdirSync(join(cwd, 'site')), ['a.html'])
  }))

test('rendered strictly, and refused → nothing is there', () =>
  withFolder({ 'n/a.ipynb': plain }, async (cwd) => {
    assert.is((await command(['render', 'n', '--out', 'site', '--strict'], { cwd })).code, 1)
    assert.not.ok(existsSync(join(cwd, 'site')))
  }))

test('rendered again → written where its notebook is another, and where somebody has changed it', () =>
  withFolder({ 'n/a.ipynb': exercise, 'n/b.ipynb': plain }, async (cwd) => {
    const env = { ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    const files = ['files/a.ipynb', 'copies/a.ipynb', 'files/a.ts', 'files/b.ipynb', 'files/b.ts']
    const path = (name: string) => join(cwd, 'site/ackbook', name)
    const rendered = async () => {
      for (const name of files) if (existsSync(path(name))) utimesSync(path(name), 1, 1)
      await command(['render', 'n', '--out', 'site'], { cwd, env })
      return files.filter((name) => statSync(path(name)).mtimeMs !== 1000)
    }
    assert.equal(await rendered(), files)
    // What is kept of a file goes by its time as well.
    await rendered()
    assert.equal(await rendered(), [])
    writeFileSync(join(cwd, 'n/b.ipynb'), plain.replace('# Title', '# Title\\nand more'))
    assert.equal(await rendered(), ['files/b.ipynb'])
    writeFileSync(path('files/a.ts'), 'changed')
    assert.equal(await rendered(), ['files/a.ts'])
  }))

test('the folder above verified, rendered → what goes with pages is no input', () =>
  withFolder({ 'n/a.ipynb': exercise, 'n/b.ipynb': plain }, async (cwd) => {
    await command(['render', 'n', '--out', 'site'], { cwd })
    const { out } = await command(['render', '.', '--out', 'other'], { cwd })
    assert.match(out, '2 pages')
    const { err } = await command(['verify', 'site'], { cwd })
    assert.match(err, 'site: no notebooks in this folder (*.ipynb) but those beside pages')
  }))

test.run()
