import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  filterTrace,
  hashTrace,
  type PacketEvent,
  pcapng,
  pointToPoint,
  type Trace,
  type TraceEvent,
  table,
} from '../../lib/network/index.ts'
import { CONNECTION, exchange } from '../helpers/exchange.ts'
import { matchesGolden } from '../helpers/golden.ts'
import { dataCues, Player } from '../helpers/player.ts'

const packets = (trace: Trace): PacketEvent[] =>
  trace.events.filter((event): event is PacketEvent => event.type === 'packet')
const marked = (trace: Trace, mark: 'retransmission' | 'keepAlive' | 'windowProbe'): number[] =>
  packets(trace).flatMap((event) => (event.what === 'sent' && event[mark] ? [event.time] : []))

test('the exchange → the table as it was reviewed', () => {
  matchesGolden(`${table(exchange())}\n`, 'network/exchange.txt')
})

test('faults of every kind, seed 7 → the table and the hash as they were reviewed', () => {
  const link = { jitter: 3, loss: 0.1, duplicate: 0.2, reorder: { probability: 0.2, by: 2 }, corrupt: 0.1 }
  const { network, client, server } = pointToPoint({
    seed: 7,
    link: { ...link, rate: 2e6, delay: 5, queue: { packets: 3 } },
  })
  new Player(client, server, dataCues(40, { every: 0.5 }))
  network.run()
  const trace = network.trace()
  matchesGolden(`${table(trace, { show: ['queue'] })}\n\n${hashTrace(trace)}\n`, 'network/faults.txt')
})

test('what an endpoint says of its packets → in the trace where they leave, and nowhere else', () => {
  const trace = exchange()
  assert.equal(marked(trace, 'retransmission'), [300])
  assert.equal(marked(trace, 'windowProbe'), [1000])
  assert.equal(marked(trace, 'keepAlive'), [9000])
  const causes = packets(trace).flatMap(({ time, what, cause }) => (cause ? [`${time} ${what} ${cause}`] : []))
  assert.equal(causes, ['300 sent timeout', '1000 sent window probe'])
})

test('the same octets twice from an endpoint that says nothing of them → nothing is guessed', () => {
  const { network, client, server } = pointToPoint({ link: { delay: 10 } })
  const line = (seq: number) => `1 > 2 [PSH ACK] seq ${seq}:${seq + 1} ack 1 win 1000`
  new Player(client, server, [
    [0, '1 > 2 [SYN] seq 0 win 1000'],
    [30, line(1)],
    [300, line(1)],
    [600, '1 > 2 [ACK] seq 1 ack 1 win 1000'],
  ])
  new Player(server, client, [[40, '2 > 1 [ACK] seq 1 ack 2 win 0']])
  network.run()
  const trace = network.trace()
  for (const mark of ['retransmission', 'windowProbe', 'keepAlive'] as const) assert.equal(marked(trace, mark), [])
})

test('absolute numbers → as on the wire; other decimals → other columns', () => {
  const lines = table(exchange(), { relative: false, decimals: 0, show: [] }).split('\n')
  assert.is(
    lines[1],
    '   0       10  client > server  49152 > 80 [SYN] seq 4294967000 win 65535 <mss 1460, wscale 7, sackOK, ts 1/0>',
  )
  assert.not(lines.some((line) => line.includes('sending')))
})

test('a trace of 200,000 events → a table all the same', () => {
  const event: TraceEvent = { type: 'program', time: 1, host: 'h', text: 'x' }
  const trace = { hosts: [{ name: 'h', address: '10.0.0.1' }], events: Array(200_000).fill(event), end: 1 }
  assert.is(table(trace).split('\n').length, 200_001)
})

test('a part without its SYN → numbers from 1 on all the same', () => {
  const part = filterTrace(exchange(), { from: 21.5, until: 40, types: ['packet'] })
  assert.match(table(part).split('\n')[1]!, /seq 1:501 ack 1 win 512/)
})

