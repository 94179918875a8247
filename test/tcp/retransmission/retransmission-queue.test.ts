import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RetransmissionQueue } from '../../../lib/tcp/retransmission/retransmission-queue.ts'
import { LOST, ON_ITS_WAY, SACKED, type SegmentFate } from '../../../lib/tcp/retransmission/segment-ring.ts'

const test = suite('retransmission queue')

test('segments acknowledged in one → the times of the oldest and the newest', () => {
  const queue = new RetransmissionQueue()
  for (let i = 0; i < 4; i++) queue.push(i * 10, i * 10 + 10, 100 + i)
  assert.ok(queue.acknowledge(30))
  assert.equal([queue.oldest, queue.newest, queue.oldestStart, queue.length], [100, 102, 0, 1])
})

test('an ACK within a segment → it stays', () => {
  const queue = new RetransmissionQueue()
  queue.push(0, 10, 1)
  assert.not(queue.acknowledge(9))
  assert.is(queue.length, 1)
})

test('MUST-18: one of the segments was sent twice → no round-trip time (Karn)', () => {
  const queue = new RetransmissionQueue()
  for (let i = 0; i < 4; i++) queue.push(i * 10, i * 10 + 10, i)
  queue.sentAgain(15, 16, 9)
  assert.ok(queue.acknowledge(10))
  assert.not(queue.acknowledge(30))
  assert.ok(queue.acknowledge(40))
})

test('any pushes, copies, reports and ACKs → of packets the same as a plain list, over growth and wrap of the ring', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const step = fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 20 }), times: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ again: share, length: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ sack: share, length: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ ack: share }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), fc.integer({ min: 1, max: 20 }), (steps, octets) => {
      const queue = new RetransmissionQueue()
      let model: { start: number; end: number; time: number; resent: boolean }[] = []
      let una = 0
      let nxt = 0
      let time = 0
      const place = (x: number): number => una + Math.round(x * (nxt - una))
      for (const s of steps) {
        if ('push' in s) {
          for (let i = 0; i < s.times; i++) {
            model.push({ start: nxt, end: nxt + s.push, time: ++time, resent: false })
            queue.push(nxt, nxt + s.push, time)
            nxt += s.push
          }
        } else if ('again' in s) {
          const from = place(s.again)
          const to = Math.min(from + s.length, queue.holeEnd(from, s.length), nxt)
          if (from >= to || queue.hole(from) !== from) continue
          queue.sentAgain(from, to, ++time)
          for (const m of model) if (m.end > from && m.start < to) m.resent = true
        } else if ('sack' in s) {
          const left = place(s.sack)
          queue.sack(left, Math.min(nxt, left + s.length))
        } else {
          una = place(s.ack)
          const gone = model.filter((m) => m.end <= una)
          model = model.filter((m) => m.end > una)
          const clean = gone.length > 0 && gone.every((m) => !m.resent)
          assert.is(queue.acknowledge(una), clean)
          if (clean) {
            const { oldest, newest, oldestStart } = queue
            assert.equal([oldest, newest, oldestStart], [gone[0]!.time, gone.at(-1)!.time, gone[0]!.start])
          }
        }
        assert.is(queue.length > 0, model.length > 0)
        const long = model.filter((m) => Math.min(m.end, nxt - 1) - m.start > octets)
        const range = long.length > 0 ? { start: long[0]!.start, end: long.at(-1)!.end } : undefined
        assert.equal(queue.longerThan(octets, nxt - 1), range)
      }
    }),
  )
})

/** One a line: what there is of a segment. */
function show(queue: RetransmissionQueue): string[] {
  const fates = { [ON_ITS_WAY]: '', [LOST]: ' lost', [SACKED]: ' reported' }
  return Array.from({ length: queue.length }, (_, i) => {
    const resent = queue.isResent(i) ? ' R' : ''
    return `${queue.start(i)}:${queue.end(i)} at ${queue.time(i)}${resent}${fates[queue.fate(i)]}`
  })
}

function four(): RetransmissionQueue {
  const queue = new RetransmissionQueue()
  queue.acknowledge(1)
  for (const i of [0, 1, 2, 3]) queue.push(1 + 100 * i, 101 + 100 * i, i)
  return queue
}

test('sent again from and to the middle of segments → those are cut, and only what went again was', () => {
  const queue = four()
  queue.sentAgain(151, 251, 9)
  const [first, ...rest] = show(queue)
  assert.is(first, '1:101 at 0')
  assert.equal(rest, ['101:151 at 1', '151:201 at 9 R', '201:251 at 9 R', '251:301 at 2', '301:401 at 3'])
})

test('acknowledged up to the middle of a segment → the rest stays in its place', () => {
  const queue = four()
  queue.sack(101, 201)
  assert.is(queue.sackedSegments, 1)
  queue.acknowledge(251)
  assert.equal(show(queue), ['251:301 at 2', '301:401 at 3'])
  assert.equal([queue.length, queue.sacked, queue.sackedSegments], [2, 0, 0])
})

test('reported twice → new once', () => {
  const queue = four()
  const seen: string[] = []
  const look = (i: number): void => {
    seen.push(`${queue.start(i)}:${queue.end(i)}`)
  }
  assert.is(queue.sack(151, 301, look), 150)
  assert.equal(seen, ['151:201', '201:301'])
  assert.is(queue.sack(101, 301, look), 50)
  assert.equal(seen, ['151:201', '201:301', '101:151'])
  assert.is(queue.sackedSegments, 3)
})

