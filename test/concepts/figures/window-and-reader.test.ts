/** What a reader can do with a window on a line, and with a program that reads or does not. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ReaderParameters, sleeperInTime, windowAtWork } from '../../../lib/concepts/figures/flow-control.ts'
import { SEGMENT } from '../../../lib/concepts/flow-control.ts'
import { checkRandomSettings, liveOf } from '../../helpers/random-settings.ts'

const useIn = (said: string): number => Number(/busy for ([\d.]+) % of the time/.exec(said)![1])
const rateIn = (said: string): number => Number(/carries ([\d.]+) Mbit/.exec(said)![1])

test('a window that a round trip empties → the formula’s share, whatever the rate of the line', () => {
  const slow = windowAtWork({ window: 4, rate: 10 }).play!.said!
  const fast = windowAtWork({ window: 4, rate: 100 }).play!.said!
  assert.ok(Math.abs(useIn(slow) - 100 * (4 / (1 + 20 / 1.2))) < 0.1, slow)
  assert.ok(rateIn(fast) < 1.06 * rateIn(slow), `${slow} ${fast}`)
})

test('windows of 17 and 18 → the smaller waits, the larger fills the line: the challenge is met, by 19 no more', () => {
  const met = [17, 18, 19].map((window) => windowAtWork({ window }).play!.challenge!.isMet)
  assert.equal(met, [false, true, false])
  assert.is(useIn(windowAtWork({ window: 18 }).play!.said!), 100)
})

test('a segment in the graph → pressed, the ribbon shows its moment; pointed at, its bytes there', () => {
  const { targets, views } = windowAtWork().play!
  const ribbon = views!.find(({ name }) => /may be sent/.test(name))!.figure!
  for (const width of [680, 340]) {
    const own = targets!(width)
    assert.is(own.length, 24)
    const there = ribbon.play!.targets!(width).map(({ link }) => link)
    for (const { link } of own) assert.ok(there.includes(link))
  }
  const ninth = targets!(680)[8]!
  const shown = windowAtWork({ at: Number(ninth.set!.at) }).play!.views![0]!.figure!
  assert.match(shown.sentence, '41.2 ms: up to 1460 acknowledged, 8 segments in flight')
})

test('a reader that sleeps → 8 of 40 segments acknowledged, none read, the time between probes doubled', () => {
  const { read, standing, probes } = sleeperInTime({ reader: 'asleep' }).data
  assert.equal([read, standing.acknowledged, standing.window], [0, 8 * SEGMENT, 0])
  assert.equal(probes.map(Math.round), [1050, 3050, 7050])
})

test('the program reads 4 KB by hand → the sender goes on once, and the column lets go of it', () => {
  const [column] = sleeperInTime({ reader: 'asleep' }).play!.targets!(680).filter(({ label }) => / 2 s/.test(label))
  assert.equal(column!.set, { reads: [20] })
  const figure = sleeperInTime({ reader: 'asleep', reads: [20] })
  assert.is(figure.data.read, 4096)
  assert.is(figure.data.standing.acknowledged, 8 * SEGMENT + 4096)
  assert.equal(figure.play!.targets!(680).find(({ isOn }) => isOn)!.set, { reads: [] })
})

test('the update is lost → the next probe finds the window open; right before a third one: the challenge is met', () => {
  const lost: ReaderParameters = { reader: 'asleep', update: 'is lost' }
  const met = [[], [20], [30], [69], [70], [70, 80]].map(
    (reads) => sleeperInTime({ ...lost, reads }).play!.challenge!.isMet,
  )
  assert.equal(met, [false, false, false, false, true, false])
  assert.match(sleeperInTime({ ...lost, reads: [70] }).play!.challenge!.told!, 'the probe of 7050 ms')
  assert.not(sleeperInTime({ reader: 'asleep', reads: [70] }).play!.challenge!.isMet)
})

test('a reader that is fast → no probe, nothing to read by hand', () => {
  const { play, data } = sleeperInTime({ reader: 'fast' })
  assert.equal([data.probes.length, play!.targets!(680).length], [0, 0])
  assert.match(play!.actions![0]!.isOff!, 'everything')
})

const seed = Number(process.env.WINDOW_SEED ?? Date.now() % 2 ** 31)

test(`random windows on random lines, WINDOW_SEED=${seed} → sound pictures, views and targets`, async () => {
  await checkRandomSettings(liveOf('2.0.2-flow-control', 'eight'), windowAtWork, {
    seed,
    usual: 20,
    flawOf: ({ data }) => (data.trace.events.length < 4000 ? undefined : `${data.trace.events.length} events`),
  })
})

test(`random readers, WINDOW_SEED=${seed} → sound pictures, views and targets, within ten seconds of its waking`, async () => {
  await checkRandomSettings(liveOf('2.0.2-flow-control', 'graph'), sleeperInTime, {
    seed,
    usual: 20,
    flawOf: ({ data }) => (data.trace.end <= 13_500 ? undefined : `it runs until ${data.trace.end}`),
  })
})

test.run()
