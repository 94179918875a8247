import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { established } from './sender-script.ts'

const test = suite('sender: Nagle, silly windows, PSH')

test('small writes with nothing outstanding → the first at once, the others together after its ACK', () => {
  const s = established()
  s.write(1)
  assert.equal(s.out(), ['1:2 P'])
  for (let i = 0; i < 5; i++) {
    s.write(10)
    assert.equal(s.out(), [])
  }
  assert.equal(s.acked(2), ['2:52 P'])
})

test('a full segment comes together while something is outstanding → it goes at once', () => {
  const s = established()
  s.write(1)
  s.out()
  s.write(999)
  assert.equal(s.out(), [])
  s.write(1)
  assert.equal(s.out(), ['2:1002 P'])
})

test('`nagleFor: small` → full segments are not waited for, a small one is, and then its ACK ends that', () => {
  for (const [nagleFor, first] of [
    ['all', ['1:1001']],
    ['small', ['1:1001', '1001:1501 P']],
  ] as const) {
    const s = established({ nagleFor })
    s.write(1_500)
    assert.equal(s.out(), first)
    s.write(10)
    assert.equal(s.out(), [])
    assert.equal(s.acked(1_001), nagleFor === 'all' ? ['1001:1511 P'] : [])
    if (nagleFor === 'small') assert.equal(s.acked(1_501), ['1501:1511 P'])
  }
})

test('corked → only what fills a segment goes, Nagle or not; 200 ms later the rest does, and when it is turned off at once', () => {
  for (const noDelay of [false, true]) {
    const s = established({ cork: true, noDelay })
    s.write(10)
    assert.equal(s.out(), [])
    s.write(1_000)
    assert.equal(s.out(), ['1:1001'])
    assert.equal(s.acked(1_001), [], 'nothing is outstanding, and still it waits')
    assert.equal(s.fire(), [200, ['1001:1011 P']])
    s.ack(1_011)
    s.write(20)
    assert.equal(s.out(), [])
    s.sender.settings.cork = false
    assert.equal(s.out(), ['1011:1031 P'])
  }
})

test('corked → urgent data and a FIN wait for nothing', () => {
  const s = established({ cork: true })
  s.writeUrgent(10)
  assert.equal(s.out(), ['1:11 PU10'])
  s.write(10)
  assert.equal(s.out(), [])
  s.sender.close()
  assert.equal(s.out(), ['11:22 FP'])
})

test('MUST-17: Nagle turned off → every write goes at once; turned off later → what waits goes', () => {
  const s = established({ noDelay: true })
  s.write(1)
  assert.equal(s.out(), ['1:2 P'])
  s.write(1)
  assert.equal(s.out(), ['2:3 P'])
  s.sender.settings.noDelay = false
  s.write(1)
  assert.equal(s.out(), [])
  s.sender.settings.noDelay = true
  assert.equal(s.out(), ['3:4 P'])
})

test('close with a small rest waiting → it goes with the FIN, unheld', () => {
  const s = established()
  s.write(1_200)
  assert.equal(s.out(), ['1:1001'])
  s.sender.close()
  assert.equal(s.out(), ['1001:1202 FP'])
})

test('MUST-38: the peer opens a tiny window, more is waiting → nothing until the override timer', () => {
  const s = established({ window: 4_000 })
  s.write(6_000)
  assert.is(s.out().length, 4)
  assert.equal(s.acked(4_001, { window: 10 }), [])
  assert.equal(s.fire(), [200, ['4001:4011']])
  assert.equal(s.events(), ['timer'])
})

test('MUST-38: the window grows to a full segment, or to half of its largest → sent without waiting', () => {
  const full = established({ window: 4_000 })
  full.write(6_000)
  full.out()
  full.acked(4_001, { window: 999 })
  assert.equal(full.acked(4_001, { window: 1_000 }), ['4001:5001'])
  const half = established({ window: 1_500 })
  half.write(6_000)
  assert.equal(half.out(), ['1:1001'])
  assert.equal(half.acked(1_001, { window: 749 }), [])
  assert.equal(half.acked(1_001, { window: 750 }), ['1001:1751'])
})

test('all that waits fits a small window → sent at once', () => {
  const s = established({ window: 4_000 })
  s.write(4_005)
  s.out()
  assert.equal(s.acked(4_001, { window: 10 }), ['4001:4006 P'])
})

test('a small window with data outstanding → no override: the ACK will come', () => {
  const s = established({ window: 1_100, noDelay: true })
  s.write(3_000)
  assert.equal(s.out(), ['1:1001'])
  const [waited, out] = s.fire()
  assert.equal([waited, out], [1_000, ['R 1:1001']])
})

test('MUST-60, 61: everything written is sent without waiting for more; PSH is on the last segment only', () => {
  const s = established()
  s.write(2_500)
  assert.equal(s.out(), ['1:1001', '1001:2001'])
  assert.equal(s.acked(2_001), ['2001:2501 P'])
  s.write(1_000)
  assert.equal(s.out(), ['2501:3501 P'])
})

test('a segment resent that ends what was written → PSH again', () => {
  const s = established()
  s.write(1_000)
  s.out()
  assert.equal(s.fire()[1], ['R 1:1001 P'])
})

test('MUST-16: options take room on a segment → its payload is shorter, nothing is skipped', () => {
  const s = established()
  s.write(2_000)
  const first = s.sender.poll(s.now, 12)
  assert.is(first?.payload.length, 988)
  assert.equal(s.out(), ['989:1989'])
})

test.run()
