import { join } from 'node:path'
import vm from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundlePages, LiveError, type LivePage, tryFigures } from '../../lib/live/index.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('live: bundle')

/** A page of a notebook in `cwd`, whose figures are exports of modules: `cell: [module, export]`. */
function pageOf(cwd: string, name: string, figures: Record<string, [module: string, export_: string]>): LivePage {
  const all = Object.entries(figures).map(([cell, [module, own]]) => ({ cell, module, export: own }))
  return { name: `page/${name}`, folder: cwd, within: cwd, figures: all }
}

/** A module with a figure that shows what an expression gives, with its parameter `n`. */
const showing = (expression: string, before = '') => `${before}
export function shown({ n = 1 }: { n?: number } = {}) {
  const said = String(${expression})
  return { data: said, svg: () => said, table: said, sentence: said }
}
`

async function made(pages: readonly LivePage[], ...trials: [page: string, cell: string, values?: object][]) {
  const { texts } = await bundlePages(pages)
  return tryFigures(
    [...texts.values()],
    trials.map(([page, cell, values = {}]) => ({ page: `page/${page}`, cell, values })),
  )
}

const svgs = async (...all: Parameters<typeof made>) => (await made(...all)).map(({ svg, error }) => svg ?? error)

test('a module of ten lines → its figure, with the values that are given', () =>
  withFolder({ 'sum.ts': showing('n * 2') }, async (cwd) => {
    const page = pageOf(cwd, 'a', { x: ['./sum.ts', 'shown'] })
    assert.equal(await svgs([page], ['a', 'x'], ['a', 'x', { n: 21 }]), ['2', '42'])
  }))

test('modules that several pages need → one text for all, and each page what is its own', () =>
  withFolder(
    {
      'both.ts': 'export const both = "both", unused = "never used by anyone"',
      'one.ts': showing('both + n', "import { both } from './both.ts'"),
      'two.ts': showing('both.length', "import { both } from './both.ts'"),
    },
    async (cwd) => {
      const pages = [pageOf(cwd, 'a', { x: ['./one.ts', 'shown'] }), pageOf(cwd, 'b', { x: ['./two.ts', 'shown'] })]
      const { texts, pages: made, files } = await bundlePages(pages)
      assert.equal([...texts.keys()].sort(), ['page/a', 'page/b', 'shared'])
      assert.equal(made, [
        { name: 'page/a', texts: ['shared', 'page/a'] },
        { name: 'page/b', texts: ['shared', 'page/b'] },
      ])
      assert.not.match(texts.get('shared')!, 'never used')
      assert.equal(files, ['both.ts', 'one.ts', 'two.ts'].map((name) => join(cwd, name)).sort())
      assert.equal(await svgs(pages, ['a', 'x'], ['b', 'x']), ['both1', '4'])
    },
  ))

test('modules that cells import → all that they export, called as in their sources, and what the worker has is left to it', () =>
  withFolder(
    {
      'queue.ts':
        "import { ok } from 'node:assert'\nexport class Queue { size = 1 }\nexport const check = (is: boolean) => ok(is)",
    },
    async (cwd) => {
      const page: LivePage = { name: 'page/a', folder: cwd, within: cwd, figures: [], modules: ['./queue.ts'] }
      const { texts } = await bundlePages([page], { given: ['node:assert'], keepsNames: true })
      const text = texts.get('page/a')!
      let make = (..._: unknown[]): void => undefined
      vm.runInNewContext(text, { define: (_: string, given: typeof make) => (make = given) })
      const asked: string[] = []
      const module = {
        exports: {} as { modules: Record<string, { Queue: { new (): object; name: string }; check: unknown }> },
      }
      const given = (name: string) => {
        asked.push(name)
        return { ok: () => undefined }
      }
      make(given, module.exports, module)
      const { Queue, check } = module.exports.modules['./queue.ts']!
      assert.is(Queue.name, 'Queue')
      assert.type(check, 'function')
      assert.equal(asked, ['node:assert'])
      const refused = await bundlePages([page]).catch((error: unknown) => error)
      assert.instance(refused, LiveError)
    },
  ))

