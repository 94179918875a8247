import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pointToPoint } from '../../lib/network/index.ts'
import { endlessFlow } from '../helpers/endless-flow.ts'

const MSS = 1460
const HEADERS = 40

/** The share of the time in which the link carries a segment, when each waits for the ACK of the one before. */
function utilisation(rate: number, delay: number): { measured: number; formula: number } {
  const way = { rate, delay }
  const { network, client, server, forward } = pointToPoint({ record: false, link: way })
  // A send buffer of one segment, kept until it is acknowledged, is what makes it wait.
  const settings = { mss: MSS, sendBuffer: MSS, delayedAck: 0, noDelay: true, timestamps: false }
  endlessFlow(network, client, server, { settings })
  const transmission = ((MSS + HEADERS) * 8000) / rate
  const cycle = transmission + (HEADERS * 8000) / rate + 2 * delay
  const start = 3 * cycle
  network.run({ until: start })
  const before = forward.sentBytes
  const cycles = 500
  network.run({ until: start + cycles * cycle })
  return {
    measured: ((forward.sentBytes - before) * 8000) / rate / (cycles * cycle),
    formula: transmission / cycle,
  }
}

for (const [rate, delay] of [
  [1e6, 5],
  [1e6, 50],
  [10e6, 20],
  [1e9, 15],
] as const) {
  test(`stop-and-wait, ${rate / 1e6} Mbit/s, ${delay} ms one way → utilisation L/R over L/R + 2 d + A/R, within 1 %`, () => {
    const { measured, formula } = utilisation(rate, delay)
    assert.ok(Math.abs(measured / formula - 1) < 0.01, `${measured} for ${formula}`)
  })
}

test.run()
