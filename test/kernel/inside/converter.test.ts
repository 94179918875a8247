/** What our converter makes of cells, against what the converter of tslab makes of them: some, drawn anew each time; a gate has all. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import { sequences } from '../../helpers/cells.ts'
import { bothConverters, type Converters, compareConverters } from '../../helpers/converters.ts'
import { draws } from '../../helpers/draws.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const seed = Number(process.env.CELLS_SEED ?? Date.now() % 1_000_000)
const titles = Object.keys(sequences)
const count = Math.min(draws(8), titles.length)
const drawn = fc.sample(fc.shuffledSubarray(titles, { minLength: count, maxLength: count }), { seed, numRuns: 1 })[0]!
let converters: Converters

test.before(() => {
  converters = bothConverters(folder)
})
test.after(() => {
  converters.tslab.close()
  rmSync(folder, { recursive: true })
})

for (const title of drawn) {
  test(`${title} → as tslab has it (CELLS_SEED=${seed})`, () => compareConverters(converters, sequences[title]!))
}

test.run()
