import { checkOptions } from '../../check.ts'
import { emptyList } from '../../list.ts'
import { Ring } from '../../ring.ts'
import { TimerQueue } from '../../timer-queue.ts'
import { type Connection, EventQueue, nextDeadline, type Tcb } from '../connection/index.ts'
import { TcpError } from '../errors.ts'
import { resetFor } from '../receiver/index.ts'
import type { Sending } from '../sender/index.ts'
import { type ConnectionSettings, copyOfSettings, resolveSettings, type Settings } from '../settings.ts'
import type { Addresses, FourTuple, IpAddress, Segment } from '../wire/index.ts'
import {
  ANY_IPV6,
  CE,
  decodeSegment,
  destinationAddressOf,
  ecnOf,
  encodeTcpPacket,
  formatAddress,
  formatSocket,
  headerFault,
  headerLength,
  isFragment,
  isIpv6,
  isMalformed,
  isUnspecified,
  NOT_ECT,
  PROTOCOL_TCP,
  packetLength,
  parseAddress,
  protocolOf,
  type SipKey,
  sipKey,
  sourceAddressOf,
  TcpPacket,
} from '../wire/index.ts'
import { HostAddresses } from './addresses.ts'
import { Demultiplexer } from './demultiplexer.ts'
import type { Endpoint } from './endpoint.ts'
import type { TcpEvent } from './events.ts'
import { HostCookies } from './fast-open.ts'
import { decodeIcmp, icmpArrives } from './icmp.ts'
import { LISTEN_RULES, Listener, type ListenOptions } from './listener.ts'
import { type Binding, EPHEMERAL_PORTS, Ports, portNumber, type SocketAddress } from './ports.ts'
import { reopens } from './reuse.ts'
import { StackEntry, type StackEntryOwner } from './stack-entry.ts'
import { STACK_RULES, type StackOptions } from './stack-options.ts'

export interface ConnectOptions {
  /** A name bound before; without it, an address is chosen and a port given. */
  binding?: Binding
  settings?: ConnectionSettings
}

/** Resets that wait to be sent, for segments of no connection; more than that at once are not answered. */
const MAX_RESETS = 64

/**
 * TCP on one host without I/O: packets, calls and the time go in; packets, events and the next deadline come out.
 *
 * After every call, take packets with `pollTransmit` until there are none, then ask `pollTimeout` when to call `handleTimeout`.
 */
export class Stack implements Endpoint {
  readonly #addresses: HostAddresses
  readonly #key: SipKey
  readonly #settings: ConnectionSettings
  /** Of what belongs to no connection. */
  readonly #ttl: number
  readonly #events: EventQueue<TcpEvent>
  readonly #ports: Ports
  readonly #dontFragment: boolean
  readonly #table = new Demultiplexer()
  readonly #deadlines = new TimerQueue<StackEntry>()
  /** Connections that may have something to send. */
  readonly #ready = new Ring<StackEntry>()
  /** Those whose ACK waits for their program to read. */
  readonly #waiting: StackEntry[] = emptyList()
  readonly #resets = new Ring<{ segment: Segment; source: IpAddress; destination: IpAddress }>()
  #packetId = 0
  #sending: Sending | undefined
  readonly #path: Addresses = { source: 0, destination: 0 }
  /** This stack, to its connections. */
  readonly #owner: StackEntryOwner
  readonly isExact: boolean = true

