// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of cells
/** Ways to import and features of the language, in a project with sources of its own, and what each owes. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A project: notebooks lie in `notebooks/`. */
const projectFiles: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'my-analysis',
    type: 'module',
    exports: { '.': './src/index.ts', './built': { types: './built/x.d.ts', import: './built/x.js' } },
    imports: { '#inside': './src/stats.ts' },
  }),
  'tsconfig.json': `{
  // With comments, and another file below it.
  "extends": "./tsconfig.base.json",
  "compilerOptions": { "paths": { "@/*": ["./src/*"] }, "jsx": "react", "jsxFactory": "h", "target": "es2022" },
}`,
  'tsconfig.base.json': '{ "compilerOptions": { "lib": ["es2023", "dom"], "strict": true } }',
  'src/index.ts':
    "export * from './stats.js'\nexport { default as meta } from '../data/meta.json' with { type: 'json' }\n",
  'src/stats.ts':
    'export interface Box {\n  width: number\n}\nexport const mean = (of: readonly number[]): number => of.reduce((sum, each) => sum + each, 0) / of.length\nexport default mean\nexport function fails(): never {\n  throw new Error("in stats")\n}\n',
  'src/waits.ts': "import { mean } from './stats'\nexport const waited = await Promise.resolve(mean([1, 3]))\n",
  'src/above.ts': "import { waited } from './waits'\nexport const twice = waited * 2\n",
  'src/here.ts':
    "import { readFileSync } from 'node:fs'\nimport { createRequire } from 'node:module'\nimport { fileURLToPath } from 'node:url'\nimport { dirname } from 'node:path'\nconst __dirname = dirname(fileURLToPath(import.meta.url))\nconst require = createRequire(import.meta.url)\nexport const text = JSON.parse(readFileSync(new URL('../data/meta.json', import.meta.url), 'utf8')).title as string\nexport const folder = __dirname.split('/').at(-1)\nexport const same = require('../data/meta.json').title\n",
  'src/view.tsx':
    'const h = (tag: string, _: unknown, ...inside: unknown[]): string => `<${tag}>${inside.join("")}</${tag}>`\ndeclare global {\n  namespace JSX {\n    interface IntrinsicElements {\n      b: {}\n    }\n  }\n}\nexport const view = <b>bold</b>\n',
  'src/kinds/index.ts':
    'export enum Kind {\n  Near = "near",\n  Far = "far",\n}\nexport const enum Size {\n  Small = 1,\n}\n',
  'src/one.mts': 'export const one = 1\n',
  'src/two.cts': 'export const two = 2\n',
  'src/round/a.ts': "import { b } from './b.ts'\nexport const a = (): string => `a${b}`\n",
  'src/round/b.ts': "import { a } from './a.ts'\nexport const b = 'b'\nexport const both = (): string => a()\n",
  'src/strict.ts':
    'export const first = (of: string[]): string | undefined => of[0]\n// @ts-expect-error: strict alone refuses this\nexport const none: string = undefined\n',
  'src/decorated.ts':
    'function twice(_: unknown, __: string, it: PropertyDescriptor) {\n  const call = it.value\n  it.value = () => call() * 2\n}\nexport class Sum {\n  @twice\n  of() {\n    return 21\n  }\n}\n',
  'built/x.js': 'export const built = "built"\n',
  'built/x.d.ts': 'export declare const built: string\n',
  'data/meta.json': '{ "title": "figures", "n": [1, 2, 3] }',
  'notebooks/beside.ts': 'export const beside = 1\n',
  'notebooks/plain.js': 'export const plain = [1, 2]\n',
  'node_modules/esm-only/package.json':
    '{ "name": "esm-only", "version": "1.0.0", "type": "module", "exports": { "import": "./index.js" } }',
  'node_modules/esm-only/index.js': 'export default class Thing {}\nexport const only = "esm"\n',
  'node_modules/esm-only/index.d.ts': 'export default class Thing {}\nexport declare const only: string\n',
  'node_modules/waiting/package.json':
    '{ "name": "waiting", "version": "1.0.0", "type": "module", "exports": { "types": "./types.d.ts", "default": "./index.js" } }',
  'node_modules/waiting/index.js': 'export const ready = await Promise.resolve("ready")\nexport default () => ready\n',
  'node_modules/waiting/types.d.ts': 'export declare const ready: string\nexport default function (): string\n',
  'node_modules/typed/package.json':
    '{ "name": "typed", "version": "1.0.0", "exports": { ".": { "types": "./t/index.d.ts", "default": "./index.js" }, "./sub": { "types": "./t/sub.d.ts", "default": "./sub.js" } } }',
  'node_modules/typed/index.js': 'exports.typed = 1\n',
  'node_modules/typed/sub.js': 'exports.sub = "sub"\n',
  'node_modules/typed/t/index.d.ts': 'export declare const typed: number\n',
  'node_modules/typed/t/sub.d.ts': 'export declare const sub: string\n',
  'node_modules/old/package.json':
    '{ "name": "old", "version": "1.0.0", "main": "main.js", "types": "main.d.ts", "exports": { ".": "./main.js", "./package.json": "./package.json" } }',
  'node_modules/old/main.js': 'module.exports = function old() { return "old" }\nmodule.exports.part = 1\n',
  'node_modules/old/main.d.ts':
    'declare function old(): string\ndeclare namespace old {\n  const part: number\n}\nexport = old\n',
  'node_modules/marked/package.json':
    '{ "name": "marked", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }',
  'node_modules/marked/index.js':
    'Object.defineProperty(exports, "__esModule", { value: true })\nexports.default = "the default"\nexports.named = "named"\n',
  'node_modules/marked/index.d.ts':
    'declare const _default: string\nexport default _default\nexport declare const named: string\n',
  'node_modules/untyped/package.json': '{ "name": "untyped", "version": "1.0.0", "main": "index.js" }',
  'node_modules/untyped/index.js': 'exports.untyped = { deep: "any" }\n',
}

