/** What the source maps of built files name. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mappedSources } from '../../lib/cache/mapped-sources.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cache: mapped sources')

const map = (more: object) => JSON.stringify({ version: 3, mappings: '', ...more })
const inline = (text: string, way: string) => `x\n//# sourceMappingURL=data:application/json${way},${text}\n`
const beside = 'x\n//# sourceMappingURL=a.js.map\n'
const sources = ['../src/a.ts', 'webpack:///./src/b.ts', '\0commonjsHelpers.js', '']

const rows: [what: string, files: Record<string, string>, file: string, named: string[]][] = [
  ['a map beside it', { 'dist/a.js': beside, 'dist/a.js.map': map({ sources }) }, 'dist/a.js', ['src/a.ts']],
  [
    'one with a root, of sections',
    {
      'dist/a.js': beside,
      'dist/a.js.map': JSON.stringify({ sections: [{ map: { sources: ['b.ts'], sourceRoot: '../lib' } }, {}] }),
    },
    'dist/a.js',
    ['lib/b.ts'],
  ],
  [
    'one within it, in base 64',
    { 'dist/a.mjs': inline(Buffer.from(map({ sources })).toString('base64'), ';charset=utf-8;base64') },
    'dist/a.mjs',
    ['src/a.ts'],
  ],
  ['one within it', { 'dist/a.js': inline(encodeURIComponent(map({ sources })), '') }, 'dist/a.js', ['src/a.ts']],
  [
    'declarations without one, whose module has one',
    { 'dist/a.d.ts': 'x', 'dist/a.js': beside, 'dist/a.js.map': map({ sources }) },
    'dist/a.d.ts',
    ['src/a.ts'],
  ],
  ['none', { 'dist/a.js': 'x' }, 'dist/a.js', []],
  ['one that is not there', { 'dist/a.js': beside }, 'dist/a.js', []],
  ['one that is none', { 'dist/a.js': beside, 'dist/a.js.map': '{' }, 'dist/a.js', []],
  ['no code', { 'dist/a.json': beside, 'dist/a.js.map': map({ sources }) }, 'dist/a.json', []],
]
for (const [what, files, file, named] of rows) {
  test(`${what} → ${named.join(', ') || 'nothing'}`, () =>
    withFolder(files, (folder) => {
      assert.equal(
        mappedSources(join(folder, file)),
        named.map((name) => join(folder, name)),
      )
    }))
}

test.run()
