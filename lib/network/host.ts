import { check, checkOptions, PORT, type Rules } from '../check.ts'
import type { Sending } from '../tcp/sender/index.ts'
import type { Endpoint } from '../tcp/stack/index.ts'
import {
  destinationAddressOf,
  encodePacket,
  FragmentReassembler,
  formatAddress,
  fragment,
  fragmentIpv6,
  headerLength,
  type IpAddress,
  isFragment,
  isIpv6,
  isLoopback,
  isMalformed,
  isVersion6,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  protocolOf,
  sourceAddressOf,
  TcpPacket,
} from '../tcp/wire/index.ts'
import { Timer } from '../timer-queue.ts'
import type { DeferredTask, Timed } from './clock.ts'
import type { NetworkContext, Node } from './context.ts'
import { type DatagramDestination, type DatagramHost, DatagramPort, type SendDatagramOptions } from './datagram-port.ts'
import {
  echoReply,
  fragmentationNeeded,
  type IcmpReason,
  icmpError,
  mayReport,
  PORT_UNREACHABLE,
  unknownNextHeader,
} from './icmp.ts'
import { Link } from './link.ts'
import { type IpPacket, OctetPacket } from './octet-packet.ts'
import type { Route } from './router.ts'
import { Transit, wholeSegment } from './transit.ts'
import { decodeDatagram, encodeDatagram } from './udp.ts'

const EPHEMERAL = 49_152

const DATAGRAM_RULES: Rules<SendDatagramOptions> = {
  dontFragment: 'flag',
  ttl: { least: 1, most: 255, whole: true },
}

/** Milliseconds that a packet takes from a host to itself: no time at all would let two programs talk without end in one moment. */
const LOOPBACK_LINK = { delay: 0.01, mtu: 65_535 }

/** A machine with addresses of either family, one or more links, and one to itself (RFC 1122 §3.2.1.3). */
export class Host implements Node, Timed, DeferredTask, DatagramHost {
  readonly name: string
  /** The first of its addresses, which its name stands for. */
  readonly address: string
  readonly addresses: readonly IpAddress[]
  isDeferred = false
  /** Octets of all packets that it has put on the network. */
  sentBytes = 0
  #endpoint: Endpoint | undefined
  #packetId = 0
  readonly #deadline = new Timer<Timed>(this)
  readonly #first: IpAddress
  readonly #context: NetworkContext
  readonly #route: Route
  readonly #resolve: (name: string) => IpAddress
  #reassembler: FragmentReassembler | undefined
  readonly #ports = new Map<number, DatagramPort>()
  #loopback: Link | undefined

  constructor(
    context: NetworkContext,
    name: string,
    addresses: readonly IpAddress[],
    route: Route,
    resolve: (name: string) => IpAddress,
  ) {
    this.#context = context
    this.name = name
    this.#first = addresses[0]!
    this.address = formatAddress(this.#first)
    this.addresses = addresses
    this.#route = route
    this.#resolve = resolve
  }

  get endpoint(): Endpoint | undefined {
    return this.#endpoint
  }

  /** From here on, this handles TCP and ICMP at the host. */
  attach(endpoint: Endpoint): this {
    this.#endpoint = endpoint
    this.flush()
    return this
  }

  /** Sends what the endpoint has to send and notes its deadline. Call it after calling the endpoint from outside. */
  flush(): void {
    const endpoint = this.#endpoint
    if (!endpoint) return
    const now = this.#context.clock.now
    if (endpoint.pollPacket) {
      for (let packet = endpoint.pollPacket(now); packet; packet = endpoint.pollPacket(now))
        this.#sendPacket(packet, endpoint.sending)
    } else {
      for (let packet = endpoint.pollTransmit(now); packet; packet = endpoint.pollTransmit(now))
        this.#send(packet, endpoint.sending, endpoint.isExact === true)
    }
    this.#wait()
  }

  /** Sends a packet, cut into fragments if its link is too narrow for it. @param sending what else is known of it */
  send(packet: Uint8Array, sending?: Sending): void {
    this.#send(packet, sending, false)
  }

  /** Most fit through their link, and nobody looks at their octets. */
  #sendPacket(packet: TcpPacket, sending: Sending | undefined): void {
    const link = this.#linkTo(packet.destination)
    if (link && packet.length <= link.mtu)
      this.#put(link.leadsOutside ? packet.encoded() : packet.keep(), link, sending, true)
    else this.#send(packet.bytes, sending, true)
  }

