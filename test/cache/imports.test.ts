import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importsIn } from '../../lib/cache/imports.ts'

const test = suite('cache: imports')

const named: [source: string, ...names: string[]][] = [
  ["import { a } from './a.js'", './a.js'],
  ['import a, { type B } from \'b\'; import * as c from "c"', 'b', 'c'],
  ["import type { Socket } from 'ackbook/socket'", 'ackbook/socket'],
  ['import "./side-effect"', './side-effect'],
  ["export * from './x'; export { y } from './y'", './x', './y'],
  ["import {\n  a, // one\n  b,\n}\n  from 'ackbook/draw'", 'ackbook/draw'],
  ["import a from /* why */ 'a' // and that", 'a'],
  ["const a = await import('./a.mjs')", './a.mjs'],
  ['await import(/* chunk */ `./a.mjs`)', './a.mjs'],
  ["import data from './data.json' with { type: 'json' }", './data.json'],
  ["import fs = require('fs')", 'fs'],
  ["createRequire(import.meta.url)('koffi')", 'koffi'],
  ["const { x } = require ( 'x' )", 'x'],
  ["require.resolve('./table.csv'); import.meta.resolve('./other.csv')", './table.csv', './other.csv'],
  ["type T = import('./types').T", './types'],
  ['/// <reference path="globals.d.ts" />\n/// <reference types="node" />', './globals.d.ts', 'node'],
  ["new Worker(new URL('./worker.js', import.meta.url))", './worker.js'],
  ["new Worker('./worker.js')", './worker.js'],
  ["new Worker(new URL('lib/worker.js', import.meta.url))", './lib/worker.js'],
  ["new URL('http://127.0.0.1/')"],
  [
    "fork('./child.js'); child_process.fork('other.mjs'); repository.fork('name'); fork(file)",
    './child.js',
    './other.mjs',
  ],
  ['// with import (see there) it is only loaded\n/** as import() does,\n * or require (of old) */'],
  ["import { createRequire } from 'node:module'", 'node:module'],
  ["module.exports = { ...require('./a.cjs') }", './a.cjs'],
  ["module.require('./a.cjs'); require?.('./b.cjs')", './a.cjs', './b.cjs'],
  ["const require = createRequire(import.meta.url); require('./a.cjs')", './a.cjs'],
  ["console.log(createRequire('/x/').resolve('./a.cjs'))"],
  ["Array.from('abc')"],
  ["const text: string = x as string; const from = 'a'"],
  ['const important = "x"; requires("y"); $import("z")'],
  ["// import it from './in-a-comment'", './in-a-comment'],
  ["const a = /from/.test('x') // from here\nimport z from 'z'", 'z'],
]
for (const [source, ...names] of named) {
  test(`${JSON.stringify(source)} → ${names.join(', ') || 'nothing'}`, () => {
    assert.equal(importsIn(source), { names, isOpen: false })
  })
}

const open = [
  'await import(name)',
  `await import(\`./\${name}.js\`)`,
  "await import('./' + name)",
  'require(name)',
  'const load = require\nload("x")',
  'run(require)',
  'const load = createRequire(import.meta.url)\nload("./a.cjs")',
  "new Worker(join(__dirname, 'worker.js'))",
  "require('\\x61')",
  'import { createRequire as load } from "node:module"',
  'const { createRequire: load } = await import("node:module")',
  '/* loads it */ import(name)',
]
for (const source of open) {
  test(`${JSON.stringify(source)} → only known when it runs`, () => assert.is(importsIn(source).isOpen, true))
}

test('comments without an end, a hundred thousand words → as fast as any other text of that length', () => {
  const source = 'from/* '.repeat(100_000)
  assert.equal(importsIn(source), { names: [], isOpen: false })
})

test.run()
