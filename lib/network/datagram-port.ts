import { Ring } from '../ring.ts'
import { formatAddress, type IpAddress } from '../tcp/wire/index.ts'

export interface ReceivedDatagram {
  /** As text. */
  address: string
  port: number
  payload: Uint8Array
  /** When it arrived, in virtual milliseconds. */
  time: number
}

export interface DatagramDestination {
  /** As text, or the name of a host. */
  address: string
  port: number
}

/** What a port needs of its host. */
export interface DatagramHost {
  sendDatagram(fromPort: number, to: DatagramDestination, payload: Uint8Array, options: SendDatagramOptions): void
  closePort(port: number): void
}

export interface SendDatagramOptions {
  /** Dropped where it would have to be cut into fragments. */
  dontFragment?: boolean
  ttl?: number
}

/** A UDP port of a host: what arrives stays whole, may be lost, doubled or out of order, and nobody is told. */
export class DatagramPort {
  readonly port: number
  /** Datagrams that fit before the program reads; later ones are dropped. */
  limit = 1000
  readonly #host: DatagramHost
  readonly #received = new Ring<ReceivedDatagram>()

  constructor(host: DatagramHost, port: number) {
    this.#host = host
    this.port = port
  }

  /** How many datagrams wait to be received. */
  get queued(): number {
    return this.#received.length
  }

  /** @throws RangeError when the payload is longer than 65,507 octets */
  send(to: DatagramDestination, payload: Uint8Array, options: SendDatagramOptions = {}): void {
    this.#host.sendDatagram(this.port, to, payload, options)
  }

  /** The next datagram, whole; `undefined` when none is there. */
  receive(): ReceivedDatagram | undefined {
    return this.#received.shift()
  }

  close(): void {
    this.#host.closePort(this.port)
  }

  /** For the host. @returns false when there is no room */
  arrived(address: IpAddress, port: number, payload: Uint8Array, time: number): boolean {
    if (this.#received.length >= this.limit) return false
    this.#received.push({ address: formatAddress(address), port, payload, time })
    return true
  }
}
