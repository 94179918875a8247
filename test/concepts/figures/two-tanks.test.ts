/** What a reader sees who fills and empties a send buffer and a receive buffer himself. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { twoTanks } from '../../../lib/concepts/figures/two-tanks.ts'
import type { TankCall } from '../../../lib/concepts/two-tanks.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf } from '../../helpers/random-settings.ts'

const test = suite('two tanks')

test('send 8 KiB three times, nobody reads → all, a part, would block: what the challenge asks for', async () => {
  const calls: TankCall[] = ['send.8', 'send.8', 'send.8']
  const { data, play } = await twoTanks({ calls })
  assert.equal(
    data.answers.map(({ bytes }) => bytes),
    [8192, 4096, undefined],
  )
  assert.equal([data.unacknowledged, data.unread], [8192, 4096])
  assert.ok(play!.challenge!.isMet)
  assert.not((await twoTanks({ calls: calls.slice(1) })).play!.challenge!.isMet)
})

test('a reader that is fast → the same send takes as much as the send buffer holds, each time', async () => {
  const { data } = await twoTanks({ calls: ['send.64', 'send.64', 'send.64'], reader: 'fast' })
  assert.equal(
    data.answers.map(({ bytes }) => bytes),
    [8192, 8192, 8192],
  )
  assert.equal([data.taken, data.read], [24_576, 24_576])
})

test('a recv by hand → room at the other end, once what was read is told', async () => {
  const { data } = await twoTanks({ calls: ['send.64', 'send.64', 'send.1', 'recv.64', 'send.1'] })
  assert.equal(
    data.answers.map(({ bytes }) => bytes),
    [8192, 4096, undefined, 4096, 1024],
  )
})

const calls: TankCall[] = ['send.1', 'send.8', 'send.64', 'recv.1', 'recv.64', 'second.passes']
const seed = seedFrom('TWO_TANKS_SEED')

test(`any calls, sizes and reader (TWO_TANKS_SEED=${seed}) → every byte that was taken is somewhere`, async () => {
  const live = liveOf('2.1.3-how-much-send-sends', 'two-tanks')
  const settings = fc.record({
    calls: fc.array(fc.constantFrom(...calls), { maxLength: 30 }),
    reader: fc.constantFrom('you', 'slow', 'fast'),
    sendBuffer: fc.integer({ min: 2, max: 16 }),
    receiveBuffer: fc.integer({ min: 2, max: 16 }),
    at: fc.option(fc.nat(30), { nil: undefined }),
  })
  const property = fc.asyncProperty(settings, async ({ at, ...rest }) => {
    const figure = await twoTanks({ ...rest, ...(at !== undefined && { at }) })
    assert.equal(liveFlaws(figure, live), [])
    const { taken, read, unread, unacknowledged } = figure.data
    // What has arrived may still be unacknowledged.
    assert.ok(read + unread <= taken && read + unread + unacknowledged >= taken)
  })
  await fc.assert(property, { seed, numRuns: draws(25) })
})

test.run()
