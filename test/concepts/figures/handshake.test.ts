import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  costPerMessage,
  headerOf,
  lateLastWords,
  oneSegmentLost,
  pathsOfBoth,
  wholeExchange,
} from '../../../lib/concepts/figures/handshake.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'

test('a whole connection → six segments and two a message, the last of them before the picture ends', () => {
  for (const first of ['client', 'server'] as const)
    for (const [messages, rtt] of [
      [1, 40],
      [4, 200],
      [2, 10],
    ] as const) {
      const { data, sentence } = wholeExchange({ messages, rtt, first })
      assert.is(segmentsOf(data.trace).length, 6 + 2 * messages)
      assert.match(sentence, `${6 + 2 * messages} segments`)
    }
})

test('the n-th segment is lost → it and no other, and an answer all the same', () => {
  for (let lost = 1; lost <= 5; lost++) {
    const { trace, time } = oneSegmentLost({ lost: [lost] }).data
    const dropped = trace.events.filter((event) => event.type === 'packet' && event.what === 'dropped')
    assert.is(dropped.length, 1)
    assert.is(segmentsOf(trace)[lost - 1]!.id, (dropped[0] as { id: number }).id)
    assert.is(time, lost === 3 ? 80 : 1080)
  }
})

test('who closes first → goes into TIME-WAIT', () => {
  for (const first of ['client', 'server', 'both'] as const) {
    const waits = pathsOfBoth({ first }).data.filter(({ states }) => states.includes('TIME-WAIT'))
    assert.equal(
      waits.map(({ name }) => name),
      first === 'both' ? ['client', 'server'] : [first],
    )
  }
})

test('the header of the n-th segment → its numbers, flags and data in the title', () => {
  assert.match(headerOf().svg(), 'Segment 1, SYN, carries 4 options and no data')
  assert.match(headerOf({ segment: 4 }).svg(), 'Segment 4, ACK PSH, carries 1 option and 16 bytes')
})

test('a server that pauses → speaks after the client’s FIN, and closes last', () => {
  for (const pause of [10, 50, 200]) {
    const own = segmentsOf(lateLastWords({ pause }).data.trace).slice(5)
    const [fin] = own
    const words = own.find(({ from, segment }) => from === 'server' && segment.payload.length > 0)!
    assert.ok(fin!.segment.flags.fin && fin!.from === 'client')
    assert.is(words.time, fin!.time + 20 + pause)
  }
})

test('n messages on one connection → 1 + 1/n round trips each', () => {
  for (const [n, rounds] of costPerMessage({ most: 50 }).data) assert.is(rounds, (n + 1) / n)
})

test.run()
