import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Endpoint, Network, type PacketEvent } from '../../lib/network/index.ts'
import { parseAddress } from '../../lib/tcp/wire/address.ts'
import { encodePacket } from '../../lib/tcp/wire/ip.ts'
import { dataCues, Player } from '../helpers/player.ts'

const packetsOf = (network: Network): PacketEvent[] =>
  network.trace().events.filter((event): event is PacketEvent => event.type === 'packet')
const summary = (network: Network): string[] =>
  packetsOf(network).map(({ time, what, from, to, reason, at }) =>
    [time, what, `${from} > ${to}`, ...(reason ? [`${reason} at ${at}`] : [])].join(' '),
  )

/** `left — a — b — right`, and what lies between the routers. */
function chain(middle: { mtu?: number } = {}, options: { record?: boolean } = {}) {
  const network = new Network(options)
  const left = network.host('left')
  const right = network.host('right')
  const a = network.router('a')
  const b = network.router('b')
  network.link(left, a, { delay: 1 })
  network.link(a, b, { delay: 10, ...middle })
  network.link(b, right, { delay: 1 })
  return { network, left, right }
}

test('hosts without an address → the next free ones from 10.0.0.1 on, skipping .0 and .255', () => {
  const network = new Network()
  network.host('first', '10.0.0.2')
  const addresses = Array.from({ length: 260 }, (_, at) => network.host(`h${at}`).address)
  assert.equal(addresses.slice(0, 3), ['10.0.0.1', '10.0.0.3', '10.0.0.4'])
  assert.not(addresses.some((address) => address.endsWith('.0') || address.endsWith('.255')))
  assert.is(new Set(addresses).size, 260)
})

test('a name or an address given twice, or a node of another network → RangeError that says which', () => {
  const network = new Network()
  const host = network.host('a', '10.0.0.1')
  assert.throws(() => network.host('a'), /name a is taken/)
  assert.throws(() => network.router('b', '10.0.0.1'), /a has the address 10\.0\.0\.1 already/)
  assert.throws(() => network.link(host, new Network().host('z')), /z is not on this network/)
})

test('a packet through two routers → there after every link, with two hops less, and the trace shows it as sent', () => {
  const { network, left, right } = chain()
  new Player(left, right, dataCues(1))
  const server = new Player(right, left, [])
  network.run()
  assert.equal(summary(network), ['0 sent left > right', '12 delivered left > right'])
  assert.is(server.received[0]!.bytes[8], 62)
  assert.equal(
    packetsOf(network).map(({ bytes }) => bytes[8]),
    [64, 62],
  )
})

test('nothing is recorded → packets arrive all the same', () => {
  const { network, left, right } = chain({}, { record: false })
  new Player(left, right, dataCues(2))
  const server = new Player(right, left, [])
  network.run()
  assert.equal(server.lines, [
    '12 1 > 2 [ACK] seq 0:100 ack 1 win 1000 len 100',
    '12 1 > 2 [ACK] seq 100:200 ack 1 win 1000 len 100',
  ])
  assert.equal(network.trace().events, [])
})

test('two ways → the one of fewer hops; hosts pass nothing on', () => {
  const network = new Network()
  const [left, right, between] = [network.host('left'), network.host('right'), network.host('between')]
  const [a, b, c] = [network.router('a'), network.router('b'), network.router('c')]
  network.link(left, a, { delay: 1 })
  network.link(a, c, { delay: 1 })
  network.link(c, b, { delay: 1 })
  network.link(left, between)
  network.link(between, right)
  network.link(b, right, { delay: 1 })
  const direct = network.link(a, b, { delay: 50 })
  new Player(left, right, dataCues(1))
  network.run()
  assert.is(direct.forward.sentPackets, 1)
  assert.equal(summary(network), ['0 sent left > right', '52 delivered left > right'])
})

