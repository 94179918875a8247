import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DeliveryRate } from '../../../lib/tcp/retransmission/delivery-rate.ts'
import { RetransmissionQueue } from '../../../lib/tcp/retransmission/retransmission-queue.ts'

const test = suite('delivery rate')
const MSS = 1_000

/** A sender's queue and its rate, and nothing else; segments of a thousand octets from 0 on. */
class Sending {
  readonly queue = new RetransmissionQueue()
  readonly rate = new DeliveryRate(this.queue)
  #sent = 0
  #una = 0

  constructor() {
    this.rate.start(0, 0)
  }

  send(now: number, segments = 1): this {
    for (let i = 0; i < segments; i++) {
      const start = this.#sent
      this.#sent += MSS
      this.rate.sending(this.queue.length > 0, now)
      this.queue.push(start, this.#sent, now)
      this.rate.sent(start, this.#sent)
    }
    return this
  }

  again(now: number, segment: number): this {
    this.queue.sentAgain(segment * MSS, (segment + 1) * MSS, now)
    this.rate.sent(segment * MSS, (segment + 1) * MSS)
    return this
  }

  /** Segments below `una` are acknowledged, `sacked` is reported. */
  ack(now: number, una: number, sacked?: [number, number]): ReturnType<DeliveryRate['sample']> {
    const priorInFlight = this.#inFlight
    this.rate.acknowledged(una * MSS)
    this.queue.acknowledge(una * MSS)
    this.#una = una * MSS
    if (sacked) this.queue.sack(sacked[0] * MSS, sacked[1] * MSS, (index) => this.rate.delivering(index))
    const delivered = this.#una + this.queue.sacked
    return this.rate.sample({ delivered, priorInFlight, inFlight: this.#inFlight, phase: 'open' }, now)
  }

  get #inFlight(): number {
    return this.#sent - this.#una - this.queue.sacked - this.queue.lost
  }
}

test('one segment → itself in a round-trip time', () => {
  const { rate, rtt, delivered, newlyDelivered, priorInFlight, inFlight } = new Sending().send(0).ack(40, 1)
  assert.equal([rate, rtt, delivered, newlyDelivered, priorInFlight, inFlight], [25, 40, 1_000, 1_000, 1_000, 0])
})

test('a flight that a bottleneck spreads → the rate of its ACKs, once a round trip of them has come', () => {
  const sending = new Sending().send(0, 4)
  const rates = Array.from({ length: 12 }, (_, i) => {
    const { rate } = sending.ack(50 + 10 * i, i + 1)
    sending.send(50 + 10 * i)
    return rate
  })
  // The first round's went out at once, and what follows them later: the sending counts. Then the ACKs do: 4,000 octets in 40 ms.
  assert.equal(rates.slice(4, 6), [4_000 / 50, 4_000 / 60])
  assert.equal(rates.slice(8), [100, 100, 100, 100])
})

test('ACKs that come all at once → the rate of sending, which is the lower one', () => {
  const sending = new Sending()
  for (let i = 0; i < 8; i++) sending.send(10 * i)
  assert.is(sending.ack(110, 8).rate, 8_000 / 110)
  for (let i = 0; i < 8; i++) sending.send(110 + 10 * i)
  const { rate, priorDelivered } = sending.ack(220, 16)
  assert.equal([rate, priorDelivered], [8_000 / 110, 8_000])
})

test('SACK → what it reports counts as delivered at once, and not again when it is acknowledged', () => {
  const sending = new Sending().send(0, 4)
  const reported = sending.ack(40, 0, [1, 4])
  assert.equal([reported.newlyDelivered, reported.rtt, reported.rate], [3_000, 40, 75])
  sending.again(45, 0)
  const filled = sending.ack(85, 4)
  assert.equal([filled.newlyDelivered, filled.delivered, filled.rtt], [1_000, 4_000, undefined])
})

test('what is taken for lost → it leaves the network and is told as lost, once', () => {
  const sending = new Sending().send(0, 4)
  const sample = (() => {
    sending.rate.acknowledged(0)
    sending.queue.sack(1_000, 4_000, (index) => sending.rate.delivering(index))
    sending.queue.lose(0)
    return sending.rate.sample({ delivered: 3_000, priorInFlight: 4_000, inFlight: 0, phase: 'fast' }, 40)
  })()
  assert.equal([sample.newlyDelivered, sample.newlyLost, sample.phase], [3_000, 1_000, 'fast'])
})

test('what was sent again is acknowledged in half a round-trip time → too soon: no round trip, and no rate', () => {
  const sending = new Sending().send(0)
  sending.ack(40, 1)
  sending.send(50).again(60, 1)
  const { rate, rtt, newlyDelivered } = sending.ack(70, 2)
  assert.equal([rate, rtt, newlyDelivered], [undefined, undefined, 1_000])
})

test('the user had nothing to send → samples say so, until what was sent meanwhile is delivered', () => {
  const sending = new Sending().send(0, 2)
  sending.rate.limit(2_000)
  sending.send(1)
  assert.is(sending.ack(40, 1).isAppLimited, false)
  assert.is(sending.ack(41, 3).isAppLimited, true)
  assert.is(sending.rate.isAppLimited, false)
  assert.is(sending.send(50).ack(90, 4).isAppLimited, false)
})

test('after a pause → the pause is no part of the interval', () => {
  const sending = new Sending().send(0)
  sending.ack(40, 1)
  assert.is(sending.send(10_000).ack(10_040, 2).rate, 25)
})

test('more segments than the ring had room for, and one cut in two → what was noted stays with each', () => {
  const sending = new Sending()
  for (let i = 0; i < 40; i++) sending.send(i)
  sending.queue.sack(10_500, 11_500, () => {})
  assert.equal([sending.queue.noted(9, 1), sending.queue.noted(39, 2)], [0, 0])
  assert.is(sending.queue.length, 42)
  assert.is(sending.ack(80, 40).priorDelivered, 0)
})

test.run()
