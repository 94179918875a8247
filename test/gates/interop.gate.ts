/** Our TCP beside the kernel's on a TUN, row by row: in both roles, with faults by a seed, and with the reader's own programs. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checks, plain, withPrograms } from '../helpers/interop/index.ts'
import { missingProgram, noTun, testsAlone } from '../helpers/own-network.ts'

const test = suite('interop')

const present = noTun === undefined ? Object.entries(withPrograms).filter(([program]) => isHere(program)) : []
testsAlone(
  test,
  Object.assign({}, plain, ...present.map(([, rows]) => rows)),
  new URL('../helpers/interop/index.ts', import.meta.url),
)

test('the table → forty rows or more', () => {
  assert.ok(Object.keys(checks).length >= 40)
})

/** Where it is missing, its rows are skipped by name. */
function isHere(program: string): boolean {
  const missing = missingProgram(program)
  if (missing === undefined) return true
  for (const title of Object.keys(withPrograms[program]!)) {
    process.stdout.write(`skipped, ${missing}: ${title}\n`)
    test.skip(title)
  }
  return false
}

test.run()