test('lost → the lowest first, as one stretch as far as it is asked for, until it is resent', () => {
  const queue = four()
  queue.loseAll((i) => queue.start(i) !== 201)
  queue.loseAll((i) => queue.start(i) !== 201)
  assert.equal([queue.lost, queue.lowestLost(1_000)], [300, [1, 201]])
  assert.equal(queue.lowestLost(50), [1, 101])
  queue.sentAgain(1, 151, 9)
  assert.equal([queue.lost, queue.lowestLost(1_000)], [150, [151, 201]])
  queue.sentAgain(151, 201, 9)
  assert.equal(queue.lowestLost(1_000), [301, 401])
  queue.acknowledge(401)
  assert.equal([queue.lost, queue.lowestLost(1_000), queue.length], [0, undefined, 0])
})

test('lost only late → on its way since it was sent', () => {
  const queue = four()
  queue.loseAll((i) => queue.start(i) < 201)
  queue.loseNone()
  assert.equal([queue.lost, show(queue)[0]], [0, '1:101 at 0'])
})

test('what was reported counts no more → on its way again, or lost, as it is asked for', () => {
  const queue = four()
  queue.sack(101, 201)
  queue.forgetSacks(ON_ITS_WAY)
  assert.equal([queue.sacked, queue.highest, queue.lost, queue.hole(101)], [0, 0, 0, 101])
  queue.sack(101, 201)
  queue.forgetSacks(LOST)
  assert.equal([queue.sacked, queue.sackedSegments, queue.lowestLost(1_000)], [0, 0, [101, 201]])
})

test('cleared → nothing is outstanding', () => {
  const queue = four()
  queue.acknowledge(51)
  queue.loseAll((i) => queue.start(i) === 51)
  queue.sack(101, 201)
  queue.clear()
  assert.equal([queue.length, queue.lost, queue.sacked, queue.sackedSegments], [0, 0, 0, 0])
  queue.push(401, 501, 9)
  assert.equal(show(queue), ['401:501 at 9'])
})

const calls = fc.array(
  fc.record({
    call: fc.constantFrom('push', 'push', 'again', 'acknowledge', 'sack', 'lose', 'forget', 'none'),
    from: fc.nat(99),
    length: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 400, size: 'max' },
)

test('any calls → octet by octet the same as a list of octets says', () => {
  fc.assert(
    fc.property(calls, (list) => {
      const queue = new RetransmissionQueue()
      const octets = new Map<number, { fate: SegmentFate; time: number; resent: boolean }>()
      let [una, nxt, now] = [0, 0, 0]
      for (const { call, from, length } of list) {
        now++
        const start = una + Math.floor(((nxt - una) * from) / 100)
        const end = Math.min(nxt, start + length)
        const within = [...octets].filter(([octet]) => octet >= start && octet < end).map(([, each]) => each)
        if (call === 'push') {
          queue.push(nxt, nxt + length, now)
          for (const to = nxt + length; nxt < to; nxt++) octets.set(nxt, { fate: ON_ITS_WAY, time: now, resent: false })
        } else if (call === 'again') {
          if (start === end || within.some(({ fate }) => fate === SACKED)) continue
          queue.sentAgain(start, end, now)
          for (const octet of within) Object.assign(octet, { fate: ON_ITS_WAY, time: now, resent: true })
        } else if (call === 'acknowledge') {
          queue.acknowledge(end)
          for (; una < end; una++) octets.delete(una)
        } else if (call === 'sack') {
          queue.sack(start, end)
          for (const octet of within) octet.fate = SACKED
        } else if (call === 'lose') {
          const old = now - from / 5
          queue.loseAll((i) => queue.time(i) < old)
          for (const octet of octets.values()) if (octet.fate === ON_ITS_WAY && octet.time < old) octet.fate = LOST
        } else if (call === 'none') {
          queue.loseNone()
          for (const octet of octets.values()) if (octet.fate === LOST) octet.fate = ON_ITS_WAY
        } else if (from < 30) {
          const fate = from < 15 ? LOST : ON_ITS_WAY
          queue.forgetSacks(fate)
          for (const octet of octets.values()) if (octet.fate === SACKED) octet.fate = fate
        }
        assertSame(queue, octets, una)
      }
    }),
    { numRuns: 300, seed: 8_985 },
  )
})

function assertSame(
  queue: RetransmissionQueue,
  octets: Map<number, { fate: SegmentFate; time: number; resent: boolean }>,
  una: number,
): void {
  let at = una
  let reported = 0
  for (let i = 0; i < queue.length; i++) {
    assert.is(queue.start(i), at, 'no gap')
    if (queue.fate(i) === SACKED) reported++
    for (; at < queue.end(i); at++)
      assert.equal(octets.get(at), { fate: queue.fate(i), time: queue.time(i), resent: queue.isResent(i) })
  }
  assert.is(at, una + octets.size)
  assert.is(queue.sackedSegments, reported)
  const count = (fate: SegmentFate): number => [...octets.values()].filter((each) => each.fate === fate).length
  assert.equal([queue.lost, queue.sacked], [count(LOST), count(SACKED)])
  const stretch = queue.lowestLost(1)
  assert.is(stretch?.[0], [...octets].find(([, { fate }]) => fate === LOST)?.[0])
  if (stretch) for (let octet = stretch[0]; octet < stretch[1]; octet++) assert.is(octets.get(octet)?.fate, LOST)
}

test.run()
