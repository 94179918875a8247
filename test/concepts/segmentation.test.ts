import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { costOf, datagram, datagramOdds, deadLine, holding, SEGMENT, stream } from '../../lib/concepts/segmentation.ts'

const numbered = (octets: number): Uint8Array => Uint8Array.from({ length: octets }, (_, at) => at % 251)
const allArrive = (pieces: number, loss: number): number => (1 - loss) ** pieces
const message = numbered(8000)
const sizes = (pieces: readonly { from: number; to: number }[]): number[] => pieces.map(({ from, to }) => to - from)

test('nothing lost → datagram and stream arrive intact, cut by IP and by TCP', () => {
  const whole = datagram(message)
  const cut = stream(message)
  assert.ok(whole.intact && cut.intact)
  assert.equal(sizes(whole.pieces), [1472, 1480, 1480, 1480, 1480, 608])
  assert.equal(sizes(cut.pieces), [1460, 1460, 1460, 1460, 1460, 700])
})

test('one piece lost → the datagram is gone, the stream resends exactly that piece', () => {
  for (const lost of [1, 3, 6]) {
    assert.is(datagram(message, { lose: [lost] }).received, 0)
    const { intact, pieces } = stream(message, { lose: [lost] })
    assert.ok(intact)
    const again = pieces.filter((piece) => piece.again).map(({ from, to }) => [from, to])
    assert.equal(again, [[(lost - 1) * SEGMENT, Math.min(8000, lost * SEGMENT)]])
  }
})

test('many datagrams over a lossy link → the odds of the formula', () => {
  for (const pieces of [1, 5, 20]) {
    const measured = datagramOdds(pieces, { loss: 0.05, trials: 600 })
    assert.ok(Math.abs(measured - allArrive(pieces, 0.05)) < 0.06, `${pieces}: ${measured}`)
  }
})

test('until all has arrived → the stream pays 1/(1 − p) at every size, datagrams 1/(1 − p)ⁿ', () => {
  for (const pieces of [1, 10]) {
    const { datagrams, stream: segments } = costOf(pieces, { loss: 0.05, messages: 150 })
    assert.ok(Math.abs(segments * 0.95 - 1) < 0.03)
    assert.ok(Math.abs(datagrams * allArrive(pieces, 0.05) - 1) < 0.2)
  }
})

test('four small segments lost → the same bytes in one', () => {
  const { intact, pieces } = stream(numbered(1200), {
    writes: { from: 50, bytes: 300, every: 1 },
    settings: { noDelay: true },
    lose: [1, 2, 3, 4],
  })
  assert.ok(intact)
  assert.equal(sizes(pieces), [300, 300, 300, 300, 1200])
})

test('one segment late → what came behind it waits', () => {
  const held = holding(numbered(5 * SEGMENT), { late: { which: [2], by: 30 } }, [33, 39, 70])
  assert.equal(
    held.map(({ readable, waiting }) => [readable, waiting]),
    [
      [SEGMENT, 0],
      [SEGMENT, 3 * SEGMENT],
      [5 * SEGMENT, 0],
    ],
  )
})

test('a narrow line on the way → the datagram is cut again, the segments become smaller', () => {
  const part = message.subarray(0, 3000)
  assert.ok(datagram(part, { narrow: 1000 }).intact)
  const { intact, connection } = stream(part, { narrow: 1000 })
  assert.ok(intact)
  assert.is(connection.mss, 960)
})

test('the receiver announces 536 → no segment is larger', () => {
  assert.is(Math.max(...sizes(stream(message, { receiver: { mss: 536 } }).pieces)), 536)
})

test('a dead line → the receiver is silent for ever, the sender gives up after R2', () => {
  const { receiver, sender, states, error, gaveUp } = deadLine(1000)
  assert.equal(receiver, [])
  assert.ok(sender.length >= 5)
  assert.equal(states, { sender: 'CLOSED', receiver: 'ESTABLISHED' })
  assert.is(error, 'ETIMEDOUT')
  assert.ok(Math.abs(gaveUp! - 101_000) < 100)
})

test.run()