  #send(bytes: Uint8Array, sending: Sending | undefined, isExact: boolean): void {
    const packet = new OctetPacket(bytes)
    const link = this.#linkTo(packet.destination)
    if (!link) this.#drop(bytes, 'no route', sending)
    else if (bytes.length <= link.mtu) this.#put(packet, link, sending, isExact)
    else if (packet.dontFragment && !this.#cuts(bytes)) {
      this.#drop(bytes, 'mtu', sending)
      this.#report(bytes, fragmentationNeeded(link.mtu))
    } else {
      const pieces = isVersion6(bytes) ? fragmentIpv6(bytes, link.mtu, this.#newId()) : fragment(bytes, link.mtu)
      for (const piece of pieces) this.#put(new OctetPacket(piece), link, sending, false)
    }
  }

  /** What no router may cut, its source may, where it does not know better: TCP sends less (RFC 8200 §5). */
  #cuts(bytes: Uint8Array): boolean {
    return isVersion6(bytes) && !isFragment(bytes) && protocolOf(bytes) !== PROTOCOL_TCP
  }

  #linkTo(destination: IpAddress): Link | undefined {
    return this.#isOwn(destination) ? this.#ownLink() : this.#route(destination)
  }

  /**
   * A UDP port; without a number, a free one.
   *
   * @throws RangeError when the port is in use, or none
   */
  openPort(port?: number): DatagramPort {
    if (port !== undefined) check(`${this.name}: the UDP port`, port, { ...PORT, least: 1 })
    let number = port ?? EPHEMERAL
    while (port === undefined && this.#ports.has(number) && number < 65_535) number++
    if (this.#ports.has(number))
      throw new RangeError(`${this.name}: UDP port ${number} is in use; close it or take another`)
    const opened = new DatagramPort(this, number)
    this.#ports.set(number, opened)
    return opened
  }

  closePort(port: number): void {
    this.#ports.delete(port)
  }

  sendDatagram(fromPort: number, to: DatagramDestination, payload: Uint8Array, options: SendDatagramOptions): void {
    check(`${this.name}: the UDP port to send to`, to.port, PORT)
    checkOptions(`${this.name}: `, options, DATAGRAM_RULES)
    const destination = this.#resolve(to.address)
    const addresses = { source: this.#sourceFor(destination), destination }
    const datagram = encodeDatagram({ sourcePort: fromPort, destinationPort: to.port, payload }, addresses)
    const id = this.#newId()
    const packet = encodePacket({ ...addresses, ...options, protocol: PROTOCOL_UDP, id, payload: datagram })
    if (options.dontFragment && packet.length > (this.#linkTo(destination)?.mtu ?? packet.length))
      this.#drop(packet, 'mtu')
    else this.send(packet)
  }

  /** For links: a packet has come. */
  receive(transit: Transit, now: number): void {
    const { packet, isExact } = transit
    const destination = isExact ? transit.destination : packet.destination
    const isHere = transit.within === this.name || this.#has(destination)
    const reason = transit.isFaulty ? 'bad checksum' : isHere ? undefined : 'no route'
    if (reason !== undefined) {
      this.#context.recorder.dropped(transit, reason, this.name)
      return
    }
    this.#context.recorder.delivered(transit, this.name)
    if (packet instanceof TcpPacket && this.#endpoint?.tcpArrives) {
      this.#endpoint.tcpArrives(packet, now)
      // What came at the same moment is taken in first, and then acknowledged together.
      this.#context.clock.defer(this)
    } else this.#octetsArrive(transit, now)
  }

  /** The endpoint's deadline has come. */
  fire(now: number): void {
    this.#endpoint?.handleTimeout(now)
    this.#context.clock.defer(this)
  }

  /** The end of a moment in which something happened here. */
  run(): void {
    this.flush()
  }

  /** Packets from it to itself that are under way. */
  get inFlight(): number {
    return this.#loopback?.inFlight ?? 0
  }

  #isOwn(address: IpAddress): boolean {
    return this.#has(address) || isLoopback(address)
  }

  #has(address: IpAddress): boolean {
    return address === this.#first || this.addresses.includes(address)
  }

  /** @throws RangeError when it has no address of the other's family */
  #sourceFor(destination: IpAddress): IpAddress {
    const own = this.addresses.find((address) => isIpv6(address) === isIpv6(destination))
    if (own !== undefined) return own
    const family = isIpv6(destination) ? 'IPv6' : 'IPv4'
    throw new RangeError(
      `${this.name} has no ${family} address to send to ${formatAddress(destination)} from; give it one`,
    )
  }

  #ownLink(): Link {
    this.#loopback ??= new Link(this.#context, this, this, LOOPBACK_LINK)
    return this.#loopback
  }

  #wait(): void {
    const deadline = this.#endpoint?.pollTimeout() ?? Number.POSITIVE_INFINITY
    this.#context.clock.schedule(this.#deadline, Math.max(deadline, this.#context.clock.now))
  }

  #put(packet: IpPacket, link: Link, sending: Sending | undefined, isExact: boolean): void {
    const transit = new Transit(this.#context.nextId(), packet, isExact)
    if (link === this.#loopback) transit.within = this.name
    this.sentBytes += packet.length
    this.#context.recorder.sent(transit, sending)
    link.send(transit, this.#context.clock.now)
  }

  #drop(bytes: Uint8Array, reason: string, sending?: Sending): void {
    const transit = new Transit(this.#context.nextId(), new OctetPacket(bytes), false)
    this.#context.recorder.dropped(transit, reason, this.name, sending)
  }

  #octetsArrive(transit: Transit, now: number): void {
    const { bytes } = transit.packet
    const whole = isFragment(bytes) ? this.#reassemble(bytes, now) : bytes
    if (!whole) return
    const isTold = transit.corrupted && whole === bytes
    const protocol = protocolOf(whole)
    const isIcmp = protocol === (isVersion6(whole) ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP)
    if (protocol === PROTOCOL_UDP) this.#datagramArrives(whole, now, isTold)
    else if (isIcmp && this.#answersEcho(whole, isTold)) return
    else if (isVersion6(whole) && !isIcmp && protocol !== PROTOCOL_TCP)
      this.#refuse(whole, 'no protocol', unknownNextHeader(whole))
    else if (this.#endpoint) {
      this.#endpoint.packetArrives(whole, now, transit.isExact && whole === bytes ? wholeSegment(bytes) : undefined)
      this.#context.clock.defer(this)
    }
  }

  /** @returns whether it was an echo request, so that nobody else needs it */
  #answersEcho(packet: Uint8Array, isTold: boolean): boolean {
    const reply = echoReply(packet, this.#packetId + 1)
    if (!reply) return false
    if (!isMalformed(reply)) {
      this.#newId()
      this.send(reply)
    } else if (!isTold) this.#drop(packet, 'bad checksum')
    return true
  }

  #newId(): number {
    this.#packetId = (this.#packetId + 1) & 0xffff
    return this.#packetId
  }

  #reassemble(piece: Uint8Array, now: number): Uint8Array | undefined {
    this.#reassembler ??= new FragmentReassembler()
    return this.#reassembler.add(piece, now)
  }

  /** @param isTold a fault is in the trace already: the packet came whole and corrupted */
  #datagramArrives(packet: Uint8Array, now: number, isTold: boolean): void {
    const addresses = { source: sourceAddressOf(packet), destination: destinationAddressOf(packet) }
    const datagram = decodeDatagram(packet.subarray(headerLength(packet)), addresses)
    if (isMalformed(datagram)) {
      if (!isTold) this.#drop(packet, 'bad checksum')
      return
    }
    const port = this.#ports.get(datagram.destinationPort)
    if (!port) this.#refuse(packet, 'no port', PORT_UNREACHABLE)
    else if (!port.arrived(addresses.source, datagram.sourcePort, datagram.payload, now)) {
      this.#drop(packet, 'queue full')
    }
  }

  /** Drops what has come here and tells its source why. */
  #refuse(packet: Uint8Array, reason: string, icmp: IcmpReason): void {
    this.#drop(packet, reason)
    if (!mayReport(packet, icmp)) return
    const asked = destinationAddressOf(packet)
    this.send(icmpError(this.#has(asked) ? asked : this.#sourceFor(sourceAddressOf(packet)), packet, icmp))
  }

  /** Tells our own endpoint, as a router on the way would have. */
  #report(packet: Uint8Array, reason: IcmpReason): void {
    if (protocolOf(packet) === PROTOCOL_UDP || !this.#endpoint) return
    this.#endpoint.packetArrives(icmpError(sourceAddressOf(packet), packet, reason), this.#context.clock.now)
    this.#context.clock.defer(this)
  }
}
