import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Contents } from '../../lib/cache/contents.ts'
import { Dependencies, nothingReached } from '../../lib/cache/dependencies.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cache: dependencies')

interface Found {
  files: string[]
  packages: string[]
  installed: string[]
  missing: string[]
  open: string | undefined
}

/** What names reach from the folder `n` among files; links are named with what they lead to. */
async function reached(
  names: readonly string[],
  files: Record<string, string>,
  links: Record<string, string> = {},
): Promise<Found> {
  let found: Found | undefined
  await withFolder({ 'n/x': '', ...files }, (given) => {
    const folder = realpathSync(given)
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      symlinkSync(target, join(folder, path))
    }
    mkdirSync(join(folder, 'own'), { recursive: true })
    const all = nothingReached()
    new Dependencies(new Contents(), join(folder, 'own')).reach(names, join(folder, 'n'), all)
    const below = [...all.installed.values()]
    const short = (path: string) => (path.startsWith(folder) ? relative(folder, path) : path)
    found = {
      files: [...all.files.keys()].map(short).sort(),
      packages: [all, ...below].flatMap(({ packages }) =>
        [...packages].map(([name, versions]) => `${name}@${[...versions].join('+')}`),
      ),
      installed: [...new Set(below.flatMap((each) => [...each.files.keys()]))].map(short).sort(),
      missing: [...all.missing].map(short),
      open: all.open && short(all.open),
    }
  })
  return found!
}

const none = { files: [], packages: [], installed: [], missing: [], open: undefined }

