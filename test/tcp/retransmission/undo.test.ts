import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Undo } from '../../../lib/tcp/retransmission/undo.ts'
import { established, type Script, type ScriptOptions } from '../sender/sender-script.ts'

const test = suite('undo')

const SACK: [number, number][] = [[1_001, 4_001]]

/** Ten segments of 1,000 octets in flight, a round trip of 100 ms ago; the first of them seems lost and is resent. */
function recovering(options: ScriptOptions = {}): Script {
  const s = inFlight(options)
  const out =
    options.sack === false
      ? [s.acked(1, { rtt: 100 }), s.acked(1, { rtt: 100 }), s.acked(1, { rtt: 100 })].flat()
      : s.acked(1, { rtt: 100, sack: SACK })
  assert.equal(out, ['R 1:1001'])
  return s
}

function inFlight(options: ScriptOptions = {}): Script {
  const s = established({ sack: true, ...options })
  s.write(10_000)
  s.out()
  s.events()
  s.now += 100
  return s
}

const state = (s: Script): unknown[] => {
  const { cwnd, ssthresh, phase } = s.sender.sample()
  return [cwnd, ssthresh, phase]
}

for (const congestion of ['new-reno', 'reno', 'cubic'] as const) {
  for (const sack of [true, false]) {
    test(`${congestion}, ${sack ? 'SACK' : 'no SACK'}: the ACK of what was resent echoes the first copy → cwnd and ssthresh are what they were`, () => {
      const s = recovering({ congestion, sack })
      assert.is(s.sender.sample().phase, 'fast-recovery')
      s.now += 5
      s.ack(4_001, { rtt: 105 })
      assert.equal(state(s), [10_000, Infinity, 'slow-start'])
      assert.ok(s.events().includes('undone'))
    })
  }
}

test('it echoes the copy → there was a loss: nothing is undone, not even when a duplicate is reported later', () => {
  const s = recovering()
  s.now += 100
  s.ack(4_001, { rtt: 100 })
  assert.equal(state(s).slice(1), [5_000, 'fast-recovery'])
  s.ack(4_001, { sack: [[1, 1_001]] })
  assert.is(state(s)[1], 5_000)
  assert.not(s.events().includes('undone'))
})

test('a mark is answered after a recovery → it stays answered, though the copies are reported to have been for nothing', () => {
  for (const marked of [false, true]) {
    const s = recovering()
    s.now += 100
    s.ack(10_001)
    s.write(10_000)
    s.out()
    s.now += 100
    s.events()
    if (marked) s.ack(15_001, { ece: true })
    const [cwnd, ssthresh] = state(s)
    s.ack(15_001, { sack: [[1, 1_001]] })
    if (marked) assert.equal(state(s).slice(0, 2), [cwnd, ssthresh])
    assert.is(s.events().includes('undone'), !marked)
  }
})

test('an ACK of less than what was resent → says nothing of its copies', () => {
  const s = recovering()
  s.now += 5
  s.ack(501, { rtt: 105, sack: SACK })
  assert.is(s.sender.sample().phase, 'fast-recovery')
})

test('two were late, and both resent: the first comes, and later ones are reported → the second is not resent again', () => {
  const s = inFlight()
  assert.equal(
    s.acked(1, {
      rtt: 100,
      sack: [
        [1_001, 3_001],
        [4_001, 8_001],
      ],
    }),
    ['R 1:1001', 'R 3001:4001'],
  )
  s.now += 5
  // Its ACK undoes the recovery; the last one brings news, as the next ACK does.
  const gap: [number, number][] = [[4_001, 9_001]]
  assert.not(s.acked(3_001, { rtt: 105, sack: gap }).includes('R 3001:4001'))
  assert.ok(s.events().includes('undone'))
  assert.not(s.acked(3_001, { rtt: 105, sack: [[4_001, 10_001]] }).includes('R 3001:4001'))
  assert.equal(state(s), [10_000, Infinity, 'slow-start'])
})

