import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isData, nth, pointToPoint } from '../../lib/network/index.ts'
import { cubicK, cubicWindow } from '../../lib/tcp/congestion/index.ts'
import { endlessFlow } from '../helpers/endless-flow.ts'

const LARGE = 1 << 24
/** Octets in a segment that carries timestamps. */
const SMSS = 1448
const RTT = 100

/** RFC 9438 §4.2, figures 1 and 2, with C = 0.4, written down anew. */
function windowOfTheRfc(t: number, wMax: number, cwndEpoch: number): number {
  return 0.4 * (t - Math.cbrt((wMax - cwndEpoch) / 0.4)) ** 3 + wMax
}

test('any W_max up to 100,000 segments, any part of it left, any time up to 100 s → the function of RFC 9438 within 1e-6', () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true })
  const property = fc.property(fc.integer({ min: 2, max: 100_000 }), part, part, (wMax, left, time) => {
    const t = 100 * time
    const expected = windowOfTheRfc(t, wMax, left * wMax)
    const got = cubicWindow(t, cubicK(wMax, left * wMax), wMax)
    assert.ok(Math.abs(got - expected) < 1e-6, `${got} for ${expected}`)
  })
  fc.assert(property, { numRuns: 5000, seed: 9438 })
})

test('one loss on a way that limits nothing → a round trip after every t, cwnd is within one segment of W(t + RTT), from 0.7 to 1.2 W_max', () => {
  const { network, client, server } = pointToPoint({
    record: false,
    // The window fills the way and a part of the queue, so that its ACKs come evenly spread over the round trip.
    link: { rate: 30e6, delay: RTT / 2, queue: { packets: LARGE }, script: nth(400, isData, 'drop') },
    back: { delay: RTT / 2 },
  })
  let cwnd = 0
  let wMax = 0
  let began: number | undefined
  let worst = 0
  let samples = 0
  endlessFlow(network, client, server, {
    settings: { congestion: 'cubic', delayedAck: 0, sendBuffer: LARGE, receiveBuffer: LARGE },
    onEvent(event) {
      if (event.type === 'sample') {
        cwnd = (event.cwnd ?? 0) / SMSS
        if (began === undefined || event.time - began < RTT) return
        samples++
        worst = Math.max(worst, Math.abs(cwnd - windowOfTheRfc((event.time - began) / 1000, wMax, 0.7 * wMax)))
      } else if (event.type === 'sender' && event.event.type === 'fast-retransmit') wMax = cwnd
      else if (event.type === 'sender' && event.event.type === 'recovered') began = event.time
    },
  })
  network.run({ until: 14_000 })
  assert.ok(wMax > 350 && cwnd > 1.2 * wMax, `W_max ${wMax}, at the end ${cwnd}`)
  assert.ok(samples > 50_000, `${samples} samples`)
  assert.ok(worst < 1, `off by ${worst} segments`)
})

test.run()
