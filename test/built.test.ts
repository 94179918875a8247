import { rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changesSinceBuilt } from '../scripts/built.js'
import { withFolder } from './helpers/folder.ts'

const files = ['tsconfig.base.json', 'lib/tsconfig.json', 'lib/a.ts', 'lib/tcp/b.ts', 'lib/c.cts', 'lib/types.d.ts']
const built = ['a.js', 'a.d.ts', 'tcp/b.js', 'tcp/b.d.ts', 'c.cjs', 'c.d.cts'].map((name) => `lib/dist/${name}`)

/** A library that was built at second 200 from sources of second 100. */
function withLibrary(body: (lib: string, touch: (path: string, second: number) => void) => void): Promise<void> {
  const all = Object.fromEntries([...files, ...built, 'lib/node_modules/x/y.ts'].map((path) => [path, '']))
  return withFolder(all, (folder) => {
    const touch = (path: string, second: number) => utimesSync(join(folder, path), second, second)
    for (const path of files) touch(path, 100)
    for (const path of built) touch(path, 200)
    body(join(folder, 'lib'), touch)
  })
}

test('built since the last change → nothing to do', () =>
  withLibrary((lib) => assert.equal(changesSinceBuilt(lib), { changed: [], orphans: [] })))

for (const path of files) {
  test(`${path} changed since → said`, () =>
    withLibrary((lib, touch) => {
      touch(path, 300)
      assert.equal(changesSinceBuilt(lib).changed, [path.startsWith('lib/') ? path.slice(4) : `../${path}`])
    }))
}

test('a source that was never built, nothing built at all → changed', () =>
  withLibrary((lib) => {
    rmSync(join(lib, 'dist/tcp'), { recursive: true })
    assert.ok(changesSinceBuilt(lib).changed.includes('tcp/b.ts'))
    rmSync(join(lib, 'dist'), { recursive: true })
    assert.ok(changesSinceBuilt(lib).changed.includes('a.ts'))
  }))

test('a source that is gone → what was built of it must go', () =>
  withLibrary((lib) => {
    rmSync(join(lib, 'tcp/b.ts'))
    assert.equal(changesSinceBuilt(lib), { changed: [], orphans: ['tcp/b.d.ts', 'tcp/b.js'] })
  }))

test.run()
