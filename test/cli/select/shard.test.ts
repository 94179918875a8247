import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inShard, weightOf } from '../../../lib/cli/select/shard.ts'
import { parseNotebook } from '../../../lib/notebook/index.ts'
import { notebookFile } from '../../helpers/command.ts'
import { draws } from '../../helpers/draws.ts'

const test = suite('shard')

const items = fc.uniqueArray(fc.record({ key: fc.string({ maxLength: 8 }), weight: fc.nat(400) }), {
  selector: ({ key }) => key,
  maxLength: 80,
})
const of = (item: { key: string; weight: number }) => item
const count = fc.integer({ min: 1, max: 50 })
const parts = <Item extends { key: string; weight: number }>(all: readonly Item[], count: number) =>
  Array.from({ length: count }, (_, at) => inShard(all, { index: at + 1, count }, of))

test('any set in up to 50 parts → each item in exactly one, in the order in which it stood', () =>
  fc.assert(
    fc.property(items, count, (all, count) => {
      const found = parts(all, count)
      assert.is(found.flat().length, all.length)
      assert.is(new Set(found.flat()).size, all.length)
      for (const part of found)
        assert.equal(
          part,
          all.filter((item) => part.includes(item)),
        )
    }),
    { numRuns: draws(300) },
  ))

test('the same set in another order → the same parts', () =>
  fc.assert(
    fc.property(items, count, fc.infiniteStream(fc.nat()), (all, count, chance) => {
      const shuffled = all
        .map((item) => ({ item, at: chance.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item)
      const [one, other] = [all, shuffled].map((each) =>
        parts(each, count).map((part) => part.map(({ key }) => key).sort()),
      )
      assert.equal(one, other)
    }),
    { numRuns: draws(200) },
  ))

test('the heaviest part → outweighs the lightest by one item at most', () =>
  fc.assert(
    fc.property(items, count, (all, count) => {
      const weights = parts(all, count).map((part) => part.reduce((sum, { weight }) => sum + weight, 0))
      const largest = Math.max(0, ...all.map(({ weight }) => weight))
      assert.ok(Math.max(...weights) - Math.min(...weights) <= largest)
    }),
    { numRuns: draws(200) },
  ))

test('the weight of a notebook → grows by the cells that are to be run', () => {
  const weigh = (cells: [string, string?][]) => weightOf(parseNotebook(notebookFile(cells), 'a.ipynb'))
  const empty = weigh([])
  assert.ok(empty > 0)
  assert.is(weigh([['1'], ['2'], [''], ['// NBVAL_SKIP\n3']]), empty + 2)
})

test.run()
