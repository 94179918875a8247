/** What our converter makes of cells, against what the converter of tslab makes of them: some, drawn anew each time; a gate has all. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
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

for (const title of drawnFrom(Object.keys(sequences), 8, seed)) {
  test(`${title} → as tslab has it (CELLS_SEED=${seed})`, () => compareConverters(converters, sequences[title]!))
}

test.run()