const cases: [title: string, names: string[], files: Record<string, string>, found: Partial<Found>][] = [
  [
    'a package that has no version, a module without a folder → by their files',
    ['hand', 'single'],
    { 'node_modules/hand/index.js': '', 'node_modules/single.js': '' },
    { files: ['node_modules/hand/index.js', 'node_modules/hand/package.json', 'node_modules/single.js'] },
  ],
  [
    'a file by its name without ending → it, source and types',
    ['./a'],
    { 'n/a.ts': '', 'n/a.d.ts': '', 'n/ab.ts': '' },
    { files: ['n/a.d.ts', 'n/a.ts'] },
  ],
  [
    'a built file → its types and its source beside it',
    ['./a.js'],
    { 'n/a.js': '', 'n/a.d.ts': '', 'n/a.ts': '' },
    { files: ['n/a.d.ts', 'n/a.js', 'n/a.ts'] },
  ],
  ['types that name a source → its types', ['./a.ts'], { 'n/a.d.ts': '' }, { files: ['n/a.d.ts'] }],
  [
    'a configuration of the language → it, and what it extends',
    [],
    {
      'tsconfig.json': '{ // with a comment\n "extends": ["./base", "own-config"], }',
      'base.json': '{}',
      'node_modules/own-config/package.json': '{ "name": "own-config", "version": "1.2.3" }',
    },
    {
      files: ['base.json', 'tsconfig.json'],
      packages: ['own-config@1.2.3'],
      installed: ['node_modules/own-config/package.json'],
    },
  ],
  [
    'names by its paths → what they mean, also to the sources that are reached',
    ['@/a', 'exact'],
    {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*", "./gen/*"], "exact": ["./one.ts"] } } }',
      'src/a.ts': "import '@/b'",
      'gen/b.ts': '',
      'one.ts': '',
    },
    { files: ['gen/b.ts', 'one.ts', 'src/a.ts', 'tsconfig.json'], missing: ['exact'] },
  ],
  [
    'names from its base → what lies there',
    ['src/a'],
    { 'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }', 'src/a.ts': '' },
    { files: ['src/a.ts', 'tsconfig.json'], missing: ['src/a'] },
  ],
  [
    'JSX that the compiler turns into calls of a package → the package',
    [],
    {
      'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "preact" } }',
      'node_modules/preact/package.json': '{ "name": "preact", "version": "10.0.0" }',
    },
    {
      files: ['tsconfig.json'],
      packages: ['preact@10.0.0'],
      installed: ['node_modules/preact/package.json'],
    },
  ],
  [
    'a folder → its index',
    ['./a', '..'],
    { 'n/a/index.js': '', 'index.ts': '' },
    { files: ['index.ts', 'n/a/index.js'] },
  ],
  [
    'a folder with a package.json → its main',
    ['./a'],
    { 'n/a/package.json': '{"main":"m.js"}', 'n/a/m.js': '' },
    { files: ['n/a/m.js', 'n/a/package.json'] },
  ],
  [
    'a circle → each once',
    ['./a'],
    { 'n/a.js': "import './b.js'", 'n/b.js': "import './a.js'" },
    { files: ['n/a.js', 'n/b.js'] },
  ],
  [
    'deep below, data at the end',
    ['./a'],
    { 'n/a.js': "require('./b')", 'n/b.cjs': "require('./c.json')", 'n/c.json': '1' },
    { files: ['n/a.js', 'n/b.cjs', 'n/c.json'] },
  ],
  ['nothing there → said', ['./gone', 'gone', '@a/gone/x'], {}, { missing: ['n/gone', 'gone', '@a/gone/x'] }],
  [
    'what Node has, addresses, no names → nothing',
    ['node:fs', 'fs', 'fs/promises', 'https://a/b.js', '<x>', ' a'],
    {},
    {},
  ],
  [
    'an installed package, with a scope, from above → its version, and the files that are asked of it',
    ['p', '@s/q/deep'],
    {
      'node_modules/p/package.json': '{"version":"1.0.0"}',
      'node_modules/p/index.js': "require('./x'); require('./perhaps'); require(name)",
      'node_modules/p/x.js': "import 'r'",
      'node_modules/p/other.js': '',
      'node_modules/r/package.json': '{"version":"3.0.0","main":"r.js"}',
      'node_modules/r/r.js': '',
      'n/node_modules/@s/q/package.json': '{"version":"2.0.0"}',
      'n/node_modules/@s/q/deep.js': '',
    },
    {
      packages: ['p@1.0.0', '@s/q@2.0.0', 'r@3.0.0'],
      installed: [
        ...['n/node_modules/@s/q/deep.js', 'n/node_modules/@s/q/package.json', 'node_modules/p/index.js'],
        ...['node_modules/p/package.json', 'node_modules/p/x.js', 'node_modules/r/package.json', 'node_modules/r/r.js'],
      ],
    },
  ],
  [
    'types of a package in @types, of one with a scope too → both packages',
    ['p', '@s/q'],
    {
      'node_modules/p/package.json': '{"version":"1.0.0"}',
      'node_modules/@types/p/package.json': '{"version":"1.1.0"}',
      'n/node_modules/@types/s__q/package.json': '{"version":"2.1.0"}',
    },
    {
      packages: ['p@1.0.0', '@types/p@1.1.0', '@types/s__q@2.1.0'],
      installed: ['n/node_modules/@types/s__q', 'node_modules/@types/p', 'node_modules/p'].map(
        (folder) => `${folder}/package.json`,
      ),
    },
  ],
  [
    'a nearer package that has not what is asked of it → the one above too',
    ['p/deep', './sub/a'],
    {
      'node_modules/p/package.json': '{"version":"1.0.0"}',
      'node_modules/p/deep.js': '',
      'n/node_modules/p/main.js': '',
      'n/sub/a.js': "import 'p/deep'",
      'n/sub/node_modules/p/package.json': '{"version":"3.0.0","exports":"./main.js"}',
    },
    {
      files: ['n/node_modules/p/package.json', 'n/sub/a.js'],
      packages: ['p@1.0.0+3.0.0'],
      installed: ['n/sub/node_modules/p/package.json', 'node_modules/p/deep.js', 'node_modules/p/package.json'],
      missing: ['n/node_modules/p/deep'],
    },
  ],
  [
    'two versions of one package → both',
    ['p', './sub/a'],
    {
      'node_modules/p/package.json': '{"version":"1.0.0"}',
      'n/sub/a.js': "import 'p'",
      'n/sub/node_modules/p/package.json': '{"version":"2.0.0"}',
    },
    {
      files: ['n/sub/a.js'],
      packages: ['p@1.0.0+2.0.0'],
      installed: ['n/sub/node_modules/p/package.json', 'node_modules/p/package.json'],
    },
  ],
  [
    'its own package by its name, and #names → by its package.json',
    ['me/a', '#b'],
    {
      'package.json':
        '{"name":"me","exports":{"./*":"./src/*.js"},"imports":{"#b":{"node":"./b.js","default":"./c.js"}}}',
      'src/a.js': '',
      'b.js': '',
      'c.js': '',
    },
    { files: ['b.js', 'c.js', 'package.json', 'src/a.js'] },
  ],
  [
    'a package.json between → it decides what a file is',
    ['./d/a.js'],
    { 'n/d/a.js': '', 'n/d/package.json': '{}' },
    { files: ['n/d/a.js', 'n/d/package.json'] },
  ],
  [
    'an import that is put together, further down → said',
    ['./a'],
    { 'n/a.js': "import './b.js'", 'n/b.js': 'import(x)' },
    { files: ['n/a.js', 'n/b.js'], open: 'n/b.js' },
  ],
]
for (const [title, names, files, found] of cases) {
  test(title, async () => assert.equal(await reached(names, files), { ...none, ...found }))
}

test('a linked package → its files, as Node and the compiler look for them, from where they really are', async () => {
  const manifest = {
    name: 'lib',
    exports: { '.': { types: './t/index.d.ts', import: ['./e.mjs'], require: './c.cjs' }, './*': './dist/*/index.js' },
    typesVersions: { '*': { 'dist/*': ['dist/*'], '*': ['types/*'] } },
  }
  const files = {
    'w/lib/package.json': JSON.stringify(manifest),
    'w/lib/t/index.d.ts': '',
    'w/lib/e.mjs': "import 'dep'",
    'w/lib/c.cjs': '',
    'w/lib/dist/a/index.js': "import '../b/index.js'",
    'w/lib/dist/b/index.js': '',
    'w/lib/types/a.d.ts': '',
    'w/lib/a.ts': 'the source, which nobody looks for',
    'w/node_modules/dep/package.json': '{"version":"3.0.0"}',
  }
  const links = { 'n/node_modules/lib': '../../w/lib' }
  const found = await reached(['lib', 'lib/a'], files, links)
  assert.equal(found, {
    files: ['c.cjs', 'dist/a/index.js', 'dist/b/index.js', 'e.mjs', 'package.json', 't/index.d.ts', 'types/a.d.ts'].map(
      (path) => `w/lib/${path}`,
    ),
    packages: ['dep@3.0.0'],
    installed: ['w/node_modules/dep/package.json'],
    missing: [],
    open: undefined,
  })
})

