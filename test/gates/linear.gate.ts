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
    for (const [, make] of texts.slice(0, 3)) work(make(small))
    const slow = texts.flatMap(([name, make]) => {
      const lowest = lowestRatio(make, work)
      return lowest > most ? [`${name}: ${lowest.toFixed(1)} times`] : []
    })
    assert.equal(slow, [])
  })
}

/** Looks closer, and at other sizes, as long as it seems to be too much: chance strikes, but not at every size. */
function lowestRatio(make: (length: number) => string, work: (text: string) => unknown): number {
  const more = make(small * times)
  const once = cost(() => work(more))
  if (once < cheap) return 0
  const less = make(small)
  let lowest = once / least(() => work(less))
  for (const length of [small, small / 2, 1.5 * small]) {
    if (lowest > most) lowest = Math.min(lowest, ratioAt(length, make, work))
  }
  return lowest
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
