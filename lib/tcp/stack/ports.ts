import { checkOptions, PORT } from '../../check.ts'
import { TcpError } from '../errors.ts'
import type { SipKey } from '../wire/index.ts'
import { ANY_IPV6, type FourTuple, formatSocket, hashEnds, type IpAddress, isIpv6 } from '../wire/index.ts'

/** A local socket in use; `0.0.0.0` is every IPv4 address of the host, `::` every one. */
export interface Reservation {
  readonly address: IpAddress
  readonly port: number
  readonly reuseAddress: boolean
  /** What holds it: a name that a program has given a socket, a listener, or a connection. */
  use: 'bound' | 'listening' | 'connection'
}

/** A name of a socket: an address and a port in host order. */
export interface SocketAddress {
  address: string
  port: number
}

/** A local name that a program holds until it releases it. */
export interface Binding extends SocketAddress {
  readonly reservation: Reservation
}

/** The ports that are given to whoever asks for none, RFC 6335 §6. */
export interface PortRange {
  first: number
  last: number
}

export const EPHEMERAL_PORTS: PortRange = { first: 49_152, last: 65_535 }

const PURPOSE = 2

/** Which local sockets are in use, and which port comes next. */
export class Ports {
  readonly #byPort = new Map<number, Set<Reservation>>()
  readonly #range: PortRange
  readonly #key: SipKey
  #steps = 0

  constructor(range: PortRange, key: SipKey) {
    checkOptions('ephemeralPorts: ', range, { first: { ...PORT, least: 1 }, last: { ...PORT, least: range.first } })
    this.#range = range
    this.#key = key
  }

  /**
   * Binds a name as a program asks for it: it is free unless somebody holds the port on the same address, or either on
   * every one. Both sides asking for `reuseAddress` may share it as long as neither listens; so a server can come back
   * beside its old connections in TIME-WAIT, but only if the old one had asked as well.
   *
   * @throws TcpError EADDRINUSE
   */
  bind(address: IpAddress, port: number, reuseAddress: boolean): Reservation {
    const chosen = port === 0 ? this.#anyPort(address) : port
    this.#check(address, chosen, reuseAddress, 'bound', undefined)
    return this.reserve({ address, port: chosen, reuseAddress, use: 'bound' })
  }

  /** A bound name starts to listen: no two may on the same. @throws TcpError EADDRINUSE */
  listen(reservation: Reservation): void {
    this.#check(reservation.address, reservation.port, reservation.reuseAddress, 'listening', reservation)
    reservation.use = 'listening'
  }

  reserve(reservation: Reservation): Reservation {
    const holders = this.#byPort.get(reservation.port)
    if (holders) holders.add(reservation)
    else this.#byPort.set(reservation.port, new Set([reservation]))
    return reservation
  }

  release(reservation: Reservation): void {
    const holders = this.#byPort.get(reservation.port)
    if (holders?.delete(reservation) && holders.size === 0) this.#byPort.delete(reservation.port)
  }

  /**
   * The local port of a new active connection: a walk through the range that starts at a place which depends on the
   * ends and a secret, so that outsiders cannot guess it (RFC 6056 §3.3.3).
   *
   * @param isFree whether no connection has these four numbers
   * @throws TcpError EADDRNOTAVAIL when there is none left
   */
  forConnection(ends: Omit<FourTuple, 'localPort'>, isFree: (port: number) => boolean): number {
    const offset = hashEnds({ ...ends, localPort: 0 }, this.#key, PURPOSE)
    const port = this.#walk(offset, (candidate) => !this.#isBound(ends.localAddress, candidate) && isFree(candidate))
    if (port === undefined) {
      throw new TcpError(
        'EADDRNOTAVAIL',
        `no local port is left for a connection to ${formatSocket(ends.remoteAddress, ends.remotePort)}; close some, or wait for TIME-WAIT to end.`,
      )
    }
    return port
  }

  #anyPort(address: IpAddress): number {
    const offset = hashEnds(
      { localAddress: address, localPort: 0, remoteAddress: 0, remotePort: 0 },
      this.#key,
      PURPOSE,
    )
    const port = this.#walk(offset, (candidate) => !this.#byPort.has(candidate))
    if (port === undefined) throw new TcpError('EADDRINUSE', 'no ephemeral port is left: close some sockets.')
    return port
  }

  #walk(offset: number, isFree: (port: number) => boolean): number | undefined {
    const { first, last } = this.#range
    const size = last - first + 1
    for (let tried = 0; tried < size; tried++) {
      const port = first + ((offset + this.#steps++) % size)
      if (isFree(port)) return port
    }
    return undefined
  }

  /** By a program's bind or listen, not by connections alone: those are told apart by their other end. */
  #isBound(address: IpAddress, port: number): boolean {
    for (const holder of this.#byPort.get(port) ?? []) {
      if (holder.use !== 'connection' && overlap(holder.address, address)) return true
    }
    return false
  }

  #check(
    address: IpAddress,
    port: number,
    reuse: boolean,
    use: Reservation['use'],
    self: Reservation | undefined,
  ): void {
    for (const holder of this.#byPort.get(port) ?? []) {
      if (holder === self || !overlap(holder.address, address)) continue
      if (reuse && holder.reuseAddress && holder.use !== 'listening') continue
      // Connections of an earlier listener were no hindrance to bind, so they are none to listen.
      if (use === 'listening' && holder.use === 'connection') continue
      throw new TcpError(
        'EADDRINUSE',
        `${formatSocket(address, port)} is in use${holder.use === 'connection' ? ' by a connection that has not quite ended' : ''}; ` +
          `${holder.use === 'listening' ? 'close the other listener' : 'set reuseAddress on the old and the new socket'}, or take another port.`,
      )
    }
  }
}

function overlap(a: IpAddress, b: IpAddress): boolean {
  return a === b || covers(a, b) || covers(b, a)
}

function covers(every: IpAddress, address: IpAddress): boolean {
  return every === ANY_IPV6 || (every === 0 && !isIpv6(address))
}

/** @throws RangeError for what is no port */
export function portNumber(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new RangeError(`${port} is no port: ports are whole numbers from 0 to 65535.`)
}
