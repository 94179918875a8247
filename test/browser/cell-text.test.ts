/** Cells as a page runs them: types taken out, imports and the last value put through what the worker has. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cellsToRun, namesIn } from '../../lib/browser/editor/cell-names.js'
import { cellText, firstFault } from '../../lib/browser/editor/cell-text.js'

const test = suite('text of a cell')

for (const [source, text] of [
  ["import { a, type B, c as d } from 'm'", 'const { a, c: d } = require("m");'],
  ["import m, { a } from 'm'", 'const { default: m, a } = require("m");'],
  ["import * as m from 'm'", 'const m = require("m");'],
  ["import 'm'", 'require("m");'],
  ["import type { B } from 'm'", ''],
  ['const a: number = 1', 'const a = 1'],
  ['export const a = 1', 'const a = 1'],
  ['a.b(1)', '$value((a.b(1)));'],
  ['await a // why', '$value((await a)); // why'],
  ['a\n// behind', '$value((a));\n// behind'],
  ['{ a: 1 }', '{ a: 1 }'],
  ["const m = await import('m')", "const m = await $import('m')"],
  ['// import { a } from "m"\nconst a = 1', '// import { a } from "m"\nconst a = 1'],
] as const) {
  test(`${JSON.stringify(source)} → ${JSON.stringify(text)}`, () => {
    assert.is(cellText(source).trim().replace(/ +/g, ' '), text)
  })
}

test('an import of several lines → what follows stands on the line on which it stood', () => {
  const lines = cellText("import {\n  a,\n  b,\n} from 'm'\nfail()").split('\n')
  assert.match(lines[4]!, /fail\(\)/)
})

test('what is no program → its line, and what is wrong', () => {
  assert.throws(
    () => cellText('const a = 1\nconst b = = 2'),
    (error: Error & { line: number }) => error.line === 2 && /Unexpected token/.test(error.message),
  )
  assert.is(firstFault('const a = 1\nconst b = [1\nconst c = 2'), 3)
  assert.is(firstFault('const a: number = 1'), undefined)
})

test('names → those that a cell declares at its top, and no other', () => {
  const { declared, used } = namesIn(
    "import { a, b as c } from 'm'\nconst { d, e: f, ...g } = h(), [i, , j] = k\nfunction l(m) { const n = o.p }\nclass Q {}",
  )
  assert.equal([...declared].sort(), ['Q', 'a', 'c', 'd', 'f', 'g', 'i', 'j', 'l'])
  assert.ok(['h', 'k', 'o'].every((name) => used.has(name)))
  assert.not.ok(used.has('p'))
})

const cell = (source: string, isAside = false) => ({ source, isAside })
const run = (...cells: { source: string; isAside: boolean }[]) => cellsToRun(cells).map(({ source }) => source)

test('the cells before one → those whose names it uses, and what these need', () => {
  const cells = [
    cell('const a = 1'),
    cell('const unused = slow()'),
    cell('const b = () => 1', true),
    cell('const b = () => a', true),
    cell('console.log(a)'),
    cell('b()'),
  ]
  assert.equal(run(...cells), ['const a = 1', 'const b = () => a', 'b()'])
  assert.equal(run(...cells.slice(0, 3)), ['const b = () => 1'])
})

test('a cell of which only an import is used → that alone, on its line', () => {
  const imports = cell("const a = slow()\nimport { b } from 'm'\nb(a)")
  assert.equal(run(imports, cell('b(1)')), ["                \nimport { b } from 'm'", 'b(1)'])
})

test('a cell that may change what is used → runs too, unless it is a check', () => {
  const made = cell('const list = [1], { size } = list')
  for (const act of [
    'list.push(2)',
    'const more = list.push(3)',
    'list[0] = 5',
    'fill(list)',
    'for (const each of list) each.x = 1',
  ]) {
    assert.equal(run(made, cell(act), cell('list')), [made.source, act, 'list'])
    assert.equal(run(made, cell(act, true), cell('list')), [made.source, 'list'])
  }
  for (const idle of ['const n = list.length', 'console.log(list)', 'const m = list.map((each) => each)', 'list'])
    assert.equal(run(made, cell(idle), cell('list')), [made.source, 'list'])
})

test.run()
