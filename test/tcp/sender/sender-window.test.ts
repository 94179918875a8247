import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { established } from './sender-script.ts'

const test = suite('sender: window')

test('more written than the window → sent to its edge, the rest when it moves', () => {
  const s = established({ window: 2_000 })
  s.write(5_000)
  assert.equal(s.out(), ['1:1001', '1001:2001'])
  assert.equal(s.acked(1_001), ['2001:3001'])
})

test('an older segment arrives late → SND.WND stays (SND.WL1, SND.WL2)', () => {
  const s = established({ window: 8_000 })
  s.write(4_000)
  s.out()
  s.ack(1_001, { seq: 5_010, window: 6_000 })
  s.ack(1_001, { seq: 5_005, window: 1_000 })
  assert.is(s.sender.snd.wnd, 6_000)
  assert.is(s.sender.snd.wl1, 5_010)
  s.ack(1_001, { seq: 5_010, window: 7_000 })
  assert.is(s.sender.snd.wnd, 7_000)
})

test('resent data, its SEG.SEQ below SND.WL1, with a new ACK → its window counts: nothing is sent beyond what was offered', () => {
  const s = established({ window: 2_000 })
  s.write(6_000)
  s.out()
  // The peer has sent data since, which is lost, and its ACK of ours with it; then it resends the data.
  s.ack(1, { seq: 5_010, window: 2_000 })
  assert.equal(s.acked(2_001, { seq: 5_000, payloadLength: 10, window: 0 }), [])
  assert.is(s.sender.snd.wnd, 0)
})

test('an ACK of what was never sent → `unsent`, nothing changes', () => {
  const s = established()
  s.write(1_000)
  s.out()
  assert.is(s.ack(1_002, { window: 7 }).verdict, 'unsent')
  assert.is(s.sender.snd.wnd, 64_000)
  assert.is(s.sender.buffered, 1_000)
})

test('an ACK older than the largest window → `too-old` (RFC 5961); a little old → `old`', () => {
  const s = established({ window: 2_000 })
  s.write(6_000)
  for (let n = 1; n <= 5_001; n += 1_000) s.acked(n)
  assert.is(s.ack(3_001).verdict, 'old')
  assert.is(s.ack(3_000).verdict, 'too-old')
})

test('MUST-34: window shrinks below what is in flight → nothing new is sent, old data is resent within the window', () => {
  const s = established({ window: 8_000 })
  s.write(20_000)
  assert.is(s.out().length, 8)
  assert.equal(s.acked(1_001, { window: 2_500 }), [])
  assert.ok(s.events().includes('window-shrunk'))
  assert.is(s.sender.sample().flight, 7_000)
  const [waited, resent] = s.fire()
  assert.is(waited, 1_000)
  assert.equal(resent, ['R 1001:2001'])
  assert.equal(
    s.acked(3_501, { window: 2_500 }),
    ['R 3501:4501', 'R 4501:5501'],
    'cwnd is 2 after one ACK in slow start',
  )
  assert.equal(s.acked(8_001, { window: 2_500 }), ['8001:9001', '9001:10001'])
})

test('a smaller window beside the same numbers, perhaps overtaken → nobody is told that it shrank; a new ACK shows it', () => {
  const s = established({ window: 8_000 })
  s.write(20_000)
  s.out()
  s.ack(1, { window: 6_000 })
  assert.not(s.events().includes('window-shrunk'))
  s.ack(1_001, { window: 7_000 })
  assert.not(s.events().includes('window-shrunk'))
  s.ack(1_001, { window: 5_000 })
  assert.not(s.events().includes('window-shrunk'))
  s.ack(2_001, { window: 5_000 })
  assert.ok(s.events().includes('window-shrunk'))
})

test('MUST-35: window shrinks to zero under data in flight → probes of its first octet; opened → all is resent', () => {
  const s = established({ window: 4_000 })
  s.write(4_000)
  s.out()
  assert.equal(s.acked(1_001, { window: 0 }), [])
  assert.equal(s.fire(), [1_000, ['probe 1001:1002']])
  assert.is(s.ack(1_001).verdict, 'old', 'the answer to a probe is no duplicate ACK')
  assert.equal(s.fire(), [2_000, ['probe 1001:1002']])
  assert.equal(s.acked(1_001, { window: 4_000 }), ['R 1001:2001', 'R 2001:3001', 'R 3001:4001 P'])
})

test('data in flight lies beyond a closed window, probes are answered → the connection stays for hours (SHLD-17)', () => {
  const s = established({ window: 4_000 })
  s.write(4_000)
  s.out()
  s.acked(1_001, { window: 0 })
  for (let i = 0; i < 200; i++) {
    s.fire()
    s.now += 100
    s.acked(1_001)
  }
  assert.ok(s.now > 3 * 3_600_000)
  assert.not(s.events().includes('gave-up'))
})

test('the window shrinks into a segment that was sent → only the part within it is resent (SHLD-16)', () => {
  const s = established({ window: 4_000 })
  s.write(4_000)
  s.out()
  s.acked(1, { window: 1_500 })
  assert.equal(s.fire(), [1_000, ['R 1:1001']])
  assert.equal(s.acked(1_001, { window: 500 }), ['R 1001:1501'])
})

