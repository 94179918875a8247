import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  filterTrace,
  hashTrace,
  isData,
  nth,
  pointToPoint,
  secretFor,
  TcpHost,
  type TraceEvent,
} from '../../lib/network/index.ts'
import { everything, transfer } from '../helpers/scenario.ts'

const link = { rate: 10e6, delay: 10 }

function of<T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T): Extract<TraceEvent, { type: T }>[] {
  return events.filter((event): event is Extract<TraceEvent, { type: T }> => event.type === type)
}

test('a transfer over TCP → the trace holds both ends’ states, in order, from CLOSED to CLOSED', () => {
  const { trace, received } = transfer({ octets: 50_000 })
  assert.is(received, 50_000)
  const states = (host: string): string[] =>
    of(trace.events, 'state')
      .filter((event) => event.host === host)
      .map(({ to }) => to)
  assert.equal(states('client'), ['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
  assert.equal(states('server').slice(-4), ['ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'])
})

test('the last segment is lost → the retransmission timer is in the trace, then the segment sent again', () => {
  const { trace } = transfer({ octets: 1000, link: { ...link, script: nth(1, isData, 'drop') }, back: link })
  const timers = of(trace.events, 'timer').filter(({ timer }) => timer === 'retransmission')
  const again = of(trace.events, 'packet').filter(({ what, retransmission }) => what === 'sent' && retransmission)
  assert.is(timers.length, 1)
  assert.equal(
    again.map(({ time }) => time),
    timers.map(({ time }) => time),
  )
})

test('samples are wanted → one after each change, named like the connection; not wanted → none', () => {
  const trace = everything(1)
  const samples = of(trace.events, 'sample')
  assert.ok(samples.length > 100)
  const { connection, host } = samples[0]!
  assert.is(host, 'left1')
  assert.match(connection, /^10\.1\.0\.1:\d+ → 10\.2\.0\.1:80$/)
  assert.ok(filterTrace(trace, { connection }).events.length > 100)
  assert.is(of(transfer().trace.events, 'sample').length, 0)
})

test('a sample in the trace → every variable of STATUS, as it was', () => {
  const { network, client } = pointToPoint({ seed: 1, link })
  const { stack } = new TcpHost(network, client)
  const connection = stack.connect({ address: '10.0.0.2', port: 80 }, 0)
  client.flush()
  network.run({ until: 500 })
  const sample = of(network.trace().events, 'sample').at(-1)
  const { sender } = connection.status()
  assert.equal(sample, { ...sender, type: 'sample', time: 0, host: client.name, connection: connection.name })
})

test('the same seed → the same trace, ports and sequence numbers included; another → another', () => {
  assert.is(hashTrace(everything(5)), hashTrace(everything(5)))
  assert.is.not(hashTrace(everything(5)), hashTrace(everything(6)))
  assert.equal(secretFor(1, 'a'), secretFor(1, 'a'))
  assert.not.equal(secretFor(1, 'a'), secretFor(1, 'b'))
  assert.not.equal(secretFor(1, 'a'), secretFor(2, 'a'))
})

test.run()
