import {
  headerFault,
  headerLength,
  type IpAddress,
  isFragment,
  isIpv6,
  isVersion6,
  NOT_ECT,
  PROTOCOL_TCP,
  protocolOf,
  readSegment,
  type Segment,
  TCP_HEADER,
} from '../tcp/wire/index.ts'
import { type IpPacket, OctetPacket } from './octet-packet.ts'

/** A queue has set Congestion Experienced. */
export interface CongestionMark {
  /** virtual milliseconds */
  time: number
  /** `left → right` */
  link: string
}

/** A packet on its way. */
export class Transit {
  readonly id: number
  /** Addresses as they were when it was sent: damage on the way may change those in the header. */
  readonly source: IpAddress
  readonly destination: IpAddress
  /** Octets of the whole packet. */
  readonly length: number
  /** What it is where it is now. */
  packet: IpPacket
  copyOf: number | undefined
  fragmentOf: number | undefined
  /** The name of the host that it does not leave: from it to itself. */
  within: string | undefined
  corrupted = false
  /** Which link's queue set Congestion Experienced, and when. */
  marked: CongestionMark | undefined
  /** Its checksums are right: whoever made it said so, and nobody may have touched it since. */
  isExact: boolean
  /** Why it will not arrive, if it was lost on the wire. */
  fate: string | undefined
  /** When it came into a queue that is managed. */
  queuedAt: number = -Infinity
  /** When its turn on the wire comes. */
  start: number = -Infinity
  /** When it reaches the end of the link that it is on. */
  arrival: number = -Infinity

  constructor(id: number, packet: IpPacket, isExact: boolean) {
    this.id = id
    this.packet = packet
    this.isExact = isExact
    this.source = packet.source
    this.destination = packet.destination
    this.length = packet.length
  }

  /** Its header is damaged. Its version too would tell: a link's frame says which it bears. */
  get isFaulty(): boolean {
    if (this.isExact) return false
    const { bytes } = this.packet
    return headerFault(bytes) !== undefined || isVersion6(bytes) !== isIpv6(this.source)
  }

  /** Its octets, for who may change them: they are what arrives. */
  handOut(): Uint8Array {
    const bytes = this.packet.bytes.slice()
    this.replace(bytes)
    return bytes
  }

  /** Sets Congestion Experienced. @returns false where its transport does not know of that: it is to be dropped (RFC 3168 §5) */
  mark(time: number, link: string): boolean {
    if (this.packet.ecn === NOT_ECT) return false
    this.packet = this.packet.marked()
    this.marked ??= { time, link }
    return true
  }

  /** Other octets from here on, as many. */
  replace(bytes: Uint8Array): void {
    this.packet = new OctetPacket(bytes)
    this.isExact = false
  }
}

/** Decoded without a look at the checksum; `undefined` unless it is a whole TCP segment. */
export function wholeSegment(bytes: Uint8Array): Segment | undefined {
  const start = headerLength(bytes)
  const room = bytes.length - start
  if (protocolOf(bytes) !== PROTOCOL_TCP || isFragment(bytes) || room < TCP_HEADER) return undefined
  const header = (bytes[start + 12]! >>> 4) << 2
  return header < TCP_HEADER || header > room ? undefined : readSegment(bytes, start)
}
