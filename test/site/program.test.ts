import { symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cell } from '../../lib/notebook/index.ts'
import { programOf } from '../../lib/site/program.ts'
import { lessons } from '../helpers/course.ts'
import { withFolder } from '../helpers/folder.ts'
import { code, notebook, prose } from '../helpers/pages.ts'

const test = suite('the program of a notebook')
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

function written(cells: readonly Cell[]): string {
  const text = programOf(notebook(cells), 'A title', 'a.ts')
  assert.type(text, 'string')
  return text!
}

/** What a program prints, run where there is no package. */
async function printed(text: string, files: Record<string, string> = {}): Promise<string> {
  let out = ''
  // As tsx does it, in no more time than it takes.
  const { code: script } = await transform(text, { loader: 'ts', format: 'cjs' })
  await withFolder({ ...files, 'a.js': script }, async (cwd) => {
    out = (await execa(process.execPath, ['a.js'], { cwd })).stdout
  })
  return out
}

const runs: readonly [title: string, sources: readonly string[], out: string][] = [
  ['names of a cell before → known to those after', ['const a = 1', 'a + 1'], '2'],
  [
    'a name that is declared anew → what stands before keeps its own',
    ['const a = 1\nfunction f() { return a }', 'const a = 2\nfunction g() { return a }', '[f(), g(), a].join()'],
    '1,2,2',
  ],
  [
    'functions, classes, variables of one name → the last one counts',
    ['function f() { return 1 }\nvar v = 1', 'class f {}\nvar v = 2', 'const f = () => 3', 'console.log(f(), v)'],
    '3 2',
  ],
  [
    'names bound by patterns → declared',
    ['const { a, b: [c, ...d] } = { a: 1, b: [2, 3] }', 'const c = 4', 'a + c'],
    '5',
  ],
  [
    'the same import twice → once',
    ["import { join } from 'node:path'\njoin('a', 'b')", "import { join, sep } from 'node:path'\njoin('c', 'd')"],
    'a/b\nc/d',
  ],
  [
    'a name imported from elsewhere → from there on',
    [
      "import { join } from 'node:path/posix'",
      "import { join } from 'node:path/win32'\njoin('a', 'b')",
      "const join = () => 'own'",
      'join()',
      "import { join } from 'node:path/posix'\njoin('a', 'b')",
    ],
    'a\\b\nown\na/b',
  ],
  [
    'a global name that is used, then declared → global until then',
    ['typeof setTimeout', "import { setTimeout } from 'node:timers/promises'\nawait setTimeout(1, 'waited')"],
    'function\nwaited',
  ],
  ['an await in a cell → waited for', ["const a = await Promise.resolve('a')", "await Promise.resolve(a + 'b')"], 'ab'],
  [
    'exports → as if it said nothing of them',
    ['export const a = 1\nexport { a as b }', 'export function f() {}\na'],
    '1',
  ],
  ['a last expression of several lines and a comment → its value alone', ['[1, 2] // both\n  .length; // 2'], '2'],
  ['nothing, an assertion, a print → no more than they say', ['undefined', "console.log('once')"], 'once'],
  [
    'what says how it is shown → its words',
    [
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'image/svg+xml': '<svg/>', 'text/plain': 'in words' }) })",
      "'<svg></svg>'",
    ],
    'in words\n(image/svg+xml)',
  ],
  [
    'display of tslab → text as it is, of pictures the kind',
    [
      "import { display } from 'tslab'\ndisplay.markdown('*a*')\ndisplay.png(new Uint8Array())",
      "import * as tslab from 'tslab'\ntslab.display.text('b')",
    ],
    '*a*\n(png)\nb',
  ],
  ['names of our own that a cell uses → ours give way', ['const show = 1, runCells = 2', 'show + runCells'], '3'],
]

for (const [title, sources, out] of runs) {
  test(title, async () => assert.equal(await printed(written(sources.map((source) => code(source)))), out))
}

test('a cell that must fail → told, and the next one runs', async () => {
  const failing = code("throw new Error('as it must')", [], { tags: ['raises-exception'] })
  assert.is(await printed(written([failing, code("console.log('after')")])), 'after')
})

test('a cell that is not run → there as a comment', () => {
  const text = written([code('a'), code('broken here', [], { tags: ['skip-execution'] })])
  assert.match(text, '\n// broken here\n')
})

test('sources beside the notebook → imported as they are, and said', async () => {
  const text = written([code("import { a } from './own.ts'\na")])
  assert.match(text, 'in the folder of the notebook')
  assert.is(await printed(text, { 'own.ts': "exports.a = 'own'" }), 'own')
})

test('packages → what to install is said, Node’s own and paths left out', () => {
  const sources = ["import 'node:fs'\nimport { a } from 'b/c'", "import d from '@e/f/g'\nimport h from '#own'"]
  assert.match(written(sources.map((source) => code(source))), '//   npm install tsx @e/f b\n')
})

test('titles and names of lines → comments, whatever they hold', () => {
  assert.match(programOf(notebook([code('1')]), 'a\nthrow 1', 'a.ts')!, '// a\n// throw 1')
})

const none: readonly [title: string, cells: readonly Cell[]][] = [
  ['no code', [prose('text'), code(' ')]],
  ['a cell that is no program', [code('const')]],
  ['… that is none for its brackets', [code('f(')]],
  ['a namespace', [code('namespace a { export const b = 1 }')]],
  ['a default export', [code('export default 1')]],
  ['a cell that is a module', [code('/** @module view */\nexport const a = 1')]],
]
for (const [title, cells] of none) {
  test(`${title} → no program`, () => assert.is(programOf(notebook(cells), 'A title', 'a.ts'), undefined))
}

test('another language → no program', () => {
  const python = { kernelspec: { name: 'python3', language: 'python' } }
  assert.is(programOf(notebook([code('1')], python), 'A title', 'a.ts'), undefined)
})

test('a lesson → runs whole, its assertions as well', async () => {
  const lesson = lessons().find(({ name }) => name.startsWith('3-')) ?? lessons()[0]!
  const text = programOf(lesson.notebook, lesson.name, 'a.ts')!
  await withFolder({ 'node_modules/.keep': '' }, async (cwd) => {
    symlinkSync(fileURLToPath(new URL('../../lib', import.meta.url)), join(cwd, 'node_modules', 'ackbook'), 'junction')
    writeFileSync(join(cwd, 'a.ts'), `${text}\nconsole.log('begun')\nprocess.on('exit', () => console.log('ended'))\n`)
    const { stdout } = await execa(process.execPath, ['--import', tsx, 'a.ts'], { cwd })
    assert.match(stdout, /ended$/)
  })
})

test.run()