test('every way to import → the same as in one piece', () =>
  withFolder(
    {
      'a/index.ts': "export * from './deep.ts'\nexport { default as whole } from './deep.ts'\n",
      'a/deep.ts':
        'export default "d"\nexport const one = 1\nexport let changed = 0\nexport const change = () => { changed += 1 }\n',
      'one.ts': showing(
        '[one, whole, all.one, all.default, d, changed].join()',
        "import { one, whole, changed, change } from './a/index.ts'\nimport d, * as all from './a/deep.ts'\nchange()",
      ),
      'two.ts': showing('one', "import { one } from './a/index.ts'"),
    },
    async (cwd) => {
      const pages = [pageOf(cwd, 'a', { x: ['./one.ts', 'shown'] }), pageOf(cwd, 'b', { x: ['./two.ts', 'shown'] })]
      assert.equal(await svgs(pages, ['a', 'x'], ['b', 'x']), ['1,d,1,d,d,1', '1'])
    },
  ))

test('rooms that a package declares → texts of these names; rooms that need one another are one', () =>
  withFolder(
    {
      'package.json': JSON.stringify({ ackbook: { rooms: { low: ['low'], high: ['high'], odd: ['low/odd.ts'] } } }),
      'low/base.ts': 'export const base = (n: number) => n + 1',
      'low/odd.ts': "import { top } from '../high/top.ts'\nexport const odd = () => typeof top",
      'high/top.ts':
        "import { base } from '../low/base.ts'\nimport { odd } from '../low/odd.ts'\nexport const top = (n: number) => [base(n), odd()].join(' ')",
      'one.ts': showing('top(n)', "import { top } from './high/top.ts'"),
    },
    async (cwd) => {
      const page = pageOf(cwd, 'a', { x: ['./one.ts', 'shown'] })
      const { texts, pages } = await bundlePages([page])
      assert.is(texts.size, 3)
      assert.equal(pages[0]!.texts[0], 'low')
      assert.equal(await svgs([page], ['a', 'x']), ['2 function'])
    },
  ))

const refused: [what: string, files: Record<string, string>, says: RegExp][] = [
  [
    'a module of Node',
    { 'f.ts': showing('fs', "import fs from 'node:fs'") },
    /f\.ts:1 imports node:fs, which no browser has/,
  ],
  [
    'a module that is not there',
    { 'f.ts': showing('1', "import './gone.ts'") },
    /f\.ts:1 imports \.\/gone\.ts, which is not there/,
  ],
  ['a mistake in it', { 'f.ts': 'export function shown( {' }, /f\.ts:1: /],
  ['an export that is not there', { 'f.ts': 'export const other = 1' }, /"shown"/],
  [
    'a module of elsewhere',
    { 'f.ts': showing('1', "import '../outside.ts'"), '../outside.ts': '' },
    /outside\.ts lies outside the project/,
  ],
  ['what is no module', { 'f.ts': showing('t', "import t from './t.txt'"), 't.txt': 'secret' }, /t\.txt is no module/],
]
for (const [what, files, says] of refused) {
  test(`${what} → a sentence that says so`, () =>
    withFolder(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [join('in', path), text])),
      async (folder) => {
        const cwd = join(folder, 'in')
        try {
          await bundlePages([pageOf(cwd, 'a', { x: ['./f.ts', 'shown'] })])
        } catch (error) {
          assert.instance(error, LiveError)
          assert.match((error as Error).message, says)
          return
        }
        assert.unreachable('it was bundled')
      },
    ))
}

const kept: [what: string, expression: string][] = [
  ['the process', 'typeof process'],
  ['the network', 'typeof fetch'],
  ['other workers', 'typeof Worker'],
]
for (const [what, expression] of kept) {
  test(`a figure that asks for ${what} → finds none`, () =>
    withFolder({ 'f.ts': showing(expression) }, async (cwd) => {
      const page = pageOf(cwd, 'a', { x: ['./f.ts', 'shown'] })
      assert.equal(await svgs([page], ['a', 'x']), ['undefined'])
    }))
}

test('a figure that makes code of text → refused', () =>
  withFolder(
    { 'f.ts': showing("(0, eval)('1 + 1')"), 'g.ts': showing("new Array['constructor']('return 1')()") },
    async (cwd) => {
      const page = pageOf(cwd, 'a', { x: ['./f.ts', 'shown'], y: ['./g.ts', 'shown'] })
      for (const said of await svgs([page], ['a', 'x'], ['a', 'y']))
        assert.match(said!, /eval is not defined|Code generation from strings disallowed/)
    },
  ))

test('a figure that throws → its message, and the next one is made', () =>
  withFolder({ 'f.ts': showing('n.x.y'), 'g.ts': showing('n') }, async (cwd) => {
    const page = pageOf(cwd, 'a', { x: ['./f.ts', 'shown'], y: ['./g.ts', 'shown'] })
    const [first, second] = await svgs([page], ['a', 'x', { n: {} }], ['a', 'y'])
    assert.match(first!, /reading 'y'/)
    assert.is(second, '1')
  }))

test.run()
