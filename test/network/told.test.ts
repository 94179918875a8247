import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  filterTrace,
  isData,
  isSyn,
  nth,
  type PacketEvent,
  pcapng,
  pointToPoint,
  type Trace,
  type TraceEvent,
  table,
  traceEventOf,
} from '../../lib/network/index.ts'
import type { Host } from '../../lib/socket/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import type { ConnectionSettings, TcpEvent } from '../../lib/tcp/index.ts'
import { draws } from '../helpers/draws.ts'
import { everything, type TransferOptions, transfer } from '../helpers/scenario.ts'

// What senders know of what they send and do, in the trace.

const test = suite('told')
const link = { rate: 10e6, delay: 10 }
const seed = Number(process.env.TOLD_SEED ?? Date.now() % 2 ** 31)

/** The causes of what leaves, in order, one a segment. */
function causes({ events }: Trace): string[] {
  return events.flatMap((event) =>
    event.type === 'packet' && event.what === 'sent' && event.cause ? [event.cause] : [],
  )
}

function told({ events }: Trace): string[] {
  return events.flatMap((event) => (event.type === 'sender' ? [event.what] : []))
}

function lossy(which: readonly number[], settings: ConnectionSettings = {}, more: TransferOptions = {}): Trace {
  const lossyLink = { ...link, script: nth(which, isData, 'drop') }
  return transfer({ octets: 30_000, link: lossyLink, back: link, settings, ...more }).trace
}

const CAUSES: readonly [name: string, trace: () => Trace, causes: string[]][] = [
  ['one of many lost', () => lossy([3]), ['third duplicate']],
  ['the last lost', () => lossy([21]), ['timeout']],
  ['one of many lost, RACK', () => lossy([3], { lossDetection: 'rack-tlp' }), ['RACK']],
  ['the last lost, RACK', () => lossy([21], { lossDetection: 'rack-tlp' }), ['loss probe']],
  ['two lost, SACK', () => lossy([3, 5]), ['third duplicate', 'SACK']],
  [
    'two lost, no SACK',
    () => lossy([3, 5], { sack: false, congestion: 'new-reno' }),
    ['third duplicate', 'partial ACK'],
  ],
  [
    'the SYN,ACK lost',
    () => transfer({ octets: 10, link, back: { ...link, script: nth(1, isSyn, 'drop') } }).trace,
    ['timeout', 'repeated SYN'],
  ],
  [
    'a reader that sleeps',
    () => transfer({ octets: 100_000, link, settings: { receiveBuffer: 4000 }, pause: [40, 1500] }).trace,
    ['window probe'],
  ],
]

for (const [name, trace, expected] of CAUSES) {
  test(`${name} → ${expected.join(', then ')}: what leaves for it says so`, () => {
    const all = trace()
    assert.equal(causes(all), expected)
    for (const event of all.events) {
      if (event.type !== 'packet') continue
      assert.is(event.retransmission === true, event.cause !== undefined && event.cause !== 'window probe')
      assert.is(event.windowProbe === true, event.cause === 'window probe')
    }
  })
}

test('a window that its scaled field rounds down → nobody is told that it shrinks', () => {
  const settings = { receiveBuffer: 1_000_001, mss: 1_001 }
  assert.equal(told(transfer({ octets: 300_000, link, settings, pause: [50, 200] }).trace), [])
})

test('an idle connection with keep-alive → its probes are marked, and are no resendings', () => {
  const { trace } = transfer({
    octets: 10,
    link,
    settings: { keepAlive: true, keepAliveIdle: 1000 },
    idle: 2500,
  })
  const probes = trace.events.filter(
    (event): event is PacketEvent => event.type === 'packet' && event.keepAlive === true,
  )
  assert.ok(probes.length >= 2, `${probes.length}`)
  for (const { what, retransmission, segment } of probes) {
    assert.equal([what, retransmission, segment!.payload.length], ['sent', undefined, 0])
  }
})

