import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RetransmissionQueue } from '../../../lib/tcp/retransmission/retransmission-queue.ts'
import { SACKED } from '../../../lib/tcp/retransmission/segment-ring.ts'

const test = suite('scoreboard')

/** A queue of segments of so many octets, from offset 0 on. */
function outstanding(octets: number, each: number): RetransmissionQueue {
  const queue = new RetransmissionQueue()
  for (let start = 0; start < octets; start += each) queue.push(start, start + each, 0)
  return queue
}

/** What was reported, lowest first. */
function ranges(queue: RetransmissionQueue): [number, number][] {
  const found: [number, number][] = []
  for (let i = 0; i < queue.length; i++) {
    if (queue.fate(i) !== SACKED) continue
    const last = found.at(-1)
    if (last?.[1] === queue.start(i)) last[1] = queue.end(i)
    else found.push([queue.start(i), queue.end(i)])
  }
  return found
}

test('ranges that touch or overlap → become one; only new octets count', () => {
  const board = outstanding(500, 70)
  assert.is(board.sack(100, 200), 100)
  assert.is(board.sack(300, 400), 100)
  assert.is(board.sack(150, 350), 100)
  assert.is(board.sack(120, 380), 0)
  assert.is(board.sack(400, 410), 10)
  assert.equal(ranges(board), [[100, 410]])
})

test('an ACK within a range → the rest of it stays', () => {
  const board = outstanding(500, 50)
  board.sack(100, 200)
  board.sack(300, 400)
  board.acknowledge(350)
  assert.equal(ranges(board), [[350, 400]])
  assert.is(board.sacked, 50)
})

test('two full segments reported above a hole → not lost yet; one octet more → lost', () => {
  const board = outstanding(5_000, 1_000)
  board.sack(1_000, 3_000)
  assert.not(board.isLost(0, 1_000))
  board.sack(3_000, 3_001)
  assert.ok(board.isLost(0, 1_000))
  assert.not(board.isLost(2_000, 1_000), 'what was reported is not lost')
})

test('three small separate ranges above a hole → lost (DupThresh)', () => {
  const board = outstanding(5_000, 1_000)
  board.sack(1_000, 1_001)
  board.sack(1_100, 1_101)
  assert.not(board.isLost(0, 1_000))
  board.sack(1_200, 1_201)
  assert.ok(board.isLost(0, 1_000))
  assert.not(board.isLost(1_050, 1_000), 'only two ranges lie above this one')
})

const SIZE = 60
/** SND.NXT */
const END = SIZE + 15
const step = fc.oneof(
  fc.record({ left: fc.integer({ min: 0, max: SIZE - 1 }), length: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ una: fc.integer({ min: 0, max: SIZE }) }),
)

test('any reports and ACKs → the same answers as RFC 6675 §4 read word by word over a list of octets', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25, size: 'max' }), fc.integer({ min: 1, max: 6 }), (steps, smss) => {
      // Reports begin and end where segments do, and elsewhere.
      const board = outstanding(END, 3)
      const model = new Set<number>()
      let una = 0
      for (const s of steps) {
        if ('una' in s) {
          una = Math.max(una, s.una)
          for (const octet of [...model]) if (octet < una) model.delete(octet)
          board.acknowledge(una)
        } else {
          const before = model.size
          const left = Math.max(una, s.left)
          for (let o = left; o < left + s.length; o++) model.add(o)
          assert.is(board.sack(left, left + s.length), model.size - before)
        }
        // Asked from one place to another, so that both have moved, and what was said has been kept.
        const [from, to] = [(una + model.size * 5) % END, (una + model.size * 7) % END]
        const missing = missingOf(model, una, to) - missingOf(model, una, from)
        assert.is(board.missing(from, to), missing, `missing from ${from} to ${to}`)
        check(board, model, una, smss)
      }
    }),
    { numRuns: 500 },
  )
})

/** How many octets of [from, to) were not reported. */
function missingOf(model: Set<number>, from: number, to: number): number {
  let missing = 0
  for (let octet = from; octet < to; octet++) if (!model.has(octet)) missing++
  return missing
}

function check(board: RetransmissionQueue, model: Set<number>, una: number, smss: number): void {
  const octets = [...model].sort((a, b) => a - b)
  assert.is(board.sacked, model.size)
  assert.is(board.highest, octets.length === 0 ? 0 : octets[octets.length - 1]! + 1)
  assert.equal(
    ranges(board).flatMap(([l, r]) => Array.from({ length: r - l }, (_, i) => l + i)),
    octets,
  )
  for (let x = una; x < END; x++) {
    let hole = x
    while (model.has(hole)) hole++
    assert.is(board.hole(x), hole)
    if (!model.has(x)) {
      const end = octets.length === 0 ? Infinity : (octets.find((o) => o > x) ?? END)
      assert.is(board.holeEnd(x, END), end)
      const near = board.holeEnd(x, 2)
      assert.ok(near === end || (near > x + 2 && near < end), `${near} is not beyond two octets`)
    }
    assert.is(board.missing(una, x), missingOf(model, una, x))
    const above = octets.filter((o) => o > x)
    const separate = above.filter((o) => !model.has(o - 1) || o - 1 === x).length
    const lost = !model.has(x) && (separate >= 3 || above.length > 2 * smss)
    assert.is(board.isLost(x, smss), lost, `IsLost(${x})`)
  }
}

test('reports that take turns with the ACKs of thousands of segments → found by halving, whatever was reported before', () => {
  const board = outstanding(4_000, 1)
  for (let right = 3; right <= 4_000; right++) {
    // The second block, of one end, comes again with every ACK.
    board.sack(right - 1, right)
    assert.is(board.sack(2, right), 0)
    assert.is(board.hole(2), right)
  }
  assert.equal(ranges(board), [[2, 4_000]])
})

test.run()
