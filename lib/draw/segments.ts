import { readUint16, readUint32 } from '../bytes.ts'
import type { Columns } from '../network/columns.ts'
import type { Counting } from '../network/origins.ts'
import {
  destinationAddressOf,
  formatSocket,
  headerLength,
  type IpAddress,
  isFragment,
  isIpv6,
  PROTOCOL_TCP,
  protocolOf,
  type Segment,
  sourceAddressOf,
  TCP_HEADER,
  TcpPacket,
} from '../tcp/wire/index.ts'
import type { EndOfPair } from './incarnations.ts'

/** One direction between two sockets. */
export class Direction implements Counting {
  /** From 0 on, as they were first seen. */
  readonly number: number
  readonly source: IpAddress
  readonly sourcePort: number
  readonly destination: IpAddress
  readonly destinationPort: number
  /** The host that its packets do not leave. */
  readonly within: string | undefined
  /** `10.0.0.1:49152 → 10.0.0.2:80`, as its sender names it. */
  readonly connection: string
  /** For who keeps it here. */
  side: EndOfPair | undefined
  /** Of its sender, as far as it is known. */
  isn: number | undefined
  syn: number | undefined
  isAnswered = false
  #back: Direction | undefined
  readonly #backOf: (direction: Direction) => Direction

  constructor(
    number: number,
    { source, sourcePort, destination, destinationPort }: EndPair,
    within: string | undefined,
    backOf: (direction: Direction) => Direction,
  ) {
    this.number = number
    this.#backOf = backOf
    this.source = source
    this.sourcePort = sourcePort
    this.destination = destination
    this.destinationPort = destinationPort
    this.within = within
    this.connection = `${formatSocket(source, sourcePort)} → ${formatSocket(destination, destinationPort)}`
  }

  /** The other direction of the same connection. */
  get back(): Direction {
    this.#back ??= this.#backOf(this)
    return this.#back
  }
}

interface EndPair {
  source: IpAddress
  sourcePort: number
  destination: IpAddress
  destinationPort: number
}

const SYN_FLAG = 2
const RST_FLAG = 4
const ACK_FLAG = 16
const FIN_FLAG = 1

/** Goes from packet to packet of a trace and reads what its header says, without an object for each. */
export class Segments {
  readonly columns: Columns
  readonly directions: Direction[] = []
  readonly #byEnds = new Map<number, Direction[]>()

  /** Of the segment it is at. */
  direction!: Direction
  seq = 0
  /** 0 without ACK. */
  ack = 0
  window = 0
  /** Of payload. */
  octets = 0
  readonly flags = { syn: false, ack: false, rst: false, fin: false }

  constructor(columns: Columns) {
    this.columns = columns
  }

  /** Goes to this packet. @param row of `columns.packets` @returns whether it is a whole TCP segment */
  at(row: number): boolean {
    const packet = this.columns.octets[row]!
    const rare = this.columns.rare[row]
    if (rare && 'type' in rare) {
      if (!rare.segment) return false
      this.#take(rare.segment)
      this.direction = this.#directionOf(ends(packet.bytes, rare.segment), rare.within)
      return true
    }
    if (packet instanceof TcpPacket) this.#takePacket(packet)
    else if (!this.#takeOctets(packet.bytes)) return false
    this.direction = this.#directionOf(SOCKETS, rare?.within)
    return true
  }

  /** Of one whose octets need not be made for that. */
  #takePacket({ segment, source, destination }: TcpPacket): void {
    this.#take(segment)
    SOCKETS.source = source
    SOCKETS.destination = destination
    SOCKETS.sourcePort = segment.sourcePort
    SOCKETS.destinationPort = segment.destinationPort
  }

  #takeOctets(bytes: Uint8Array): boolean {
    const start = headerLength(bytes)
    const room = bytes.length - start
    if (protocolOf(bytes) !== PROTOCOL_TCP || isFragment(bytes) || room < TCP_HEADER) return false
    const header = (bytes[start + 12]! >>> 4) << 2
    if (header < TCP_HEADER || header > room) return false
    const octet = bytes[start + 13]!
    const { flags } = this
    flags.syn = (octet & SYN_FLAG) !== 0
    flags.ack = (octet & ACK_FLAG) !== 0
    flags.rst = (octet & RST_FLAG) !== 0
    flags.fin = (octet & FIN_FLAG) !== 0
    this.seq = readUint32(bytes, start + 4)
    this.ack = flags.ack ? readUint32(bytes, start + 8) : 0
    this.window = readUint16(bytes, start + 14)
    this.octets = room - header
    SOCKETS.source = sourceAddressOf(bytes)
    SOCKETS.destination = destinationAddressOf(bytes)
    SOCKETS.sourcePort = readUint16(bytes, start)
    SOCKETS.destinationPort = readUint16(bytes, start + 2)
    return true
  }

  #take({ seq, ack, window, payload, flags }: Segment): void {
    this.seq = seq
    this.ack = ack
    this.window = window
    this.octets = payload.length
    this.flags.syn = flags.syn ?? false
    this.flags.ack = flags.ack ?? false
    this.flags.rst = flags.rst ?? false
    this.flags.fin = flags.fin ?? false
  }

  #back({ source, sourcePort, destination, destinationPort, within }: Direction): Direction {
    const ends = { source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort }
    return this.#directionOf(ends, within)
  }

  #directionOf(ends: EndPair, within: string | undefined): Direction {
    const { source, sourcePort, destination, destinationPort } = ends
    const to = bitsOf(destination)
    const key = (bitsOf(source) ^ ((to << 9) | (to >>> 23)) ^ (sourcePort << 15) ^ destinationPort) >>> 2
    const known = this.#byEnds.get(key)
    if (known) {
      for (const one of known) {
        if (
          one.source === source &&
          one.destination === destination &&
          one.sourcePort === sourcePort &&
          one.destinationPort === destinationPort &&
          one.within === within
        )
          return one
      }
    }
    const direction = new Direction(this.directions.length, ends, within, (one) => this.#back(one))
    this.directions.push(direction)
    if (known) known.push(direction)
    else this.#byEnds.set(key, [direction])
    return direction
  }
}

/** Of the packet that was read last. */
const SOCKETS: EndPair = { source: 0, sourcePort: 0, destination: 0, destinationPort: 0 }

function ends(bytes: Uint8Array, { sourcePort, destinationPort }: Segment): EndPair {
  return { source: sourceAddressOf(bytes), destination: destinationAddressOf(bytes), sourcePort, destinationPort }
}

/** The last 32, in which the hosts of one network differ. */
function bitsOf(address: IpAddress): number {
  return isIpv6(address) ? (address.charCodeAt(6) << 16) | address.charCodeAt(7) : address
}
