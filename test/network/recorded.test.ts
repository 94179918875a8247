import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashTrace, pointToPoint, samplesAt, type Trace, type TraceEvent } from '../../lib/network/index.ts'
import { exchange } from '../helpers/exchange.ts'

const plain = ({ hosts, events, end }: Trace): Trace => ({ hosts, events, end })

test('a recording, printed, copied, written as JSON, hashed → as an object whose events are an array', () => {
  const expected = plain(exchange())
  assert.equal(Object.keys(exchange()), ['hosts', 'events', 'end'])
  assert.is(inspect(exchange(), { depth: 4 }), inspect(expected, { depth: 4 }))
  assert.is(JSON.stringify(exchange()), JSON.stringify(expected))
  assert.equal({ ...exchange() }, expected)
  assert.equal(structuredClone(exchange()), expected)
  assert.is(hashTrace(exchange()), hashTrace(expected))
})

test('the events of a recording → an array that stays the same, and may be another', () => {
  const trace = exchange()
  const { events } = trace
  assert.is(trace.events, events)
  const told: TraceEvent = { type: 'program', time: 1, host: 'client', text: 'hello' }
  events.push(told)
  assert.is(trace.events.at(-1), told)
  const other = exchange()
  other.events = [told]
  assert.equal(other.events, [told])
})

test('a trace taken on the way → what had happened until then; an event is one object in all traces', () => {
  const { network, client, server } = pointToPoint({ link: { delay: 10 } })
  server.openPort(1060)
  client.openPort(1).send({ address: server.address, port: 1060 }, Uint8Array.of(1))
  const early = network.trace()
  network.run()
  const late = network.trace()
  assert.is(early.events.length, 1)
  assert.is(late.events.length, 2)
  assert.is(late.events[0], early.events[0])
})

test('an event of another maker → the very object, among the recorded ones', () => {
  const { network, client, server } = pointToPoint({ link: { delay: 10 } })
  const queue: TraceEvent = { type: 'queue', time: 0, link: 'of mine', packets: 1, bytes: 2 }
  network.record(queue)
  server.openPort(1060)
  client.openPort(1).send({ address: server.address, port: 1060 }, Uint8Array.of(1))
  network.run()
  const { events } = network.trace()
  assert.is(events[0], queue)
  assert.equal(
    events.map(({ type }) => type),
    ['queue', 'packet', 'packet'],
  )
})

test('samples of a host → the same whether its events were asked for or not', () => {
  const [tables, objects] = [exchange(), plain(exchange())]
  const expected = objects.events.filter((event) => event.type === 'sample' && event.host === 'client')
  assert.equal(samplesAt(tables, 'client'), expected)
  assert.equal(samplesAt(objects, 'client'), expected)
  assert.equal(samplesAt(tables, 'nobody'), [])
})

test.run()
