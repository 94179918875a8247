import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DISCIPLINES, firstMark, pingBeside, queueTally } from '../../lib/concepts/bufferbloat.ts'
import { Ping } from '../../lib/concepts/ping.ts'
import { pointToPoint } from '../../lib/network/index.ts'

const test = suite('concepts: bufferbloat')

const way = { rate: 10e6, rtt: 40, queue: 300 }
const [tail, codel, marking] = DISCIPLINES.map((discipline) => pingBeside(way, { discipline }))

test('drop-tail with 300 places → a ping takes up to 400 ms: the way, and a full queue', () => {
  const { longestPing } = tail!
  // 300 packets of 1.2 ms; the one on the wire and the ping itself are little more.
  assert.ok(longestPing > 395 && longestPing < 403, `${longestPing}`)
  assert.ok(tail!.typicalPing > 300, `${tail!.typicalPing}`)
})

test('CoDel → a ping takes the way and about the target, the goodput is nine tenths of it or more', () => {
  for (const run of [codel!, marking!]) {
    assert.ok(run.typicalPing >= 40 && run.typicalPing < 40 + 5 + 1.2, `${run.typicalPing}`)
    assert.ok(run.goodput > 0.9 * tail!.goodput, `${run.goodput} of ${tail!.goodput}`)
  }
})

test('CoDel with ECN → nothing is dropped, nothing sent again, and marks are answered', () => {
  const [dropping, marks] = [codel!, marking!].map(({ trace }) => queueTally(trace))
  assert.equal([marks!.dropped, marks!.resent], [{ full: 0, codel: 0 }, 0])
  assert.ok(marks!.marked >= marks!.reductions && marks!.reductions > 5)
  assert.ok(dropping!.dropped.codel > 0 && dropping!.resent >= dropping!.dropped.codel && dropping!.marked === 0)
})

test('brief → the same pings and goodput, and a trace without packets', () => {
  const { pings, goodput, trace } = pingBeside(way, { discipline: 'codel', brief: true })
  assert.equal([pings, goodput], [codel!.pings, codel!.goodput])
  assert.equal(trace.events, [])
})

test('a ping every 500 ms → a fifth of them; settings → those of the sender, or an error', () => {
  const { pings } = pingBeside(way, { every: 500, until: 4_900, brief: true })
  assert.equal(
    pings.map(({ sent }) => sent),
    Array.from({ length: 10 }, (_, at) => 500 * at),
  )
  assert.throws(() => pingBeside(way, { settings: { congestion: 'vegas' as never } }), /congestion/)
})

test('the first mark → echoed, answered a round trip later; cwnd is half of the window', () => {
  for (const window of [6, 8, 10]) {
    const { sent, marked, echoed, answered, after } = firstMark({ rate: 1e6, rtt: 20, window })
    assert.ok(sent < marked && marked < echoed && echoed < answered)
    assert.is(after, window / 2)
  }
})

test('a window that makes no queue stand → RangeError that asks for a larger one', () => {
  assert.throws(() => firstMark({ rate: 1e6, rtt: 200, window: 2 }), /a window of 2 segments makes no queue stand/)
})

test('ping on an empty way → the way there and back, each answered; a lost one is not', () => {
  const { network, client, server } = pointToPoint({ link: { delay: 7 }, back: { delay: 8 } })
  const { results } = new Ping(client, server, { every: 50 })
  network.run({ until: 190 })
  assert.equal(
    results.map(({ sent, roundTrip }) => [sent, roundTrip]),
    [
      [0, 15],
      [50, 15],
      [100, 15],
      [150, 15],
    ],
  )
  const lossy = pointToPoint({ link: { delay: 7, loss: 1 } })
  const lost = new Ping(lossy.client, lossy.server)
  lossy.network.run({ until: 150 })
  assert.equal(
    lost.results.map(({ roundTrip }) => roundTrip),
    [undefined, undefined],
  )
})

test.run()
