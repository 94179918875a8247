/** Which config holds for a folder, and which may be run. */
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findConfig, isOfProject, matcherOf, meantBy, placeIn } from '../../lib/config/index.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('config: find')

/** The config found for a folder in a tree that is called from `cwd`, below the tree's top. */
function found(files: readonly string[], folder: string, cwd: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const all = Object.fromEntries(files.map((file) => [file, '']))
    withFolder(all, (top) => {
      for (const each of [folder, cwd]) mkdirSync(join(top, each), { recursive: true })
      resolve(findConfig(join(top, folder), join(top, cwd))?.slice(top.length + 1))
    }).catch(reject)
  })
}

const config = 'ackbook.config.json'

for (const [what, files, folder, cwd, expected] of [
  ['beside the notebook', [`a/b/${config}`, `a/${config}`], 'a/b', '.', `a/b/${config}`],
  ['above it, up to where ackbook is called', [config], 'a/b', '.', config],
  ['above it, up to its package', ['a/package.json', `a/${config}`], 'a/b', 'a/b', `a/${config}`],
  ['above its package, in the repository', ['.git/HEAD', 'a/package.json', config], 'a/b', 'a', config],
  ['above its package, without a repository', ['a/package.json', config], 'a/b', 'a', undefined],
  ['above the package, where ackbook is called', ['a/package.json', config], 'a/b', '.', config],
  ['above a folder that is called so', [`a/${config}/x`, config], 'a', '.', config],
  ['above the repository', ['a/.git/HEAD', config], 'a/b', 'a/b', undefined],
  ['above a folder in no project, called elsewhere', [`a/${config}`], 'a/b', 'c', undefined],
  ['in a package, called elsewhere', ['a/package.json', `a/${config}`], 'a/b', 'c', `a/${config}`],
  ['beside the package of the one that calls', ['c/package.json', `a/${config}`], 'a', 'c', `a/${config}`],
] as const) {
  test(`${what} → ${expected ?? 'none'}`, async () => assert.is(await found(files, folder, cwd), expected))
}

test('two side by side → refused, with both names', () =>
  withFolder({ 'ackbook.config.ts': '', [config]: '' }, (top) =>
    assert.throws(
      () => findConfig(top, top),
      (error: Error) => error.message.startsWith(`${config} stands beside it: keep one of the two`),
    ),
  ))

test('code beside the notebooks of the project → its own; of another, of a package, behind a link → not', () =>
  withFolder(
    { 'p/package.json': '', 'p/n/c.ts': '', 'p/node_modules/x/c.ts': '', 'other/c.ts': '', 'p/c..ts': '' },
    (top) => {
      symlinkSync(join(top, 'other'), join(top, 'p', 'link'))
      const isOwn = (path: string, cwd = 'p/n') => isOfProject(join(top, path), join(top, cwd))
      assert.ok(isOwn('p/n/c.ts'))
      assert.ok(isOwn('p/c..ts'))
      for (const path of ['other/c.ts', 'p/link/c.ts', 'p/node_modules/x/c.ts']) assert.not(isOwn(path), path)
      assert.ok(isOwn('other/c.ts', '.'))
    },
  ))

test('paths, folders and patterns → the files that they mean', () => {
  const matches = (entry: string, file: string) => matcherOf([entry], '/p')(join('/p', file))
  for (const [entry, file] of [
    ['a.ipynb', 'a.ipynb'],
    ['./drafts/', 'drafts/x/a.ipynb'],
    ['drafts', 'drafts/.x/a.ipynb'],
    ['**/drafts', 'a/drafts/b.ipynb'],
    ['*.ipynb', 'a.ipynb'],
    ['.', 'a/b.ipynb'],
    ['1-{a,b}.ipynb', '1-b.ipynb'],
  ] as const) {
    assert.ok(matches(entry, file), `${entry} ${file}`)
  }
  for (const [entry, file] of [
    ['*.ipynb', 'a/b.ipynb'],
    ['draft', 'drafts/a.ipynb'],
    ['a', '../a/b.ipynb'],
  ] as const) {
    assert.not(matches(entry, file), `${entry} ${file}`)
  }
  const places = ['b/c.ipynb', 'b/a.ipynb', 'a.ipynb'].map((file) => placeIn(['a*', 'b'], '/p', `/p/${file}`))
  assert.equal(places, [1, 1, 0])
  assert.is(placeIn(['a'], '/p', '/p/b'), -1)
})

test('what is included → files and folders that are there, what they have in common, and what means nothing', () => {
  const files = ['packages/a/notebooks/x.ipynb', 'packages/b/notebooks/y.txt', 'packages/c/z.ipynb', 'one/a.txt']
  return withFolder(Object.fromEntries(files.map((file) => [file, ''])), async (top) => {
    const meant = async (...entries: string[]) => {
      const { paths, base, vain } = await meantBy(entries, top)
      return [paths.map((path) => path.slice(top.length + 1)), base.slice(top.length + 1), vain]
    }
    assert.equal(await meant('packages/*/notebooks'), [
      ['packages/a/notebooks', 'packages/b/notebooks'],
      'packages',
      [],
    ])
    assert.equal(await meant('packages/c/z.ipynb', 'packages/a/'), [
      ['packages/c/z.ipynb', 'packages/a'],
      'packages',
      [],
    ])
    assert.equal(await meant('one/a.txt', '*/a.txt', 'two'), [['one/a.txt'], '', ['*/a.txt', 'two']])
    assert.equal(await meant('./packages'), [['packages'], 'packages', []])
  })
})

test.run()
