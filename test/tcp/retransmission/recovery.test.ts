import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { established, type Script, type ScriptOptions } from '../sender/sender-script.ts'

const test = suite('recovery')

/** Ten segments of 1,000 octets in flight, more waiting. */
function flight(options: ScriptOptions = {}, octets = 30_000): Script {
  const s = established(options)
  s.write(octets)
  assert.is(s.out().length, 10)
  s.now += 100
  return s
}

test('RFC 5681 §2: an ACK with data, another window, SYN or FIN, or with nothing outstanding → no duplicate', () => {
  const s = flight()
  assert.is(s.ack(1).verdict, 'duplicate')
  assert.is(s.ack(1, { payloadLength: 1 }).verdict, 'old')
  assert.is(s.ack(1, { fin: true }).verdict, 'old')
  assert.is(s.ack(1, { syn: true }).verdict, 'old')
  assert.is(s.ack(1, { window: 63_000 }).verdict, 'old')
  assert.is(s.ack(1).verdict, 'duplicate')
  s.ack(10_001)
  assert.is(s.ack(10_001).verdict, 'old')
})

test('RFC 3042: first and second duplicate ACK → one new segment each, cwnd unchanged', () => {
  const s = flight()
  assert.equal(s.acked(1), ['10001:11001'])
  assert.equal(s.acked(1), ['11001:12001'])
  assert.is(s.sender.sample().cwnd, 10_000)
  assert.equal(s.events(), ['limited-transmit', 'limited-transmit'])
  const off = flight({ limitedTransmit: false })
  assert.equal(off.acks(2, 1), [])
})

test('NewReno: third duplicate ACK → one resent; ssthresh = half of the flight without limited transmit’s; cwnd = ssthresh + 3', () => {
  const s = flight()
  s.acked(1)
  s.acked(1)
  assert.equal(s.acked(1), ['R 1:1001'])
  const { cwnd, ssthresh, phase } = s.sender.sample()
  assert.equal([cwnd, ssthresh, phase], [8_000, 5_000, 'fast-recovery'])
  assert.equal(s.events().slice(-1), ['fast-retransmit'])
})

test('NewReno: further duplicate ACKs → each inflates cwnd by a segment, new data goes once it exceeds the flight', () => {
  const s = flight()
  assert.equal(s.acks(3, 1), ['R 1:1001'])
  assert.equal(s.acks(2, 1), [], 'cwnd 10,000 = flight')
  assert.equal(s.acked(1), ['10001:11001'])
})

test('NewReno: partial ACK → the next hole at once, cwnd deflated by what was acknowledged less one segment', () => {
  const s = flight()
  s.acks(7, 1)
  const { cwnd } = s.sender.sample()
  assert.is(cwnd, 12_000)
  assert.equal(s.acked(4_001), ['R 4001:5001', '12001:13001'])
  assert.is(s.sender.sample().cwnd, 12_000 - 4_000 + 1_000)
  assert.is(s.sender.sample().phase, 'fast-recovery')
})

test('NewReno: partial ACK of more than the duplicates that came have inflated → cwnd keeps one segment', () => {
  const s = flight()
  s.acks(3, 1)
  s.ack(9_001)
  assert.is(s.sender.sample().cwnd, 1_000)
  assert.is(s.sender.sample().phase, 'fast-recovery')
})

test('NewReno: all that was outstanding acknowledged → recovery over, cwnd = min(ssthresh, flight + 1 segment)', () => {
  const s = flight()
  s.acks(7, 1)
  s.ack(10_001)
  const { cwnd, phase } = s.sender.sample()
  assert.equal([cwnd, phase], [3_000, 'slow-start'], 'two segments sent during recovery are in flight')
  assert.ok(s.events().includes('recovered'))
})

test('NewReno: only the first partial ACK restarts the timer', () => {
  const s = flight()
  s.acks(3, 1)
  s.now += 300
  s.acked(2_001)
  const deadline = s.sender.deadline() as number
  assert.is(deadline - s.now, 1_000)
  s.now += 300
  s.acked(3_001)
  assert.is(s.sender.deadline(), deadline)
})

