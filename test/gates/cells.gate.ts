/** Every cell that we have, through the converter of tslab and through ours: kinds of cells, and the course. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseNotebook } from '../../lib/notebook/index.ts'
import { sequences } from '../helpers/cells.ts'
import { bothConverters, type Converters, compareConverters } from '../helpers/converters.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const course = realpathSync(fileURLToPath(new URL('../../notebooks', import.meta.url)))
let converters: Converters

test.before(() => {
  converters = bothConverters(folder)
})
test.after(() => {
  converters.tslab.close()
  rmSync(folder, { recursive: true })
})

for (const [title, steps] of Object.entries(sequences)) {
  test(`${title} → as tslab has it`, () => compareConverters(converters, steps, { title }))
}

test('a notebook of JavaScript → as tslab has it', () => {
  const both = bothConverters(folder, { isJS: true, isBrowser: false })
  compareConverters(both, [
    'const a = [1, 2]\na',
    'a.map((n) => n + 1)',
    'import { sep } from "node:path"\nsep',
    'a.nothing',
    '/** @type {string} */\nconst s = 1',
    'class A { #x = 1; get x() { return this.#x } }\nnew A().x',
    'await 1',
  ])
  both.tslab.close()
})

for (const name of readdirSync(course).filter((each) => each.endsWith('.ipynb'))) {
  test(`each cell of ${name} → as tslab has it`, () => {
    const both = bothConverters(course)
    const { cells } = parseNotebook(readFileSync(join(course, name), 'utf8'), name)
    const sources = cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source)
    assert.ok(sources.length > 0)
    compareConverters(both, sources, { types: false })
    both.tslab.close()
  })
}

test.run()
