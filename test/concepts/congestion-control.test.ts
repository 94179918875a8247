import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cwndByRound, SEGMENT, sharing, sharingInSeries, singleFlow } from '../../lib/concepts/congestion-control.ts'
import { jainIndex } from '../../lib/draw/index.ts'

const way = { rate: 10e6, rtt: 40, queue: 34 }

test('a fast way → cwnd doubles every round trip', () => {
  const run = singleFlow({ rate: 1e9, rtt: 100, queue: 5000 }, { data: 1000 * SEGMENT, brief: true })
  assert.equal(cwndByRound(run, 100, 6), [10, 20, 40, 80, 160, 320])
})

test('a full queue → cwnd between what fits and half of it', () => {
  const room = (way.rate * way.rtt) / 1000 / (8 * 1500) + way.queue
  const windows = singleFlow(way, { until: 6000 }).samples.flatMap(({ time, cwnd = 0 }) =>
    time > 1000 ? [cwnd / SEGMENT] : [],
  )
  assert.ok(Math.abs(Math.max(...windows) - room) < 4)
  assert.ok(Math.abs(Math.min(...windows) - room / 2) < 4)
})

test('one loss with segments behind it → a round trip at most; at the end → the timeout', () => {
  const [none, middle, last] = [[], [5], [12]].map((lose) => singleFlow(way, { data: 12 * SEGMENT, lose }).duration!)
  assert.ok(middle! - none! < way.rtt)
  assert.ok(last! - none! > 1000)
})

test("the receiver's window limits → ssthresh is half of what is in flight, not of cwnd", () => {
  const { samples } = singleFlow(way, { lose: [300], until: 2000, receiver: { receiveBuffer: 20 * SEGMENT } })
  const cut = samples.findIndex(({ ssthresh }) => ssthresh < 1e6)
  assert.is(samples[cut - 1]!.cwnd, 40 * SEGMENT)
  assert.is(samples[cut]!.ssthresh, 10 * SEGMENT)
})

test('CUBIC on a long way → more than Reno', () => {
  const long = { rate: 10e6, rtt: 100, queue: 20 }
  const received = (congestion: 'new-reno' | 'cubic'): number =>
    singleFlow(long, { congestion, until: 12_000, brief: true }).received
  assert.ok(received('cubic') > 1.1 * received('new-reno'))
})

test('several senders → the line full, the shares near to equal', () => {
  // A drop-tail queue is not fair by design: who loses when is chance, and one run of a few seconds says little.
  for (const senders of [2, 8]) {
    const indices = [1, 2, 3, 4].map((seed) => {
      const { shares, goodput, copies } = sharing(way, { senders, seed, from: 3000, until: 11_000 })
      assert.ok(goodput > 0.9 * way.rate && copies < 1.1)
      return jainIndex(shares.map(({ delivered }) => delivered))
    })
    assert.ok(indices.reduce((sum, index) => sum + index) / indices.length > 0.92, `${senders}: ${indices}`)
  }
})

test('nobody holds back → one bottleneck busy with copies, less delivered', () => {
  const run = sharing(way, { senders: 4, congestion: 'none', window: 45, from: 2000, until: 5000 })
  assert.ok(run.busy[0]! > 0.9 && run.copies > 2 && run.goodput < 0.8 * way.rate)
})

test('nobody holds back, two bottlenecks in a row → the more is tried, the less arrives; with control not', () => {
  const goodput = (congestion: 'none' | 'new-reno', window: number): number =>
    sharingInSeries(way, { congestion, window, from: 1000, until: 4000 }).goodput
  assert.ok(goodput('none', 180) < 0.6 * goodput('none', 20))
  assert.ok(goodput('new-reno', 180) > goodput('new-reno', 20))
})

test('one that does not care among careful ones → takes the most', () => {
  const { shares } = sharing(way, {
    senders: 4,
    congestion: ['none', 'new-reno'],
    window: 100,
    from: 1000,
    until: 6000,
  })
  const [taker, ...others] = shares.map(({ rate }) => rate)
  assert.ok(others.every((rate) => rate < taker! / 3))
})

test('RACK-TLP chosen by the settings, the last segment is lost → a probe mends it, where duplicate ACKs leave it to a timeout', () => {
  const [timeout, probe] = (['dup-ack', 'rack-tlp'] as const).map(
    (lossDetection) => singleFlow(way, { data: 12 * SEGMENT, lose: [12], settings: { lossDetection } }).duration!,
  )
  assert.ok(timeout! > 1000 && probe! < 800, `${timeout} and ${probe} ms`)
})

test('the same seed → the same shares', () => {
  const run = (seed: number): number[] =>
    sharing(way, { senders: 3, seed, until: 2000 }).shares.map(({ delivered }) => delivered)
  assert.equal(run(7), run(7))
  assert.not.equal(run(7), run(8))
})

test.run()
