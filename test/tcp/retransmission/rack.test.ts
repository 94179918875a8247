import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Rack, type RackMoment } from '../../../lib/tcp/retransmission/rack.ts'
import { RetransmissionQueue } from '../../../lib/tcp/retransmission/retransmission-queue.ts'
import { LOST, ON_ITS_WAY } from '../../../lib/tcp/retransmission/segment-ring.ts'
import { established, type Script, type ScriptOptions } from '../sender/sender-script.ts'

const test = suite('RACK')

/** Segments of 1,000 octets, sent at once and as many as `octets` hold; a round-trip time of 100 ms. */
function flight(octets = 10_000, options: ScriptOptions = {}): Script {
  const s = established({ sack: true, lossDetection: 'rack-tlp', ...options })
  s.write(octets)
  s.out()
  s.now += 100
  return s
}

/** Shows the sender that this path reorders: the second segment comes before the first. */
function reordering(options: ScriptOptions = {}): Script {
  const s = flight(10_000, options)
  s.acked(1, { sack: [[1_001, 2_001]] })
  s.acked(10_001)
  s.write(10_000)
  s.out()
  s.now += 100
  s.events()
  return s
}

test('RFC 8985 §3.4: a tail of three lost, then one of them resent and lost again → found by probe and ACKs, no timeout', () => {
  const s = flight(4_000)
  assert.equal(s.acked(1_001), [])
  assert.equal(s.fire(), [200, ['R 3001:4001 P']], '2 SRTT: the last segment again')
  s.now += 100
  assert.equal(s.acked(1_001, { sack: [[3_001, 4_001]] }), ['R 1001:2001', 'R 2001:3001'])
  s.now += 100
  assert.equal(s.acked(1_001, { sack: [[2_001, 4_001]] }), ['R 1001:2001'], 'sent before 2001:3001, which has come')
  s.now += 100
  s.ack(4_001)
  assert.is(s.sender.deadline(), undefined)
  assert.equal(s.events(), ['timer', 'loss-probe', 'fast-retransmit', 'lost-retransmission', 'recovered'])
})

test('RFC 8985 §3.5: the probe is lost too → the retransmission timer; what its ACK shows to be lost is resent at once', () => {
  const s = flight(4_000)
  s.acked(1_001)
  s.fire()
  assert.equal(s.fire(), [1_000, ['R 1001:2001']], 'an RTO after the probe')
  s.now += 100
  assert.equal(s.acked(2_001), ['R 2001:3001', 'R 3001:4001 P'])
})

test('§6.2: three segments reported, none ever out of order → what was sent before them is lost at once', () => {
  const s = flight()
  assert.equal(s.acked(1, { sack: [[1_001, 2_001]] }), [])
  assert.equal(s.acked(1, { sack: [[1_001, 3_001]] }), [])
  assert.equal(s.acked(1, { sack: [[1_001, 4_001]] }), ['R 1:1001'])
  assert.equal(s.events(), ['fast-retransmit'])
  const { cwnd, ssthresh, pipe, phase } = s.sender.sample()
  assert.equal({ cwnd, ssthresh, pipe, phase }, { cwnd: 5_000, ssthresh: 5_000, pipe: 7_000, phase: 'fast-recovery' })
})

test('§6.2: one segment reported → what was sent before it is lost after a quarter of the least round-trip time', () => {
  const s = flight()
  assert.equal(s.acked(1, { sack: [[1_001, 2_001]] }), [])
  assert.equal(s.fire(), [25, ['R 1:1001']])
  assert.equal(s.events(), ['timer', 'fast-retransmit'])
  assert.is((s.sender.deadline() ?? 0) - s.now, 1_000, 'then the retransmission timer runs its whole time')
})

test('§6.2: what was late comes within the window → nothing is resent, and cwnd stays', () => {
  const s = flight()
  s.acked(1, { sack: [[1_001, 2_001]] })
  s.now += 24
  assert.equal(s.acked(2_001), [])
  s.pass(100)
  assert.equal(s.events(), [])
  assert.is(s.sender.sample().cwnd, 11_000)
})

test('§6.2: reordering was seen → not even ten segments reported hurry the window', () => {
  const s = reordering()
  assert.equal(s.acked(10_001, { sack: [[11_001, 20_001]] }), [])
  assert.equal(s.fire(), [25, ['R 10001:11001']])
})

