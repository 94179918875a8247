import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  cwndChart,
  describeCwnd,
  describeLadder,
  describeTimeSequence,
  journeys,
  ladder,
  ladderTable,
  statePath,
  throughput,
} from '../../lib/draw/index.ts'
import type { Trace } from '../../lib/network/trace-types.ts'
import { type Host, sendAll } from '../../lib/socket/index.ts'
import { type SimulatedNetworkOptions, simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import {
  CLIENT_SIDE,
  echoTrace,
  lossTrace,
  opened,
  Story,
  sawtoothTrace,
  zeroWindowTrace,
} from '../helpers/trace-samples.ts'
import { segmentsOfPath } from './geometry.ts'
import { collisions, labelsOf } from './labels.ts'
import { arrowsIn } from './ladder/strokes.ts'
import { every, parseXml } from './xml.ts'

const test = suite('ends')

const SERVER = { address: '127.0.0.1', port: 1060 }

/** One connection from a host to itself: eight bytes there, eight back. */
async function alone(host: string, network = simulatedNetwork({ delay: 5 })): Promise<Trace> {
  const { trace } = await network.run({
    listener: { host, run: (on) => answer(on, SERVER, new Uint8Array(8)) },
    caller: { host, run: (on) => ask(on, SERVER, new Uint8Array(8)) },
  })
  return trace
}

async function answer(host: Host, address: { address: string; port: number }, bytes: Uint8Array): Promise<void> {
  const listener = host.socket()
  listener.bind(address)
  listener.listen(1)
  const socket = await listener.accept()
  await socket.recv(100_000)
  await sendAll(socket, bytes)
  socket.close()
  listener.close()
}

async function ask(host: Host, address: { address: string; port: number }, bytes: Uint8Array): Promise<void> {
  const socket = host.socket()
  await socket.connect(address)
  await sendAll(socket, bytes)
  while ((await socket.recv(100_000)).length > 0);
  socket.close()
}

/** The client calls the server, which calls it back. */
async function callBack(options: SimulatedNetworkOptions = {}): Promise<Trace> {
  const network = simulatedNetwork({ delay: 5, ...options })
  const [client, server] = ['10.0.0.1', '10.0.0.2']
  const { trace } = await network.run({
    server: async (host) => {
      await answer(host, { address: server!, port: 21 }, new Uint8Array(3))
      await ask(host, { address: client!, port: 20 }, new Uint8Array(700))
    },
    client: async (host) => {
      const data = answer(host, { address: client!, port: 20 }, new Uint8Array(1))
      await ask(host, { address: server!, port: 21 }, new Uint8Array(5))
      await data
    },
  })
  return trace
}

test('both ends on one host → two lifelines named by address and port, arrows between them, no label clipped', async () => {
  const trace = await alone('server')
  const [near, far] = [journeys(trace)[0]!.from, '127.0.0.1:1060']
  assert.match(near, /^127\.0\.0\.1:\d+$/)
  for (const options of [{}, { time: 'even' as const }, { width: 340 }, { width: 700, window: true }]) {
    const text = ladder(trace, options)
    const svg = parseXml(text)
    const heads = [...every(svg)].filter(({ name, attributes }) => name === 'text' && attributes.y === '16')
    assert.equal(heads.map(({ text }) => text).sort(), [near, far, 'ms', 'ms'].sort())
    const width = Number(svg.attributes.viewBox!.split(' ')[2])
    for (const { text, x0, x1 } of labelsOf(svg)) assert.ok(x0 >= -1 && x1 <= width + 1, `${text} is clipped`)
    assert.equal(collisions(labelsOf(svg)), [])
    const { arrows } = arrowsIn(text)
    assert.is(arrows.length, 9)
    for (const { x0, x1 } of arrows) assert.ok(Math.abs(x1 - x0) > width / 3, 'from one lifeline to the other')
  }
})

test('both ends on one host → who opened, what was carried and who closed, by socket', async () => {
  const text = describeLadder(await alone('server'))
  const near = /between (\S+) and 127\.0\.0\.1:1060 in /.exec(text)![1]!
  assert.match(text, `${near} opens: SYN, SYN ACK from 127.0.0.1:1060, ACK;`)
  assert.match(text, `Data: 8 bytes ${near} to 127.0.0.1:1060 and 8 bytes 127.0.0.1:1060 to ${near}. Nothing is lost.`)
  assert.match(text, / 127\.0\.0\.1:1060 sends FIN at [\d.]+ ms, /)
  assert.not.match(text, /simultaneous|not at all/)
})

test('both ends on one host → a chart of either, asked for by its socket', async () => {
  const trace = await alone('server')
  assert.match(describeCwnd(trace, { host: '127.0.0.1:1060' }), /^The cwnd of 127\.0\.0\.1:1060 begins at \d+ bytes/)
  assert.match(
    describeTimeSequence(trace, { host: '127.0.0.1:1060' }),
    /^127\.0\.0\.1:1060 sends 8 bytes in 3 segments/,
  )
  assert.not.match(describeTimeSequence(trace), /duplicate/)
  assert.equal(statePath(trace, '127.0.0.1:1060').states.slice(0, 4), [
    'CLOSED',
    'LISTEN',
    'SYN-RECEIVED',
    'ESTABLISHED',
  ])
  assert.equal(statePath(trace, journeys(trace)[0]!.from).states.slice(0, 3), ['CLOSED', 'SYN-SENT', 'ESTABLISHED'])
  assert.equal(
    throughput(trace).map(({ name, octets }) => [name, octets]),
    [
      [journeys(trace)[0]!.from, 8],
      ['127.0.0.1:1060', 8],
    ],
  )
})

test('127.0.0.1 on two hosts, on the same ports → two connections, told apart by the host', async () => {
  const network = simulatedNetwork({ delay: 5 })
  const bound = (port: number) => async (host: Host) => {
    const socket = host.socket()
    socket.bind({ address: '127.0.0.1', port })
    await socket.connect(SERVER)
    await sendAll(socket, new Uint8Array(host.name === 'client' ? 11 : 22))
    while ((await socket.recv(100)).length > 0);
    socket.close()
  }
  const { trace } = await network.run(
    Object.fromEntries(
      ['client', 'server'].flatMap((host) => [
        [`${host} listens`, { host, run: (on: Host) => answer(on, SERVER, new Uint8Array(1)) }],
        [`${host} calls`, { host, run: bound(5000) }],
      ]),
    ),
  )
  const text = describeLadder(trace)
  assert.match(text, ' of 2 connections ')
  assert.match(
    text,
    'client 127.0.0.1:5000 to client 127.0.0.1:1060: established after 0.02 ms, 11 bytes there, 1 byte back',
  )
  assert.match(
    text,
    'server 127.0.0.1:5000 to server 127.0.0.1:1060: established after 0.02 ms, 22 bytes there, 1 byte back',
  )
  // Numbers from 0 on, each connection's from its own.
  assert.match(ladderTable(trace), /client 127\.0\.0\.1:5000 → client 127\.0\.0\.1:1060 +PSH ACK seq 1:12 ack 1 /)
  assert.match(ladderTable(trace), /server 127\.0\.0\.1:5000 → server 127\.0\.0\.1:1060 +PSH ACK seq 1:23 ack 1 /)
})

test('a server that calls the client back → two connections, each told apart, no simultaneous open', async () => {
  const text = describeLadder(await callBack())
  assert.match(text, /^\d+ segments of 2 connections between client and server in /)
  assert.match(
    text,
    /client:\d+ to server:21: established after 10 ms, 5 bytes there, 3 bytes back, FIN from server:21 /,
  )
  assert.match(
    text,
    /server:\d+ to client:20: established after 10 ms, 700 bytes there, 1 byte back, FIN from client:20 /,
  )
  assert.not.match(text, /simultaneous/)
})

test('more connections than can be told of → eight, and how many more', async () => {
  const network = simulatedNetwork({ delay: 5 })
  const { trace } = await network.run({
    server: async (host) => {
      const listener = host.socket()
      listener.bind({ address: '10.0.0.2', port: 80 })
      listener.listen(20)
      for (let index = 0; index < 11; index++) (await listener.accept()).close()
    },
    client: async (host) => {
      for (let index = 0; index < 11; index++) {
        const socket = host.socket()
        await socket.connect({ address: '10.0.0.2', port: 80 })
        await socket.recv(1)
        socket.close()
      }
    },
  })
  const text = describeLadder(trace)
  assert.is(text.match(/client:\d+ to server:80: established after/g)?.length, 8)
  assert.match(text, ' And 3 more connections.')
})

test('two flows from one host → each named with its port', async () => {
  const names = throughput(await callBack()).map(({ name }) => name)
  assert.is(new Set(names).size, 4, names.join())
  assert.match(names.join(' '), /client:\d+ server:21 server:\d+ client:20/)
})

test('a part of a connection → nothing is said that the rest of the trace belies', () => {
  const trace = echoTrace()
  const part = (from: number, until: number): string => describeLadder(trace, { from, until })
  assert.match(part(0, 5), /^1 segment .*client sends SYN\. Of these, none is lost\. At the end server is in LISTEN/)
  assert.match(part(0, 15), /client sends SYN, server answers SYN ACK\./)
  assert.not.match(part(21, 45), /opens|SYN/)
  assert.match(part(40, 53), /client sends FIN at 42 ms\. At/)
  assert.match(part(60, 90), /server sends FIN at 63\.5 ms\. At/)
  const never = { ...trace, events: trace.events.filter((event) => event.type !== 'packet' || event.time < 63) }
  assert.match(describeLadder(never, { from: 40, until: 90 }), /client sends FIN at 42 ms, server not at all\./)
})

test('SYNs that cross, of two connections → no simultaneous open; a refusal, a reset → said as such', async () => {
  const network = simulatedNetwork({ delay: 5 })
  await network.run({
    client: async (host) => {
      const socket = host.socket()
      await socket.connect({ address: '10.0.0.2', port: 7 }).catch(() => {})
    },
    server: async (host) => {
      const socket = host.socket()
      await socket.connect({ address: '10.0.0.1', port: 7 }).catch(() => {})
    },
  })
  const text = describeLadder(network.trace())
  assert.match(text, /client:\d+ to server:7: refused at 5 ms, at the end client:\d+ in CLOSED\./)
  assert.match(text, /server:\d+ to client:7: refused at 5 ms, at the end server:\d+ in CLOSED\./)
  assert.not.match(text, /simultaneous|reset/)
})

test('refused from one end, and then from the other, on the same ports → two connections, no simultaneous open', async () => {
  const network = simulatedNetwork({ delay: 5 })
  const call = (own: number, address: string, port: number, when: number) => async (host: Host) => {
    await host.sleep(when)
    const socket = host.socket()
    socket.bind({ address: host.address, port: own })
    await socket.connect({ address, port }).catch(() => {})
    socket.close()
  }
  await network.run({ client: call(5000, '10.0.0.2', 6000, 0), server: call(6000, '10.0.0.1', 5000, 100) })
  const text = describeLadder(network.trace())
  assert.match(text, 'client:5000 to server:6000: refused at 5 ms')
  assert.match(text, 'server:6000 to client:5000 again: refused at 105 ms')
  assert.not.match(text, /simultaneous|SYN from both/)
})

test('both ends send SYN, and neither arrives → no open at all', async () => {
  const network = simulatedNetwork({ delay: 5, script: () => 'drop' })
  const call = (own: number, address: string, port: number) => async (host: Host) => {
    const socket = host.socket()
    socket.bind({ address: host.address, port: own })
    await socket.connect({ address, port }).catch(() => {})
  }
  await network.run({ client: call(5000, '10.0.0.2', 6000), server: call(6000, '10.0.0.1', 5000) })
  const text = describeLadder(network.trace())
  assert.match(text, /\. Both ends send SYN\. Lost: /)
  assert.not.match(text, 'simultaneous')
})

test('a window probe that is refused → its octet is not said to be carried, nor sent', () => {
  const part = { from: 200, until: 699 }
  assert.not.match(describeLadder(zeroWindowTrace(), part), 'Data:')
  assert.match(describeLadder(zeroWindowTrace()), 'Data: 5120 bytes client to server.')
  assert.match(describeTimeSequence(zeroWindowTrace(), part), /^client sends 0 bytes in 2 segments /)
})

test('a window that is shut and opened again in one moment → never closed, in words; one overtaken on the way → no news', () => {
  const moment = opened(new Story(10))
    .send(30, 'client', '[ACK] seq 1:101 ack 1 win 65535')
    .send(40, 'server', '[ACK] seq 1 ack 101 win 0')
    .send(40, 'server', '[ACK] seq 1 ack 101 win 500')
    .send(60, 'client', '[ACK] seq 101:201 ack 1 win 65535')
    .send(70, 'server', '[ACK] seq 1 ack 201 win 500')
    .tell()
  assert.not.match(describeLadder(moment), /closes its window/)
  assert.not.match(describeTimeSequence(moment), /is closed/)
  const overtaken = opened(new Story(10))
    .send(30, 'client', '[ACK] seq 1:101 ack 1 win 65535')
    .send(31, 'client', '[ACK] seq 101:201 ack 1 win 65535')
    .send(40, 'server', '[ACK] seq 1 ack 101 win 0', { arrives: 55 })
    .send(41, 'server', '[ACK] seq 1 ack 201 win 500')
    .send(60, 'server', '[ACK] seq 1 ack 201 win 500')
    .tell()
  assert.not.match(describeTimeSequence(overtaken), /is closed/)
  assert.match(describeTimeSequence(overtaken), 'The acknowledgments reach 201 at 51 ms.')
})

test('the segment is resent → with its reason in words, and the word on its arrow', () => {
  assert.match(describeLadder(lossTrace()), /Sent again: .* \(third duplicate ACK\)\./)
  assert.ok(labelsOf(parseXml(ladder(lossTrace()))).some(({ text }) => text.endsWith('resent')))
})

test('cwnd that shrinks → why; a recovery that is undone → that, too', () => {
  const trace = sawtoothTrace()
  assert.match(describeCwnd(trace), /It shrinks \d+ times, first at [\d.]+ ms\./)
  const first = trace.events.find(
    (event, index) =>
      event.type === 'sample' &&
      trace.events.slice(0, index).some((other) => other.type === 'sample' && other.cwnd! > event.cwnd!),
  )!
  const told = { time: first.time, host: 'client', connection: CLIENT_SIDE, seq: 1, cwnd: 1, ssthresh: 1 }
  trace.events.push({ type: 'sender', what: 'fast-retransmit', ...told })
  assert.match(describeCwnd(trace), /first at [\d.]+ ms \(fast retransmit\)\. \d+ segments/)
  trace.events.push({ type: 'sender', what: 'undone', by: 'DSACK', ...told })
  assert.match(describeCwnd(trace), /\. A reduction is undone once, since nothing had been lost, at /)
})

test('a window that is shut and opened in one moment → no line to the bottom; one that stays shut → drawn', () => {
  const trace = sawtoothTrace()
  const samples = trace.events.filter((event) => event.type === 'sample').slice(0, 40)
  const heights = (events: Trace['events']): number[] => {
    const svg = cwndChart({ ...trace, events }, { series: ['cwnd', 'rwnd'] })
    return [...every(parseXml(svg))]
      .filter(({ name, attributes }) => name === 'path' && attributes.class === 'l4')
      .flatMap(({ attributes }) => segmentsOfPath(attributes.d!))
      .map(([, [, y]]) => y)
  }
  const open = samples.map((sample) => ({ ...sample, sndWnd: 20_000 }))
  const at = open[20]!
  const moment = [...open.slice(0, 20), { ...at, sndWnd: 0 }, { ...at }, ...open.slice(21)]
  const instant = [...open.slice(0, 20), { ...at, sndWnd: 0 }, { ...at, time: at.time + 1e-4 }, ...open.slice(21)]
  assert.equal(heights(moment), heights(open))
  assert.equal(heights(instant), heights(open))
  const spike = samples.map((sample) => ({ ...sample, cwnd: 20_000 }))
  const events = [...spike.slice(0, 20), { ...spike[20]!, cwnd: 90_000 }, ...spike.slice(20)]
  assert.match(describeCwnd({ ...trace, events }), /is largest with 20000 bytes .* It never shrinks\./)
  const shut = open.map((sample, index) => ({ ...sample, sndWnd: index > 10 && index < 30 ? 0 : 20_000 }))
  assert.ok(Math.max(...heights(shut)) > Math.max(...heights(open)) + 50)
})

test.run()