test('TTL used up → dropped at the router, which tells the source (ICMP 11)', () => {
  const { network, left } = chain()
  const listening = new Player(left, '10.0.0.2', [])
  const addresses = { source: parseAddress(left.address), destination: parseAddress('10.0.0.2') }
  left.send(encodePacket({ ...addresses, ttl: 2, protocol: 6, payload: new Uint8Array(20) }))
  network.run()
  assert.equal(summary(network), [
    '0 sent left > right',
    '11 dropped left > right ttl at b',
    '11 sent b > left',
    '22 delivered b > left',
  ])
  const { bytes } = listening.received[0]!
  assert.equal([bytes[9], bytes[20], bytes[21]], [1, 11, 0])
  assert.equal([...bytes.subarray(28, 48)].slice(12), [...parseOctets(left.address), 10, 0, 0, 2])
})

test('nobody has the address → no route: from the router with ICMP 3/1, or at a host without links', () => {
  const { network, left } = chain()
  const lonely = network.host('lonely')
  const source = new Player(left, lonely, dataCues(1))
  new Player(lonely, left, dataCues(1))
  network.run()
  assert.equal(summary(network), [
    '0 sent left > lonely',
    '0 dropped lonely > left no route at lonely',
    '1 dropped left > lonely no route at a',
    '1 sent a > left',
    '2 delivered a > left',
  ])
  assert.equal([...source.received[0]!.bytes.subarray(20, 22)], [3, 1])
})

test('longer than the next link takes, not to be cut → dropped, ICMP 3/4 names the MTU (RFC 1191)', () => {
  const { network, left } = chain({ mtu: 600 })
  const listening = new Player(left, '10.0.0.2', [])
  const ends = { source: parseAddress(left.address), destination: parseAddress('10.0.0.2') }
  left.send(encodePacket({ ...ends, protocol: 6, dontFragment: true, payload: new Uint8Array(1400) }))
  network.run()
  assert.is(summary(network)[1], '1 dropped left > right mtu at a')
  const { bytes } = listening.received[0]!
  assert.equal(
    [...bytes.subarray(20, 28)].filter((_, at) => at < 2 || at > 3),
    [3, 4, 0, 0, 600 >> 8, 600 & 255],
  )
  assert.is(bytes.length, 576)
})

test('too long for the host’s own link, not to be cut → its endpoint is told at once', () => {
  const network = new Network()
  const [left, right] = [network.host('left'), network.host('right')]
  network.link(left, right, { mtu: 600 })
  const listening = new Player(left, right, [])
  const ends = { source: parseAddress(left.address), destination: parseAddress(right.address) }
  left.send(encodePacket({ ...ends, protocol: 6, dontFragment: true, payload: new Uint8Array(1400) }))
  assert.equal([...listening.received[0]!.bytes.subarray(20, 22)], [3, 4])
  assert.equal(summary(network), ['0 dropped left > right mtu at left'])
})

test('longer than the next link takes, and may be cut → pieces travel, the host gets the whole', () => {
  const { network, left, right } = chain({ mtu: 600 })
  const server = new Player(right, left, [])
  new Player(left, right, [[0, '1 > 2 [ACK] seq 0:1400 ack 1 win 9']])
  network.run()
  assert.equal(server.lines, ['12 1 > 2 [ACK] seq 0:1400 ack 1 win 9 len 1400'])
  const pieces = packetsOf(network).filter(({ what }) => what === 'delivered')
  assert.equal(
    pieces.map(({ bytes }) => bytes.length),
    [596, 596, 288],
  )
  assert.equal(
    pieces.map(({ fragmentOf }) => fragmentOf),
    [1, 1, 1],
  )
  assert.equal(
    pieces.map(({ datagram }) => [datagram!.offset, datagram!.length, datagram!.moreFragments]),
    [
      [0, 576, true],
      [576, 576, true],
      [1152, 268, false],
    ],
  )
})

/** Answers every packet; counts how often it was asked for more. */
class Echo implements Endpoint {
  arrivals: number[] = []
  flushes: number[] = []
  #waiting: Uint8Array[] = []
  packetArrives(packet: Uint8Array, now: number): void {
    this.arrivals.push(now)
    const answer = packet.slice()
    answer.set(packet.subarray(12, 16), 16)
    answer.set(packet.subarray(16, 20), 12)
    this.#waiting.push(answer)
  }
  handleTimeout(): void {}
  pollTransmit(now: number): Uint8Array | undefined {
    this.flushes.push(now)
    return this.#waiting.shift()
  }
  pollTimeout(): undefined {}
}

