import { formatAddress, fragment, type IpAddress, isIpv6, isLinkLocal } from '../tcp/wire/index.ts'
import type { NetworkContext, Node } from './context.ts'
import {
  BEYOND_SCOPE,
  fragmentationNeeded,
  HOST_UNREACHABLE,
  type IcmpReason,
  icmpError,
  mayReport,
  TIME_EXCEEDED,
} from './icmp.ts'
import type { Link } from './link.ts'
import { OctetPacket } from './octet-packet.ts'
import { Transit } from './transit.ts'

/** Finds the link towards an address. */
export type Route = (destination: IpAddress) => Link | undefined

/** Passes packets on: one hop off the TTL, cut into fragments where the next link is too narrow (RFC 1812). */
export class Router implements Node {
  readonly name: string
  readonly address: string
  readonly addresses: readonly IpAddress[]
  readonly #context: NetworkContext
  readonly #route: Route

  constructor(context: NetworkContext, name: string, addresses: readonly IpAddress[], route: Route) {
    this.#context = context
    this.name = name
    this.address = formatAddress(addresses[0]!)
    this.addresses = addresses
    this.#route = route
  }

  receive(transit: Transit, now: number): void {
    const { packet, isExact } = transit
    const destination = isExact ? transit.destination : transit.isFaulty ? undefined : packet.destination
    if (destination === undefined) this.#context.recorder.dropped(transit, 'bad checksum', this.name)
    else if (this.#isOwn(destination)) this.#context.recorder.delivered(transit, this.name)
    else if (packet.ttl <= 1) this.#refuse(transit, 'ttl', TIME_EXCEEDED, now)
    else this.#pass(transit, destination, now)
  }

  /** A loop: every packet asks. */
  #isOwn(address: IpAddress): boolean {
    for (const own of this.addresses) if (own === address) return true
    return false
  }

  #pass(transit: Transit, destination: IpAddress, now: number): void {
    if (isIpv6(destination) && (isLinkLocal(destination) || isLinkLocal(transit.source))) {
      this.#refuse(transit, 'no route', BEYOND_SCOPE, now)
      return
    }
    const link = this.#route(destination)
    const { packet } = transit
    if (!link) {
      this.#refuse(transit, 'no route', HOST_UNREACHABLE, now)
      return
    }
    const narrow = transit.length > link.mtu
    if (narrow && packet.dontFragment) {
      this.#refuse(transit, 'mtu', fragmentationNeeded(link.mtu), now)
      return
    }
    transit.packet = packet.afterHop()
    if (narrow) this.#cut(transit, link, now)
    else link.send(transit, now)
  }

  #cut(whole: Transit, link: Link, now: number): void {
    for (const bytes of fragment(whole.packet.bytes, link.mtu)) {
      const piece = new Transit(this.#context.nextId(), new OctetPacket(bytes), false)
      piece.fragmentOf = whole.id
      piece.corrupted = whole.corrupted
      piece.marked = whole.marked
      link.send(piece, now)
    }
  }

  /** Drops the packet and tells its source why. */
  #refuse(transit: Transit, reason: string, icmp: IcmpReason, now: number): void {
    this.#context.recorder.dropped(transit, reason, this.name)
    const { bytes } = transit.packet
    const link = mayReport(bytes, icmp) ? this.#route(transit.source) : undefined
    const own = this.addresses.find((address) => isIpv6(address) === isIpv6(transit.source))
    if (!link || own === undefined) return
    const message = new OctetPacket(icmpError(own, bytes, icmp))
    const report = new Transit(this.#context.nextId(), message, false)
    this.#context.recorder.sent(report)
    link.send(report, now)
  }
}
