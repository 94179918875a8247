import type { Endpoint } from '../../lib/network/index.ts'

/** A timer of a host is a little late, never early. */
const GRAIN = 1024

/**
 * An endpoint whose host has another clock than the network. The clock shows `first` when it is first looked at: so what
 * follows from the time of an event, such as an ISN, can be chosen.
 */
export class Clocked implements Endpoint {
  readonly #inner: Endpoint
  readonly #first: number
  #ahead: number | undefined

  constructor(inner: Endpoint, first: number) {
    this.#inner = inner
    this.#first = first
  }

  /** The host's time, when it is `now` on the network. */
  time(now: number): number {
    this.#ahead ??= this.#first - now
    return now + this.#ahead
  }

  packetArrives(packet: Uint8Array, now: number): void {
    this.#inner.packetArrives(packet, this.time(now))
  }

  handleTimeout(now: number): void {
    this.#inner.handleTimeout(this.time(now))
  }

  pollTransmit(now: number): Uint8Array | undefined {
    return this.#ahead === undefined ? undefined : this.#inner.pollTransmit(this.time(now))
  }

  get sending(): Endpoint['sending'] {
    return this.#inner.sending
  }

  pollTimeout(): number | undefined {
    const due = this.#inner.pollTimeout()
    if (due === undefined || this.#ahead === undefined) return undefined
    return (Math.floor((due - this.#ahead) * GRAIN) + 1) / GRAIN
  }
}
