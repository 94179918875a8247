import { readUint16, readUint32 } from '../bytes.ts'
import { check, checkOptions, PORT, type Rules } from '../check.ts'
import type { Sending } from '../tcp/sender/index.ts'
import {
  encodePacket,
  fragment,
  headerFault,
  headerLength,
  isFragment,
  isMalformed,
  PROTOCOL_UDP,
  Reassembler,
} from '../tcp/wire/index.ts'
import { type DatagramDestination, type DatagramHost, DatagramPort, type SendDatagramOptions } from './datagram-port.ts'
import { Action } from './event-queue.ts'
import { fragmentationNeeded, type IcmpReason, icmpError, mayReport, PORT_UNREACHABLE } from './icmp.ts'
import type { Link } from './link.ts'
import type { Route } from './router.ts'
import { Transit } from './transit.ts'
import { decodeDatagram, encodeDatagram } from './udp.ts'
import type { Node, Task, World } from './world.ts'

/** A protocol above IP: bytes and time in, bytes and a deadline out. The TCP stack is one. */
export interface Endpoint {
  /** A whole IPv4 packet for this host, its header checked: TCP's, and ICMP errors. It may keep the array. */
  packetArrives(packet: Uint8Array, now: number): void
  /** Called when the time that `pollTimeout` gave has come. */
  handleTimeout(now: number): void
  /** The next packet to send, a new array each; `undefined` = nothing now. Asked until then after every other call. */
  pollTransmit(now: number): Uint8Array | undefined
  /** When to call `handleTimeout`, in virtual milliseconds; `undefined` = not. */
  pollTimeout(): number | undefined
  /** What it knows of the packet that `pollTransmit` gave last, for the trace; `undefined` = nothing more than the packet shows. */
  readonly sending?: Sending | undefined
}

const EPHEMERAL = 49_152

const DATAGRAM_RULES: Rules<SendDatagramOptions> = {
  dontFragment: 'flag',
  ttl: { least: 1, most: 255, whole: true },
}

/** A machine with one address and one or more links. */
export class Host extends Action implements Node, Task, DatagramHost {
  readonly name: string
  readonly address: string
  noted = false
  #endpoint: Endpoint | undefined
  #packetId = 0
  readonly #number: number
  readonly #world: World
  readonly #route: Route
  readonly #resolve: (name: string) => number
  readonly #reassembler = new Reassembler()
  readonly #ports = new Map<number, DatagramPort>()

  constructor(
    world: World,
    name: string,
    address: { text: string; number: number },
    route: Route,
    resolve: (name: string) => number,
  ) {
    super()
    this.#world = world
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
    const now = this.#world.now
    for (let packet = endpoint.pollTransmit(now); packet; packet = endpoint.pollTransmit(now))
      this.send(packet, endpoint.sending)
    this.#wait()
  }

  /** Sends an IPv4 packet, cut into fragments if its link is too narrow for it. @param sending what else is known of it */
  send(packet: Uint8Array, sending?: Sending): void {
    const link = this.#route(readUint32(packet, 16))
    if (!link) this.#drop(packet, 'no route', sending)
    else if (packet.length <= link.mtu) this.#put(packet, link, sending)
    else if (readUint16(packet, 6) & 0x4000) {
      this.#drop(packet, 'mtu', sending)
      this.#report(packet, fragmentationNeeded(link.mtu))
    } else for (const piece of fragment(packet, link.mtu)) this.#put(piece, link, sending)
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
  receive(packet: Transit, now: number): void {
    const { bytes } = packet
    const reason = headerFault(bytes) ? 'bad checksum' : readUint32(bytes, 16) === this.#number ? undefined : 'no route'
    if (reason !== undefined) {
      this.#world.recorder.dropped(packet, reason, this.name)
      return
    }
    this.#world.recorder.delivered(packet, this.name)
    const whole = isFragment(bytes) ? this.#reassembler.add(bytes, now) : bytes
    if (!whole) return
    if (whole[9] === PROTOCOL_UDP) this.#datagramArrives(whole, now, packet.corrupted && whole === bytes)
    else if (this.#endpoint) {
      this.#endpoint.packetArrives(whole, now)
      // What came at the same moment is taken in first, and then acknowledged together.
      this.#world.afterwards(this)
    }
  }

  /** The endpoint's deadline has come. */
  fire(now: number): void {
    this.#endpoint?.handleTimeout(now)
    this.#world.afterwards(this)
  }

  /** The end of a moment in which something happened here. */
  run(): void {
    this.flush()
  }

  #wait(): void {
    const deadline = this.#endpoint?.pollTimeout() ?? Number.POSITIVE_INFINITY
    this.#world.events.schedule(this, Math.max(deadline, this.#world.now))
  }

  #put(packet: Uint8Array, link: Link, sending: Sending | undefined): void {
    const transit = new Transit(this.#world.nextId(), packet)
    this.#world.recorder.sent(transit, sending)
    link.send(transit, this.#world.now)
  }

  #drop(packet: Uint8Array, reason: string, sending?: Sending): void {
    this.#world.recorder.dropped(new Transit(this.#world.nextId(), packet), reason, this.name, sending)
  }

  /** @param noted a fault is in the trace already: the packet came whole and corrupted */
  #datagramArrives(packet: Uint8Array, now: number, noted: boolean): void {
    const addresses = { source: readUint32(packet, 12), destination: this.#number }
    const datagram = decodeDatagram(packet.subarray(headerLength(packet)), addresses)
    if (isMalformed(datagram)) {
      if (!noted) this.#drop(packet, 'bad checksum')
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
    this.#endpoint.packetArrives(icmpError(this.#number, packet, reason), this.#world.now)
    this.#world.afterwards(this)
  }
}
