/** A packet that waits. */
export interface Sojourner {
  /** When it came into the queue, in virtual milliseconds. */
  queuedAt: number
}

/** The queue that is managed. */
export interface ManagedQueue<Packet extends Sojourner> {
  /** Octets that wait. */
  readonly bytes: number
  /** Takes out the packet that has waited longest. */
  shift(): Packet | undefined
  drop(packet: Packet): void
  /** Sets Congestion Experienced. @returns false where that cannot be said: the packet is to be dropped */
  mark(packet: Packet): boolean
}

export interface CoDelOptions {
  /** How long a packet may wait in a queue that stands, in milliseconds. Default 5 (RFC 8289 §4.3). */
  target?: number
  /** How long it must have been so: about the longest usual round trip, in milliseconds. Default 100 (RFC 8289 §4.3). */
  interval?: number
}

/** A state in which packets are dropped ended so recently that the next begins at its pace, in intervals (RFC 8289 §5.5). */
const RECENT = 16

/**
 * Controlled Delay (RFC 8289): a queue that does its work, taking in a burst, is empty again within an interval. One in which
 * every packet of an interval has waited longer than the target stands, and one packet is dropped, or marked; while that does
 * not help, the next ones, each sooner than the one before.
 *
 * The names are those of the pseudo-code in §5; times in milliseconds.
 */
export class CoDel<Packet extends Sojourner> {
  readonly #queue: ManagedQueue<Packet>
  readonly #target: number
  readonly #interval: number
  /** When the sojourn time will have been above the target for an interval; 0 = it is not above. */
  #firstAboveTime = 0
  /** When the next packet is dropped, in the dropping state. */
  #dropNext = 0
  /** Packets dropped in this state; and at the beginning of the last one. */
  #count = 0
  #lastCount = 0
  #dropping = false
  #okToDrop = false

  constructor(queue: ManagedQueue<Packet>, { target = 5, interval = 100 }: CoDelOptions = {}) {
    this.#queue = queue
    this.#target = target
    this.#interval = interval
  }

  /**
   * The packet to send now; `undefined` = the queue is empty. Those before it may be dropped.
   *
   * @param mtu octets: with no more than that waiting, the transmitter would run dry
   * @see RFC 8289 §5.5
   */
  dequeue(now: number, mtu: number): Packet | undefined {
    let packet = this.#doDequeue(now, mtu)
    if (this.#dropping) {
      if (!this.#okToDrop) this.#dropping = false
      while (packet && this.#dropping && now >= this.#dropNext) {
        const marked = this.#queue.mark(packet)
        if (!marked) packet = this.#dropped(packet, now, mtu)
        if (!this.#okToDrop) this.#dropping = false
        else this.#dropNext = this.#controlLaw(this.#dropNext, ++this.#count)
        if (marked) break
      }
    } else if (packet && this.#okToDrop) {
      if (!this.#queue.mark(packet)) packet = this.#dropped(packet, now, mtu)
      this.#dropping = true
      // The pace that controlled the queue a moment ago is a good one to begin with.
      const delta = this.#count - this.#lastCount
      this.#count = delta > 1 && now - this.#dropNext < RECENT * this.#interval ? delta : 1
      this.#dropNext = this.#controlLaw(now, this.#count)
      this.#lastCount = this.#count
    }
    return packet
  }

  /** Takes a packet, and sees whether those of a whole interval have waited too long (§5.6). */
  #doDequeue(now: number, mtu: number): Packet | undefined {
    const packet = this.#queue.shift()
    this.#okToDrop = false
    if (packet === undefined || now - packet.queuedAt < this.#target || this.#queue.bytes <= mtu)
      this.#firstAboveTime = 0
    else if (this.#firstAboveTime === 0) this.#firstAboveTime = now + this.#interval
    else this.#okToDrop = now >= this.#firstAboveTime
    return packet
  }

  #dropped(packet: Packet, now: number, mtu: number): Packet | undefined {
    this.#queue.drop(packet)
    return this.#doDequeue(now, mtu)
  }

  /** Throughput falls with the square root of the drop rate, so equal steps of that bring equal ones of this (§4.2). */
  #controlLaw(time: number, count: number): number {
    return time + this.#interval / Math.sqrt(count)
  }
}
