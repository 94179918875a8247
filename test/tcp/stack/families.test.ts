import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { internetChecksum, writeUint16, writeUint32 } from '../../../lib/bytes.ts'
import { effectiveMss } from '../../../lib/tcp/connection/negotiation.ts'
import { TcpError } from '../../../lib/tcp/errors.ts'
import type { Stack } from '../../../lib/tcp/stack/stack.ts'
import { parseAddress } from '../../../lib/tcp/wire/address.ts'
import { encodePacket, encodeTcpPacket, pseudoHeaderSum, readSegment } from '../../../lib/tcp/wire/index.ts'
import { PROTOCOL_ICMPV6 } from '../../../lib/tcp/wire/ipv6.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { eventsOf, makeStack, Pair } from '../../helpers/tcp-stacks.ts'

const ends = { a: { addresses: ['10.0.0.1/24', 'fd00::1/64'] }, b: { addresses: ['10.0.0.2/24', 'fd00::2/64'] } }
const LIMIT = 1280

function connecting(settings = {}): { stack: Stack; connection: ReturnType<Stack['connect']>; syn: Uint8Array } {
  const stack = makeStack(1, { ...ends.a, settings })
  const connection = stack.connect({ address: 'fd00::2', port: 80 }, 0)
  return { stack, connection, syn: stack.pollTransmit(0)! }
}

/** An ICMPv6 message from a router, which quotes a packet. */
function icmpv6(type: number, code: number, quoted: Uint8Array, value = 0): Uint8Array {
  const addresses = { source: parseAddress('fd00::ff'), destination: parseAddress('fd00::1') }
  const payload = new Uint8Array(8 + quoted.length)
  payload.set([type, code])
  writeUint32(payload, 4, value)
  payload.set(quoted, 8)
  const { length } = payload
  writeUint16(payload, 2, internetChecksum(payload, 0, length, pseudoHeaderSum(addresses, PROTOCOL_ICMPV6, length)))
  return encodePacket({ ...addresses, protocol: PROTOCOL_ICMPV6, payload })
}

test('no MSS in a SYN over IPv6 → segments of 1220 octets (MUST-15)', () => {
  assert.is(effectiveMss(undefined, 1500, false, true), 1220)
  assert.is(effectiveMss(65_535, 1500, true, true), 1428)
})

test('a SYN over IPv6 → announces the MTU less 60 octets, over IPv4 less 40 (RFC 9293 §3.7.1)', () => {
  const { syn } = connecting()
  assert.is(readSegment(syn, 40).options.mss, 1440)
  const stack = makeStack(1, ends.a)
  stack.connect({ address: '10.0.0.2', port: 80 }, 0)
  assert.is(readSegment(stack.pollTransmit(0)!, 20).options.mss, 1460)
})

test('a listener on :: → takes both families, as on Linux; one on 0.0.0.0 → IPv4 alone', () => {
  for (const [name, families] of [
    ['::', ['fd00::2', '10.0.0.2']],
    ['0.0.0.0', ['10.0.0.2']],
  ] as const) {
    for (const address of ['fd00::2', '10.0.0.2']) {
      const pair = new Pair(ends)
      const listener = pair.b.listen({ address: name, port: 80 })
      const connection = pair.a.connect({ address, port: 80 }, 0)
      pair.settle()
      const isTaken = (families as readonly string[]).includes(address)
      assert.is(connection.state, isTaken ? 'ESTABLISHED' : 'CLOSED', `${name}, ${address}`)
      if (isTaken) assert.is(listener.accept()?.local.address, address)
    }
  }
})

test('listeners on ::, 0.0.0.0 and an address → the nearest name takes a SYN; :: and 0.0.0.0 share no port', () => {
  const stack = makeStack(1, ends.a)
  stack.listen({ address: '::', port: 80 })
  for (const address of ['0.0.0.0', '10.0.0.1', 'fd00::1', '::1'])
    assert.throws(
      () => stack.listen({ address, port: 80 }),
      (error: unknown) => error instanceof TcpError && error.code === 'EADDRINUSE',
    )
  stack.listen({ address: '0.0.0.0', port: 81 })
  stack.listen({ address: 'fd00::1', port: 81 })
  assert.throws(() => stack.listen({ address: '::', port: 81 }), /\[::\]:81 is in use/)
})

test('a destination of either family → a source of the same, of its network and its scope (MUST-44, RFC 6724)', () => {
  const stack = makeStack(1, { addresses: ['10.0.0.1', 'fe80::1', 'fd00::1/64', '2001:db8::1/64'] })
  for (const [address, source] of [
    ['10.9.9.9', '10.0.0.1'],
    ['2001:db8::9', '2001:db8::1'],
    ['fd00::9', 'fd00::1'],
    ['2a00::9', 'fd00::1'],
    ['fe80::9', 'fe80::1'],
    ['::1', '::1'],
    ['2001:db8::1', '2001:db8::1'],
  ] as const)
    assert.is(stack.connect({ address, port: 80 }, 0).local.address, source, address)
  const only4 = makeStack(1, { addresses: ['10.0.0.1'] })
  assert.throws(
    () => only4.connect({ address: 'fd00::1', port: 80 }, 0),
    /EADDRNOTAVAIL: this host has no address .* fd00::1/,
  )
})

