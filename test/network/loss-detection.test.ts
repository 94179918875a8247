import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Fate, isData, pointToPoint, type Script, TcpHost } from '../../lib/network/index.ts'
import { seq } from '../../lib/tcp/index.ts'
import type { LossDetection } from '../../lib/tcp/sender-types.ts'

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
function transfer(lossDetection: LossDetection, segments: number, fates: Fates): Outcome {
  const script = scriptOf(fates)
  const { network, client, server } = pointToPoint({
    link: { delay: RTT / 2, rate: 10e6, script },
    back: { delay: RTT / 2 },
  })
  const settings = { lossDetection, mss: MSS, timestamps: false, delayedAck: 0 }
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

test.run()
