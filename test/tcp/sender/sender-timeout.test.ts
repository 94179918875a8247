import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { established, Script } from './sender-script.ts'

const test = suite('sender: timeouts')

/** Fires timers until the sender gives up. @returns when each copy went out, why and when it ended */
function toTheEnd(s: Script): { sent: number[]; reason: string; at: number } {
  const sent: number[] = []
  for (let i = 0; i < 1_000; i++) {
    const at = s.sender.deadline()
    if (at === undefined) break
    s.now = at
    const reason = s.sender.handleTimeout(at)
    if (reason) return { sent, reason, at }
    if (s.out().length > 0) sent.push(at)
  }
  throw new Error('never gave up')
}

test('MUST-18: data is not acknowledged → resent after 1, 2, 4, 8 … s, one segment each', () => {
  const s = established({ rtt: 0 })
  s.write(3_000)
  assert.is(s.out().length, 3)
  assert.equal(s.fire(), [1_000, ['R 1:1001']])
  assert.equal(s.fire(), [2_000, ['R 1:1001']])
  assert.equal(s.fire(), [4_000, ['R 1:1001']])
})

test('RFC 6298 §5.2, 5.3: each new ACK restarts the timer; the last one stops it', () => {
  const s = established()
  s.write(2_000)
  s.out()
  s.pass(300).ack(1_001)
  assert.is((s.sender.deadline() as number) - s.now, 1_000)
  s.pass(300).ack(1_001)
  assert.is((s.sender.deadline() as number) - s.now, 700, 'a duplicate does not restart it')
  s.ack(2_001)
  assert.is(s.sender.deadline(), undefined)
})

test('MUST-18: the ACK of a segment sent twice → no sample, the back-off stays; the next clean one ends it (Karn)', () => {
  const s = established({ rtt: 400 })
  const { srtt } = s.sender.sample()
  assert.is(srtt, 400)
  s.write(1_000)
  s.out()
  s.fire()
  s.pass(50).ack(1_001)
  assert.is(s.sender.sample().srtt, 400)
  assert.is(s.sender.sample().rto, 2_400)
  s.write(1_000)
  s.out()
  s.pass(400).ack(2_001)
  assert.is(s.sender.sample().rto, 1_000)
})

test('a flight of ten segments without timestamps → one sample a round trip; with them → one an ACK, at lower gains', () => {
  const plain = established()
  plain.write(10_000)
  plain.out()
  plain.pass(200)
  plain.ack(1_001)
  assert.is(plain.sender.sample().srtt, 112.5)
  plain.ack(2_001)
  assert.is(plain.sender.sample().srtt, 112.5)
  const stamped = established()
  stamped.write(10_000)
  stamped.out()
  stamped.pass(200)
  stamped.ack(1_001, { rtt: 200 })
  assert.is(stamped.sender.sample().srtt, 100 + 100 / 8 / 5)
  stamped.ack(2_001, { rtt: 200 })
  assert.ok((stamped.sender.sample().srtt as number) > 100 + 100 / 8 / 5)
})

test('MUST-20: R1, three retransmissions → the event `r1`, and the connection goes on', () => {
  const s = established()
  s.write(1_000)
  s.out()
  for (let i = 0; i < 3; i++) {
    assert.not(s.events().includes('r1'))
    s.fire()
  }
  assert.ok(s.events().includes('r1'))
  assert.is(s.sender.buffered, 1_000)
})

test('MUST-20: R2 = 100 s by default → given up exactly then, everything dropped', () => {
  const s = established()
  s.write(1_000)
  s.out()
  const end = toTheEnd(s)
  assert.is(end.reason, 'r2')
  assert.is(end.at, 100 + 100_000)
  assert.equal(
    end.sent.map((at) => at - 100),
    [1_000, 3_000, 7_000, 15_000, 31_000, 63_000],
  )
  assert.is(s.sender.deadline(), undefined)
  assert.is(s.sender.buffered, 0)
  assert.is(s.sender.poll(s.now), undefined)
})

test('MUST-21: the application sets R2 → it ends then; infinite → it never does', () => {
  const short = established()
  short.sender.settings.r2 = 5_000
  short.write(1_000)
  short.out()
  assert.is(toTheEnd(short).at, 5_100)
  const patient = established({ r2: Infinity })
  patient.write(1_000)
  patient.out()
  patient.pass(10 * 24 * 3_600_000)
  assert.not(patient.events().includes('gave-up'))
})

test('progress → patience begins anew with each new ACK', () => {
  const s = established({ r2: 5_000 })
  s.write(3_000)
  s.out()
  s.pass(4_000).ack(1_001)
  s.out()
  s.pass(4_000)
  s.out()
  assert.not(s.events().includes('gave-up'))
  s.pass(1_000)
  assert.ok(s.events().includes('gave-up'))
})

test('a user timeout shorter than R2 → it ends the wait, under its own name', () => {
  const s = established({ userTimeout: 3_500 })
  s.write(1_000)
  s.out()
  assert.equal(toTheEnd(s), { sent: [1_100, 3_100], reason: 'user-timeout', at: 3_600 })
})

test('MUST-22, 23: the SYN is not answered → resent with back-off, given up after three minutes, not at R2 of data', () => {
  const s = new Script({ r2: 10_000 })
  s.sender.open()
  assert.equal(s.out(), ['0:1 S'])
  const end = toTheEnd(s)
  assert.equal(end, {
    sent: [1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000],
    reason: 'r2',
    at: 180_000,
  })
})

