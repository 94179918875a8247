import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { internetChecksum, writeUint16 } from '../../../lib/bytes.ts'
import type { Connection } from '../../../lib/tcp/connection/connection.ts'
import type { ConnectionSettings } from '../../../lib/tcp/settings.ts'
import type { Stack } from '../../../lib/tcp/stack/stack.ts'
import { parseAddress } from '../../../lib/tcp/wire/address.ts'
import { decodePacket, encodePacket, isMalformed, PROTOCOL_ICMP } from '../../../lib/tcp/wire/ip.ts'
import { eventsOf, HERE, makeStack, Pair, sentBy, THERE } from '../../helpers/tcp-stacks.ts'

/** An ICMP message from a router, which quotes the beginning of a packet. */
function icmp(type: number, code: number, quoted: Uint8Array, mtu = 0): Uint8Array {
  const payload = new Uint8Array(8 + 28)
  payload[0] = type
  payload[1] = code
  writeUint16(payload, 6, mtu)
  payload.set(quoted.subarray(0, 28), 8)
  writeUint16(payload, 2, internetChecksum(payload))
  const [source, destination] = [parseAddress('10.0.0.254'), parseAddress(HERE)]
  return encodePacket({ source, destination, protocol: PROTOCOL_ICMP, payload })
}

function connecting(settings: ConnectionSettings = {}): { stack: Stack; connection: Connection; syn: Uint8Array } {
  const stack = makeStack(1, { settings })
  const connection = stack.connect({ address: THERE, port: 80 }, 0)
  return { stack, connection, syn: stack.pollTransmit(0) as Uint8Array }
}

test('host or network unreachable, time exceeded, parameter problem → reported, the connection goes on (MUST-54, MUST-56)', () => {
  for (const [type, code] of [
    [3, 0],
    [3, 1],
    [3, 5],
    [11, 0],
    [12, 0],
  ] as const) {
    const { stack, connection, syn } = connecting()
    stack.packetArrives(icmp(type, code, syn), 1)
    assert.is(connection.state, 'SYN-SENT')
    assert.is(eventsOf(stack).filter((event) => event.type === 'report').length, 1)
  }
})

test('host unreachable, then nothing more → EHOSTUNREACH when the connection is given up, with the cause', () => {
  const { stack, connection, syn } = connecting()
  connection.userTimeout = 1500
  stack.packetArrives(icmp(3, 1, syn), 1)
  for (let due = stack.pollTimeout(); due !== undefined; due = stack.pollTimeout()) {
    stack.handleTimeout(due)
    sentBy(stack, due)
  }
  assert.is(connection.error?.code, 'EHOSTUNREACH')
  assert.ok(connection.error?.cause)
})

test('port or protocol unreachable → ECONNREFUSED, CLOSED (SHLD-26)', () => {
  for (const code of [2, 3]) {
    const { stack, connection, syn } = connecting()
    stack.packetArrives(icmp(3, code, syn), 1)
    assert.equal([connection.state, connection.error?.code], ['CLOSED', 'ECONNREFUSED'])
    assert.is(stack.pollTimeout(), undefined)
  }
})

test('`linux`: any such error about the SYN → the connection ends with it, by the name that the operating system has for it', () => {
  for (const [type, code, name] of [
    [3, 0, 'ENETUNREACH'],
    [3, 1, 'EHOSTUNREACH'],
    [3, 13, 'EHOSTUNREACH'],
    [3, 3, 'ECONNREFUSED'],
    [11, 0, 'EHOSTUNREACH'],
    [12, 0, 'EPROTO'],
  ] as const) {
    const { stack, connection, syn } = connecting({ profile: 'linux' })
    stack.packetArrives(icmp(type, code, syn), 1)
    assert.equal([connection.state, connection.error?.code], ['CLOSED', name], `${type}, ${code}`)
    assert.is(stack.pollTimeout(), undefined)
  }
})

test('port unreachable for an open connection → it ends (SHLD-26); `linux` and `freebsd`: noted, and it goes on', () => {
  for (const [profile, state] of [
    ['ackbook', 'CLOSED'],
    ['linux', 'ESTABLISHED'],
    ['freebsd', 'ESTABLISHED'],
  ] as const) {
    const pair = new Pair({ a: { settings: { profile } } })
    const { client } = pair.connected()
    client.send(new Uint8Array(10), 0)
    const packet = pair.a.pollTransmit(0) as Uint8Array
    pair.a.packetArrives(icmp(3, 3, packet), 1)
    assert.is(client.state, state, profile)
    assert.is((client.tcb.softError ?? client.error)?.code, 'ECONNREFUSED', profile)
  }
})

