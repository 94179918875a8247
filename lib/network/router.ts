import { readUint16, readUint32 } from '../bytes.ts'
import { decrementTtl, fragment, headerFault } from '../tcp/wire/index.ts'
import type { NetworkContext, Node } from './context.ts'
import { fragmentationNeeded, HOST_UNREACHABLE, type IcmpReason, icmpError, mayReport, TIME_EXCEEDED } from './icmp.ts'
import type { Link } from './link.ts'
import { Transit } from './transit.ts'

/** Finds the link towards an address. */
export type Route = (destination: number) => Link | undefined

/** Passes packets on: one hop off the TTL, cut into fragments where the next link is too narrow (RFC 1812). */
export class Router implements Node {
  readonly name: string
  readonly address: string
  readonly #number: number
  readonly #context: NetworkContext
  readonly #route: Route

  constructor(context: NetworkContext, name: string, address: { text: string; number: number }, route: Route) {
    this.#context = context
    this.name = name
    this.address = address.text
    this.#number = address.number
    this.#route = route
  }

  receive(packet: Transit, now: number): void {
    const { bytes } = packet
    const destination = packet.isExact ? packet.destination : headerFault(bytes) ? undefined : readUint32(bytes, 16)
    if (destination === undefined) this.#context.recorder.dropped(packet, 'bad checksum', this.name)
    else if (destination === this.#number) this.#context.recorder.delivered(packet, this.name)
    else if (bytes[8]! <= 1) this.#refuse(packet, 'ttl', TIME_EXCEEDED, now)
    else this.#pass(packet, destination, now)
  }

  #pass(packet: Transit, destination: number, now: number): void {
    const link = this.#route(destination)
    if (!link) {
      this.#refuse(packet, 'no route', HOST_UNREACHABLE, now)
      return
    }
    const narrow = packet.bytes.length > link.mtu
    if (narrow && readUint16(packet.bytes, 6) & 0x4000) {
      this.#refuse(packet, 'mtu', fragmentationNeeded(link.mtu), now)
      return
    }
    // The trace shows the packet as it was sent.
    if (this.#context.recorder.wants.packet) packet.bytes = packet.bytes.slice()
    decrementTtl(packet.bytes)
    if (narrow) this.#cut(packet, link, now)
    else link.send(packet, now)
  }

  #cut(packet: Transit, link: Link, now: number): void {
    for (const piece of fragment(packet.bytes, link.mtu)) {
      const transit = new Transit(this.#context.nextId(), piece)
      transit.fragmentOf = packet.id
      transit.corrupted = packet.corrupted
      link.send(transit, now)
    }
  }

  /** Drops the packet and tells its source why. */
  #refuse(packet: Transit, reason: string, icmp: IcmpReason, now: number): void {
    this.#context.recorder.dropped(packet, reason, this.name)
    const link = mayReport(packet.bytes) ? this.#route(packet.source) : undefined
    if (!link) return
    const report = new Transit(this.#context.nextId(), icmpError(this.#number, packet.bytes, icmp))
    this.#context.recorder.sent(report)
    link.send(report, now)
  }
}
