import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { comparedText } from '../../../scripts/bench/against.ts'
import { measuredIn } from '../../../scripts/bench/measured.ts'
import { row } from '../../../scripts/bench/report.ts'

const test = suite('bench: programs')

test('what a program prints by row → what, how much and the rest again; headings are left out', () => {
  const output = ['Heading: with 12 things', row('in order', '1,234.5 Gbit/s', '0.98 packets'), row('  nested', '7 µs')]
  assert.equal(measuredIn(output.join('\n')), [
    { what: 'in order', value: 1234.5, unit: 'Gbit/s', note: '0.98 packets' },
    { what: 'nested', value: 7, unit: 'µs', note: '' },
  ])
})

test('ratios of three rounds → their median, the least and the most', () => {
  assert.is(
    comparedText({ what: 'in order', unit: 'Gbit/s', ratios: [1.5, 1.1, 1.2], values: [1, 2, 1234.5] }),
    `  ${'in order'.padEnd(46)} ${'× 1.200'.padStart(18)}   1.10 to 1.50, last 1,234.5 Gbit/s`,
  )
})

test.run()
