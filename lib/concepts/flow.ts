/** §2.0: two programs for the lessons on how fast TCP sends: one that has bytes to send, one that reads them. */
import { AMOUNT, check, checkOptions, LIMIT, POSITIVE, type Rules } from '../check.ts'
import { type Host, type Network, TcpHost } from '../network/index.ts'
import type { Connection, ConnectionSettings } from '../tcp/index.ts'

/** Bytes of payload in a full segment of these flows: 1,500 less the headers of IP and TCP. */
export const SEGMENT = 1460

/** And of the packet that carries them. */
export const PACKET_LENGTH = 1500

/** `0.55 Mbit/s`. @param rate bit/s */
export function mbit(rate: number): string {
  return `${(rate / 1e6).toFixed(2)} Mbit/s`
}

/** `5.66 %`. @param share of 1 */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

/** When the receiving program reads: up to `bytes` every `every` milliseconds, from the virtual time `from` on. */
export interface Reading {
  bytes: number
  every: number
  from: number
  /** It stops reading here, and reads no more. */
  until?: number
}

export interface FlowOptions {
  /** What is sent, or how many bytes of it; then the sender closes. Default: more than can ever be sent. */
  data?: Uint8Array | number
  /** When the sender connects, in virtual milliseconds. Default 0. */
  start?: number
  /** The sending program hands over so many bytes every so many milliseconds, `from` a time on. Default: all that fits, at once. */
  writes?: { from: number; bytes: number; every: number }
  /** The sender closes when it has handed everything over. Default true. */
  closes?: boolean
  /** How the receiving program reads, in one rhythm or in several. Default: whatever has arrived, at once. */
  reads?: Reading | readonly Reading[]
  /** Of the sender's connection, over those of {@link PLAIN}. */
  settings?: ConnectionSettings
  /** Of the receiver's. */
  receiver?: ConnectionSettings
}

/** Headers without timestamps, so that a full packet carries 1,460 bytes; every segment acknowledged; large buffers. */
export const PLAIN: ConnectionSettings = {
  timestamps: false,
  delayedAck: 0,
  sendBuffer: 1 << 20,
  receiveBuffer: 1 << 20,
}

const NO_END = { least: 0, most: Number.POSITIVE_INFINITY, whole: true }
const FLOW_RULES: Rules<FlowOptions> = {
  data: 'any',
  start: AMOUNT,
  writes: 'any',
  closes: 'flag',
  reads: 'any',
  settings: 'any',
  receiver: 'any',
}
const PACE_RULES: Rules<NonNullable<FlowOptions['writes']>> = { bytes: NO_END, every: POSITIVE, from: LIMIT }

const ZEROS = new Uint8Array(65_536)
const HTTP_PORT = 80

/** Data from one host to another. Make it before the network runs; both hosts' TCP is its own. */
export class Flow {
  /** What the receiving program has read, in bytes. */
  received = 0
  /** Virtual time at which the connection was open at the sender; at which all data had been acknowledged; and read. */
  opened: number | undefined
  acknowledged: number | undefined
  finished: number | undefined
  /** The sender's end and the receiver's, once they exist. */
  connection: Connection | undefined
  peer: Connection | undefined
  /** What was read, only where `data` is bytes. */
  readonly bytes: Uint8Array
  readonly #network: Network
  readonly #from: Host
  readonly #options: FlowOptions
  readonly #length: number
  #handedOver = 0
  /** How much the sending program has had time for. */
  #ready: number
  #closed = false