test('types that the compiler sees unasked → those of all folders above; of Node ours, where there are none', () =>
  withFolder(
    {
      'n/node_modules/@types/near/package.json': '{"version":"1.0.0"}',
      'node_modules/@types/far/package.json': '{"version":"2.0.0"}',
      'node_modules/@types/far/index.d.ts': "import './more'",
      'node_modules/@types/far/more.d.ts': '',
      'own/node_modules/@types/node/package.json': '{"version":"20.0.0"}',
    },
    (given) => {
      const folder = realpathSync(given)
      const seen = () => {
        const all = nothingReached()
        new Dependencies(new Contents(), join(folder, 'own')).reachTypes(join(folder, 'n'), all)
        return all
      }
      const { packages, installed } = seen()
      assert.equal([...packages.keys()], ['@types/near', '@types/far', '@types/node'])
      const far = installed.get(join(folder, 'node_modules/@types/far'))
      assert.ok(far?.files.has(join(folder, 'node_modules/@types/far/more.d.ts')))
      mkdirSync(join(folder, 'n/node_modules/@types/node'))
      writeFileSync(join(folder, 'n/node_modules/@types/node/package.json'), '{"version":"18.0.0"}')
      assert.equal(seen().packages.get('@types/node'), new Set(['18.0.0']))
    },
  ))

test('ackbook where there is none → the one that runs the notebook', async () => {
  const files = { 'own/package.json': '{"name":"ackbook","exports":{"./*":"./dist/*.js"}}', 'own/dist/draw.js': '' }
  assert.equal((await reached(['ackbook/draw'], files)).files, ['own/dist/draw.js', 'own/package.json'])
})

test('a file that is a link → the file, and its imports as seen from there', async () => {
  const files = { 'far/a.js': "import './b.js'", 'far/b.js': '' }
  assert.equal((await reached(['./a'], files, { 'n/a.js': '../far/a.js' })).files, ['far/a.js', 'far/b.js'])
  assert.equal((await reached(['./a'], {}, { 'n/a.js': 'a.js' })).missing, ['n/a'])
})

test('a folder that is a link → what its files import, from where they really are', async () => {
  const files = { 'else/shared/a.js': "export * from '../util/z.js'", 'else/util/z.js': '' }
  const found = await reached(['./shared/a.js'], files, { 'n/shared': '../else/shared' })
  assert.equal(found, { ...none, files: ['else/shared/a.js', 'else/util/z.js'] })
})

test('asked twice → as things stood the first time; asked anew → as they are', () =>
  withFolder({ 'a.js': '' }, (folder) => {
    const digest = (dependencies: Dependencies) => dependencies.digestOf(join(folder, 'a.js'))
    const first = new Dependencies(new Contents(), folder)
    const before = digest(first)
    writeFileSync(join(folder, 'a.js'), '1')
    assert.is(digest(first), before)
    assert.is.not(digest(new Dependencies(new Contents(), folder)), before)
  }))

test.run()