test('a name of one family → reaches none of the other; :: reaches both', () => {
  const stack = makeStack(1, ends.a)
  for (const [name, address] of [
    ['10.0.0.1', 'fd00::2'],
    ['0.0.0.0', 'fd00::2'],
    ['fd00::1', '10.0.0.2'],
  ] as const) {
    const binding = stack.bind({ address: name, port: 0 })
    assert.throws(() => stack.connect({ address, port: 80 }, 0, { binding }), /is not of the family of/)
  }
  const binding = stack.bind({ address: '::', port: 0 })
  assert.is(stack.connect({ address: '10.0.0.2', port: 80 }, 0, { binding }).local.address, '10.0.0.1')
  assert.is(stack.connect({ address: 'fd00::2', port: 80 }, 0, { binding }).local.address, 'fd00::1')
})

for (const address of ['::', 'ff02::1', '0.0.0.0', '224.0.0.1']) {
  test(`connect to ${address} → no single host (MUST-46)`, () => {
    assert.throws(() => makeStack(1, ends.a).connect({ address, port: 80 }, 0), /ENETUNREACH/)
  })
}

test('a SYN from ::, a multicast or an IPv4-mapped address → dropped (MUST-57, MUST-63)', () => {
  const stack = makeStack(1, ends.a)
  stack.listen({ address: '::', port: 80 })
  const destination = parseAddress('fd00::1')
  const syn = makeSegment({ sourcePort: 9, destinationPort: 80, flags: { syn: true } })
  const from = (source: Uint8Array) => {
    const packet = encodeTcpPacket(syn, { source: parseAddress('fd00::7'), destination })
    packet.set(source, 8)
    const payload = packet.subarray(40)
    writeUint16(payload, 16, 0)
    const sumOfAddresses = ~internetChecksum(packet, 8, 40) & 0xffff
    writeUint16(payload, 16, internetChecksum(payload, 0, payload.length, sumOfAddresses + 6 + payload.length))
    stack.packetArrives(packet, 0)
    return stack.pollTransmit(0)
  }
  const octets = (...some: [at: number, octet: number][]) => {
    const bytes = new Uint8Array(16)
    for (const [at, octet] of some) bytes[at] = octet
    return bytes
  }
  assert.is(from(octets()), undefined)
  assert.is(from(octets([0, 0xff], [1, 2], [15, 1])), undefined)
  assert.is(from(octets([10, 0xff], [11, 0xff], [12, 10], [15, 9])), undefined)
  assert.ok(from(octets([0, 0xfd], [15, 7])))
})

test('ICMPv6: no route, out of hops, a fault → reported, and the connection goes on (MUST-54, MUST-56)', () => {
  for (const [type, code] of [
    [1, 0],
    [1, 1],
    [1, 3],
    [3, 0],
    [4, 0],
  ] as const) {
    const { stack, connection, syn } = connecting()
    stack.packetArrives(icmpv6(type, code, syn), 1)
    assert.is(connection.state, 'SYN-SENT')
    assert.is(eventsOf(stack).filter((event) => event.type === 'report').length, 1, `${type}, ${code}`)
  }
})

test('ICMPv6: a port that nobody has → ECONNREFUSED (SHLD-26); a damaged message, one that informs → nothing', () => {
  const { stack, connection, syn } = connecting()
  const damaged = icmpv6(1, 4, syn)
  damaged[damaged.length - 1]! ^= 1
  stack.packetArrives(damaged, 1)
  stack.packetArrives(icmpv6(128, 0, syn), 1)
  stack.packetArrives(icmpv6(5, 3, syn), 1)
  assert.is(connection.state, 'SYN-SENT')
  stack.packetArrives(icmpv6(1, 4, syn), 1)
  assert.equal([connection.state, connection.error?.code], ['CLOSED', 'ECONNREFUSED'])
})

test('Packet Too Big → segments that fit; one below 1280 → not believed (RFC 8201 §4)', () => {
  for (const [mtu, longest] of [
    [LIMIT, LIMIT],
    [LIMIT - 1, 1500],
  ] as const) {
    const pair = new Pair(ends)
    pair.b.listen({ address: '::', port: 80 })
    const connection = pair.a.connect({ address: 'fd00::2', port: 80 }, 0)
    pair.settle()
    connection.send(new Uint8Array(10_000), pair.now)
    const first = pair.a.pollTransmit(pair.now)!
    assert.is(first.length, 1500)
    pair.a.packetArrives(icmpv6(2, 0, first, mtu), pair.now)
    connection.send(new Uint8Array(10_000), pair.now)
    const next = pair.a.pollTransmit(pair.now)!
    assert.is(next.length, longest)
  }
})

test('connections between the same ports of other addresses → other numbers to begin with (RFC 6528)', () => {
  const seqOf = (address: string) => {
    const stack = makeStack(1, ends.a)
    const binding = stack.bind({ address: 'fd00::1', port: 5000 })
    stack.connect({ address, port: 80 }, 0, { binding })
    return readSegment(stack.pollTransmit(0)!, 40).seq
  }
  const numbers = new Set(['fd00::2', 'fd00::3', 'fd01::2', 'fd00:0:0:1::2'].map(seqOf))
  assert.is(numbers.size, 4)
})

test('an address with another than 0 to 128 bits → refused', () => {
  assert.throws(() => makeStack(1, { addresses: ['fd00::1/129'] }), '"fd00::1/129" has no prefix of 0 to 128 bits')
})

test.run()
