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

test('the cells before one → all of the lesson, and of exercises those whose names are used', () => {
  const cell = (source: string, isAside = false) => ({ source, isAside })
  const [setup, starter, solution, other, last] = [
    cell('const a = 1'),
    cell('const b = () => 1', true),
    cell('const b = () => 2', true),
    cell('const c = 3', true),
    cell('b() + a'),
  ] as const
  assert.equal(cellsToRun([setup, starter, solution, other, last]), [setup, solution, last])
  assert.equal(cellsToRun([setup, starter]), [setup, starter])
})

test.run()