test('Source Quench → ignored (MUST-55)', () => {
  const { stack, connection, syn } = connecting()
  const before = JSON.stringify(connection.status())
  stack.packetArrives(icmp(4, 0, syn), 1)
  assert.is(JSON.stringify(connection.status()), before)
  assert.is(eventsOf(stack).filter((event) => event.type === 'report').length, 0)
})

test('a quoted sequence number that is not in flight, a wrong checksum, no quoted segment → ignored', () => {
  const { stack, connection, syn } = connecting()
  const guessed = syn.slice()
  guessed[27]! ^= 1
  stack.packetArrives(icmp(3, 3, guessed), 1)
  const damaged = icmp(3, 3, syn)
  damaged[30]! ^= 1
  stack.packetArrives(damaged, 1)
  stack.packetArrives(icmp(3, 3, new Uint8Array(28)), 1)
  stack.packetArrives(icmp(3, 3, syn).subarray(0, 40), 1)
  assert.is(connection.state, 'SYN-SENT')
})

test('fragmentation needed → segments fit the next hop from then on (RFC 1191)', () => {
  const pair = new Pair({ a: { settings: { timestamps: false } } })
  const { client } = pair.connected()
  client.send(new Uint8Array(3000), 0)
  const packet = pair.a.pollTransmit(0) as Uint8Array
  assert.is(packet.length, 1500)
  pair.a.packetArrives(icmp(3, 4, packet, 1000), 1)
  pair.a.packetArrives(icmp(3, 4, packet, 1400), 1)
  assert.is(client.status().snd.mss, 960)
  pair.settle().wait(5000)
  assert.is(pair.b.connections()[0]?.readable, 3000)
})

test('fragmentation needed, but no MTU is told, or one below the least of IPv4 → ignored', () => {
  const { stack, connection, syn } = connecting()
  const { mss } = connection.status().snd
  for (const mtu of [0, 67]) stack.packetArrives(icmp(3, 4, syn, mtu), 1)
  assert.is(connection.status().snd.mss, mss)
  assert.is(connection.state, 'SYN-SENT')
})

test('redirect, echo reply, timestamp → no news of a connection', () => {
  const { stack, connection, syn } = connecting()
  for (const type of [0, 5, 14]) stack.packetArrives(icmp(type, 0, syn), 1)
  assert.is(eventsOf(stack).filter((event) => event.type === 'report').length, 0)
  assert.is(connection.state, 'SYN-SENT')
})

test('soft errors → each by the name that the operating system has for it', () => {
  for (const [type, code, name] of [
    [3, 0, 'ENETUNREACH'],
    [3, 1, 'EHOSTUNREACH'],
    [11, 0, 'EHOSTUNREACH'],
    [12, 0, 'EPROTO'],
  ] as const) {
    const { stack, connection, syn } = connecting()
    stack.packetArrives(icmp(type, code, syn), 1)
    assert.is(connection.tcb.softError?.code, name, `${type}, ${code}`)
  }
})

test('octets like an ICMP error, of another protocol → ignored', () => {
  const { stack, connection, syn } = connecting()
  const packet = decodePacket(icmp(3, 3, syn))
  if (isMalformed(packet)) throw new Error(packet.message)
  stack.packetArrives(encodePacket({ ...packet, protocol: 17 }), 1)
  assert.is(connection.state, 'SYN-SENT')
})

test('fragmentation needed → what was too large goes again at once, with cwnd as it was; what was not, waits (RFC 1191 §6.4)', () => {
  const pair = new Pair({ a: { settings: { timestamps: false } } })
  const { client } = pair.connected()
  const before = client.status().sender!
  client.send(new Uint8Array(3000), 0)
  const lengths = (): number[] => {
    const sent: number[] = []
    for (let packet = pair.a.pollTransmit(1); packet; packet = pair.a.pollTransmit(1)) sent.push(packet.length - 40)
    return sent
  }
  const packet = pair.a.pollTransmit(0) as Uint8Array
  client.noDelay = true
  assert.equal(lengths(), [1460, 80])
  pair.a.packetArrives(icmp(3, 4, packet, 1000), 1)
  assert.equal(lengths(), [960, 960, 960, 40])
  const { cwnd, ssthresh } = client.status().sender!
  assert.equal([cwnd, ssthresh], [before.cwnd, before.ssthresh])
  pair.a.packetArrives(icmp(3, 4, packet, 1000), 2)
  assert.equal(lengths(), [], 'told of the others of the flight: they have gone')
})

test('fragmentation needed, and nothing that is out is too large → nothing goes again', () => {
  const pair = new Pair({ a: { settings: { timestamps: false } } })
  const { client } = pair.connected()
  client.send(new Uint8Array(500), 0)
  const packet = pair.a.pollTransmit(0) as Uint8Array
  pair.a.packetArrives(icmp(3, 4, packet, 1000), 1)
  assert.is(pair.a.pollTransmit(1), undefined)
})

test.run()