test('several packets at one moment → all are taken in before the endpoint is asked for an answer', () => {
  const network = new Network()
  const [left, right] = [network.host('left'), network.host('right')]
  network.link(left, right, { delay: 5 })
  const echo = new Echo()
  right.attach(echo)
  new Player(left, right, dataCues(3))
  network.run()
  assert.equal(echo.arrivals, [5, 5, 5])
  assert.equal(echo.flushes, [0, 5, 5, 5, 5])
})

test('two ends answer each other in no time → an error instead of a run without end', () => {
  const network = new Network({ record: false })
  const [left, right] = [network.host('left'), network.host('right')]
  network.link(left, right)
  left.attach(new Echo())
  right.attach(new Echo())
  const ends = { source: parseAddress(left.address), destination: parseAddress(right.address) }
  left.send(encodePacket({ ...ends, protocol: 6, payload: new Uint8Array(20) }))
  assert.throws(() => network.run(), /give a link a delay or a rate/)
})

test('run: until a time, until idle, until a condition, until a bound → and says which', () => {
  const make = () => {
    const network = new Network()
    const seen: number[] = []
    for (const time of [30, 10, 20]) network.at(time, (now) => seen.push(now))
    return { network, seen }
  }
  const first = make()
  assert.equal(first.network.run({ until: 20 }), { ended: 'until', events: 2, now: 20 })
  assert.equal(first.network.run({ until: 25 }), { ended: 'until', events: 0, now: 25 })
  assert.equal(first.network.run(), { ended: 'idle', events: 1, now: 30 })
  assert.equal(first.seen, [10, 20, 30])
  assert.equal(first.network.run({ until: 99 }), { ended: 'idle', events: 0, now: 99 })
  const second = make()
  assert.is(second.network.run({ when: () => second.seen.length === 1 }).ended, 'when')
  assert.is(second.network.run({ maxEvents: 1 }).ended, 'bound')
  assert.equal(second.seen, [10, 20])
})

test('an appointment in the past → now; one called off → never, and time does not go there', () => {
  const network = new Network()
  const seen: string[] = []
  const cancel = network.at(50, () => seen.push('never'))
  network.at(10, () => {
    network.at(5, (now) => seen.push(`late at ${now}`))
    cancel()
  })
  assert.equal(network.run(), { ended: 'idle', events: 2, now: 10 })
  assert.equal(seen, ['late at 10'])
  assert.is(network.next(), undefined)
})

test('an endpoint that takes its deadline back → no timeout, and time does not go there', () => {
  const network = new Network()
  const host = network.host('h')
  let deadline: number | undefined = 100
  const fired: number[] = []
  host.attach({
    packetArrives() {},
    handleTimeout: (now) => {
      fired.push(now)
      deadline = undefined
    },
    pollTransmit: () => undefined,
    pollTimeout: () => deadline,
  })
  network.at(10, () => {
    deadline = undefined
    host.flush()
  })
  assert.is(network.run().now, 10)
  deadline = 40
  host.flush()
  assert.is(network.run().now, 40)
  assert.equal(fired, [40])
})

function parseOctets(address: string): number[] {
  return address.split('.').map(Number)
}

test('packets that waited for one link wait for the next → the first one’s queue has room again, recorded or not', () => {
  const arrivals = [true, false].map((record) => {
    const network = new Network({ record })
    const [left, right] = [network.host('left'), network.host('right')]
    const router = network.router('router')
    network.link(left, router, { rate: 10e6, queue: { packets: 3 } })
    network.link(router, right, { rate: 5e6 })
    const receiver = right.openPort(7)
    const sender = left.openPort()
    const burst = (packets: number): void => {
      for (let i = 0; i < packets; i++) sender.send({ address: 'right', port: 7 }, new Uint8Array(1_472))
    }
    // 1.2 ms each on the first link, 2.4 on the second: by 2.5 two of those that waited are gone.
    network.at(0, () => burst(4))
    network.at(2.5, () => burst(2))
    network.run()
    let count = 0
    while (receiver.receive()) count++
    return count
  })
  assert.equal(arrivals, [6, 6])
})

test.run()
