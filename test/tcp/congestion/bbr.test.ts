import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Bbr } from '../../../lib/tcp/congestion/bbr.ts'
import type { RateSample } from '../../../lib/tcp/congestion/index.ts'

const test = suite('bbr')
const MSS = 1_000
const RTT = 40
const HIGH_GAIN = 2 / Math.LN2

/** A way that carries `rate` octets a millisecond, as the samples of its ACKs tell of it: one for each round trip. */
class World {
  readonly bbr: Bbr
  now: number
  delivered = 1

  constructor({ seed = 1, start = 0, synLost = false } = {}) {
    this.bbr = new Bbr(seed)
    this.now = start
    this.bbr.start(MSS, 10 * MSS, 1, synLost ? undefined : RTT)
  }

  /** An ACK; what is not said of it is of a sender that fills the way with little queue. */
  ack(rate: number, said: Partial<RateSample> & { after?: number } = {}): this {
    const { after = RTT, newlyDelivered = rate * after, ...rest } = said
    this.now += after
    const priorDelivered = this.delivered
    this.delivered += newlyDelivered
    const inFlight = rate * RTT
    const sample: RateSample = {
      ...{ delivered: this.delivered, newlyDelivered, newlyLost: 0, priorDelivered, rate, isAppLimited: false },
      ...{ rtt: RTT, priorInFlight: inFlight, inFlight, phase: 'open' },
      ...rest,
    }
    this.bbr.ackTaken(sample, this.now)
    return this
  }

  /** Startup until the pipe is full, and Drain. */
  probing(rate: number): this {
    for (let i = 0; i < 8 && this.bbr.mode !== 'probe-bw'; i++) this.ack(rate)
    assert.is(this.bbr.mode, 'probe-bw')
    return this
  }
}

/** Pacing rates in the order of the rounds, in units of 0.99 BtlBw. */
function gainsOf(world: World, rate: number, rounds: number): number[] {
  return Array.from({ length: rounds }, () => {
    world.ack(rate, { after: RTT + 1, priorInFlight: 10 * rate * RTT })
    return Number((world.bbr.pacingRate / rate / 0.99).toFixed(3))
  })
}

test('the beginning → Startup: the initial window in a round-trip time, times 2/ln 2', () => {
  const { bbr } = new World()
  assert.equal([bbr.mode, bbr.cwnd], ['startup', 10 * MSS])
  assert.ok(Math.abs(bbr.pacingRate - (HIGH_GAIN * 10 * MSS) / RTT) < 1e-9)
  assert.is(bbr.minRtt, RTT)
})

test('a SYN that was sent twice → no round-trip time: a millisecond is assumed, and nothing is known of RTprop', () => {
  const { bbr } = new World({ synLost: true })
  assert.is(bbr.minRtt, Infinity)
  assert.ok(Math.abs(bbr.pacingRate - HIGH_GAIN * 10 * MSS) < 1e-6)
})

test('Startup, the rate doubles each round → it goes on; rate and cwnd grow with it', () => {
  const world = new World()
  for (const rate of [250, 500, 1_000, 2_000, 4_000]) {
    world.ack(rate)
    assert.is(world.bbr.mode, 'startup')
  }
  assert.is(world.bbr.pacingRate, HIGH_GAIN * 4_000 * 0.99)
  assert.is(world.bbr.btlBw, 4_000)
})

test('three rounds in which the rate grows by less than a quarter → Drain, at the inverse gain; what is in flight falls to the BDP → ProbeBW', () => {
  const world = new World().ack(1_000)
  for (const rate of [1_200, 1_240]) assert.is(world.ack(rate, { inFlight: 300 * MSS }).bbr.mode, 'startup')
  world.ack(1_200, { inFlight: 300 * MSS })
  assert.is(world.bbr.mode, 'drain')
  assert.is(world.bbr.pacingRate, (1_240 * 0.99) / HIGH_GAIN)
  assert.is(world.ack(1_240, { inFlight: 60 * MSS }).bbr.mode, 'drain')
  assert.is(world.ack(1_240, { inFlight: 50 * MSS }).bbr.mode, 'probe-bw')
})

test('the user has little to send → rounds say nothing of the pipe: Startup goes on, and the bandwidth does not fall', () => {
  const world = new World().ack(1_000)
  for (let i = 0; i < 12; i++) world.ack(50, { isAppLimited: true })
  assert.equal([world.bbr.mode, world.bbr.btlBw], ['startup', 1_000])
  assert.is(world.ack(1_100, { isAppLimited: true }).bbr.btlBw, 1_100)
})

