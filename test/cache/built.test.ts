/** What is made of what, by the rules of a project. */
import { realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Builds } from '../../lib/cache/built.ts'
import { Folders } from '../../lib/cache/folders.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cache: built')

const files = {
  'build.js': '',
  'src/a.ts': '',
  'src/deep/b.mts': '',
  'src/data.json': '',
  'src/one/c.ts': '',
  'dist/a.js': '',
  'dist/chunk.js': '',
  'dist/one/c.js': '',
  'all.js': '',
}
const rules = { dist: ['src', 'build.js'], 'dist/one': ['src/one'], 'all.js': ['src'] }

function withBuilds(
  body: (builds: Builds, at: (name: string) => string, named: (paths: readonly string[]) => string[]) => void,
) {
  return withFolder(files, (folder) => {
    const top = realpathSync(folder)
    const at = (name: string) => join(top, name)
    const all = Object.entries(rules).map(([made, from]) => ({ made: at(made), from: from.map(at) }))
    body(new Builds(all, new Folders()), at, (paths) => paths.map((path) => relative(top, path)))
  })
}

const made: [file: string, origins: string[], folders: string[], files: string[]][] = [
  ['dist/a.js', ['src/a.ts'], [], ['build.js']],
  ['dist/a.d.ts', ['src/a.ts'], [], ['build.js']],
  ['dist/deep/b.mjs', ['src/deep/b.mts'], [], ['build.js']],
  ['dist/data.json', ['src/data.json'], [], ['build.js']],
  ['dist/chunk.js', [], ['src'], ['build.js']],
  ['dist/one/c.js', ['src/one/c.ts'], [], []],
  ['all.js', [], ['src'], []],
  ['src/a.ts', [], [], []],
]
for (const [file, origins, folders, others] of made) {
  test(`${file} → of ${[...origins, ...folders.map((name) => `${name}/`), ...others].join(', ') || 'nothing'}`, () =>
    withBuilds((builds, at, named) => {
      assert.equal(named(builds.originsOf(at(file))), origins)
      assert.equal(named(builds.foldersFor(at(file))), folders)
      assert.equal(named(builds.filesFor(at(file))), others)
    }))
}

test('a source → what is made of it, by each rule; what is made → nothing', () =>
  withBuilds((builds, at, named) => {
    const of = named(builds.madeFrom(at('src/one/c.ts')))
    for (const name of ['dist/one/c.js', 'dist/one/c.d.ts', 'dist/one/c.mjs'])
      assert.ok(of.includes(name), of.join(' '))
    assert.equal(builds.madeFrom(at('dist/a.js')), [])
    assert.equal(builds.madeFrom(at('build.js')), [])
  }))

test('names of what is not there → unmade where their sources are, and where nobody can tell which they had', () =>
  withBuilds((builds, at) => {
    const unmade = ['dist/deep/b.mjs', 'dist/deep/b', 'dist/deep/z.js', 'dist/deep', 'src/z', 'dist/one/c'].map(
      (name) => builds.isUnmade(at(name)),
    )
    assert.equal(unmade, [true, true, true, true, false, true])
  }))

test.run()