test('Reno: a partial ACK → recovery over, cwnd = ssthresh, the second hole must wait for three more duplicates', () => {
  const s = flight({ congestion: 'reno' })
  s.acks(3, 1)
  assert.equal(s.acked(4_001), [])
  const { cwnd, phase } = s.sender.sample()
  assert.equal([cwnd, phase], [5_000, 'congestion-avoidance'])
  const again = s.acks(3, 4_001)
  assert.equal(again[0], 'R 4001:5001')
})

test('Tahoe: third duplicate ACK → cwnd one segment, slow start from SND.UNA on', () => {
  const s = flight({ congestion: 'tahoe' })
  assert.equal(s.acks(3, 1), ['R 1:1001'])
  const { cwnd, ssthresh } = s.sender.sample()
  assert.equal([cwnd, ssthresh], [1_000, 5_000])
  assert.equal(s.acks(6, 1), [], 'later duplicates do nothing')
  assert.equal(s.acked(1_001), ['R 1001:2001', 'R 2001:3001'])
  assert.equal(s.acked(10_001), ['10001:11001', '11001:12001', '12001:13001'])
})

test('RFC 6582: duplicates of what was resent in vain after a timeout → no fast retransmit before `recover` is passed', () => {
  const s = flight()
  s.fire()
  assert.equal(s.acked(1_001), ['R 1001:2001', 'R 2001:3001'])
  assert.equal(s.acks(3, 1_001), [])
  assert.is(s.sender.sample().ssthresh, 5_000)
  s.ack(10_001)
  s.out()
  assert.equal(
    s.acks(3, 10_001).filter((line) => line.startsWith('R')),
    [],
    'the ACK jumped by nine segments',
  )
  s.acked(11_001)
  assert.equal(s.acks(3, 11_001)[0], 'R 11001:12001')
})

test('timeout: ssthresh = half the flight, cwnd = one segment, all is resent in slow start; again → ssthresh stays', () => {
  const s = flight()
  assert.equal(s.fire()[1], ['R 1:1001'])
  assert.equal([s.sender.sample().cwnd, s.sender.sample().ssthresh], [1_000, 5_000])
  s.fire()
  assert.equal([s.sender.sample().cwnd, s.sender.sample().ssthresh], [1_000, 5_000])
  assert.equal(s.acked(1_001), ['R 1001:2001', 'R 2001:3001'])
  assert.equal(s.acked(2_001), ['R 3001:4001', 'R 4001:5001'])
})

test('timeout with less than four segments out → ssthresh is two segments at least', () => {
  const s = established()
  s.write(1_000)
  s.out()
  s.fire()
  assert.is(s.sender.sample().ssthresh, 2_000)
})

test('none: loss and timeout → cwnd stays infinite, the whole window is resent at once', () => {
  const s = established({ congestion: 'none', window: 20_000 })
  s.write(30_000)
  assert.is(s.out().length, 20)
  assert.equal(s.fire()[1].length, 20)
  assert.is(s.sender.sample().cwnd, Infinity)
})

// SACK (RFC 6675)

test('SACK: an ACK that reports nothing new → no duplicate', () => {
  const s = flight({ sack: true })
  assert.is(s.ack(1).verdict, 'old')
  assert.is(s.ack(1, { sack: [[1_001, 2_001]] }).verdict, 'duplicate')
  assert.is(s.ack(1, { sack: [[1_001, 2_001]] }).verdict, 'old')
})

test('SACK: duplicates 1 and 2 → new data as `pipe` shrinks; 3 → resent, cwnd = ssthresh, not inflated', () => {
  const s = flight({ sack: true })
  assert.equal(s.acked(1, { sack: [[1_001, 2_001]] }), ['10001:11001'])
  assert.equal(s.acked(1, { sack: [[1_001, 3_001]] }), ['11001:12001'])
  assert.equal(s.acked(1, { sack: [[1_001, 4_001]] }), ['R 1:1001'])
  const { cwnd, ssthresh, pipe } = s.sender.sample()
  assert.equal([cwnd, ssthresh, pipe], [5_000, 5_000, 9_000])
})

test('SACK: more than two segments reported in one ACK → lost, recovery at the first duplicate (IsLost)', () => {
  const s = flight({ sack: true })
  assert.equal(s.acked(1, { sack: [[1_001, 4_001]] }), ['R 1:1001'])
})