  /** @throws RangeError for a setting, an address or a secret that cannot be */
  constructor(options: StackOptions) {
    checkOptions('a stack: ', options, STACK_RULES)
    const { settings = {}, events = 'sockets', ephemeralPorts = EPHEMERAL_PORTS, dontFragment = true } = options
    this.#addresses = new HostAddresses(options.addresses)
    this.#key = sipKey(options.secret)
    this.#settings = settings
    this.#ttl = resolveSettings(settings).ttl
    this.#events = new EventQueue(events)
    this.#ports = new Ports(ephemeralPorts, this.#key)
    this.#dontFragment = dontFragment
    const cookies = new HostCookies(this.#key)
    this.#owner = { key: this.#key, cookies, events: this.#events, changed: (entry) => this.#changed(entry) }
  }

  /**
   * Takes a local name, for a listener or a connection to come.
   *
   * @param local port 0 = any free one; address `0.0.0.0` = every IPv4 one of the host, `::` = every one (as Linux has it)
   * @throws TcpError EADDRINUSE, EADDRNOTAVAIL
   */
  bind(local: SocketAddress, options: { reuseAddress?: boolean } = {}): Binding {
    const address = parseAddress(local.address)
    if (!this.has(local.address)) {
      throw new TcpError(
        'EADDRNOTAVAIL',
        `${local.address} is no address of this host: bind to one that is, or to ${isIpv6(address) ? '::' : '0.0.0.0'}.`,
      )
    }
    const reservation = this.#ports.bind(address, portNumber(local.port), options.reuseAddress === true)
    return { address: formatAddress(address), port: reservation.port, reservation }
  }

  /** May a name here have this address? `0.0.0.0` and `::` may. */
  has(address: string): boolean {
    const number = parseAddress(address)
    return isUnspecified(number) || this.#addresses.has(number)
  }

  /** Gives a bound name back; listeners and connections under it stay. */
  release(binding: Binding): void {
    if (binding.reservation.use === 'bound') this.#ports.release(binding.reservation)
  }

  /**
   * Passive OPEN: connections come out of the listener's `accept`.
   *
   * @throws TcpError EADDRINUSE, EADDRNOTAVAIL
   */
  listen(local: SocketAddress | Binding, options: ListenOptions = {}): Listener {
    checkOptions('a listener: ', options, LISTEN_RULES)
    const bound = 'reservation' in local
    const { reservation } = bound ? local : this.bind(local, options)
    try {
      this.#ports.listen(reservation)
    } catch (error) {
      if (!bound) this.#ports.release(reservation)
      throw error
    }
    const settings = this.#resolved(options.settings)
    const listener = new Listener(reservation, settings, options.backlog, this.#events, (closed, keepName) => {
      this.#table.removeListener(closed)
      if (keepName) closed.reservation.use = 'bound'
      else this.#ports.release(closed.reservation)
    })
    this.#table.addListener(listener)
    return listener
  }

  /**
   * Active OPEN. The connection is in SYN-SENT afterwards; events say how it goes on.
   *
   * @throws TcpError EADDRNOTAVAIL; ENETUNREACH for an address that is no single host's (MUST-46), ECONNREFUSED for
   * port 0: the codes of Linux
   */
  connect(remote: SocketAddress, now: number, options: ConnectOptions = {}): Connection {
    const remoteAddress = parseAddress(remote.address)
    const remotePort = portNumber(remote.port)
    if (!this.#addresses.isUnicast(remoteAddress)) {
      throw new TcpError('ENETUNREACH', `${remote.address} is no single host: name one to connect to.`)
    }
    if (remotePort === 0) {
      throw new TcpError('ECONNREFUSED', `nobody can listen on ${remote.address}:0: name a port from 1 to 65535.`)
    }
    const ends = this.#endsFor(remoteAddress, remotePort, options.binding)
    const reuseAddress = options.binding?.reservation.reuseAddress ?? false
    const { connection } = this.#newConnection(ends, this.#resolved(options.settings), reuseAddress)
    connection.open('active', now)
    return connection
  }

  /** Every connection that the stack knows: as `ss -tan` shows them. */
  connections(): Connection[] {
    return this.#table.connections().map(({ connection }) => connection)
  }