test('§6.2: one ACK for two runs, after ACKs were lost → no reordering is seen in it', () => {
  const s = flight()
  const blocks: [number, number][] = [
    [4_001, 5_001],
    [2_001, 3_001],
  ]
  s.ack(1, { sack: blocks })
  assert.equal(s.acked(1, { sack: [[4_001, 6_001], ...blocks.slice(1)] }), ['R 1:1001'], 'three reported: at once')
})

test('§6.2: a resent segment comes below others → no reordering is seen in it', () => {
  const s = flight()
  s.acked(1, { sack: [[1_001, 4_001]] })
  s.now += 100
  s.acked(10_001)
  s.write(10_000)
  s.out()
  s.now += 100
  const from = 10_001
  assert.ok(s.acked(from, { sack: [[from + 1_000, from + 4_000]] }).includes(`R ${from}:${from + 1_000}`))
})

test('§6.2: DSACKs → the window widens by a step in a round trip, not more; it is never wider than SRTT', () => {
  const s = reordering()
  s.ack(10_001, { sack: [[9_001, 10_001]] })
  s.ack(10_001, { sack: [[8_001, 9_001]] })
  s.ack(10_001, { sack: [[12_001, 13_001]] })
  assert.is((s.sender.deadline() ?? 0) - s.now, 50)
  const many = reordering()
  for (let round = 0; round < 20; round++) {
    const una = 10_001 + 10_000 * round
    many.acked(una, { sack: [[una - 1_000, una]] })
    many.acked(una + 10_000)
    many.write(10_000)
    many.out()
    many.now += 100
  }
  many.ack(210_001, { sack: [[211_001, 212_001]] })
  assert.is((many.sender.deadline() ?? 0) - many.now, 100)
})

test('§6.2: sixteen recoveries without a DSACK → the window is as narrow as at first', () => {
  const s = reordering()
  s.acked(10_001, { sack: [[9_001, 10_001]] })
  s.acked(20_001)
  const windows: number[] = []
  for (let recovery = 0; recovery < 17; recovery++) {
    const { sndUna } = s.sender
    const from = (sndUna - s.sender.iss) >>> 0
    s.write(2_000)
    s.out()
    s.now += 100
    s.ack(from, { sack: [[from + 1_000, from + 2_000]] })
    const [waited] = s.fire()
    windows.push(waited)
    s.now += 100
    s.ack(from + 2_000)
  }
  assert.equal(windows, [...Array(16).fill(50), 25])
})

test('what was resent is lost again → once more, cwnd halved again (RFC 5681 §4.3), once in a round trip', () => {
  const s = flight(40_000, { initialWindow: 20 })
  assert.equal(s.acked(1, { sack: [[2_001, 20_001]] }).slice(0, 2), ['R 1:1001', 'R 1001:2001'])
  assert.is(s.sender.sample().cwnd, 10_000)
  s.now += 100
  const again = s.acked(1, { sack: [[2_001, 21_001]] })
  assert.equal(again, ['R 1:1001'], 'sent before 20001:21001; the first of the two whatever cwnd says')
  const { cwnd, pipe } = s.sender.sample()
  assert.equal([cwnd, pipe], [5_000, 8_000], 'of 28,000 outstanding 19,000 are reported and 1,000 lost')
  assert.equal(s.acked(1, { sack: [[2_001, 25_001]] }), ['R 1001:2001'])
  assert.equal(s.events(), ['fast-retransmit', 'lost-retransmission'])
})

test('without RACK the same loss waits for the retransmission timer', () => {
  const s = flight(40_000, { initialWindow: 20, lossDetection: 'dup-ack' })
  s.acked(1, { sack: [[2_001, 20_001]] })
  s.now += 100
  assert.not(s.acked(1, { sack: [[2_001, 22_001]] }).some((line) => line.startsWith('R')))
  assert.is(s.fire()[1][0], 'R 1:1001')
})

/** The first of four segments is lost and resent; a fifth, sent 50 ms after them, has not been heard of. */
function resentFirst(): Script {
  const s = established({ sack: true, lossDetection: 'rack-tlp' })
  s.write(4_000)
  s.out()
  s.now += 50
  s.write(1_000)
  s.out()
  s.now += 50
  assert.equal(s.acked(1, { sack: [[1_001, 4_001]] }), ['R 1:1001'])
  return s
}