test('SACK: several holes → each resent once, as `pipe` allows, before new data', () => {
  const s = flight({ sack: true })
  // 1, 3 and 5 are lost.
  s.ack(1, { sack: [[1_001, 2_001]] })
  s.ack(1, {
    sack: [
      [3_001, 4_001],
      [1_001, 2_001],
    ],
  })
  const out = s.acked(1, {
    sack: [
      [5_001, 6_001],
      [3_001, 4_001],
      [1_001, 2_001],
    ],
  })
  assert.equal(out, ['R 1:1001'])
  assert.is(s.sender.sample().pipe, 7_000, 'ten less three reported, one lost and resent')
  assert.equal(s.acked(1, { sack: [[5_001, 7_001]] }), [])
  assert.is(s.sender.sample().pipe, 5_000, 'ten less four reported, two lost, one of them resent')
  assert.equal(s.acked(1, { sack: [[5_001, 8_001]] }), ['R 2001:3001', 'R 4001:5001'], 'the third is lost now')
  assert.is(s.sender.sample().pipe, 5_000)
})

test('SACK: recovery ends at RecoveryPoint; a loss of later data starts another', () => {
  const s = flight({ sack: true })
  s.acked(1, { sack: [[1_001, 10_001]] })
  s.acked(10_001)
  assert.is(s.sender.sample().phase, 'congestion-avoidance')
  assert.is(s.sender.sample().cwnd, 5_000)
})

test('SACK: partial ACK → stays in recovery, cwnd unchanged, new data as `pipe` allows', () => {
  const s = flight({ sack: true })
  const out = s.acked(1, {
    sack: [
      [1_001, 4_001],
      [5_001, 9_001],
    ],
  })
  assert.equal(out, ['R 1:1001', 'R 4001:5001', '10001:11001', '11001:12001'])
  assert.equal(s.acked(4_001, { sack: [[5_001, 9_001]] }), ['12001:13001'])
  assert.is(s.sender.sample().cwnd, 5_000)
  assert.is(s.sender.sample().phase, 'fast-recovery')
})

test('SACK: the last segment is lost too, nothing new to send → one rescue retransmission of the end', () => {
  const s = flight({ sack: true }, 10_000)
  assert.equal(s.acked(1, { sack: [[1_001, 9_001]] }), ['R 1:1001'])
  assert.equal(s.acked(9_001), ['R 9001:10001 P'])
  assert.equal(s.out(), [])
})

test('SACK: the last two segments are lost, nothing new to send → the rescue is the very end, and the other is still missed', () => {
  const s = flight({ sack: true }, 10_000)
  assert.equal(s.acked(1, { sack: [[1_001, 8_001]] }), ['R 1:1001'])
  assert.equal(s.acked(8_001), ['R 9001:10001 P'])
  assert.equal(s.acked(8_001, { sack: [[9_001, 10_001]] }), ['R 8001:9001'], 'HighRxt is where it was')
})

test('SACK: there is room and nothing new, and what is missing is not lost yet → it is resent (RFC 6675 §4, NextSeg 3)', () => {
  const s = flight({ sack: true }, 10_000)
  assert.equal(s.acked(1, { sack: [[1_001, 4_001]] }), ['R 1:1001'])
  assert.equal(s.acked(4_001, { sack: [[6_001, 8_001]] }), ['R 4001:5001'])
})

test('SACK: a recovery is over → what was reported above RecoveryPoint still counts', () => {
  const s = flight({ sack: true })
  assert.is(s.acked(1, { sack: [[1_001, 10_001]] }).at(-1), '13001:14001')
  s.ack(1, { sack: [[11_001, 14_001]] })
  s.ack(10_001)
  assert.is(s.sender.sample().pipe, 0)
})

test('SACK: timeout → what was reported is forgotten (it may be dropped): all is resent, but for new reports', () => {
  const s = flight({ sack: true })
  s.ack(1, { sack: [[2_001, 3_001]] })
  assert.equal(s.fire()[1], ['R 1:1001'])
  assert.equal(s.acked(1_001), ['R 1001:2001', 'R 2001:3001'])
  assert.equal(s.acked(2_001, { sack: [[3_001, 5_001]] }), ['R 5001:6001', 'R 6001:7001'])
})

test('SACK: timeout with `keep` → what was reported before is not resent either', () => {
  const s = flight({ sack: true, sackAfterTimeout: 'keep' })
  s.ack(1, { sack: [[2_001, 3_001]] })
  assert.equal(s.fire()[1], ['R 1:1001'])
  assert.equal(s.acked(1_001), ['R 1001:2001', 'R 3001:4001'])
})

