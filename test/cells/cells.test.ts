/** Which cells of a notebook run in a page, and what is made for them. */
import { join } from 'node:path'
import vm from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CellData } from '../../lib/browser/editor/page.d.ts'
import { type CellsOfNotebook, cellsOfNotebook, isForPage, ModuleReach } from '../../lib/cells/index.ts'
import { withFolder } from '../helpers/folder.ts'
import { code, notebook } from '../helpers/pages.ts'

const test = suite('cells for a page')

const files = {
  'queue.ts': '/** Holds things. It is short. */\nexport class Queue { size = 1; take(): number { return 2 } }',
  'reads.ts': "import { readFileSync } from 'node:fs'\nexport const text = readFileSync('a', 'utf8')",
}

async function cellsOf(...sources: string[]): Promise<CellsOfNotebook> {
  let made: CellsOfNotebook | undefined
  await withFolder(files, async (folder) => {
    made = await cellsIn(folder, sources)
  })
  return made!
}

function cellsIn(folder: string, sources: readonly string[], within = folder): Promise<CellsOfNotebook> {
  const place = { folder, within, anchorOf: (at: number) => `cell-${at}`, reach: new ModuleReach() }
  return cellsOfNotebook(notebook(sources.map((source) => code(source))), place)
}

/** What a page is handed. */
function dataOf({ script }: CellsOfNotebook): CellData {
  let data: CellData | undefined
  vm.runInNewContext(script!, { window: { ackbook: { cells: { page: (given: CellData) => (data = given) } } } })
  return data!
}

test('modules without Node → their cells run, and the page is told what they import', async () => {
  const made = await cellsOf("import { Queue } from './queue.ts'", 'new Queue().size')
  assert.equal(made.runs, [0, 1])
  assert.equal(made.hindered, [])
  assert.ok(made.files.some((file) => file.endsWith('queue.ts')))
  assert.equal(made.modules, ['./queue.ts'])
  const { names, members } = dataOf(made)
  assert.equal(
    [...names, ...members].map(({ name, kind, doc }) => [name, kind, doc]),
    [
      ['Queue', 'class', 'Holds things.'],
      ['size', 'property', ''],
      ['take', 'method', ''],
    ],
  )
})

test('a module that reaches Node → its cell is hindered, and whoever uses what it declares', async () => {
  const made = await cellsOf(
    "import { createSocket } from 'node:dgram'\nimport { Queue } from './queue.ts'\nconst socket = createSocket('udp4')",
    'socket.close()',
    'const f = (socket) => socket\nf(new Queue())',
    "import { text } from './reads.ts'",
    'const socket = 1',
    'socket',
  )
  assert.equal(made.runs, [2, 4, 5])
  assert.equal(made.hindered, [
    { cell: 0, needs: 'node:dgram', isOwn: true },
    { cell: 1, needs: 'node:dgram', isOwn: false },
    { cell: 3, needs: './reads.ts', isOwn: true },
  ])
  const [first] = dataOf(made).cells
  assert.is(first!.source, 'import { Queue } from "./queue.ts"')
})

test('a package that has another form for browsers, for what no browser runs → its cells run with that, and say so', async () => {
  const own = {
    'node_modules/sockets/package.json': JSON.stringify({
      name: 'sockets',
      exports: {
        '.': { browser: './browser.js', default: './node.js' },
        './same': { browser: './a.js', default: './b.js' },
      },
    }),
    'node_modules/sockets/node.js': "import { createServer } from 'node:net'\nexport const open = createServer",
    'node_modules/sockets/browser.js': "export const open = () => 'in the page'",
    'node_modules/sockets/a.js': 'export const same = 1',
    'node_modules/sockets/b.js': 'export const same = 1',
  }
  await withFolder(own, async (folder) => {
    const sources = ["import { open } from 'sockets'", 'const a = open()', "import { same } from 'sockets/same'", 'a']
    const made = await cellsIn(folder, sources)
    assert.equal(made.runs, [0, 1, 2, 3])
    assert.equal(made.replaced, [
      { cell: 0, needs: 'sockets', isOwn: true },
      { cell: 1, needs: 'sockets', isOwn: false },
      { cell: 3, needs: 'sockets', isOwn: false },
    ])
  })
})

test('a module that lies outside the project → its cells are hindered: a notebook may come from anyone', () =>
  withFolder({ 'n/own.ts': 'export const own = 1', 'secret.json': '{ "a": 1 }' }, async (folder) => {
    const sources = ["import secret from '../secret.json'", "import { own } from './own.ts'", 'own']
    const made = await cellsIn(join(folder, 'n'), sources)
    assert.equal(made.runs, [1, 2])
    assert.equal(made.modules, ['./own.ts'])
    assert.equal((await cellsIn(join(folder, 'n'), sources, folder)).runs, [0, 1, 2])
  }))

test('what the worker has itself → is no hindrance', async () => {
  const made = await cellsOf("import { strict as assert } from 'node:assert'\nimport { inspect } from 'node:util'")
  assert.equal(made.runs, [0])
})

test('a module that cannot be bundled → its cells are hindered, and no other', async () => {
  const made = await cellsOf(
    "import { Queue } from './queue.ts'",
    "import './nowhere.ts'",
    "import { Q } from './queue.ts'",
  )
  assert.equal(
    made.hindered.map(({ needs }) => needs),
    ['./nowhere.ts'],
  )
  assert.equal(made.runs, [0, 2])
})

test('a notebook in which nothing can run → nothing is made', async () => {
  assert.is((await cellsOf("import fs from 'node:fs'")).script, undefined)
})

test('whose author wants it → notebooks of TypeScript that say so, by themselves or by a change to try', () => {
  const { metadata } = notebook([])
  assert.not.ok(isForPage(notebook([code('1')])))
  assert.ok(isForPage(notebook([code('1')], { ...metadata, ackbook: { inPage: true } })))
  assert.ok(isForPage(notebook([code('1', [], { ackbook: { try: 'put 2' } })])))
  assert.not.ok(isForPage(notebook([code('1')], { ackbook: { inPage: true }, language_info: { name: 'python' } })))
})

test.run()
