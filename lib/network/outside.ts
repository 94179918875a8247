import { formatAddress, fragment, headerFault, type IpAddress, isBroadcast, isMulticast } from '../tcp/wire/index.ts'
import type { NetworkContext, Node } from './context.ts'
import { fragmentationNeeded, icmpError } from './icmp.ts'
import type { Link } from './link.ts'
import { OctetPacket } from './octet-packet.ts'
import type { Route } from './router.ts'
import { Transit } from './transit.ts'

/** A machine that is not simulated: what is sent to it leaves the network, what it sends comes in by `arrives`. */
export class Outside implements Node {
  readonly name: string
  readonly address: string
  readonly addresses: readonly IpAddress[]
  readonly isOutside = true
  readonly #context: NetworkContext
  readonly #route: Route
  readonly #leaves: (packet: Uint8Array) => void

  constructor(
    context: NetworkContext,
    name: string,
    addresses: readonly IpAddress[],
    route: Route,
    leaves: (packet: Uint8Array) => void,
  ) {
    this.#context = context
    this.name = name
    this.address = formatAddress(addresses[0]!)
    this.addresses = addresses
    this.#route = route
    this.#leaves = leaves
  }

  receive(transit: Transit): void {
    this.#context.recorder.delivered(transit, this.name)
    this.#leaves(transit.packet.bytes)
  }

  /**
   * The machine has sent this: an IP packet, whose array is kept. What is none, and what there is no way for, is passed over; of what
   * is too long for the way it is told, as by a router (RFC 1191 §4).
   */
  arrives(bytes: Uint8Array, now: number): void {
    if (headerFault(bytes)) return
    const packet = new OctetPacket(bytes)
    const { destination } = packet
    // What kernels ask all hosts of a link, as for a router, is for none of ours.
    if (isMulticast(destination) || isBroadcast(destination)) return
    const link = this.#route(destination)
    if (!link) return
    if (bytes.length <= link.mtu) this.#send(packet, link, now)
    else if (packet.dontFragment) {
      this.#context.recorder.dropped(this.#transit(packet), 'mtu', this.name)
      this.#leaves(icmpError(packet.destination, bytes, fragmentationNeeded(link.mtu)))
    } else for (const piece of fragment(bytes, link.mtu)) this.#send(new OctetPacket(piece), link, now)
  }

  #send(packet: OctetPacket, link: Link, now: number): void {
    const transit = this.#transit(packet)
    this.#context.recorder.sent(transit)
    link.send(transit, now)
  }

  #transit(packet: OctetPacket): Transit {
    return new Transit(this.#context.nextId(), packet, false)
  }
}
