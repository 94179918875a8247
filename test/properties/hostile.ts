import { internetChecksum, writeUint16 } from '../../lib/bytes.ts'
import type { Random } from '../../lib/network/index.ts'
import {
  type Connection,
  encodePacket,
  makeSegment,
  type Options,
  parseAddress,
  type Segment,
} from '../../lib/tcp/index.ts'
import { HERE, packetOf, THERE } from '../helpers/tcp-stacks.ts'

const IP_HEADER = 20
const PROTOCOL_TCP = 6

/** A packet for a connection, or for port 80: a segment that could almost be right, one of which octets are changed, or any octets. */
export function hostilePacket(random: Random, connection: Connection | undefined): Uint8Array {
  const kind = random.below(4)
  if (kind === 0) return anyPacket(random)
  const packet = packetOf(nearSegment(random, connection), THERE, HERE)
  return kind === 1 ? mutated(random, packet) : packet
}

/** Numbers near those that are expected, at the edges, and anywhere. */
function near(random: Random, expected: number): number {
  const width = [0, 3, 5000, 0x7fff_ffff][random.below(4)] as number
  return (expected + random.below(2 * width + 1) - width) >>> 0
}

function nearSegment(random: Random, connection: Connection | undefined): Segment {
  const status = connection?.status()
  const { rcv = { nxt: random.next() }, snd = { nxt: random.next(), una: random.next() } } = status ?? {}
  const flag = (): boolean => random.below(5) === 0
  const longest = [0, 1, 10, 1460, 4000][random.below(5)] as number
  return makeSegment({
    sourcePort: connection?.remote.port ?? 1 + random.below(0xffff),
    destinationPort: connection?.local.port ?? 80,
    seq: near(random, rcv.nxt),
    ack: near(random, random.chance(0.5) ? snd.nxt : snd.una),
    flags: { urg: flag(), psh: flag(), rst: flag(), syn: flag(), fin: flag(), ack: random.chance(0.8) },
    window: random.chance(0.3) ? 0 : random.below(0x1_0000),
    urgentPointer: random.below(0x1_0000),
    payload: new Uint8Array(random.below(longest + 1)),
    options: nearOptions(random, connection),
  })
}

function nearOptions(random: Random, connection: Connection | undefined): Options {
  const options: Options = {}
  const stamps = connection?.tcb.timestamps
  if (stamps?.enabled ? random.chance(0.9) : random.chance(0.1)) {
    options.timestamps = { value: near(random, stamps?.recent ?? 0), echo: near(random, stamps?.value(0) ?? 0) }
  }
  if (random.chance(0.2)) {
    const from = near(random, connection?.status().snd.una ?? 0)
    options.sack = [[from, near(random, from)]]
  }
  if (random.chance(0.1)) options.mss = random.below(0x1_0000)
  if (random.chance(0.1)) options.windowScale = random.below(256)
  if (random.chance(0.1)) options.sackPermitted = true
  return options
}

/** Some octets changed, or the end cut off, and the checksums made right again. */
function mutated(random: Random, packet: Uint8Array): Uint8Array {
  const length = random.chance(0.2) ? IP_HEADER + random.below(packet.length - IP_HEADER + 1) : packet.length
  const changed = packet.slice(0, length)
  const count = 1 + random.below(6)
  // Mostly where the headers are.
  const reach = random.chance(0.7) ? Math.min(length, 60) : length
  for (let at = 0; at < count; at++) changed[random.below(reach)] = random.below(256)
  mendChecksums(changed)
  return changed
}

function anyPacket(random: Random): Uint8Array {
  const payload = Uint8Array.from({ length: random.below(100) }, () => random.below(256))
  // Else nearly all would end for want of a header's length or for the port.
  if (payload.length >= 20) {
    writeUint16(payload, 2, 80)
    payload[12] = ((5 + random.below(Math.min(10, (payload.length >> 2) - 4))) << 4) | random.below(16)
  }
  const source = random.chance(0.9) ? parseAddress(THERE) : random.next()
  const packet = encodePacket({ source, destination: parseAddress(HERE), protocol: PROTOCOL_TCP, payload })
  mendChecksums(packet)
  return packet
}

/** So that it is not the checksums that keep the packet out. */
function mendChecksums(packet: Uint8Array): void {
  if (packet.length < IP_HEADER) return
  packet[0] = 0x40 | Math.max(5, Math.min((packet[0] as number) & 15, packet.length >> 2))
  const header = ((packet[0] as number) & 15) << 2
  writeUint16(packet, 2, packet.length)
  writeUint16(packet, 10, 0)
  writeUint16(packet, 10, internetChecksum(packet.subarray(0, header)))
  if (packet.length < header + 18) return
  const pseudo = new Uint8Array(12 + packet.length - header)
  pseudo.set(packet.subarray(12, 20))
  pseudo[9] = packet[9] as number
  writeUint16(pseudo, 10, packet.length - header)
  writeUint16(packet, header + 16, 0)
  pseudo.set(packet.subarray(header), 12)
  writeUint16(packet, header + 16, internetChecksum(pseudo))
}