test('SYNs that cross, or of which one is lost → the SYN,ACKs answer, and repeat nothing', async () => {
  const open = async (lost: readonly number[]): Promise<string[]> => {
    const network = simulatedNetwork({ delay: 20, script: nth(lost, isSyn, 'drop'), back: { script: [] } })
    const end = (port: number, address: string, other: number) => async (host: Host) => {
      const socket = host.socket()
      socket.bind({ address: host.address, port })
      await socket.connect({ address, port: other })
      await host.sleep(4000)
      socket.close()
    }
    const { trace } = await network.run({ client: end(5000, '10.0.0.2', 6000), server: end(6000, '10.0.0.1', 5000) })
    return trace.events.flatMap((event) =>
      event.type === 'packet' && event.retransmission && event.segment?.flags.syn
        ? [`${event.from} ${event.segment.flags.ack ? 'SYN,ACK' : 'SYN'} ${event.cause}`]
        : [],
    )
  }
  assert.equal(await open([]), [])
  assert.equal(await open([1]), [])
  // The client's answer is lost, so nobody acknowledges the server's.
  assert.equal(await open([2]), ['server SYN,ACK timeout'])
})

test('a host that talks to itself → what its senders know is in the trace, too, and whose packets they are', async () => {
  const network = simulatedNetwork({ tcp: { receiveBuffer: 2000 } })
  const address = { address: '127.0.0.1', port: 1060 }
  await network.run({
    listener: {
      host: 'server',
      run: async (host) => {
        const listener = host.socket()
        listener.bind(address)
        listener.listen(1)
        const socket = await listener.accept()
        await host.sleep(3000)
        while ((await socket.recv(1000)).length > 0);
        socket.close()
      },
    },
    caller: {
      host: 'server',
      run: async (host) => {
        const socket = host.socket()
        await socket.connect(address)
        await socket.send(new Uint8Array(5000))
        socket.close()
      },
    },
  })
  const trace = network.trace()
  const packets = trace.events.filter((event) => event.type === 'packet')
  assert.ok(packets.length > 10 && packets.every(({ within }) => within === 'server'))
  assert.ok(causes(trace).includes('window probe'))
  assert.is(filterTrace(trace, { hosts: ['server'], types: ['packet'] }).events.length, packets.length)
  assert.is(filterTrace(trace, { hosts: ['client'], types: ['packet'] }).events.length, 0)
})

const TOLD: readonly [name: string, trace: () => Trace, what: string[]][] = [
  ['a loss', () => lossy([3]), ['duplicate-ack', 'limited-transmit', 'fast-retransmit', 'recovered']],
  [
    'two losses, no SACK',
    () => lossy([3, 5], { sack: false, congestion: 'new-reno' }),
    ['fast-retransmit', 'partial-ack', 'recovered'],
  ],
  ['a timeout', () => lossy([21]), ['recovered']],
  ['a tail lost, RACK', () => lossy([21], { lossDetection: 'rack-tlp' }), ['loss-probe']],
  [
    'a segment twice',
    () => transfer({ octets: 30_000, link: { ...link, script: nth(3, isData, 'duplicate') }, back: link }).trace,
    ['dsack'],
  ],
  [
    'a reader that sleeps',
    () => transfer({ octets: 100_000, link, settings: { receiveBuffer: 4000 }, pause: [40, 1500] }).trace,
    ['persist', 'persist'],
  ],
  [
    'nobody answers any more',
    () =>
      transfer({
        octets: 30_000,
        link: { ...link, script: ({ time }) => (time > 40 ? 'drop' : undefined) },
        back: link,
      }).trace,
    ['r1', 'gave-up'],
  ],
]

for (const [name, trace, what] of TOLD) {
  test(`${name} → ${what.join(', ')} in the trace`, () => {
    const all = told(trace())
    // In this order, perhaps with others between them.
    let at = 0
    for (const one of all) if (one === what[at]) at++
    assert.is(at, what.length, all.join())
  })
}

test('every kind of what a sender tells → in the trace with its numbers, at its host and connection', () => {
  const connection = { name: '10.0.0.1:1 → 10.0.0.2:2' }
  const traced = (event: object): TraceEvent | undefined =>
    traceEventOf({ type: 'sender', time: 7, event: { time: 7, ...event }, connection } as unknown as TcpEvent, 'client')
  const place = { type: 'sender', time: 7, host: 'client', connection: connection.name }
  assert.equal(traced({ type: 'reneged', seq: 5 }), { ...place, what: 'reneged', seq: 5 })
  assert.equal(traced({ type: 'window-shrunk', by: 500 }), { ...place, what: 'window-shrunk', by: 500 })
  assert.equal(traced({ type: 'undone', seq: 5, cwnd: 9, ssthresh: 8, by: 'timestamps' }), {
    ...place,
    what: 'undone',
    seq: 5,
    cwnd: 9,
    ssthresh: 8,
    by: 'timestamps',
  })
  assert.is(traced({ type: 'timer', timer: 'persist', seq: 1, rto: 1 })?.type, 'timer')
})