test('one was late, another is lost above what was resent → a recovery of its own, which resends that one alone', () => {
  const s = inFlight()
  assert.equal(
    s
      .acked(1, {
        rtt: 100,
        sack: [
          [1_001, 3_001],
          [4_001, 7_001],
        ],
      })
      .slice(0, 2),
    ['R 1:1001', 'R 3001:4001'],
  )
  s.now += 5
  s.acked(3_001, { rtt: 105, sack: [[4_001, 7_001]] })
  assert.ok(s.events().includes('undone'))
  const resent = s
    .acked(3_001, {
      rtt: 105,
      sack: [
        [7_501, 10_001],
        [4_001, 7_001],
      ],
    })
    .filter((each) => each.startsWith('R'))
  assert.equal(resent, ['R 7001:7501'])
  assert.is(s.sender.sample().phase, 'fast-recovery')
})

test('no timestamps: every copy is reported as duplicate → undone, also after the recovery', () => {
  const s = recovering()
  s.now += 5
  s.ack(10_001)
  assert.is(s.sender.sample().ssthresh, 5_000)
  s.now += 100
  s.ack(10_001, { sack: [[1, 1_001]] })
  assert.equal(state(s), [10_000, Infinity, 'slow-start'])
})

test('no timestamps: one of two copies is reported → not undone; the other one too → undone', () => {
  const s = inFlight()
  assert.equal(s.acked(1, { sack: [[2_001, 8_001]] }), ['R 1:1001', 'R 1001:2001'])
  s.now += 100
  s.ack(10_001, { sack: [[1, 1_001]] })
  assert.is(s.sender.sample().ssthresh, 5_000)
  s.ack(10_001, { sack: [[1_001, 1_501]] })
  assert.is(s.sender.sample().ssthresh, 5_000)
  s.ack(10_001, { sack: [[1_501, 2_001]] })
  assert.is(s.sender.sample().ssthresh, Infinity)
})

test('the ACK that takes everything in reports a duplicate → the duplicates decide, not the echo', () => {
  const s = inFlight()
  assert.equal(s.acked(1, { rtt: 100, sack: [[2_001, 8_001]] }), ['R 1:1001', 'R 1001:2001'])
  s.now += 100
  s.ack(10_001, { rtt: 200, sack: [[1, 1_001]] })
  assert.not(s.events().includes('undone'))
})

test('a second recovery begins before the duplicates of the first are reported → both are undone in the end', () => {
  const undo = new Undo()
  const restored: string[] = []
  undo.begin(() => restored.push('first'), false)
  undo.resent(1, 1_001, 0)
  undo.begin(() => restored.push('second'), false)
  undo.resent(5_001, 6_001, 10)
  assert.is(undo.judge({ una: 9_001, echoed: undefined, duplicate: { left: 1, right: 1_001 } }), undefined)
  const end = undo.judge({ una: 9_001, echoed: undefined, duplicate: { left: 5_001, right: 6_001 } })
  assert.equal(end, { by: 'DSACK', byTimeout: false })
  assert.equal(restored, ['first'])
})

test('the second of two recoveries was for nothing, the first not → only the second is undone', () => {
  const undo = new Undo()
  const restored: string[] = []
  undo.begin(() => restored.push('first'), false)
  undo.resent(1, 1_001, 0)
  undo.begin(() => restored.push('second'), false)
  undo.resent(5_001, 6_001, 10)
  undo.judge({ una: 9_001, echoed: undefined, duplicate: { left: 5_001, right: 6_001 } })
  assert.equal(restored, ['second'])
})

test('more recoveries than are kept wait for their duplicates → the oldest are given up, the last is undone', () => {
  const undo = new Undo()
  let restored = -1
  for (let i = 0; i < 100; i++) {
    undo.begin(() => {
      restored = i
    }, false)
    undo.resent(i * 10, i * 10 + 10, i)
  }
  assert.is(undo.judge({ una: 2_000, echoed: undefined, duplicate: { left: 0, right: 10 } }), undefined)
  undo.judge({ una: 2_000, echoed: undefined, duplicate: { left: 990, right: 1_000 } })
  assert.is(restored, 99)
})

