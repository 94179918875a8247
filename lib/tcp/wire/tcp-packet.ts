import { allocate } from '../../bytes.ts'
import { type IpAddress, isIpv6 } from './address.ts'
import { encodedLength, encodeTcpPacket } from './encoding.ts'
import { CE, IPV4_HEADER } from './ip.ts'
import { IPV6_HEADER } from './ipv6.ts'
import type { Segment } from './segment.ts'

/**
 * A packet with a segment in it, by what it means. Its octets, checksums and all, are made when somebody looks at them, as
 * hardware sums up what leaves it: most packets of a simulation arrive without.
 */
export class TcpPacket {
  readonly segment: Segment
  readonly source: IpAddress
  readonly destination: IpAddress
  readonly ttl: number
  readonly dscp: number
  /** The ECN field (RFC 3168 §5). */
  readonly ecn: number
  readonly id: number
  readonly dontFragment: boolean
  /** Octets of the whole packet. */
  readonly length: number
  #bytes: Uint8Array | undefined

  constructor(
    segment: Segment,
    source: IpAddress,
    destination: IpAddress,
    ttl: number,
    dscp: number,
    id: number,
    dontFragment: boolean,
    ecn: number,
  ) {
    this.segment = segment
    this.source = source
    this.destination = destination
    this.ttl = ttl
    this.dscp = dscp
    this.id = id
    this.dontFragment = dontFragment
    this.ecn = ecn
    this.length = (isIpv6(source) ? IPV6_HEADER : IPV4_HEADER) + encodedLength(segment)
  }

  /** The whole packet, as on the wire: the same array each time. */
  get bytes(): Uint8Array {
    if (this.#bytes === undefined) {
      this.#bytes = encodeTcpPacket(this.segment, this)
      this.#hold(this.#bytes.subarray(this.length - this.segment.payload.length))
    }
    return this.#bytes
  }

  /** Its payload was a view into what the sender holds; from here on it is the packet's own. */
  keep(): this {
    const { payload } = this.segment
    if (payload.length > 0 && this.#bytes === undefined) {
      const own = allocate(payload.length)
      own.set(payload)
      this.#hold(own)
    }
    return this
  }

  /** As `keep`, for a packet whose octets will be looked at: they are made now, of the sender's own. */
  encoded(): this {
    void this.bytes
    return this
  }

  /** The packet as a router passes it on (RFC 1812 §5.3.1). */
  afterHop(): TcpPacket {
    const { segment, source, destination, ttl, dscp, id, dontFragment, ecn } = this
    return new TcpPacket(segment, source, destination, ttl - 1, dscp, id, dontFragment, ecn)
  }

  /** The packet as a queue passes it on that has become too long (RFC 3168 §5). */
  marked(): TcpPacket {
    const { segment, source, destination, ttl, dscp, id, dontFragment } = this
    return new TcpPacket(segment, source, destination, ttl, dscp, id, dontFragment, CE)
  }

  #hold(payload: Uint8Array): void {
    if (payload.length > 0) this.segment.payload = payload
  }
}
