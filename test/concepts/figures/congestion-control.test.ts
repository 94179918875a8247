/** What the figures of lesson 2.0.3 show when their parameters are turned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SEGMENT } from '../../../lib/concepts/congestion-control.ts'
import {
  longWay,
  manySenders,
  oneOfTwelve,
  routersQueue,
  sawtooth,
  secondSender,
  tahoeAndReno,
  tryingHarder,
} from '../../../lib/concepts/figures/congestion-control.ts'
import { jainIndex } from '../../../lib/draw/index.ts'

test('sawtooth: a queue with hardly a place → a good part of the line is idle', () => {
  const [usual, bare] = [{}, { queue: 2 }].map((parameters) => sawtooth(parameters).data.received)
  assert.ok(bare! < 0.85 * usual!, `${bare} of ${usual}`)
})

test('sawtooth: Tahoe, New Reno, CUBIC → 1 segment, half, 70 % after the second loss', () => {
  const after = (['tahoe', 'new-reno', 'cubic'] as const).map((algorithm) => {
    const windows = sawtooth({ algorithm }).data.samples.flatMap(({ time, cwnd = 0 }) => (time > 1000 ? [cwnd] : []))
    const cut = windows.findIndex((cwnd, at) => at > 0 && cwnd < 0.8 * windows[at - 1]!)
    return windows[cut]! / windows[cut - 1]!
  })
  const [tahoe, reno, cubic] = after
  assert.ok(tahoe! < 0.05 && Math.abs(reno! - 0.5) < 0.05 && Math.abs(cubic! - 0.7) < 0.05, after.join(', '))
})

test('routersQueue: the same parameters → the run of sawtooth', () => {
  const parameters = { queue: 20, rtt: 60 }
  assert.equal(routersQueue(parameters).data.samples, sawtooth(parameters).data.samples)
})

test('oneOfTwelve: with three or more behind the lost one → no timer; with fewer → a second', () => {
  for (let lost = 1; lost <= 12; lost++) {
    const { duration } = oneOfTwelve({ lost }).data
    assert.is(duration! > 1000, lost > 9, `${lost}: ${duration} ms`)
  }
})

test('tahoeAndReno: one loss → Tahoe alone comes down to one segment, and is later', () => {
  const { tahoe, reno } = tahoeAndReno().data
  const least = ({ samples }: typeof tahoe): number => Math.min(...samples.map(({ cwnd }) => cwnd!)) / SEGMENT
  assert.equal([least(tahoe), least(reno)], [1, 10])
  assert.ok(tahoe.duration! > reno.duration!)
})

test('longWay: the longer the way → the further New Reno is behind CUBIC', () => {
  const ahead = [20, 100, 200].map(
    (rtt) => longWay({ rtt }).data.received / longWay({ rtt, algorithm: 'new-reno' }).data.received,
  )
  assert.ok(ahead[0]! < ahead[1]! && ahead[1]! < ahead[2]!, ahead.join(', '))
})

test('secondSender: whenever it comes → two seconds later it has its part', () => {
  for (const comes of [1, 4, 8]) {
    const index = jainIndex(secondSender({ comes }).data.shares.map(({ rate }) => rate))
    assert.ok(index > 0.9, `${comes} s: ${index}`)
  }
})

test('manySenders: two or sixteen → as many shares, which fill the line together', () => {
  for (const senders of [2, 16]) {
    const { shares, goodput } = manySenders({ senders }).data
    assert.is(shares.length, senders)
    assert.ok(goodput > 9e6)
  }
})

test('tryingHarder: two or three bottlenecks → up to a knee with control and without, then down without', () => {
  for (const bottlenecks of [2, 3]) {
    const { wild, tame } = tryingHarder({ bottlenecks }).data
    const most = Math.max(...wild.map(([, rate]) => rate))
    const knee = wild.findIndex(([, rate]) => rate === most)
    assert.ok(knee > 0 && wild[0]![1] < 0.5 * most && wild.at(-1)![1] < 0.55 * most)
    assert.ok(tame.slice(knee).every(([, rate]) => rate > 0.95 * most))
  }
})

test.run()
