import { readUint16, readUint32 } from '../bytes.ts'
import { fragment } from '../tcp/fragment.ts'
import {
  DESTINATION_UNREACHABLE,
  encodeIcmpError,
  FRAGMENTATION_NEEDED,
  HOST_UNREACHABLE,
  type IcmpError,
  mayReport,
  TIME_EXCEEDED,
} from '../tcp/icmp.ts'
import { decrementTtl, encodePacket, headerFault, PROTOCOL_ICMP } from '../tcp/ipv4.ts'
import type { Link } from './link.ts'
import { Transit } from './transit.ts'
import type { Node, World } from './world.ts'

/** Finds the link towards an address. */
export type Route = (destination: number) => Link | undefined

/** Passes packets on: one hop off the TTL, cut into fragments where the next link is too narrow (RFC 1812). */
export class Router implements Node {
  readonly name: string
  readonly address: string
  readonly #number: number
  readonly #world: World
  readonly #route: Route

  constructor(world: World, name: string, address: { text: string; number: number }, route: Route) {
    this.#world = world
    this.name = name
    this.address = address.text
    this.#number = address.number
    this.#route = route
  }

  receive(packet: Transit, now: number): void {
    const { bytes } = packet
    const destination = headerFault(bytes) ? undefined : readUint32(bytes, 16)
    if (destination === undefined) this.#world.recorder.dropped(packet, 'bad checksum', this.name)
    else if (destination === this.#number) this.#world.recorder.delivered(packet, this.name)
    else if (bytes[8]! <= 1) this.#refuse(packet, 'ttl', { type: TIME_EXCEEDED, code: 0 }, now)
    else this.#pass(packet, destination, now)
  }

  #pass(packet: Transit, destination: number, now: number): void {
    const link = this.#route(destination)
    if (!link) {
      this.#refuse(packet, 'no route', { type: DESTINATION_UNREACHABLE, code: HOST_UNREACHABLE }, now)
      return
    }
    const narrow = packet.bytes.length > link.mtu
    if (narrow && readUint16(packet.bytes, 6) & 0x4000) {
      const error = { type: DESTINATION_UNREACHABLE, code: FRAGMENTATION_NEEDED, mtu: link.mtu }
      this.#refuse(packet, 'mtu', error, now)
      return
    }
    // The trace shows the packet as it was sent.
    if (this.#world.recorder.packets) packet.bytes = packet.bytes.slice()
    decrementTtl(packet.bytes)
    if (narrow) this.#cut(packet, link, now)
    else link.send(packet, now)
  }

  #cut(packet: Transit, link: Link, now: number): void {
    for (const piece of fragment(packet.bytes, link.mtu)) {
      const transit = new Transit(this.#world.nextId(), piece)
      transit.fragmentOf = packet.id
      transit.corrupted = packet.corrupted
      link.send(transit, now)
    }
  }

  /** Drops the packet and tells its source why. */
  #refuse(
    packet: Transit,
    reason: string,
    error: Omit<IcmpError, 'original' | 'mtu'> & { mtu?: number },
    now: number,
  ): void {
    this.#world.recorder.dropped(packet, reason, this.name)
    if (!mayReport(packet.bytes)) return
    const link = this.#route(packet.source)
    if (!link) return
    const payload = encodeIcmpError({ ...error, original: packet.bytes })
    const report = { source: this.#number, destination: packet.source, protocol: PROTOCOL_ICMP, payload }
    const transit = new Transit(this.#world.nextId(), encodePacket(report))
    this.#world.recorder.sent(transit)
    link.send(transit, now)
  }
}
