/** What our converter makes of cells, against what the converter of tslab makes of them: some, drawn anew each time; a gate has all. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sequences } from '../../helpers/cells.ts'
import { bothConverters, type Converters, compareConverters } from '../../helpers/converters.ts'
import { drawnFrom, seedFrom } from '../../helpers/draws.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const seed = seedFrom('CELLS_SEED')
let converters: Converters

test.before(() => {
  converters = bothConverters(folder)
})
test.after(() => {
  converters.tslab.close()
  rmSync(folder, { recursive: true })
})

for (const title of drawnFrom(Object.keys(sequences), 3, seed)) {
  test(`${title} → as tslab has it (CELLS_SEED=${seed})`, () =>
    compareConverters(converters, sequences[title]!, { title }))
}

const late = "import { late } from 'late'\nconst text: string = late"

for (const [title, before, after] of [
  ['types beside a package without any', {}, { 'index.d.ts': 'export const late: number\n' }],
  [
    'another file for its types, by its package.json',
    { 'package.json': '{ "version": "1.0.0", "types": "old.d.ts" }', 'old.d.ts': 'export const late: string\n' },
    { 'package.json': '{ "version": "1.0.0", "types": "new.d.ts" }', 'new.d.ts': 'export const late: number\n' },
  ],
] as const) {
  test(`a package gets ${title} while the kernel runs → the next cell goes by them`, () => {
    const place = join(folder, 'node_modules', 'late')
    rmSync(place, { recursive: true, force: true })
    const write = (files: Record<string, string>) => {
      mkdirSync(place, { recursive: true })
      for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text)
    }
    write({ 'index.js': 'exports.late = 1\n', ...before })
    const wrong = () => converters.ours.convert('', late).diagnostics.map(({ messageText }) => messageText)
    assert.equal(wrong(), [])
    write(after)
    assert.equal(wrong(), ["Type 'number' is not assignable to type 'string'."])
  })
}

test.run()