test('the timeout came too soon → no more is resent, cwnd is what it was, and the next timeout comes later', () => {
  const s = inFlight({ minRto: 200 })
  const [, resent] = s.fire()
  assert.equal(resent, ['R 1:1001'])
  assert.equal(state(s), [1_000, 5_000, 'loss'])
  const waited = s.now - 100
  s.now += 10
  assert.equal(s.acked(2_001, { rtt: waited + 10 }), [])
  assert.equal(state(s), [10_000, Infinity, 'slow-start'])
  const { srtt, rto } = s.sender.sample()
  assert.ok(srtt! >= waited + 10, `srtt ${srtt}`)
  assert.ok(rto >= 3 * (waited + 10), `rto ${rto}`)
  assert.equal([s.sender.deadline(), rto], [s.now + rto, rto])
})

test('the ACKs were lost, and the timeout sent a duplicate → undone, but the wait for it was no round trip', () => {
  const s = inFlight({ minRto: 200 })
  s.fire()
  s.now += 100
  s.ack(1_001, { rtt: s.now - 100, sack: [[1, 1_001]] })
  assert.equal(state(s), [10_000, Infinity, 'slow-start'])
  assert.ok(s.sender.sample().srtt! < s.now - 100)
})

test('the timeout was right → slow start from one segment goes on', () => {
  const s = inFlight({ minRto: 200 })
  s.fire()
  s.now += 100
  assert.equal(s.acked(1_001, { rtt: 100 }), ['R 1001:2001', 'R 2001:3001'])
  assert.equal(state(s), [2_000, 5_000, 'loss'])
})

test('a timeout within a recovery that was for nothing → all of it is undone', () => {
  const s = recovering({ minRto: 200 })
  s.fire()
  assert.is(s.sender.sample().phase, 'loss')
  s.now += 5
  s.ack(10_001, { rtt: s.now - 100 })
  assert.equal(state(s), [10_000, Infinity, 'slow-start'])
})

test('undo: false → what was reduced stays so', () => {
  const s = recovering({ undo: false })
  s.now += 5
  s.ack(10_001, { rtt: 105 })
  assert.is(s.sender.sample().ssthresh, 5_000)
  assert.not(s.events().includes('undone'))
})

test('SACK, undone, and another segment is missing → that one is resent when enough above it is reported', () => {
  const s = recovering()
  s.now += 5
  s.acked(2_001, { rtt: 105, sack: [[3_001, 4_001]] })
  assert.is(s.sender.sample().phase, 'slow-start')
  assert.ok(s.acked(2_001, { rtt: 105, sack: [[3_001, 6_001]] }).includes('R 2001:3001'))
})

test('no SACK, undone → duplicate ACKs of the copies themselves begin no other recovery', () => {
  const s = recovering({ sack: false })
  s.now += 5
  s.acked(4_001, { rtt: 105 })
  for (let i = 0; i < 4; i++) assert.not(s.acked(4_001, { rtt: 105 }).some((line) => line.startsWith('R ')))
})

test('RACK: a late segment was resent at once → the next that is as late is waited for', () => {
  const s = recovering({ lossDetection: 'rack-tlp' })
  s.now += 5
  s.acked(10_001, { rtt: 105 })
  s.write(10_000)
  s.out()
  s.now += 100
  assert.equal(s.acked(10_001, { rtt: 100, sack: [[11_001, 16_001]] }), [])
  assert.equal(s.acked(20_001, { rtt: 100 }), [])
})

test('RACK, the timeout came too soon → what was taken for lost is on its way again', () => {
  const s = inFlight({ lossDetection: 'rack-tlp', minRto: 200 })
  s.write(1)
  s.fire()
  while (s.sender.sample().phase !== 'loss') s.fire()
  const { flight } = s.sender.sample()
  s.now += 1
  s.acked(1_001, { rtt: s.now - 100 })
  const { pipe, phase } = s.sender.sample()
  assert.equal([phase, pipe], ['slow-start', flight - 1_000])
})

test.run()