test('MUST-36: peer advertises zero → a probe of one octet after an RTO, then at doubled intervals to the ceiling', () => {
  const s = established({ window: 1_000 })
  s.write(3_000)
  assert.equal(s.out(), ['1:1001'])
  assert.equal(s.acked(1_001, { window: 0 }), [])
  const waits: number[] = []
  for (let i = 0; i < 9; i++) {
    const [waited, out] = s.fire()
    waits.push(waited)
    assert.equal(out, ['probe 1001:1002'])
    s.ack(1_001)
  }
  assert.equal(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('MUST-37: every probe is answered with a closed window → the connection stays for hours', () => {
  const s = established({ window: 1_000 })
  s.write(3_000)
  s.out()
  s.acked(1_001, { window: 0 })
  for (let i = 0; i < 300; i++) {
    s.fire()
    s.now += 100
    assert.equal(s.acked(1_001), [])
  }
  assert.ok(s.now > 4 * 3_600_000)
  assert.not(s.events().includes('gave-up'))
  assert.equal(s.acked(1_001, { window: 5_000 }), ['1001:2001', '2001:3001 P'])
})

test('no probe is answered → given up R2 after the first of them', () => {
  const s = established({ window: 1_000, r2: 100_000 })
  s.write(3_000)
  s.out()
  s.acked(1_001, { window: 0 })
  s.fire()
  const first = s.now
  let gaveUp: string | undefined
  while (gaveUp === undefined) {
    const at = s.sender.deadline() as number
    s.now = at
    gaveUp = s.sender.handleTimeout(at)
    s.out()
  }
  assert.is(gaveUp, 'r2')
  assert.is(s.now - first, 100_000)
})

test('the peer takes a probe’s octet → SND.NXT and SND.UNA move by one, data goes on behind it', () => {
  const s = established({ window: 1_000 })
  s.write(3_000)
  s.out()
  s.acked(1_001, { window: 0 })
  s.fire()
  assert.is(s.sender.sndNxt, (s.sender.iss + 1_001) >>> 0)
  assert.is(s.ack(1_002).acked, 1)
  assert.is(s.sender.sndNxt, (s.sender.iss + 1_002) >>> 0)
  assert.equal(s.acked(1_002, { window: 5_000 }), ['1002:2002'])
})

test('the window opens before the first probe → data goes out at once, no timer of probes is left', () => {
  const s = established({ window: 1_000 })
  s.write(2_000)
  s.out()
  s.acked(1_001, { window: 0 })
  s.now += 500
  assert.equal(s.acked(1_001, { window: 1_000 }), ['1001:2001 P'])
  assert.equal(
    s.sender.takeEvents().filter((event) => event.type === 'persist'),
    [
      { type: 'persist', time: 100, on: true },
      { type: 'persist', time: 600, on: false },
    ],
  )
  assert.equal(s.fire(), [1_000, ['R 1001:2001 P']])
})

test('nothing to send and the window zero → no timer runs', () => {
  const s = established()
  s.write(1_000)
  s.out()
  s.acked(1_001, { window: 0 })
  assert.is(s.sender.deadline(), undefined)
})

test('a FIN alone meets a closed window → the FIN is the probe', () => {
  const s = established({ window: 1_000 })
  s.write(1_000)
  s.sender.close()
  assert.equal(s.out(), ['1:1001 P'])
  assert.equal(s.acked(1_001, { window: 0 }), [])
  assert.equal(s.fire(), [1_000, ['probe 1001:1002 F']])
  assert.ok(s.ack(1_002).finAcked)
  assert.equal(s.out(), [])
  assert.is(s.sender.deadline(), undefined)
})

test('a probe of new data → no retransmission; of data in flight → one', () => {
  const s = established({ window: 1_000 })
  s.write(2_000)
  s.out()
  s.ack(1_001, { window: 0 })
  s.out()
  const probe = (): [boolean, boolean] | undefined => {
    s.now = s.sender.deadline() as number
    s.sender.handleTimeout(s.now)
    const sent = s.sender.poll(s.now)
    return sent && [sent.probe, sent.retransmission]
  }
  assert.equal(probe(), [true, false])
  const shrunk = established({ window: 2_000 })
  shrunk.write(2_000)
  shrunk.out()
  shrunk.acked(1_001, { window: 0 })
  shrunk.now = shrunk.sender.deadline() as number
  shrunk.sender.handleTimeout(shrunk.now)
  assert.is(shrunk.sender.poll(shrunk.now)?.retransmission, true)
})

test('the window closes a second time and opens before a probe → nothing is resent for it', () => {
  const s = established({ window: 2_000 })
  s.write(6_000)
  s.out()
  s.acked(1_001, { window: 0 })
  s.fire()
  assert.equal(s.acked(1_001, { window: 1_000 }), ['R 1001:2001'])
  assert.equal(s.acked(2_001, { window: 2_000 }), ['2001:3001', '3001:4001'])
  assert.equal(s.acked(3_001, { window: 0 }), [])
  assert.equal(s.acked(3_001, { window: 2_000 }), ['4001:5001'])
})

test('the window opens over data in flight → the timer runs anew', () => {
  const s = established({ window: 2_000 })
  s.write(2_000)
  s.out()
  s.acked(1_001, { window: 0 })
  s.fire()
  s.now += 300
  s.acked(1_001, { window: 2_000 })
  assert.is(s.sender.deadline(), s.now + s.sender.sample().rto)
})

test.run()
