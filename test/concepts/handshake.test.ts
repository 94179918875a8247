import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { exchange, exchangeDatagrams, isnOf, stateAt, steps } from '../../lib/concepts/handshake.ts'
import { segmentsOf } from '../../lib/concepts/helpers.ts'
import { statePath } from '../../lib/draw/index.ts'
import { isPureAck, isSyn, nth, whenever } from '../../lib/network/index.ts'
import { formatFlags } from '../../lib/tcp/wire/segment.ts'

const flagsOf = (trace: Parameters<typeof segmentsOf>[0]): string[] =>
  segmentsOf(trace).map(({ segment }) => formatFlags(segment.flags))

test('one message, both close at once after the other → eight segments, three of them to close', () => {
  const { trace } = exchange()
  assert.equal(flagsOf(trace), ['SYN', 'SYN ACK', 'ACK', 'PSH ACK', 'PSH ACK', 'FIN ACK', 'FIN ACK', 'ACK'])
})

test('the other end closes later → four segments to close, through FIN-WAIT-2', () => {
  const { trace } = exchange({ pause: 50 })
  assert.equal(flagsOf(trace).slice(5), ['FIN ACK', 'ACK', 'FIN ACK', 'ACK'])
  assert.equal(statePath(trace, 'client').states.slice(-4), ['FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
  assert.equal(statePath(trace, 'server').states.slice(-3), ['CLOSE-WAIT', 'LAST-ACK', 'CLOSED'])
})

test('last words after a FIN → delivered and acknowledged', () => {
  const { trace } = exchange({ pause: 50, lastWords: 'one more thing' })
  const [, last] = segmentsOf(trace).slice(-2)
  assert.is((last!.segment.ack - isnOf(trace, 'server')) >>> 0, 1 + 16 + 14 + 1)
})

test('who closes first → waits in TIME-WAIT; both at once → both wait', () => {
  assert.equal(exchange().waiting, { client: 1, server: 0 })
  assert.equal(exchange({ first: 'server' }).waiting, { client: 0, server: 1 })
  assert.equal(exchange({ first: 'both' }).waiting, { client: 1, server: 1 })
})

test('n messages → n + 1 round trips and 2n + 6 packets; as datagrams n and 2n', () => {
  for (const messages of [1, 10, 300]) {
    const tcp = exchange({ messages, record: false })
    assert.equal([tcp.time, tcp.packets, tcp.bytes], [40 * (messages + 1), 2 * messages + 6, 136 * messages + 328])
    const udp = exchangeDatagrams({ messages, record: false })
    assert.equal([udp.time, udp.packets, udp.bytes], [40 * messages, 2 * messages, 88 * messages])
  }
})

test('a connection for each message → two round trips each, and as many in TIME-WAIT', () => {
  const { time, waiting } = exchange({ connections: 20, record: false })
  assert.equal([time, waiting.client], [20 * 2 * 40, 20])
})

test('a datagram lost → no answer, and the exchange goes on without it', () => {
  const { time, packets } = exchangeDatagrams({ messages: 1, link: { delay: 20, script: nth(1, () => true, 'drop') } })
  assert.equal([time, packets], [0, 1])
})

test('the SYN lost → sent again after a second', () => {
  const { time } = exchange({ link: { delay: 20, script: nth(1, isSyn, 'drop') } })
  assert.is(time, 1000 + 80)
})

test('every SYN lost → repeated at doubled distances until the client gives up, and no answer', () => {
  const { trace, time } = exchange({ link: { delay: 20, script: whenever(isSyn, 'drop') } })
  assert.equal(
    segmentsOf(trace)
      .slice(0, 5)
      .map((event) => event.time),
    [0, 1000, 3000, 7000, 15_000],
  )
  assert.is(time, 0)
})

test('the last ACK of the handshake lost → the data that follow it bring the news, and nothing is late', () => {
  const { time, trace } = exchange({ link: { delay: 20, script: nth(1, isPureAck, 'drop') } })
  assert.is(time, 80)
  assert.match(steps(trace).split('\n')[3]!, /\[ACK\] seq 1 ack 1 \(lost\)/)
})

test('the same two ends a second later → the ISN is 250,000 further', () => {
  const [early, late] = [exchange({ port: 50_000 }), exchange({ port: 50_000, start: 1000 })]
  assert.is((isnOf(late.trace, 'client') - isnOf(early.trace, 'client')) >>> 0, 250_000)
  assert.throws(() => isnOf(late.trace, 'nobody'), /nobody sent no SYN/)
})

test('stateAt and steps → the states once a segment has arrived', () => {
  const { trace } = exchange()
  assert.equal([stateAt(trace, 'client', 0), stateAt(trace, 'client', 40)], ['SYN-SENT', 'ESTABLISHED'])
  const [heading, first] = steps(trace).split('\n')
  assert.match(heading!, /^ms\s+from → to\s+segment\s+client\s+server$/)
  assert.match(first!, /^0\s+client → server\s+\[SYN\] seq 0\s+SYN-SENT\s+SYN-RECEIVED$/)
})

test.run()