test('SACK: the first segment sent after RecoveryPoint is lost → a second recovery follows at once', () => {
  const s = flight({ sack: true })
  s.acked(1, { sack: [[1_001, 10_001]] })
  s.acked(10_001, { sack: [] })
  assert.equal(s.acked(10_001, { sack: [[11_001, 14_001]] })[0], 'R 10001:11001')
  assert.is(s.sender.sample().phase, 'fast-recovery')
})

test('a second timeout while data is being resent → back to SND.UNA, not on from where it was', () => {
  const s = flight()
  s.fire()
  assert.equal(s.acked(1_001), ['R 1001:2001', 'R 2001:3001'])
  assert.equal(s.fire()[1], ['R 1001:2001'])
  assert.equal(s.acked(2_001), ['R 2001:3001', 'R 3001:4001'])
  assert.is(s.sender.sample().ssthresh, 4_500, 'other data than before: half of the nine segments')
})

test('NewReno: a second recovery → its first partial ACK restarts the timer again', () => {
  const s = flight()
  s.acks(3, 1)
  s.now += 100
  s.acked(2_001)
  s.acked(10_001)
  s.now += 100
  s.ack(11_001)
  s.acks(3, 11_001)
  assert.is(s.sender.sample().phase, 'fast-recovery')
  s.now += 300
  s.ack(11_501)
  assert.is((s.sender.deadline() as number) - s.now, 1_000)
})

test('SACK: the ACK stops short of a range that was reported → the peer reneged: it counts as missing again', () => {
  const s = flight({ sack: true })
  s.ack(1, { sack: [[1_001, 2_001]] })
  s.ack(1_001)
  assert.ok(s.events().includes('reneged'))
  assert.is(s.sender.sample().pipe, s.sender.sample().flight)
  assert.equal(s.fire()[1], ['R 1001:2001'])
})

test('RFC 2883: the first block is below the ACK, or within the second → a duplicate was received; the scoreboard ignores it', () => {
  const s = flight({ sack: true })
  s.ack(3_001)
  s.events()
  assert.is(s.ack(3_001, { sack: [[1_001, 2_001]] }).verdict, 'old')
  assert.equal(s.events(), ['dsack'])
  s.ack(3_001, {
    sack: [
      [5_001, 6_001],
      [4_001, 7_001],
    ],
  })
  assert.equal(
    s.events().filter((type) => type === 'dsack'),
    ['dsack'],
  )
})

test('RFC 2883 §5: an ACK comes late, whose block lies above its own number but below SND.UNA → no duplicate is seen in it', () => {
  const s = flight({ sack: true })
  s.ack(3_001)
  s.events()
  s.ack(1_001, { sack: [[2_001, 3_001]] })
  assert.equal(s.events(), [])
})

test('hostile SACK blocks: empty, reversed, of what was never sent → ignored', () => {
  const s = flight({ sack: true })
  const blocks: [number, number][] = [
    [2_001, 2_001],
    [3_001, 2_001],
    [9_001, 10_002],
    [50_000, 60_000],
    [-5_000, 3_000],
  ]
  for (const block of blocks) assert.is(s.ack(1, { sack: [block] }).verdict, 'old', String(block))
  assert.is(s.sender.sample().pipe, 10_000)
})

test('NewReno: a partial ACK of one segment → cwnd unchanged; of less → deflated by it', () => {
  const s = flight()
  s.acks(7, 1)
  s.ack(1_001)
  assert.is(s.sender.sample().cwnd, 12_000)
  s.ack(1_501)
  assert.is(s.sender.sample().cwnd, 11_500)
})

test('Reno: recovery over → the timer runs anew', () => {
  const s = flight({ congestion: 'reno' })
  s.acks(3, 1)
  s.now += 300
  s.ack(4_001)
  assert.is(s.sender.deadline(), s.now + s.sender.sample().rto)
})

test('limited transmit → the event names the segment', () => {
  const s = flight()
  s.acked(1)
  assert.equal(s.sender.takeEvents(), [{ type: 'limited-transmit', time: s.now, seq: (s.sender.iss + 10_001) >>> 0 }])
})