test('§6.2: an ACK of what was resent that echoes an earlier time → it was the original: nothing sent before the copy is lost', () => {
  const s = resentFirst()
  s.now += 115
  assert.equal(s.acked(4_001, { rtt: 116 }), [])
  const t = resentFirst()
  t.now += 115
  assert.equal(t.acked(4_001, { rtt: 115 }), ['R 4001:5001 P'])
})

test('§6.2: without timestamps, an ACK sooner after the copy than the least round-trip time → it was the original', () => {
  const s = resentFirst()
  s.now += 99
  assert.equal(s.acked(4_001), [])
  const t = resentFirst()
  t.now += 100
  assert.equal(t.acked(4_001), ['R 4001:5001 P'])
})

test('§6.2: what was sent once comes sooner than ever → it counts', () => {
  const s = established({ sack: true, lossDetection: 'rack-tlp' })
  s.write(2_000)
  s.out()
  s.now += 50
  s.ack(1, { sack: [[1_001, 2_001]] })
  assert.equal(s.fire(), [25, ['R 1:1001']])
})

test('what is lost in recovery → told when it was sent, if it had been resent', () => {
  const moment = { una: 1, nxt: 3_001, srtt: 100, recovering: true, recovered: false }
  for (const [resent, told] of [
    [false, -Infinity],
    [true, 5],
  ] as const) {
    const way = new Way()
    way.sent(1, 1_001, 1)
    if (resent) way.sentAgain(1, 1_001, 5)
    way.sent(1_001, 2_001, 6)
    way.sacked(1_001, 2_001)
    assert.is(way.rack.ackTaken(moment, 106), told)
    assert.is(way.queue.lost, 1_000)
  }
})

/** RACK and the queue that it looks at. */
class Way {
  readonly queue = new RetransmissionQueue()
  readonly rack = new Rack(this.queue)

  sent(start: number, end: number, time: number): void {
    this.queue.push(start, end, time)
    this.rack.sent(start, end, time)
  }

  sentAgain(start: number, end: number, time: number): void {
    this.queue.sentAgain(start, end, time)
    this.rack.sent(start, end, time)
  }

  /** @returns of those delivered by that, when they were sent; of the lost nobody knows */
  sacked(left: number, right: number): { time: number; end: number }[] {
    const delivered: { time: number; end: number }[] = []
    this.queue.sack(left, right, (index) => {
      this.rack.delivered(index)
      if (this.queue.fate(index) !== LOST) delivered.push({ time: this.queue.time(index), end: this.queue.end(index) })
    })
    return delivered
  }

  /** @returns the same */
  acknowledged(una: number): { time: number; end: number }[] {
    const { queue } = this
    const delivered = Array.from({ length: queue.length }, (_, i) => i)
      .filter((i) => queue.start(i) < una && queue.fate(i) === ON_ITS_WAY)
      .map((i) => ({ time: queue.time(i), end: Math.min(una, queue.end(i)) }))
    this.rack.acknowledged(una)
    queue.acknowledge(una)
    return delivered
  }
}

/** Segments of 1,000 octets sent at these times; the last one reported at `now`. */
function wayOf(times: number[], now: number, moment: Partial<RackMoment> = {}): Way {
  const way = new Way()
  way.rack.measured(100, 0)
  for (const [i, time] of times.entries()) way.sent(1 + 1_000 * i, 1_001 + 1_000 * i, time)
  way.sacked(1_000 * times.length - 999, 1_000 * times.length + 1)
  way.rack.ackTaken({ ...CALM, ...moment }, now)
  return way
}

const CALM: RackMoment = { una: 1, nxt: 9_001, srtt: 100, recovering: false, recovered: false }

test('step 5: several may be lost → the timer waits for the last of them', () => {
  const { rack, queue } = wayOf([1, 5, 6], 106)
  assert.equal([rack.at, queue.lost], [5 + 100 + 25, 0])
  rack.detectLosses(CALM, 126)
  assert.equal([rack.at, queue.lost], [130, 1_000])
  rack.detectLosses(CALM, 130)
  assert.equal([rack.at, queue.lost], [Infinity, 2_000])
})

test('step 4: no round-trip time is known → no window', () => {
  assert.is(wayOf([1, 6], 106, { srtt: undefined }).queue.lost, 1_000)
})

test('step 2: one sent earlier comes later → it does not turn RACK back', () => {
  const way = wayOf([1, 5, 6], 106)
  const { rack, queue } = way
  way.sacked(1, 1_001)
  rack.ackTaken(CALM, 129)
  assert.equal([rack.at, queue.lost], [130, 0])
})