test('what senders tell is not wanted, or nothing else is → recorded by itself; a line each in the table', () => {
  const run = (record: Parameters<typeof pointToPoint>[0]): Trace => {
    const { trace } = transfer({
      octets: 30_000,
      link: { ...link, script: nth(3, isData, 'drop') },
      back: link,
      ...record,
    })
    return trace
  }
  const trace = run({})
  const line = table(trace, { show: ['sender'] })
    .split('\n')
    .find((text) => text.includes('fast-retransmit'))
  assert.match(line!, /client\s+fast-retransmit seq \d+ cwnd [\d.]+ ssthresh [\d.]+$/)
  for (const record of [
    { sender: false },
    { packets: false, states: false, samples: false, timers: false, queues: false, program: false },
  ]) {
    const { network, client, server } = pointToPoint({ link, record })
    assert.is(network.recorder.wants.sender, record.sender !== false)
    assert.is(client.name + server.name, 'clientserver')
    network.record({ type: 'sender', time: 0, host: 'client', connection: 'x', what: 'persist', on: true })
    assert.is(network.trace().events.length, record.sender === false ? 0 : 1)
  }
})

test('samples of one host are wanted → the other has none, and all else is as before', () => {
  const run = (record: Record<string, unknown>): readonly TraceEvent[] =>
    transfer({ octets: 30_000, link: { ...link, script: nth(3, isData, 'drop') }, back: link, record }).trace.events
  const isOther = (event: TraceEvent): boolean => event.type !== 'sample' || event.host === 'client'
  const [both, one] = [run({}), run({ samples: ['client'] })]
  assert.ok(both.some((event) => !isOther(event)))
  assert.equal(one, both.filter(isOther))
  assert.equal(
    run({ samples: [] }),
    both.filter(({ type }) => type !== 'sample'),
  )
  assert.throws(() => run({ samples: 3 }), /samples is 3: it must be true, false or a list of names of hosts/)
})

test('a capture → the reason of what was sent again, as a comment', () => {
  const text = new TextDecoder().decode(pcapng(lossy([3])))
  assert.match(text, 'sent again: third duplicate ACK')
})

test(`cwnd, random losses both ways, every algorithm, seed ${seed} → never shown below a segment, nor before the SYN is acknowledged`, () => {
  const cases = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    loss: fc.double({ min: 0, max: 0.25, noNaN: true }),
    back: fc.double({ min: 0, max: 0.5, noNaN: true }),
    congestion: fc.constantFrom('tahoe' as const, 'reno' as const, 'new-reno' as const, 'cubic' as const),
    sack: fc.boolean(),
    lossDetection: fc.constantFrom('dup-ack' as const, 'rack-tlp' as const),
  })
  fc.assert(
    fc.property(cases, ({ seed: network, loss, back, ...settings }) => {
      const { trace } = transfer({
        seed: network,
        octets: 60_000,
        link: { ...link, loss },
        back: { ...link, loss: back },
        settings: { ...settings, timestamps: false, minRto: 200 },
        record: true,
        until: 60_000,
      })
      const open = new Map<string, number>()
      for (const event of trace.events) {
        if (event.type === 'state' && event.to === 'ESTABLISHED') open.set(event.host, event.time)
        if (event.type !== 'sample' || event.cwnd === undefined) continue
        assert.ok(event.time >= (open.get(event.host) ?? Number.POSITIVE_INFINITY), `a cwnd at ${event.time}`)
        assert.ok(event.cwnd >= 1460, `${event.cwnd} at ${event.time}`)
      }
    }),
    { seed, numRuns: draws(60), includeErrorInReport: true },
  )
})

test('everything at once → no sample has a cwnd below a segment', () => {
  const samples = everything(3).events.filter((event) => event.type === 'sample')
  assert.ok(samples.some(({ cwnd }) => cwnd === undefined) && samples.some(({ cwnd }) => cwnd !== undefined))
  for (const { cwnd } of samples) assert.ok(cwnd === undefined || cwnd >= 536)
})

test.run()
