import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Fate, isData, pointToPoint, type Script, TcpHost } from '../../lib/network/index.ts'
import { seq } from '../../lib/tcp/index.ts'
import type { ConnectionSettings, LossDetection } from '../../lib/tcp/settings.ts'

const test = suite('loss detection')

const RTT = 100
const MSS = 1000

interface Outcome {
  /** From the first octet sent to the last received, in whole halves. */
  roundTrips: number
  timeouts: number
  resent: number
}

/** What happens to segments on the way: by their place in the stream, from 1, those of the first copy, the second, … */
type Fates = Record<number, Fate[]>

/** Sends so many segments, ten at first. */
function transfer(
  lossDetection: LossDetection,
  segments: number,
  fates: Fates,
  more: ConnectionSettings = {},
): Outcome {
  const script = scriptOf(fates)
  const { network, client, server } = pointToPoint({
    link: { delay: RTT / 2, rate: 10e6, script },
    back: { delay: RTT / 2 },
  })
  const settings = { lossDetection, mss: MSS, timestamps: false, delayedAck: 0, ...more }
  let [begun, received, ended] = [0, 0, 0]
  const sending = new TcpHost(network, client, {
    settings,
    events: 'all',
    onEvent(event, now) {
      if (event.type !== 'state' || event.to !== 'ESTABLISHED') return
      begun = now
      event.connection.send(new Uint8Array(segments * MSS), now)
    },
  })
  const receiving = new TcpHost(network, server, {
    settings,
    onEvent(event, now) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type !== 'readable') return
      received += event.connection.receive(1 << 20)?.length ?? 0
      ended = now
    },
  })
  receiving.stack.listen({ address: '0.0.0.0', port: 80 })
  network.at(0, (now) => {
    sending.stack.connect({ address: server.address, port: 80 }, now)
    client.flush()
  })
  network.run({ until: 10_000 })
  assert.is(received, segments * MSS)
  const { events } = network.trace()
  return {
    roundTrips: Math.floor((2 * (ended - begun)) / RTT) / 2,
    timeouts: events.filter((event) => event.type === 'timer' && event.timer === 'retransmission').length,
    resent: events.filter((event) => event.type === 'packet' && event.what === 'sent' && event.retransmission).length,
  }
}

function scriptOf(fates: Fates): Script {
  let first: number | undefined
  const copies = new Map<number, number>()
  return (passing) => {
    const { segment } = passing
    if (!segment || !isData(passing)) return undefined
    first ??= segment.seq
    const place = 1 + seq.diff(segment.seq, first) / MSS
    const copy = copies.get(place) ?? 0
    copies.set(place, copy + 1)
    return fates[place]?.[copy]
  }
}

test('the last two segments are lost → a probe after 2 SRTT brings them back; without, a timeout', () => {
  const fates: Fates = { 3: ['drop'], 4: ['drop'] }
  assert.equal(transfer('rack-tlp', 4, fates), { roundTrips: 4.5, timeouts: 0, resent: 2 })
  assert.equal(transfer('dup-ack', 4, fates), { roundTrips: 12.5, timeouts: 1, resent: 2 })
})

test('a segment is lost twice → the second time is found a round trip later; without RACK, by a timeout', () => {
  const fates: Fates = { 1: ['drop', 'drop'] }
  const rack = transfer('rack-tlp', 20, fates)
  assert.equal([rack.timeouts, rack.resent], [0, 2])
  assert.ok(rack.roundTrips <= 5, `${rack.roundTrips}`)
  const dupAck = transfer('dup-ack', 20, fates)
  assert.is(dupAck.timeouts, 1)
  assert.ok(dupAck.roundTrips > 10, `${dupAck.roundTrips}`)
})

test('segments are overtaken within the window → nothing is resent; without RACK, what three others overtake is', () => {
  const fates: Fates = { 1: [{ delay: 2 }], 5: [{ delay: 15 }] }
  assert.equal(transfer('rack-tlp', 10, fates), { roundTrips: 0.5, timeouts: 0, resent: 0 })
  assert.is(transfer('dup-ack', 10, fates).resent, 1)
})

test('timestamps: the last two of twenty segments are lost → a probe brings both back without a timeout', () => {
  const fates: Fates = { 19: ['drop'], 20: ['drop'] }
  const { timeouts, roundTrips } = transfer('rack-tlp', 20, fates, { timestamps: true, mss: MSS + 12 })
  assert.is(timeouts, 0)
  assert.ok(roundTrips < 7, `${roundTrips}`)
})

for (const lossDetection of ['dup-ack', 'rack-tlp'] as const) {
  for (const timestamps of [true, false]) {
    test(`${lossDetection}, ${timestamps ? 'timestamps' : 'DSACK'}: segments come late, none is lost → hardly slower than in order`, () => {
      const late: Fates = { 12: [{ delay: 20 }], 40: [{ delay: 20 }], 90: [{ delay: 20 }], 200: [{ delay: 20 }] }
      const settings = { timestamps, mss: timestamps ? MSS + 12 : MSS, receiveBuffer: 1e6, sendBuffer: 1e6 }
      const inOrder = transfer(lossDetection, 600, {}, settings)
      const outOfOrder = transfer(lossDetection, 600, late, settings)
      assert.is(outOfOrder.timeouts, 0)
      const never = transfer(lossDetection, 600, late, { ...settings, undo: false })
      const [calm, undone, kept] = [inOrder, outOfOrder, never].map(({ roundTrips }) => roundTrips)
      // The reports of duplicates come a round trip later than the timestamps.
      assert.ok(undone! <= calm! + (timestamps ? 2 : 4), `${calm} → ${undone}`)
      assert.ok(kept! >= undone! + 2, `${undone} → ${kept}`)
    })
  }
}

test.run()
