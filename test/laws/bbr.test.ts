import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sharing, singleFlow } from '../../lib/concepts/congestion-control.ts'
import { lossyTransfers, median } from '../../lib/concepts/lossy-transfers.ts'
import { jainIndex } from '../../lib/draw/index.ts'
import type { CongestionName, ConnectionSettings } from '../../lib/tcp/index.ts'
import { draws } from '../helpers/draws.ts'

/** 10 Mbit/s, 40 ms there and back, and as many packets before it as are on it. */
const WAY = { rate: 10e6, rtt: 40, queue: 34 }
const RACK: ConnectionSettings = { lossDetection: 'rack-tlp' }

/** Packets in the queue, on an average from `from` on. */
function meanQueue(congestion: CongestionName, from: number, until: number): { queue: number; goodput: number } {
  const { trace, received } = singleFlow(WAY, { congestion, until, settings: RACK })
  let [area, last, since] = [0, 0, from]
  for (const event of trace.events) {
    if (event.type !== 'queue') continue
    if (event.time > since) {
      area += last * (event.time - since)
      since = event.time
    }
    last = event.packets
  }
  area += last * (until - since)
  return { queue: area / (until - from), goodput: (received * 8000) / until }
}

test('20 transfers of a megabyte, 20 ms each way, 5 % lost → BBR takes half a second to a second, Reno’s and CUBIC’s way six times as long', () => {
  for (let seed = 1; seed <= draws(1); seed++) {
    const took = (congestion: CongestionName): number[] =>
      lossyTransfers({ loss: 0.05, rtt: 40 }, { congestion, count: 20, seed: 100 * seed })
    const bbr = took('bbr')
    assert.ok(median(bbr) > 400 && median(bbr) < 900, `seed ${seed}: ${bbr}`)
    // Of two, it was the SYN that was lost: one segment, and three seconds, whatever the algorithm.
    assert.ok(bbr[17]! < 1_500, `seed ${seed}: ${bbr}`)
    for (const other of ['new-reno', 'cubic'] as const) {
      const those = took(other)
      assert.ok(median(those) > 6 * median(bbr), `seed ${seed}: ${other} ${those}, bbr ${bbr}`)
    }
  }
})

test('no SACK, 5 % lost → duplicate ACKs tell of what has come: BBR is faster than New Reno all the same', () => {
  const settings = { sack: false, lossDetection: 'dup-ack' } as const
  const took = (congestion: CongestionName): number =>
    median(lossyTransfers({ loss: 0.05, rtt: 40 }, { congestion, count: 9, settings }))
  assert.ok(took('bbr') < 0.8 * took('new-reno'), `${took('bbr')} ms, ${took('new-reno')} ms`)
})

test('one long flow → more than 0.9 of the bottleneck, and a fifth of its queue, of which CUBIC takes most', () => {
  const [bbr, cubic] = [meanQueue('bbr', 2_000, 12_000), meanQueue('cubic', 2_000, 12_000)]
  assert.ok(bbr.goodput > 0.9 * WAY.rate, `${bbr.goodput} bit/s`)
  assert.ok(bbr.queue < 0.2 * WAY.queue, `${bbr.queue} packets`)
  assert.ok(cubic.queue > 0.5 * WAY.queue, `${cubic.queue} packets`)
})

test('two flows, the second two seconds later → Jain’s index above 0.9 from the twentieth second on', () => {
  for (let seed = 1; seed <= draws(1); seed++) {
    const { shares, goodput } = sharing(WAY, {
      ...{ senders: 2, congestion: 'bbr', starts: [0, 2_000], from: 20_000, until: 40_000 },
      ...{ seed, settings: RACK },
    })
    const rates = shares.map(({ rate }) => rate)
    assert.ok(jainIndex(rates) > 0.9, `seed ${seed}: ${rates}`)
    assert.ok(goodput > 0.9 * WAY.rate, `seed ${seed}: ${goodput} bit/s`)
  }
})

test('BBR beside CUBIC → a short queue: CUBIC gets less than a quarter; one of five round trips: both get a quarter at least', () => {
  const rates = (queue: number): number[] =>
    sharing(
      { ...WAY, queue },
      {
        ...{ senders: 2, congestion: ['cubic', 'bbr'], starts: [0, 2_000], from: 20_000, until: 40_000 },
        settings: RACK,
      },
    ).shares.map(({ rate }) => rate / WAY.rate)
  const [cubic, bbr] = rates(WAY.queue)
  assert.ok(cubic! < 0.25 && bbr! > 0.7, `${cubic}, ${bbr}`)
  const both = rates(5 * WAY.queue)
  assert.ok(Math.min(...both) > 1 / 4, `${both}`)
})

test.run()
