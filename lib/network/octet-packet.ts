import {
  decrementTtl,
  destinationAddressOf,
  dontFragmentOf,
  ecnOf,
  type IpAddress,
  setCongestionExperienced,
  sourceAddressOf,
  type TcpPacket,
  ttlOf,
} from '../tcp/wire/index.ts'

/** A packet as it is at one place of its way: it never changes, who passes it on makes another. */
export type IpPacket = TcpPacket | OctetPacket

/** A packet that is nothing but its octets: a datagram, a fragment, or what somebody had in hand on the way. */
export class OctetPacket {
  /** Shared with the trace: whoever changes it on the way takes a copy first. */
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get length(): number {
    return this.bytes.length
  }

  get source(): IpAddress {
    return sourceAddressOf(this.bytes)
  }

  get destination(): IpAddress {
    return destinationAddressOf(this.bytes)
  }

  get ttl(): number {
    return ttlOf(this.bytes)
  }

  get ecn(): number {
    return ecnOf(this.bytes)
  }

  get dontFragment(): boolean {
    return dontFragmentOf(this.bytes)
  }

  /** The packet as a router passes it on (RFC 1812 §5.3.1). */
  afterHop(): OctetPacket {
    const bytes = this.bytes.slice()
    decrementTtl(bytes)
    return new OctetPacket(bytes)
  }

  /** The packet as a queue passes it on that has become too long (RFC 3168 §5). */
  marked(): OctetPacket {
    const bytes = this.bytes.slice()
    setCongestionExperienced(bytes)
    return new OctetPacket(bytes)
  }
}