test('MUST-23: R2 of the SYN set below three minutes → three minutes', () => {
  const s = new Script({ synR2: 1_000 })
  s.sender.open()
  s.out()
  assert.is(toTheEnd(s).at, 180_000)
})

test('the SYN had to be sent twice → an RTO of 3 s and a window of one segment, no sample of its round trip', () => {
  const s = new Script()
  s.sender.open()
  s.out()
  assert.equal(s.fire(), [1_000, ['R 0:1 S']])
  s.now += 100
  s.sender.negotiated({ mss: 1_000, sack: false })
  s.ack(1)
  assert.is(s.sender.sample().srtt, undefined)
  assert.is(s.sender.sample().rto, 3_000)
  s.write(5_000)
  assert.equal(s.out(), ['1:1001'])
})

test('the peer repeats its SYN → ours goes again at once, the timer backs nothing off', () => {
  const s = new Script()
  s.sender.open()
  s.out()
  s.now += 10
  s.sender.repeatSyn('repeated SYN')
  assert.equal(s.out(), ['R 0:1 S'])
  assert.equal(s.fire(), [990, ['R 0:1 S']])
})

test('nothing is polled before the SYN is acknowledged but the SYN; data written before waits', () => {
  const s = new Script()
  s.write(10)
  assert.equal(s.out(), [])
  s.sender.open()
  assert.equal(s.out(), ['0:1 S'])
  const result = s.ack(1)
  assert.equal([result.verdict, result.synAcked, result.acked], ['new', true, 0])
  assert.equal(s.out(), ['1:11 P'])
})

test('MUST-15: no MSS was named → 536 octets a segment', () => {
  const s = new Script({ noDelay: true })
  s.sender.open()
  s.out()
  s.ack(1)
  s.write(600)
  assert.equal(s.out(), ['1:537', '537:601 P'])
})

test('the FIN is lost → resent alone, acknowledged once', () => {
  const s = established()
  s.write(500)
  s.out()
  s.ack(501)
  s.sender.close()
  assert.is(s.sender.finSent, false)
  assert.equal(s.out(), ['501:502 F'])
  assert.ok(s.sender.finSent)
  assert.is(s.sender.write(new Uint8Array(1)), 0)
  assert.equal(s.fire()[1], ['R 501:502 F'])
  const result = s.ack(502)
  assert.equal([result.acked, result.finAcked], [0, true])
  assert.not(s.ack(502).finAcked)
  assert.is(s.sender.deadline(), undefined)
})

test('data and FIN are lost together → resent together', () => {
  const s = established()
  s.write(500)
  s.sender.close()
  assert.equal(s.out(), ['1:502 FP'])
  assert.equal(s.fire()[1], ['R 1:502 FP'])
})

test('abort → nothing is sent, held or waited for', () => {
  const s = established()
  s.write(5_000)
  s.out()
  s.sender.abort()
  assert.is(s.sender.deadline(), undefined)
  assert.is(s.sender.writable, 0)
  assert.equal(s.out(), [])
})

test('abort while a probe is unanswered → no timer is left', () => {
  const s = established({ window: 1_000 })
  s.write(3_000)
  s.out()
  s.acked(1_001, { window: 0 })
  s.fire()
  s.sender.abort()
  assert.is(s.sender.deadline(), undefined)
})

test('progress after two timeouts → R1 is counted anew', () => {
  const s = established()
  s.write(2_000)
  s.out()
  s.fire()
  s.fire()
  s.ack(1_001)
  s.out()
  s.fire()
  assert.not(s.events().includes('r1'))
  s.fire()
  s.fire()
  assert.ok(s.events().includes('r1'))
})

test('the first RTO and its ceiling are set → they hold, for the SYN too', () => {
  const s = new Script({ initialRto: 3_000, maxRto: 5_000 })
  s.sender.open()
  s.out()
  assert.is(s.fire()[0], 3_000)
  assert.is(s.fire()[0], 5_000)
})

test('R2 of the SYN set to an hour → it is kept for an hour', () => {
  const s = new Script({ synR2: 3_600_000 })
  s.sender.open()
  s.out()
  assert.is(toTheEnd(s).at, 3_600_000)
})

test('the send buffer is enlarged → more is taken', () => {
  const s = established({ sendBuffer: 10 })
  assert.is(s.write(100), 10)
  s.sender.settings.sendBuffer = 15
  assert.is(s.sender.writable, 5)
})

test('events are not taken → the newest 1,024 stay', () => {
  const s = established({ r2: Infinity })
  s.write(1_000)
  s.out()
  for (let i = 0; i < 1_100; i++) s.fire()
  const events = s.sender.takeEvents()
  assert.is(events.length, 1_024)
  assert.is(events[1_023]?.time, s.now)
})

test('the floor of the RTO is set → it holds; by default it is a second', () => {
  const rto = (options: { minRto?: number }): number => {
    const s = established({ rtt: 100, ...options })
    s.write(1_000)
    s.out()
    s.now += 100
    s.ack(1_001)
    return s.sender.sample().rto
  }
  assert.is(rto({}), 1_000)
  assert.is(rto({ minRto: 200 }), 250)
})

test.run()