test('ProbeBW → 5/4, 3/4, then six round trips at 1; cwnd is two bandwidth-delay products and three quanta', () => {
  const world = new World().probing(1_000)
  const gains = gainsOf(world, 1_000, 24)
  const begin = gains.indexOf(1.25)
  assert.equal(gains.slice(begin, begin + 9), [1.25, 0.75, 1, 1, 1, 1, 1, 1, 1.25])
  assert.is(world.bbr.cwnd, 2 * 1_000 * RTT + 3 * 2 * MSS)
})

test('the phase that asks for more → it lasts until so much was in flight, or something is lost; the one that gives back ends with the queue', () => {
  const inPhase = (gain: number): World => {
    const world = new World().probing(1_000)
    for (let i = 0; i < 20 && world.bbr.pacingRate !== gain * 1_000 * 0.99; i++)
      world.ack(1_000, { after: RTT + 1, priorInFlight: 100 * MSS })
    assert.is(world.bbr.pacingRate, gain * 1_000 * 0.99)
    return world
  }
  const rateAfter = (world: World, said: Parameters<World['ack']>[1]): number =>
    Number((world.ack(1_000, said).bbr.pacingRate / 990).toFixed(3))
  // 5/4 · 40,000 octets and three quanta of 2,000 are 56,000.
  assert.is(rateAfter(inPhase(5 / 4), { after: RTT + 1, priorInFlight: 55_999 }), 1.25)
  assert.is(rateAfter(inPhase(5 / 4), { after: RTT + 1, priorInFlight: 56_000 }), 0.75)
  assert.is(rateAfter(inPhase(5 / 4), { after: RTT - 1, priorInFlight: 56_000 }), 1.25)
  assert.is(rateAfter(inPhase(5 / 4), { after: RTT + 1, priorInFlight: 50_000, newlyLost: MSS }), 0.75)
  assert.is(rateAfter(inPhase(3 / 4), { after: 1, priorInFlight: 46_001 }), 0.75)
  assert.is(rateAfter(inPhase(3 / 4), { after: 1, priorInFlight: 46_000 }), 1)
})

test('a hundred seeds → gain cycles begin in every phase but the one that gives back; the same seed, in the same', () => {
  const first = (seed: number): number => {
    const world = new World({ seed }).probing(1_000)
    const begins = Number((world.bbr.pacingRate / 990).toFixed(3))
    const until = gainsOf(world, 1_000, 12).indexOf(1.25)
    return begins === 1.25 ? 0 : until + 1
  }
  const seeds = Array.from({ length: 100 }, (_, seed) => seed)
  // Six round trips at 1 may still be to come, or any fewer; never seven, which 3/4 would be.
  assert.equal([...new Set(seeds.map(first))].sort(), [0, 1, 2, 3, 4, 5, 6])
  assert.is(first(77), first(77))
})

test('the bandwidth falls → ten rounds later the estimate does', () => {
  const world = new World().probing(1_000)
  for (let i = 0; i < 9; i++) world.ack(500)
  assert.is(world.bbr.btlBw, 1_000)
  assert.is(world.ack(500).bbr.btlBw, 500)
})

test('RTprop is ten seconds old → ProbeRTT: four segments, for 200 ms and a round; then the window of before', () => {
  const world = new World({ start: 20_000 }).probing(1_000)
  for (let i = 0; i < 10; i++) world.ack(1_000)
  const { cwnd } = world.bbr
  assert.is(world.ack(1_000, { after: 9_500, rtt: 44 }).bbr.mode, 'probe-bw')
  world.ack(1_000, { after: 600, rtt: 45 })
  assert.equal([world.bbr.mode, world.bbr.cwnd, world.bbr.minRtt], ['probe-rtt', 4 * MSS, 45])
  // Only once no more than that is in flight do the 200 ms begin.
  world.ack(1_000, { after: 40, inFlight: 4 * MSS, rtt: 41 })
  assert.equal([world.bbr.mode, world.bbr.minRtt], ['probe-rtt', 41])
  world.ack(100, { after: 200, inFlight: 4 * MSS, rtt: 42, isAppLimited: true })
  assert.is(world.bbr.mode, 'probe-rtt')
  world.ack(100, { after: 1, inFlight: 4 * MSS, rtt: 42, isAppLimited: true })
  assert.is(world.bbr.mode, 'probe-bw')
  assert.ok(world.bbr.cwnd >= cwnd)
})