/** @returns the folder of its notebooks */
export function writeProject(root: string): string {
  for (const [name, text] of Object.entries(projectFiles)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return join(root, 'notebooks')
}

export function isOwed({ owed }: Style, said: string): boolean {
  return typeof owed === 'string' ? said === owed : owed.test(said)
}

/** What a kernel does with a style: what is owed, or something else. */
type Verdict = 'same' | 'other'

export interface Style {
  about: string
  cells: string[]
  /** What is printed in all; or what the error says. */
  owed: string | RegExp
  tslab: Verdict
  deno: Verdict
  /** The oldest Node that has it. */
  node?: number
}

const style = (
  about: string,
  cells: string[],
  owed: string | RegExp,
  tslab: Verdict,
  deno: Verdict,
  node = 20,
): Style => ({
  ...{ about, cells, owed, tslab, deno, node },
})

export const styles: readonly Style[] = [
  style(
    'a source, without its ending',
    ["import { mean } from '../src/stats'\nmean([1, 2, 3])"],
    '2\n',
    'other',
    'other',
  ),
  style(
    'a source, with its ending',
    ["import { mean } from '../src/stats.ts'\nconsole.log(mean([1, 2, 3]))"],
    '2\n',
    'other',
    'same',
  ),
  style(
    'a source, by the name that it has once built',
    ["import { mean } from '../src/stats.js'\nmean([2, 4])"],
    '3\n',
    'other',
    'other',
  ),
  style('its default', ["import average from '../src/stats'\naverage([5])"], '5\n', 'other', 'other'),
  style(
    'all of it under a name',
    ["import * as stats from '../src/stats'\nObject.keys(stats).sort().join()"],
    'default,fails,mean\n',
    'other',
    'other',
  ),
  style(
    'its types alone',
    ["import type { Box } from '../src/stats'\nconst box: Box = { width: 3 }\nbox.width"],
    '3\n',
    'other',
    'same',
  ),
  style(
    'types among values',
    [
      "import { type Box as Crate, mean as m2 } from '../src/stats'\nconst crate: Crate = { width: m2([4]) }\ncrate.width",
    ],
    '4\n',
    'other',
    'other',
  ),
  style(
    'a type error against a source',
    ["import { mean as m3 } from '../src/stats'\nm3('text')"],
    /Argument of type 'string' is not assignable to parameter of type 'readonly number\[\]'/,
    'same',
    'other',
  ),
  style('a folder by its index', ["import { Kind } from '../src/kinds'\nKind.Far"], 'far\n', 'other', 'other'),
  style('a constant enum of a source', ["import { Size } from '../src/kinds'\nSize.Small"], '1\n', 'other', 'other'),
  style('.mts', ["import { one } from '../src/one.mts'\nconsole.log(one)"], '1\n', 'other', 'same'),
  style(
    '.mts, by the name that it has once built',
    ["import { one as uno } from '../src/one.mjs'\nuno"],
    '1\n',
    'other',
    'other',
  ),
  style('.cts', ["import { two } from '../src/two.cts'\ntwo"], '2\n', 'other', 'other'),
  style('.tsx', ["import { view } from '../src/view'\nview"], '<b>bold</b>\n', 'other', 'other'),
  style('a source beside the notebook', ["import { beside } from './beside'\nbeside"], '1\n', 'same', 'other'),
  style('JavaScript beside the notebook', ["import { plain } from './plain'\nplain.length"], '2\n', 'same', 'other'),
  style(
    'sources that import each other',
    ["import { both } from '../src/round/b.ts'\nconsole.log(both())"],
    'ab\n',
    'other',
    'same',
  ),
  style('a source with await at its top', ["import { waited } from '../src/waits'\nwaited"], '2\n', 'other', 'other'),
  style('a source that imports such a one', ["import { twice } from '../src/above'\ntwice"], '4\n', 'other', 'other'),
  style(
    'a source that asks where it is',
    ["import { folder, same, text } from '../src/here.ts'\nconsole.log(folder, same, text)"],
    'src figures figures\n',
    'other',
    'same',
  ),
  style(
    'a source that is right if it is checked strictly',
    ["import { first } from '../src/strict.ts'\nconsole.log(first(['x']))"],
    'x\n',
    'other',
    'same',
  ),
  style(
    'an error thrown in a source',
    ["import { fails } from '../src/stats'\nfails()"],
    /\.\.\/src\/stats\.ts:7:9/,
    'other',
    'other',
  ),
  style('JSON', ["import meta from '../data/meta.json'\nmeta.title"], 'figures\n', 'other', 'other'),
  style(
    'JSON, said to be so',
    ["import meta2 from '../data/meta.json' with { type: 'json' }\nconsole.log(meta2.n.length)"],
    '3\n',
    'other',
    'same',
  ),
  style(
    'JSON, a type error against it',
    ["import meta3 from '../data/meta.json'\nmeta3.nothing"],
    /Property 'nothing' does not exist on type/,
    'same',
    'other',
  ),
  style(
    "the package's own name",
    ["import { mean as own, meta as data } from 'my-analysis'\nown(data.n)"],
    '2\n',
    'other',
    'other',
  ),
  style(
    "a part of the package's own, for import alone",
    ["import { built } from 'my-analysis/built'\nbuilt"],
    'built\n',
    'other',
    'same',
  ),
  style('a name inside the package', ["import { mean as inside } from '#inside'\ninside([7])"], '7\n', 'other', 'same'),
  style(
    'a name by the paths of tsconfig.json',
    ["import { mean as aliased } from '@/stats'\naliased([8])"],
    '8\n',
    'other',
    'other',
  ),
  style(
    'a package whose types are in its exports alone',
    ["import { typed } from 'typed'\ntyped.toFixed(1)"],
    '1.0\n',
    'same',
    'same',
  ),
  style('a part of it', ["import { sub } from 'typed/sub'\nsub"], 'sub\n', 'same', 'same'),
  style(
    'a package for import alone',
    ["import Thing, { only } from 'esm-only'\n`${only} ${new Thing().constructor.name}`"],
    'esm Thing\n',
    'other',
    'same',
  ),
  style(
    'a package with await at its top',
    ["import answer, { ready } from 'waiting'\n`${ready} ${answer()}`"],
    'ready ready\n',
    'other',
    'same',
  ),
  style('all of it under a name', ["import * as waiting from 'waiting'\nwaiting.ready"], 'ready\n', 'other', 'same'),
  style(
    'a CommonJS package that is a function',
    ["import old, { part } from 'old'\n`${old()} ${part}`"],
    'old 1\n',
    'same',
    'same',
  ),
  style(
    'a CommonJS package that was an ECMAScript module',
    ["import it, { named } from 'marked'\n`${it} ${named}`"],
    'the default named\n',
    'same',
    'other',
  ),
  style('a package without types', ["import { untyped } from 'untyped'\nuntyped.deep"], 'any\n', 'same', 'same'),
  style(
    'Node, both ways',
    [
      "import fs, { existsSync } from 'node:fs'\nimport * as path from 'path'\nconsole.log(fs.existsSync === existsSync, typeof path.sep)",
    ],
    'true string\n',
    'same',
    'same',
  ),
  style('import() of a source', ["const lazy = await import('../src/stats')\nlazy.mean([9])"], '9\n', 'other', 'other'),
  style(
    'import() of a source by a name that is made',
    ["const which = 'stats'\nconst made = await import(`../src/${which}.ts`)\nconsole.log(made.mean([9]))"],
    '9\n',
    'other',
    'same',
  ),
  style(
    'import() of a package with await at its top',
    ["const { ready: late } = await import('waiting')\nlate"],
    'ready\n',
    'other',
    'same',
  ),
  style(
    'import() of a package for import alone',
    ["const { default: T2, only: o2 } = await import('esm-only')\nconsole.log(o2, T2.name)"],
    'esm Thing\n',
    'other',
    'same',
  ),
  style(
    'import() of JSON',
    [
      "const { default: lazyMeta } = await import('../data/meta.json', { with: { type: 'json' } })\nconsole.log(lazyMeta.title)",
    ],
    'figures\n',
    'other',
    'same',
  ),
  style(
    'import() of an address with the text in it',
    ["const inText: any = await import('data:text/javascript,export const x = 5')\nconsole.log(inText.x)"],
    '5\n',
    'other',
    'same',
  ),
  style(
    'import() in a function',
    ["async function load() {\n  return (await import('../src/one.mts')).one\n}\nconsole.log(await load())"],
    '1\n',
    'other',
    'same',
  ),
  style(
    'import.meta',
    ["console.log(new URL('../data/meta.json', import.meta.url).pathname.split('/').slice(-2).join('/'))"],
    'data/meta.json\n',
    'other',
    'other',
  ),
  style(
    'require of JSON',
    ["declare const require: any\nrequire('../data/meta.json').title"],
    'figures\n',
    'same',
    'other',
  ),
  style(
    'using',
    ["{\n  using held = { [Symbol.dispose]: () => console.log('gone') }\n  console.log('here')\n}"],
    'here\ngone\n',
    'other',
    'same',
  ),
  style('a regular expression of ES2024', ["/^\\p{Emoji}$/v.test('👍')"], 'true\n', 'same', 'same'),
  style(
    'using at the top, and a last expression',
    ["using open = { [Symbol.dispose]: () => console.log('closed') }\n'the last'"],
    'closed\nthe last\n',
    'other',
    'other',
  ),
  style(
    'members of what a former cell declares, taken under other names',
    [
      'const costs = [{ pieces: 1, a: 2 }]',
      'for (const { pieces, a: b } of costs) console.log(pieces, b)',
      'const { a: taken } = costs[0]\ntaken',
    ],
    '1 2\n2\n',
    'other',
    'same',
  ),
  style(
    'what a former cell declares, named for short',
    [
      'let count = 1\nclass Kind {}',
      ';({ count } = { count: 5 })\nconsole.log(Object.keys({ count, Kind }).join() + { count }.count)',
    ],
    'count,Kind5\n',
    'other',
    'other',
  ),
  style(
    'await using',
    ["{\n  await using held = { [Symbol.asyncDispose]: async () => console.log('gone') }\n}"],
    'gone\n',
    'other',
    'same',
  ),
  style(
    'for await at the top',
    ['for await (const each of [Promise.resolve(1)]) console.log(each)'],
    '1\n',
    'other',
    'same',
  ),
  style('decorators', ["import { Sum } from '../src/decorated'\nnew Sum().of()"], '42\n', 'other', 'other'),
  style(
    'const type parameters, satisfies',
    [
      "const pair = <const T,>(of: T) => of\nconst p = pair(['a', 1]) satisfies readonly [string, number]\nconsole.log(p[1])",
    ],
    '1\n',
    'same',
    'same',
  ),
  style(
    'accessor',
    ['class Held {\n  accessor n = 1\n}\nconst held2 = new Held()\nheld2.n++\nconsole.log(held2.n)'],
    '2\n',
    'same',
    'same',
  ),
  style(
    'arrays of 2023',
    ['console.log([3, 1, 2].toSorted().join(), [1, 2].findLast((n) => n < 2))'],
    '1,2,3 1\n',
    'other',
    'same',
  ),
  style('an error with its cause', ["console.log((new Error('a', { cause: 'b' })).cause)"], 'b\n', 'same', 'same'),
  style(
    'the library of a browser, which tsconfig.json asks for',
    ['const never = () => document.title\nconsole.log(typeof never)'],
    'function\n',
    'other',
    'same',
  ),
  style(
    'Object.groupBy',
    ["console.log(Object.keys(Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even'))).join())"],
    'odd,even\n',
    'other',
    'same',
    22,
  ),
  style('methods of sets', ['console.log(new Set([1, 2]).union(new Set([3])).size)'], '3\n', 'other', 'same', 22),
  style('display', ["import { display } from 'tslab'\ndisplay.text('x')"], '', 'same', 'other'),
]
