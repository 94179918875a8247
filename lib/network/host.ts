import { readUint32 } from '../bytes.ts'
import { check, checkOptions, PORT, type Rules } from '../check.ts'
import type { Sending } from '../tcp/sender/index.ts'
import type { Endpoint } from '../tcp/stack/index.ts'
import {
  encodePacket,
  FragmentReassembler,
  fragment,
  headerFault,
  headerLength,
  isFragment,
  isMalformed,
  PROTOCOL_UDP,
  TcpPacket,
} from '../tcp/wire/index.ts'
import { Timer } from '../timer-queue.ts'
import type { DeferredTask, Timed } from './clock.ts'
import type { NetworkContext, Node } from './context.ts'
import { type DatagramDestination, type DatagramHost, DatagramPort, type SendDatagramOptions } from './datagram-port.ts'
import { fragmentationNeeded, type IcmpReason, icmpError, mayReport, PORT_UNREACHABLE } from './icmp.ts'
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

/** A machine with one address and one or more links, and one to itself (RFC 1122 §3.2.1.3). */
export class Host implements Node, Timed, DeferredTask, DatagramHost {
  readonly name: string
  readonly address: string
  isDeferred = false
  /** Octets of all packets that it has put on the network. */
  sentBytes = 0
  #endpoint: Endpoint | undefined
  #packetId = 0
  readonly #deadline = new Timer<Timed>(this)
  readonly #number: number
  readonly #context: NetworkContext
  readonly #route: Route
  readonly #resolve: (name: string) => number
  #reassembler: FragmentReassembler | undefined
  readonly #ports = new Map<number, DatagramPort>()
  #loopback: Link | undefined

  constructor(
    context: NetworkContext,
    name: string,
    address: { text: string; number: number },
    route: Route,
    resolve: (name: string) => number,
  ) {
    this.#context = context
    this.name = name
    this.address = address.text
    this.#number = address.number
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

  /** Sends an IPv4 packet, cut into fragments if its link is too narrow for it. @param sending what else is known of it */
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
    else if (packet.dontFragment) {
      this.#drop(bytes, 'mtu', sending)
      this.#report(bytes, fragmentationNeeded(link.mtu))
    } else for (const piece of fragment(bytes, link.mtu)) this.#put(new OctetPacket(piece), link, sending, false)
  }

  #linkTo(destination: number): Link | undefined {
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
    const addresses = { source: this.#number, destination: this.#resolve(to.address) }
    const datagram = encodeDatagram({ sourcePort: fromPort, destinationPort: to.port, payload }, addresses)
    this.#packetId = (this.#packetId + 1) & 0xffff
    this.send(encodePacket({ ...addresses, ...options, protocol: PROTOCOL_UDP, id: this.#packetId, payload: datagram }))
  }

  /** For links: a packet has come. */
  receive(transit: Transit, now: number): void {
    const { packet, isExact } = transit
    const destination = isExact ? transit.destination : packet.destination
    const isHere = transit.within === this.name || destination === this.#number
    const reason = !isExact && headerFault(packet.bytes) ? 'bad checksum' : isHere ? undefined : 'no route'
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

  #isOwn(address: number): boolean {
    return address === this.#number || address >>> 24 === 127
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
    if (whole[9] === PROTOCOL_UDP) this.#datagramArrives(whole, now, transit.corrupted && whole === bytes)
    else if (this.#endpoint) {
      this.#endpoint.packetArrives(whole, now, transit.isExact && whole === bytes ? wholeSegment(bytes) : undefined)
      this.#context.clock.defer(this)
    }
  }

  #reassemble(piece: Uint8Array, now: number): Uint8Array | undefined {
    this.#reassembler ??= new FragmentReassembler()
    return this.#reassembler.add(piece, now)
  }

  /** @param isTold a fault is in the trace already: the packet came whole and corrupted */
  #datagramArrives(packet: Uint8Array, now: number, isTold: boolean): void {
    const addresses = { source: readUint32(packet, 12), destination: readUint32(packet, 16) }
    const datagram = decodeDatagram(packet.subarray(headerLength(packet)), addresses)
    if (isMalformed(datagram)) {
      if (!isTold) this.#drop(packet, 'bad checksum')
      return
    }
    const port = this.#ports.get(datagram.destinationPort)
    if (!port) {
      this.#drop(packet, 'no port')
      if (mayReport(packet)) this.send(icmpError(this.#number, packet, PORT_UNREACHABLE))
    } else if (!port.arrived(addresses.source, datagram.sourcePort, datagram.payload, now)) {
      this.#drop(packet, 'queue full')
    }
  }

  /** Tells our own endpoint, as a router on the way would have. */
  #report(packet: Uint8Array, reason: IcmpReason): void {
    if (packet[9] === PROTOCOL_UDP || !this.#endpoint) return
    this.#endpoint.packetArrives(icmpError(this.#number, packet, reason), this.#context.clock.now)
    this.#context.clock.defer(this)
  }
}
