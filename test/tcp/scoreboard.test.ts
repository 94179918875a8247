import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Scoreboard } from '../../lib/tcp/retransmission/scoreboard.ts'

const test = suite('scoreboard')

test('ranges that touch or overlap → become one; only new octets count', () => {
  const board = new Scoreboard()
  assert.is(board.add(100, 200), 100)
  assert.is(board.add(300, 400), 100)
  assert.is(board.add(150, 350), 100)
  assert.is(board.add(120, 380), 0)
  assert.is(board.add(400, 410), 10)
  assert.equal(board.ranges(), [[100, 410]])
})

test('an ACK within a range → the rest of it stays', () => {
  const board = new Scoreboard()
  board.add(100, 200)
  board.add(300, 400)
  board.release(350)
  assert.equal(board.ranges(), [[350, 400]])
  assert.is(board.sacked, 50)
})

test('two full segments reported above a hole → not lost yet; one octet more → lost', () => {
  const board = new Scoreboard()
  board.add(1_000, 3_000)
  assert.not(board.isLost(0, 1_000))
  board.add(3_000, 3_001)
  assert.ok(board.isLost(0, 1_000))
  assert.not(board.isLost(2_000, 1_000), 'what was reported is not lost')
})

test('three small separate ranges above a hole → lost (DupThresh)', () => {
  const board = new Scoreboard()
  board.add(1_000, 1_001)
  board.add(1_100, 1_101)
  assert.not(board.isLost(0, 1_000))
  board.add(1_200, 1_201)
  assert.ok(board.isLost(0, 1_000))
  assert.not(board.isLost(1_050, 1_000), 'only two ranges lie above this one')
})

const SIZE = 60
const step = fc.oneof(
  fc.record({ left: fc.integer({ min: 0, max: SIZE - 1 }), length: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ una: fc.integer({ min: 0, max: SIZE }) }),
)

test('any reports and ACKs → the same answers as RFC 6675 §4 read word by word over a list of octets', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25, size: 'max' }), fc.integer({ min: 1, max: 6 }), (steps, smss) => {
      const board = new Scoreboard()
      const model = new Set<number>()
      let una = 0
      for (const s of steps) {
        if ('una' in s) {
          una = Math.max(una, s.una)
          for (const octet of [...model]) if (octet < una) model.delete(octet)
          board.release(una)
        } else {
          const before = model.size
          const left = Math.max(una, s.left)
          for (let o = left; o < left + s.length; o++) model.add(o)
          assert.is(board.add(left, left + s.length), model.size - before)
        }
        check(board, model, una, smss)
      }
    }),
    { numRuns: 500 },
  )
})

function check(board: Scoreboard, model: Set<number>, una: number, smss: number): void {
  const octets = [...model].sort((a, b) => a - b)
  assert.is(board.sacked, model.size)
  assert.is(board.highest, octets.length === 0 ? 0 : octets[octets.length - 1]! + 1)
  assert.is(board.lowest, octets[0] ?? Infinity)
  const ranges = board.ranges()
  assert.equal(
    ranges.flatMap(([l, r]) => Array.from({ length: r - l }, (_, i) => l + i)),
    octets,
  )
  for (let x = una; x < SIZE + 15; x++) {
    let hole = x
    while (model.has(hole)) hole++
    assert.is(board.hole(x), hole)
    if (!model.has(x)) assert.is(board.holeEnd(x + 1), octets.find((o) => o > x) ?? Infinity)
    assert.is(board.sackedBelow(x), octets.filter((o) => o < x).length)
    const above = octets.filter((o) => o > x)
    const separate = above.filter((o) => !model.has(o - 1) || o - 1 === x).length
    const lost = !model.has(x) && (separate >= 3 || above.length > 2 * smss)
    assert.is(board.isLost(x, smss), lost, `IsLost(${x})`)
  }
}

test.run()