test('step 4: the end of the round is acknowledged → another DSACK widens the window again', () => {
  const { rack } = wayOf([1, 6], 7)
  for (const [una, wide] of [
    [1, 50],
    [9_000, 50],
    [9_001, 75],
  ] as const) {
    rack.dsackEnd = 1
    rack.ackTaken({ ...CALM, una, recovering: false }, 7)
    assert.is(rack.at, 1 + 1 + wide)
  }
})

test('§6.3: the timer expires → the oldest, and those whose time is over, to the millisecond', () => {
  const way = wayOf([50, 1, 2, 6], 16, { recovering: true })
  const { rack, queue } = way
  const moment = { ...CALM, recovering: true }
  rack.at = 99
  rack.timedOut(moment, 11)
  assert.is(rack.at, Infinity)
  const lost: string[] = []
  for (let at = queue.lowestLost(1); at; at = queue.lowestLost(1)) {
    lost.push(String(at[0]))
    way.sentAgain(at[0], at[1], 99)
  }
  assert.equal(lost, ['1', '1001'])
})

const calls = fc.array(
  fc.record({
    call: fc.constantFrom('sent', 'sent', 'again', 'acknowledge', 'sack', 'sack', 'late'),
    from: fc.nat(99),
    length: fc.integer({ min: 1, max: 30 }),
    /** Much goes out at the same time. */
    wait: fc.constantFrom(0, 0, 1),
  }),
  { maxLength: 200, size: 'max' },
)

test('step 5, no window: any calls → lost is all that was sent before what was delivered, in whatever order it went out', () => {
  const moment = { ...CALM, srtt: undefined }
  fc.assert(
    fc.property(calls, (list) => {
      const way = new Way()
      const { queue, rack } = way
      rack.measured(0, 0)
      let [una, nxt, now] = [0, 0, 1]
      let last = { time: -Infinity, end: 0 }
      for (const { call, from, length, wait } of list) {
        now += wait
        const start = una + Math.floor(((nxt - una) * from) / 100)
        const end = Math.min(nxt, start + length)
        const lost = queue.lowestLost(length)
        if (call === 'sent') {
          way.sent(nxt, nxt + length, now)
          nxt += length
        } else if (call === 'again' && lost) way.sentAgain(...lost, now)
        else if (call === 'late' && from < 20) rack.reordered()
        else if ((call === 'acknowledge' || call === 'sack') && start < end) {
          const delivered = call === 'sack' ? way.sacked(start, end) : way.acknowledged(end)
          if (call === 'acknowledge') una = end
          for (const each of delivered.toSorted((a, b) => a.end - b.end)) if (isAfter(each, last)) last = each
          rack.ackTaken(moment, now)
          for (let i = 0; i < queue.length; i++) {
            const each = { time: queue.time(i), end: queue.end(i) }
            assert.ok(queue.fate(i) !== ON_ITS_WAY || !isAfter(last, each), `${each.end} was sent before ${last.end}`)
            assert.ok(queue.fate(i) !== LOST || isAfter(last, each), `${each.end} was not sent before ${last.end}`)
          }
        }
      }
    }),
    { numRuns: 300, seed: 8_985 },
  )
})

function isAfter(one: { time: number; end: number }, other: { time: number; end: number }): boolean {
  return one.time > other.time || (one.time === other.time && one.end > other.end)
}

test('least round-trip time → of the last five to ten minutes', () => {
  const { rack } = new Way()
  rack.measured(10, 0)
  rack.measured(100, 1)
  rack.measured(90, 299_999)
  assert.is(rack.minRtt, 10)
  rack.measured(80, 300_000)
  assert.is(rack.minRtt, 10)
  rack.measured(90, 600_000)
  assert.is(rack.minRtt, 80)
  rack.measured(100, 900_000)
  assert.is(rack.minRtt, 90)
})

test('§6.3: the retransmission timer → the oldest is lost and what has had its time, not what has just been sent', () => {
  const s = flight(2_000, { minRto: 200 })
  s.acked(1_001)
  s.fire()
  s.write(1_000)
  s.now += 150
  assert.equal(s.out(), ['2001:3001 P'])
  s.pass(1_000)
  assert.equal(s.out(), ['R 1001:2001'])
  assert.is(s.sender.sample().pipe, 1_000, 'of two outstanding, one resent')
})