test('timeout, and new data goes out before all is acknowledged → nothing is resent twice', () => {
  const s = flight()
  const [, sent] = s.fire()
  for (let acked = 1_001; acked <= 14_001; acked += 1_000) {
    s.now += 20
    sent.push(...s.acked(acked))
  }
  const starts = sent.map((line) => line.replace(/^R /, '').split(':')[0])
  assert.ok(sent.includes('10001:11001'))
  assert.equal(starts, [...new Set(starts)])
})

test('SACK with Reno’s congestion control → recovery lasts until RecoveryPoint, each partial ACK restarts the timer', () => {
  const s = flight({ congestion: 'reno', sack: true })
  for (let right = 2_001; right <= 4_001; right += 1_000) s.ack(1, { sack: [[1_001, right]] })
  assert.is(s.sender.sample().phase, 'fast-recovery')
  for (const acked of [4_001, 5_001]) {
    s.now += 200
    s.ack(acked)
    assert.is(s.sender.sample().phase, 'fast-recovery')
    assert.is(s.sender.deadline(), s.now + s.sender.sample().rto)
  }
  s.ack(10_001)
  assert.is.not(s.sender.sample().phase, 'fast-recovery')
})

test('Reno: all that was outstanding acknowledged → cwnd = ssthresh, however little is in flight', () => {
  const s = flight({ congestion: 'reno' }, 10_000)
  s.acks(3, 1)
  s.ack(10_001)
  const { cwnd, ssthresh } = s.sender.sample()
  assert.equal([cwnd, ssthresh], [5_000, 5_000])
})

test('SACK: an ACK of new data that reports something new too → counts as a duplicate (RFC 6675 §5)', () => {
  const s = flight({ sack: true })
  s.acked(2_001, { sack: [[3_001, 4_001]] })
  assert.not(s.acked(2_001, { sack: [[3_001, 4_501]] }).includes('R 2001:3001'))
  assert.is(s.acked(2_001, { sack: [[3_001, 5_001]] })[0], 'R 2001:3001')
})

test('SACK: an ACK of new data that reports nothing new → the count begins again', () => {
  const s = flight({ sack: true })
  s.acked(1, { sack: [[3_001, 3_501]] })
  s.acked(1, { sack: [[3_001, 4_001]] })
  s.acked(1_001, { sack: [[3_001, 4_001]] })
  assert.not(s.acked(1_001, { sack: [[3_001, 4_501]] }).some((line) => line.startsWith('R ')))
})

for (const congestion of ['tahoe', 'reno', 'new-reno', 'cubic'] as const) {
  for (const sack of [false, true]) {
    test(`${congestion}${sack ? ', SACK' : ''}: a timeout in recovery → ssthresh is not raised, however much was sent in it`, () => {
      const s = flight({ congestion, sack })
      const dup = (n: number): string[] => s.acked(1, sack ? { sack: [[1_001, 1_001 + n * 1_000]] } : {})
      for (let n = 1; n <= 3; n++) dup(n)
      const { ssthresh } = s.sender.sample()
      for (let n = 4; n <= 9; n++) dup(n)
      s.fire()
      assert.ok(s.sender.sample().ssthresh <= ssthresh, `${ssthresh} → ${s.sender.sample().ssthresh}`)
    })
  }
}

test('a second timeout, of other data, while the first is being mended → ssthresh is not raised', () => {
  const s = flight()
  s.fire()
  const { ssthresh } = s.sender.sample()
  s.acked(1_001)
  s.acked(3_001)
  s.acked(9_001)
  s.fire()
  assert.ok(s.sender.sample().ssthresh <= ssthresh)
})

test('a FIN and cwnd is full → the FIN goes all the same; data and FIN wait', () => {
  const full = (octets: number): string[] => {
    const s = established({ initialWindow: 2 })
    s.write(octets)
    s.out()
    s.sender.close()
    return s.out()
  }
  assert.equal(full(2_000), ['2001:2002 F'])
  assert.equal(full(2_001), [])
})

test('a FIN goes out while data is being resent after a timeout → the rest of the data is resent behind it', () => {
  const s = established({ initialWindow: 3 })
  s.write(3_000)
  s.out()
  assert.equal(s.fire()[1], ['R 1:1001'])
  s.sender.close()
  assert.equal(s.out(), ['3001:3002 F'])
  assert.equal(s.acked(1_001), ['R 1001:2001'])
  assert.equal(s.acked(2_001), ['R 2001:3001 P'])
})

test.run()
