import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lossyTransfers } from '../../../lib/concepts/lossy-transfers.ts'
import { resolveSettings } from '../../../lib/tcp/settings.ts'
import { established, type Script, type ScriptOptions } from '../sender/sender-script.ts'

const test = suite('proportional rate reduction')

/** Twenty segments in flight, and cwnd as large; more waits to be sent. A round-trip time of 100 ms. */
function twenty(options: ScriptOptions = {}): Script {
  const s = established({ prr: true, sack: true, lossDetection: 'rack-tlp', initialWindow: 20, ...options })
  s.write(200_000)
  assert.is(s.out().length, 20)
  s.now += 100
  return s
}

/** Of segments after the first so many that were lost: SACKs of one more each. @returns how many segments each makes go out */
function reports(s: Script, lost: number, from: number, to: number): number[] {
  const sent: number[] = []
  for (let end = from; end <= to; end++) {
    sent.push(s.acked(1, { sack: [[lost * 1_000 + 1, end * 1_000 + 1]] }).length)
    s.now += 0.1
  }
  return sent
}

for (const lossDetection of ['rack-tlp', 'dup-ack'] as const) {
  test(`RFC 9937 §6.2, ${lossDetection}: one of twenty lost → the fast retransmit, then one for two that are delivered; cwnd ends at ssthresh`, () => {
    const s = twenty({ lossDetection })
    assert.equal(reports(s, 1, 2, 3), [1, 1], 'limited transmit: two are not in the network any more')
    const sent = reports(s, 1, 4, 20)
    assert.is(sent[0], 1)
    assert.is(Math.max(...sent), 1)
    // 17 of the 20 that were in the network, less than half of which may go.
    assert.is(
      sent.reduce((sum, each) => sum + each),
      8,
    )
    // Never three in a row, nor three pauses: no half of a round trip without an ACK.
    assert.not.match(sent.join(''), /111|000/)
    const { cwnd, ssthresh, pipe } = s.sender.sample()
    assert.equal([ssthresh, pipe], [10_000, 10_000])
    assert.ok(cwnd! < pipe! + 1_000)
    s.now += 100
    s.ack(22_001)
    const { cwnd: after, phase } = s.sender.sample()
    assert.equal([after, phase], [10_000, 'congestion-avoidance'])
  })
}

test('without it → cwnd is ssthresh at once: half a round trip passes, in which nothing is sent', () => {
  const s = twenty({ prr: false })
  reports(s, 1, 2, 3)
  assert.equal(reports(s, 1, 4, 11), [1, 0, 0, 0, 0, 0, 0, 0])
})

test('§6.2: fifteen of twenty lost, less is left in the network than ssthresh → one for each delivered, no burst (PRR-CRB)', () => {
  const s = twenty()
  const sent = reports(s, 15, 16, 20)
  assert.equal(sent, [1, 1, 1, 1, 1])
  assert.ok(s.sender.sample().pipe! < 6_000)
})

test('§6.2: an ACK that advances and tells of no other loss → one segment more (PRR-SSRB)', () => {
  const s = twenty()
  reports(s, 15, 16, 20)
  s.now += 100
  s.acked(1, { sack: [[15_001, 22_001]] })
  for (const una of [1_001, 2_001]) assert.is(s.acked(una, { sack: [[15_001, 22_001]] }).length, 2)
})

test('§6.2: an ACK that advances, and shows a copy to be lost again → no more than it delivers', () => {
  const s = twenty()
  reports(s, 15, 16, 20)
  s.now += 100
  s.events()
  // Of the copies, the third has come, and the first; the second was sent between them.
  const { length } = s.acked(1_001, {
    sack: [
      [2_001, 3_001],
      [15_001, 20_001],
    ],
  })
  assert.equal([length, s.events()], [2, ['partial-ack', 'lost-retransmission']])
})

test('§6.1: found by the reordering timer, without an ACK → the fast retransmit alone', () => {
  const s = twenty()
  assert.is(reports(s, 1, 2, 2)[0], 1)
  assert.equal(s.fire()[1], ['R 1:1001'])
})

test('no SACK: one of twenty lost → the same, by counting duplicate ACKs', () => {
  const s = twenty({ sack: false })
  const sent = Array.from({ length: 19 }, () => s.acked(1).length)
  assert.equal(sent.slice(0, 3), [1, 1, 1])
  assert.is(
    sent.slice(2).reduce((sum, each) => sum + each),
    8,
  )
  s.now += 100
  s.ack(22_001)
  assert.is(s.sender.sample().cwnd, 10_000)
})

test('§6.2, no SACK: more duplicate ACKs than segments were in flight → nobody is made to send without end', () => {
  const s = twenty({ sack: false })
  const sent = Array.from({ length: 200 }, () => s.acked(1).length).reduce((sum, each) => sum + each)
  assert.is(sent, 11)
  s.acked(10_001)
  const more = Array.from({ length: 200 }, () => s.acked(10_001).length).reduce((sum, each) => sum + each)
  assert.is(more, 1)
})

test('no SACK: a partial ACK → the next hole is resent, and one for what it delivers; cwnd is not deflated', () => {
  const s = twenty({ sack: false })
  for (let i = 0; i < 18; i++) s.acked(1)
  s.now += 100
  assert.equal(s.acked(10_001)[0], 'R 10001:11001')
  assert.ok(s.sender.sample().cwnd! >= 9_000)
})

test('Tahoe starts over, BBR has a model of its own: neither goes by it', () => {
  for (const congestion of ['tahoe', 'bbr'] as const) {
    const took = (prr: boolean): number[] =>
      lossyTransfers({ loss: 0.02, rtt: 40 }, { congestion, settings: { prr }, bytes: 300_000 })
    assert.equal(took(true), took(false), congestion)
  }
})

test('`linux` → by it, as its kernel', () => {
  assert.is(resolveSettings({ profile: 'linux' }).prr, true)
  assert.is(resolveSettings().prr, false)
})

test.run()