test('filters → by host, connection, kind, outcome, data and time, together', () => {
  const trace = exchange()
  const count = (filter: Parameters<typeof filterTrace>[1]) => filterTrace(trace, filter).events.length
  assert.is(count({}), trace.events.length)
  assert.is(count({ types: ['program'] }), 1)
  assert.is(count({ what: ['dropped'] }), 1)
  assert.is(count({ what: ['sent'], data: true }), 6)
  assert.is(count({ what: ['sent'], data: true, from: 23, until: 300 }), 3)
  assert.is(count({ hosts: ['nobody'] }), 0)
  assert.is(count({ hosts: ['server'], types: ['program'] }), 0)
  assert.is(count({ connection: CONNECTION }), packets(trace).length)
  assert.is(count({ connection: '10.0.0.2:80 → 10.0.0.1:49152' }), packets(trace).length)
  assert.is(count({ connection: '10.0.0.1:49153 → 10.0.0.2:80' }), 0)
  assert.is(count({ where: (event) => event.time === 0 }), 1)
})

test('the same seed → the same hash; another seed, or one bit of one packet → another', () => {
  const link = { loss: 0.2, jitter: 1 }
  const hash = hashTrace(exchange(link))
  assert.match(hash, /^[0-9a-f]{16}$/)
  assert.is(hashTrace(exchange(link)), hash)
  assert.is.not(hashTrace(exchange(link, 2)), hash)
  const changed = exchange(link)
  packets(changed)[5]!.bytes[30]! ^= 1
  assert.is.not(hashTrace(changed), hash)
})

test('a trace of no events → the hash of 64-bit FNV-1a, computed apart', () => {
  let expected = 0xcbf2_9ce4_8422_2325n
  for (const octet of new TextEncoder().encode('h 10.0.0.1\nend 5')) {
    expected = BigInt.asUintN(64, (expected ^ BigInt(octet)) * 0x100_0000_01b3n)
  }
  const trace = { hosts: [{ name: 'h', address: '10.0.0.1' }], events: [], end: 5 }
  assert.is(hashTrace(trace), expected.toString(16).padStart(16, '0'))
})

test('recording of some things, or up to a limit → only those; the trace says that it ended early', () => {
  const recorded = (record: Parameters<typeof pointToPoint>[0]): Trace => {
    const { network, client, server } = pointToPoint({ link: { rate: 1e6 }, ...record })
    new Player(client, server, dataCues(5))
    network.print('client', 'hello')
    network.run()
    return network.trace()
  }
  const types = (trace: Trace): TraceEvent['type'][] => [...new Set(trace.events.map(({ type }) => type))]
  assert.equal(types(recorded({})), ['packet', 'queue', 'program'])
  assert.equal(types(recorded({ record: { packets: false } })), ['queue', 'program'])
  assert.equal(types(recorded({ record: { queues: false, program: false } })), ['packet'])
  assert.equal(types(recorded({ record: false })), [])
  assert.equal(packets(recorded({ record: { queues: false } })), packets(recorded({})))
  const limited = recorded({ record: { limit: 3 } })
  assert.is(limited.events.length, 3)
  assert.is(limited.truncated, true)
  assert.match(table(limited), /… recording ended here$/)
  assert.is(recorded({}).truncated, undefined)
})

for (const host of ['client', 'server']) {
  test(`pcapng at the ${host} → blocks whose lengths agree, one packet for each that it sent or received`, () => {
    const trace = exchange()
    const file = pcapng(trace, { hosts: [host] })
    const view = new DataView(file.buffer, file.byteOffset, file.length)
    const types: number[] = []
    for (let at = 0; at < file.length; ) {
      const length = view.getUint32(at + 4, true)
      assert.is(length & 3, 0)
      assert.is(view.getUint32(at + length - 4, true), length)
      types.push(view.getUint32(at, true))
      at += length
    }
    const seen = packets(trace).filter(
      ({ what, from, to }) => (what === 'sent' ? from : what === 'delivered' && to) === host,
    )
    assert.equal(types, [0x0a0d0d0a, 1, ...seen.map(() => 6)])
    assert.is(new TextDecoder().decode(file).includes('client → server: script'), host === 'client')
  })
}

test('pcapng at a host that is not there → RangeError that names those that are', () => {
  assert.throws(() => pcapng(exchange(), { hosts: ['cleint'] }), /no host "cleint".*client, server/)
})

test.run()
