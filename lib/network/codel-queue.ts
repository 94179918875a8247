import { Ring } from '../ring.ts'
import { CoDel, type CoDelOptions, type ManagedQueue } from './codel.ts'
import type { Transit } from './transit.ts'

/** What of a link its managed queue needs. */
interface QueueOwner {
  readonly name: string
  dropped(packet: Transit, reason: string): void
}

/** The packets that wait before a link which CoDel manages (RFC 8289). */
export class CoDelQueue implements ManagedQueue<Transit> {
  /** Octets that wait. */
  bytes = 0
  readonly #packets = new Ring<Transit>()
  readonly #codel: CoDel<Transit>
  readonly #owner: QueueOwner
  readonly #ecn: boolean
  #now = 0

  /** @param options.ecn packets that bear ECT are marked, and not dropped (RFC 3168 §5) */
  constructor(owner: QueueOwner, { ecn = false, ...options }: CoDelOptions & { ecn?: boolean }) {
    this.#owner = owner
    this.#ecn = ecn
    this.#codel = new CoDel(this, options)
  }

  get length(): number {
    return this.#packets.length
  }

  push(packet: Transit, now: number): void {
    packet.queuedAt = now
    this.#packets.push(packet)
    this.bytes += packet.length
  }

  /** The packet whose turn on the wire has come. @param mtu of the link */
  next(now: number, mtu: number): Transit | undefined {
    this.#now = now
    return this.#codel.dequeue(now, mtu)
  }

  shift(): Transit | undefined {
    const packet = this.#packets.shift()
    if (packet) this.bytes -= packet.length
    return packet
  }

  drop(packet: Transit): void {
    this.#owner.dropped(packet, 'CoDel')
  }

  mark(packet: Transit): boolean {
    return this.#ecn && packet.mark(this.#now, this.#owner.name)
  }
}