test('§8: an ACK comes after the RTO, which RACK’s timer has held off → what it shows to be lost is resent, no timeout', () => {
  const s = reordering({ minRto: 1 })
  s.ack(20_001)
  for (let round = 0; round < 10; round++) {
    s.write(2_000)
    s.out()
    s.now += 100
    s.ack(22_001 + 2_000 * round)
  }
  const { rto } = s.sender.sample()
  assert.ok(rto > 100 && rto < 120, `${rto}`)
  s.write(3_000)
  s.out()
  s.now += 100
  s.ack(40_001, { sack: [[41_001, 42_001]] })
  s.now += 25
  assert.equal(s.acked(40_001, { sack: [[41_001, 42_001]] }), ['R 40001:41001'])
  assert.is((s.sender.deadline() ?? 0) - s.now, rto)
})

test('§8: RACK’s timer expires later than the RTO would → it alone runs', () => {
  const s = reordering({ minRto: 1 })
  s.ack(20_001)
  for (let round = 0; round < 10; round++) {
    s.write(2_000)
    s.out()
    s.now += 100
    s.ack(22_001 + 2_000 * round)
  }
  s.write(3_000)
  s.out()
  s.now += 100
  s.ack(40_001, { sack: [[41_001, 42_001]] })
  assert.is((s.sender.deadline() ?? 0) - s.now, 25)
})

test('a timeout, SACKs forgotten or kept → what was reported counts as lost, or not', () => {
  for (const [sackAfterTimeout, resent] of [
    ['clear', ['R 1001:2001', 'R 2001:3001 P']],
    ['keep', ['R 1001:2001']],
  ] as const) {
    const s = flight(3_000, { sackAfterTimeout })
    s.ack(1, { sack: [[2_001, 3_001]] })
    s.fire()
    s.fire()
    s.now += 100
    assert.equal(s.acked(1_001), resent, sackAfterTimeout)
  }
})

test('the receiver has dropped what it reported → it is resent', () => {
  const s = flight()
  s.acked(1, { sack: [[1_001, 2_001]] })
  s.now += 1
  assert.equal(s.acked(1_001), ['R 1001:2001'])
  assert.ok(s.events().includes('reneged'))
})

test('part of a segment reported or acknowledged → only the rest is resent', () => {
  const s = flight(4_000)
  assert.equal(s.acked(1, { sack: [[501, 4_001]] }), ['R 1:501'])
  assert.equal(flight(4_000).acked(501, { sack: [[1_001, 4_001]] }), ['R 501:1001'])
})

test('a smaller MSS since → what is lost goes in as many pieces as it takes', () => {
  const s = flight(4_000)
  s.sender.pathNarrows(400, s.now)
  assert.equal(s.acked(1, { sack: [[1_001, 4_001]] }), ['R 1:401', 'R 401:801', 'R 801:1001'])
})

test('the window closes → neither RACK nor a probe runs beside the persist timer; when it opens all is resent', () => {
  const s = flight(4_000)
  s.acked(1, { sack: [[1_001, 2_001]], window: 0 })
  s.seq++
  assert.equal(s.fire()[1], ['probe 1:2'])
  s.events()
  s.now += 10
  assert.equal(s.acked(1, { window: 10_000 })[0], 'R 1:1001')
})

test('SACKs while the window is closed → the persist timer alone runs', () => {
  const s = flight(4_000)
  s.acked(1, { window: 0 })
  const before = s.sender.deadline()
  s.acked(1, { sack: [[1_001, 2_001]] })
  assert.is(s.sender.deadline(), before)
})

test('Tahoe → slow start, but only what is lost is resent', () => {
  const s = flight(10_000, { congestion: 'tahoe' })
  assert.equal(s.acked(1, { sack: [[1_001, 4_001]] }), ['R 1:1001'])
  const { phase, cwnd } = s.sender.sample()
  assert.equal([phase, cwnd], ['loss', 1_000])
  s.now += 100
  assert.equal(s.acked(10_001), [])
})

test('no SACK agreed on → three duplicate ACKs, as without', () => {
  const s = flight(10_000, { sack: false })
  assert.equal(s.acks(2, 1), [])
  assert.equal(s.acked(1), ['R 1:1001'])
})

test('aborted → no timer is left', () => {
  const s = flight()
  s.ack(1, { sack: [[1_001, 2_001]] })
  s.sender.abort()
  assert.is(s.sender.deadline(), undefined)
})

test.run()