test('a shorter round trip comes → RTprop is it at once, and ProbeRTT ten seconds further', () => {
  const world = new World().probing(1_000)
  world.ack(1_000, { after: 9_000, rtt: 39 })
  assert.is(world.bbr.minRtt, 39)
  assert.is(world.ack(1_000, { after: 9_900 }).bbr.mode, 'probe-bw')
  assert.is(world.ack(1_000, { after: 200 }).bbr.mode, 'probe-rtt')
})

test('restart from idle → at the bandwidth, not more; RTprop is old, and no ProbeRTT follows', () => {
  const world = new World().probing(1_000)
  world.now += 30_000
  world.bbr.restartsFromIdle(world.now)
  assert.is(world.bbr.pacingRate, 990)
  assert.is(world.ack(1_000).bbr.mode, 'probe-bw')
})

test('fast recovery → for a round, one octet for each delivered; then up to the target; over → the window of before', () => {
  const world = new World().probing(1_000)
  for (let i = 0; i < 10; i++) world.ack(1_000)
  const { cwnd } = world.bbr
  world.bbr.lossDetected(cwnd, world.now)
  assert.is(world.bbr.cwnd, cwnd)
  // Of the round before: it does not end this one.
  const before = world.delivered - 1
  world.ack(1_000, { after: 1, phase: 'fast', inFlight: 20 * MSS, newlyDelivered: 2 * MSS, newlyLost: 5 * MSS })
  assert.is(world.bbr.cwnd, 22 * MSS)
  world.ack(1_000, { after: 1, phase: 'fast', inFlight: 21 * MSS, newlyDelivered: MSS, priorDelivered: before })
  assert.is(world.bbr.cwnd, 22 * MSS)
  world.ack(1_000, { after: RTT, phase: 'fast', inFlight: 22 * MSS, newlyDelivered: 3 * MSS })
  assert.is(world.bbr.cwnd, 25 * MSS)
  world.ack(1_000, { after: 1, newlyDelivered: MSS, inFlight: 22 * MSS })
  assert.is(world.bbr.cwnd, cwnd)
})

test('timeout → one segment; the first ACK → four; what it was about is over → the window of before, and the rate all along', () => {
  const world = new World().probing(1_000)
  for (let i = 0; i < 10; i++) world.ack(1_000)
  const { cwnd } = world.bbr
  world.bbr.timedOut(cwnd, false, world.now)
  world.bbr.timedOut(cwnd, true, world.now)
  assert.is(world.bbr.cwnd, MSS)
  world.ack(1_000, { after: RTT, phase: 'loss', newlyDelivered: MSS, inFlight: 0 })
  assert.equal([world.bbr.cwnd, world.bbr.btlBw], [4 * MSS, 1_000])
  world.ack(1_000, { after: RTT, newlyDelivered: 4 * MSS, inFlight: 0 })
  assert.is(world.bbr.cwnd, cwnd)
})

test('loss recovery inflates, deflates, halves, restarts → cwnd is the model’s', () => {
  const { bbr } = new World().probing(1_000)
  const { cwnd } = bbr
  bbr.cwnd = 3 * MSS
  bbr.restart()
  bbr.recovered()
  bbr.ackArrives()
  assert.is(bbr.cwnd, cwnd)
})

test('a recovery in Startup was for nothing → how far the rate grows is found anew', () => {
  const world = new World().ack(1_000).ack(1_000).ack(1_000)
  world.bbr.checkpoint()()
  world.ack(1_000).ack(1_000)
  assert.is(world.bbr.mode, 'startup')
  world.ack(1_000).ack(1_000)
  assert.is.not(world.bbr.mode, 'startup')
})

test('the quantum → one segment below 1.2 Mbit/s, two below 24, then what a millisecond carries, at most 64 KiB', () => {
  const { bbr } = new World()
  const quantum = (mbit: number): number => {
    bbr.pacingRate = mbit * 125
    return bbr.quantum
  }
  assert.equal([1.1, 1.2, 23.9, 24, 80, 1_000].map(quantum), [MSS, 2 * MSS, 2 * MSS, 3_000, 10_000, 65_536])
})

test.run()