  /**
   * A whole packet has arrived. What is damaged, in pieces, or not for this host is dropped.
   *
   * @param known the segment in it, where it was read already and all checksums are known to be right
   */
  packetArrives(packet: Uint8Array, now: number, known?: Segment): void {
    if (!known && (headerFault(packet) || isFragment(packet))) return
    const source = sourceAddressOf(packet)
    const destination = destinationAddressOf(packet)
    if (!this.#addresses.has(destination)) return
    if (known) {
      this.#segmentArrives(known, source, destination, now, ecnOf(packet))
      return
    }
    const start = headerLength(packet)
    const end = packetLength(packet)
    this.#path.source = source
    this.#path.destination = destination
    if (protocolOf(packet) === PROTOCOL_TCP) {
      const segment = decodeSegment(packet, this.#path, start, end)
      if (!isMalformed(segment)) this.#segmentArrives(segment, source, destination, now, ecnOf(packet))
    } else {
      const message = decodeIcmp(packet.subarray(start, end), protocolOf(packet), this.#path)
      const connection = message && this.#table.connection(message.ends)?.connection
      if (connection) icmpArrives(connection.tcb, message, now)
    }
  }

  /** The same of a packet that has not been made into octets since a stack gave it. */
  tcpArrives({ segment, source, destination, ecn }: TcpPacket, now: number): void {
    if (this.#addresses.has(destination)) this.#segmentArrives(segment, source, destination, now, ecn)
  }

  handleTimeout(now: number): void {
    while (this.#deadlines.next() <= now) {
      // None until its segments are taken, so that each fires once.
      const entry = this.#deadlines.take().owner
      entry.connection.handleTimeout(now)
      this.#moved(entry, now)
    }
  }

  /**
   * The next packet to send; `undefined` = none.
   *
   * @param reads whose program is about to read: an ACK by which its window would close waits. Ask again without it, at the
   * same moment
   */
  pollTransmit(now: number, reads?: (connection: Connection) => boolean): Uint8Array | undefined {
    const packet = this.pollPacket(now, reads)
    return packet && encodeTcpPacket(packet.segment, packet)
  }

  /** The same as what it means. Its payload is a view, true until the next call, unless `keep` is called. */
  pollPacket(now: number, reads?: (connection: Connection) => boolean): TcpPacket | undefined {
    this.#sending = undefined
    if (this.#waiting.length > 0) for (const entry of this.#waiting.splice(0)) this.#changed(entry)
    const reset = this.#resets.shift()
    if (reset) return this.#packetOf(reset.segment, reset.source, reset.destination, undefined)
    for (let entry = this.#ready.first(); entry; entry = this.#ready.first()) {
      const { connection } = entry
      const { tcb } = connection
      const waits = reads !== undefined && tcb.receiver.ack.due && tcb.receiver.wouldClose && reads(connection)
      const segment = connection.pollTransmit(now, waits)
      if (segment) {
        this.#sending = tcb.sending
        return this.#packetOf(segment, tcb.ends.localAddress, tcb.ends.remoteAddress, tcb)
      }
      this.#ready.shift()
      entry.queued = false
      if (waits) this.#waiting.push(entry)
      this.#setDeadline(entry)
    }
    return undefined
  }

  /** An ACK waits for its program to read: ask again. */
  get isWaited(): boolean {
    return this.#waiting.length > 0
  }

  /** What is known of the packet that `pollTransmit` gave last, and the packet does not show. */
  get sending(): Sending | undefined {
    return this.#sending
  }

  /** When `handleTimeout` is to be called at the latest; `undefined` = no timer runs. */
  pollTimeout(): number | undefined {
    for (let index = 0; index < this.#ready.length; index++) this.#setDeadline(this.#ready.at(index)!)
    const deadline = this.#deadlines.next()
    return deadline === Number.POSITIVE_INFINITY ? undefined : deadline
  }

  /** What has happened to connections and listeners, oldest first. */
  pollEvent(): TcpEvent | undefined {
    const event = this.#events.poll()
    if (event && event.type !== 'acceptable') event.connection.polled(event)
    return event
  }

  #setDeadline(entry: StackEntry): void {
    if (entry.reservation) this.#deadlines.set(entry.timer, nextDeadline(entry.connection.tcb))
    else this.#deadlines.remove(entry.timer)
  }

  #segmentArrives(segment: Segment, source: IpAddress, destination: IpAddress, now: number, ecn: number): void {
    const entry = this.#table.find(destination, segment.destinationPort, source, segment.sourcePort)
    if (!entry) {
      this.#unmatchedArrives(segment, source, destination, now)
      return
    }
    const { connection } = entry
    const { tcb } = connection
    const listener = tcb.state === 'TIME-WAIT' ? this.#listenerFor(segment, destination) : undefined
    if (listener && reopens(tcb, segment)) {
      // No room for the new one yet: the old one stays, for it remembers what the new ISS must lie beyond.
      if (!listener.takesSyn) return
      const leastIss = ((tcb.sender?.sndNxt ?? 0) + 1) >>> 0
      tcb.end('rcv SYN, new connection', now)
      this.#changed(entry)
      this.#unmatchedArrives(segment, source, destination, now, leastIss)
      return
    }
    if (entry.listener?.holdsOff(connection, segment)) return
    connection.segmentArrives(segment, now, ecn === CE)
    this.#moved(entry, now)
  }

  /** A segment that belongs to no connection: a listener's, or answered with a reset (RFC 9293 §3.5.2). */
  #unmatchedArrives(segment: Segment, source: IpAddress, destination: IpAddress, now: number, leastIss?: number): void {
    if (!this.#addresses.isUnicast(source)) return
    const listener = this.#listenerFor(segment, destination)
    const { flags } = segment
    if (!listener || (flags.ack && !flags.rst)) {
      const reset = resetFor(segment)
      if (reset && this.#resets.length < MAX_RESETS) {
        this.#resets.push({ segment: reset, source: destination, destination: source })
      }
      return
    }
    if (!flags.syn || flags.rst || !listener.takesSyn) return
    const ends: FourTuple = {
      localAddress: destination,
      localPort: segment.destinationPort,
      remoteAddress: source,
      remotePort: segment.sourcePort,
    }
    const entry = this.#newConnection(ends, copyOfSettings(listener.settings), listener.reservation.reuseAddress)
    const { connection } = entry
    connection.tcb.leastIss = leastIss
    connection.tcb.mayOpenEarly = listener.takesEarly
    entry.listener = listener
    connection.open('passive', now)
    listener.synArrived(connection)
    connection.segmentArrives(segment, now)
    this.#moved(entry, now)
  }

  #listenerFor(segment: Segment, destination: IpAddress): Listener | undefined {
    return this.#table.listener(destination, segment.destinationPort)
  }

  /** A connection may have left its listener's SYN queue. */
  #moved(entry: StackEntry, now: number): void {
    const { connection, listener } = entry
    if (!listener?.moved(connection, now)) return
    entry.listener = undefined
    if (connection.state === 'LISTEN') connection.tcb.end('CLOSE', now)
    this.#changed(entry)
  }

  #newConnection(ends: FourTuple, settings: Settings, reuseAddress: boolean): StackEntry {
    const { localAddress: address, localPort: port } = ends
    const reservation = this.#ports.reserve({ address, port, reuseAddress, use: 'connection' })
    const entry = new StackEntry(ends, settings, this.#owner, reservation)
    this.#table.add(entry)
    return entry
  }

  /** Something may be sent, or another deadline holds; a connection that is over is forgotten. */
  #changed(entry: StackEntry): void {
    if (!entry.queued) {
      entry.queued = true
      this.#ready.push(entry)
    }
    if (entry.connection.state !== 'CLOSED' || !entry.reservation) return
    this.#table.remove(entry)
    this.#ports.release(entry.reservation)
    entry.reservation = undefined
  }

  #resolved(settings: ConnectionSettings | undefined): Settings {
    return resolveSettings({ ...this.#settings, ...settings })
  }

  #endsFor(remoteAddress: IpAddress, remotePort: number, binding: Binding | undefined): FourTuple {
    this.#checkFamily(remoteAddress, binding)
    const localAddress =
      binding && !isUnspecified(binding.reservation.address)
        ? binding.reservation.address
        : this.#addresses.sourceFor(remoteAddress)
    const isFree = (localPort: number): boolean =>
      this.#table.find(localAddress, localPort, remoteAddress, remotePort) === undefined
    if (!binding) {
      const localPort = this.#ports.forConnection({ localAddress, remoteAddress, remotePort }, isFree)
      return { localAddress, localPort, remoteAddress, remotePort }
    }
    if (!isFree(binding.port)) {
      throw new TcpError(
        'EADDRNOTAVAIL',
        `${formatSocket(localAddress, binding.port)} has a connection to ${formatSocket(remoteAddress, remotePort)} already, perhaps in TIME-WAIT; take another port.`,
      )
    }
    return { localAddress, localPort: binding.port, remoteAddress, remotePort }
  }

  /** A name of one family reaches none of the other, but `::` does. @throws TcpError EAFNOSUPPORT, ENETUNREACH: the codes of Linux */
  #checkFamily(remoteAddress: IpAddress, binding: Binding | undefined): void {
    const bound = binding?.reservation.address ?? ANY_IPV6
    if (bound === ANY_IPV6 || isIpv6(bound) === isIpv6(remoteAddress)) return
    throw new TcpError(
      isIpv6(bound) ? 'ENETUNREACH' : 'EAFNOSUPPORT',
      `${formatAddress(remoteAddress)} is not of the family of ${formatAddress(bound)}: bind to a name of its own, or to ::.`,
    )
  }

  #packetOf(segment: Segment, source: IpAddress, destination: IpAddress, tcb: Tcb | undefined): TcpPacket {
    this.#packetId = (this.#packetId + 1) & 0xffff
    const ttl = tcb ? tcb.settings.ttl : this.#ttl
    const dscp = tcb ? tcb.settings.dscp : 0
    const ecn = tcb ? tcb.ecnField : NOT_ECT
    return new TcpPacket(segment, source, destination, ttl, dscp, this.#packetId, this.#dontFragment, ecn)
  }
}