  constructor(network: Network, from: Host, to: Host, options: FlowOptions = {}) {
    const { data = Number.POSITIVE_INFINITY, start = 0, reads, writes } = options
    checkOptions('a flow: ', options, FLOW_RULES)
    if (typeof data === 'number') check('a flow: data', data, NO_END)
    const rhythms = reads && [reads].flat()
    for (const rhythm of rhythms ?? []) checkOptions('reads: ', rhythm, { ...PACE_RULES, until: LIMIT })
    if (writes) checkOptions('writes: ', writes, PACE_RULES)
    this.#network = network
    this.#from = from
    this.#options = options
    this.#length = typeof data === 'number' ? data : data.length
    this.#ready = writes ? 0 : this.#length
    this.bytes = new Uint8Array(typeof data === 'number' ? 0 : data.length)
    const sending = new TcpHost(network, from, {
      settings: { ...PLAIN, ...options.settings },
      onArrival: (now) => this.#write(now),
    })
    const receiving = new TcpHost(network, to, {
      settings: { ...PLAIN, ...options.receiver },
      onArrival: (now) => {
        this.peer ??= listener.accept()
        if (!rhythms) this.#read(Number.POSITIVE_INFINITY, now)
      },
    })
    const listener = receiving.stack.listen({ address: '0.0.0.0', port: HTTP_PORT })
    network.at(start, (now) => {
      this.connection = sending.stack.connect({ address: to.address, port: HTTP_PORT }, now)
      this.#write(now)
      from.flush()
    })
    if (writes) this.#writeOnTime(writes, writes.from)
    for (const rhythm of rhythms ?? []) this.#readOnTime(to, rhythm, rhythm.from)
  }

  /** The host that sends. */
  get name(): string {
    return this.#from.name
  }

  /** What the sender has put on the network, headers and what it sent again included, in bytes. */
  get sent(): number {
    return this.#from.sentBytes
  }

  /** Bytes that have reached the receiving host, each counted once: read, readable, or behind a hole. */
  get arrived(): number {
    const { readable = 0, waiting = 0 } = this.peer?.status() ?? {}
    return this.received + readable + waiting
  }

  #write(now: number): void {
    const { connection } = this
    if (!connection || connection.state === 'CLOSED') return
    if (connection.state === 'ESTABLISHED') this.opened ??= now
    const { data } = this.#options
    while (this.#handedOver < this.#ready) {
      const rest = this.#ready - this.#handedOver
      const piece =
        data instanceof Uint8Array
          ? data.subarray(this.#handedOver, this.#ready)
          : ZEROS.subarray(0, Math.min(rest, ZEROS.length))
      const taken = connection.send(piece, now)
      this.#handedOver += taken
      if (taken < piece.length) return
    }
    if (this.#handedOver < this.#length) return
    if (connection.unacknowledged === 0) this.acknowledged ??= now
    if (this.#closed || this.#options.closes === false || connection.state !== 'ESTABLISHED') return
    this.#closed = true
    connection.closeSend(now)
  }

  #writeOnTime(writes: { bytes: number; every: number }, time: number): void {
    this.#network.at(time, (now) => {
      this.#ready = Math.min(this.#length, this.#ready + writes.bytes)
      this.#write(now)
      this.#from.flush()
      if (this.#ready < this.#length) this.#writeOnTime(writes, now + writes.every)
    })
  }

  #read(most: number, now: number): void {
    const { peer } = this
    if (!peer) return
    for (let left = most; left > 0; ) {
      const piece = peer.receive(Math.min(left, 1 << 20))
      if (piece === undefined) return
      if (piece.length === 0) {
        if (peer.state === 'CLOSE-WAIT') peer.closeSend(now)
        return
      }
      if (this.bytes.length > 0) this.bytes.set(piece, this.received)
      this.received += piece.length
      left -= piece.length
      if (this.received >= this.#length) this.finished ??= now
    }
  }

  #readOnTime(to: Host, reads: Reading, time: number): void {
    if (time >= (reads.until ?? Number.POSITIVE_INFINITY)) return
    this.#network.at(time, (now) => {
      this.#read(reads.bytes, now)
      to.flush()
      if (this.peer?.state !== 'CLOSED') this.#readOnTime(to, reads, now + reads.every)
    })
  }
}
