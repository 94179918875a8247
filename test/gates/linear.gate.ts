/**
 * Four times the text costs about four times as much, whatever the text is: what reads, compares and shows notebooks is given
 * texts made to be slow, at two sizes. Cost is processor time, each the least of several, so that a busy machine changes little;
 * a quadratic part would make sixteen of four.
 *
 *     ONLY=markdown npm run gates -- linear       those alone whose name holds this
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kinds, texts } from '../helpers/slow-texts.ts'

const test = suite('linear')

const small = 10_000
const times = 4
/** Between four and sixteen. */
const most = 9
/** Milliseconds. Cheaper is cheap enough, and too little to compare; quadratic, the larger text would cost far more. */
const cheap = 100
const rounds = 3

for (const [kind, work] of kinds) {
  if (!kind.includes(process.env.ONLY ?? '')) continue
  test(`${kind}: four times the text → about four times the cost`, () => {
    const slow = texts.flatMap(([name, make]) => {
      work(make(small))
      if (cost(() => work(make(small * times))) < cheap) return []
      // Chance does not strike at every size.
      const ratios = [small, small / 2, 1.5 * small].map((length) => () => ratioAt(length, make, work))
      let lowest = Number.POSITIVE_INFINITY
      for (const ratio of ratios) if (lowest > most) lowest = Math.min(lowest, ratio())
      return lowest > most ? [`${name}: ${lowest.toFixed(1)} times`] : []
    })
    assert.equal(slow, [])
  })
}

function ratioAt(length: number, make: (length: number) => string, work: (text: string) => unknown): number {
  const [less, more] = [make(length), make(length * times)]
  return least(() => work(more)) / least(() => work(less))
}

/** Milliseconds of the processor. */
function cost(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function least(work: () => unknown): number {
  return Math.min(...Array.from({ length: rounds }, () => cost(work)))
}

test.run()
