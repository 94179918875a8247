import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CellMetadata, Output } from '../../lib/notebook/index.ts'
import { type Verification, verifyAgain, verifyRun } from '../../lib/verify/index.ts'
import { code, notebookOf, out, ran, show, verifyOne } from '../helpers/outputs.ts'

const test = suite('remedies')
const accept = 'if the new output is right: ackbook verify --update'

function twice(stored: Output[], first: Output[], second: Output[], metadata: CellMetadata = {}): Verification {
  const notebook = notebookOf([code(stored, metadata)])
  return verifyAgain(notebook, ran([first]), ran([second]), verifyRun(notebook, ran([first])))
}

test('one run alone → nothing is offered but to accept it', () => {
  assert.is(verifyOne([out('16384 bytes')], [out('14336 bytes')]).findings[0]!.remedy, accept)
})

// stored, first run, second run, what is said
const remedies: [string, string, string, string][] = [
  [
    '16384 of 9 bytes',
    '14336 of 9 bytes',
    '12288 of 9 bytes',
    'it differed again in a second run (12288): "ackbook": { "normalise": ["bytes"] } lets it vary',
  ],
  [
    'port 4001',
    'port 4002',
    'port 4003',
    'it differed again in a second run (4003): "ackbook": { "normalise": ["port"] } lets it vary',
  ],
  [
    'port 4001 after 3 ms',
    'port 4002 after 4 ms',
    'port 4003 after 4 ms',
    'it differed again in a second run (4003): "ackbook": { "normalise": ["port"] } lets that vary; the rest was the same twice, ' +
      accept,
  ],
  [
    'port 4001 after 3 ms',
    'port 4002 after 4 ms',
    'port 4003 after 5 ms',
    'it differed again in a second run (4003): "ackbook": { "normalise": ["port", "duration"] } lets it vary',
  ],
  [
    'mean 200',
    'mean 97',
    'mean 98',
    'it differed again in a second run (98): "ackbook": { "tolerance": 0.02 } lets that vary; the rest was the same twice, ' +
      accept,
  ],
  [
    'mean 100',
    'mean 98',
    'mean 96',
    'it differed again in a second run (96): "ackbook": { "tolerance": 0.04 } lets it vary',
  ],
  [
    'seed 1',
    'seed 99',
    'seed 12',
    'it differed again in a second run (12): "ackbook": { "normalise": ["number"] } lets it vary',
  ],
  [
    'port 4001',
    'port 4002',
    'port 4001',
    'a second run gave what is stored (4001): "ackbook": { "normalise": ["port"] } lets it vary',
  ],
  ['7 × 7 = 50', '7 × 7 = 49', '7 × 7 = 49', `it was the same in a second run; ${accept}`],
  ['port 4001', 'port 4002', 'port 4002', `it was the same in a second run; ${accept}`],
  [
    'yes',
    'no',
    'perhaps',
    'it differed again in a second run: print what is the same each time, or declare what varies (ackbook verify --help)',
  ],
]
for (const [stored, first, second, remedy] of remedies) {
  test(`stored ${stored}, then ${first}, then ${second} → ${remedy}`, () => {
    const { verdict, findings } = twice([out(stored)], [out(first)], [out(second)])
    assert.equal([verdict, findings[0]!.remedy], ['differs', remedy])
    if (!remedy.endsWith('lets it vary')) return
    const metadata = { ackbook: JSON.parse(/"ackbook": (\{.*\})/.exec(remedy)![1]!) }
    for (const fresh of [first, second]) {
      assert.is(verifyOne([out(stored)], [out(fresh)], metadata).verdict, 'verified', 'what is offered heals')
    }
  })
}

test('a picture that is another each time → to leave it out', () => {
  const png = (data: string) => [show({ 'image/png': data, 'text/plain': 'Figure' })]
  assert.is(
    twice(png('AAAA'), png('BBBB'), png('CCCC')).findings[0]!.remedy,
    'it differed again in a second run: "ackbook": { "ignore": ["image/png"] } lets it vary',
  )
  assert.is(
    twice(png('AAAA'), png('BBBB'), png('BBBB')).findings[0]!.remedy,
    `it was the same in a second run; ${accept}`,
  )
})

test('the second run does not come as far → nothing is offered', () => {
  const notebook = notebookOf([code([out('port 4001')])])
  const first = ran([[out('port 4002')]])
  const { findings } = verifyAgain(notebook, first, ran([[]], 'failed'), verifyRun(notebook, first))
  assert.is(findings[0]!.remedy, `a second run did not come this far; ${accept}`)
})

test.run()
