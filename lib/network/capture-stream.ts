import { concat } from '../bytes.ts'
import { interfaceDescription, LINKTYPE_RAW, packetBlock, reaches, sectionHeader } from './pcapng.ts'
import type { PacketEvent, TraceEvent } from './trace-types.ts'

/** A packet that was seen, and what became of it once that is known. */
interface SeenPacket {
  event: PacketEvent
  outbound: boolean
  fate: PacketEvent | undefined
  isKnown: boolean
}

/** Packets that wait for the fate of one before them: where more do, it is written without. */
const MOST_UNFATED = 4096

/**
 * The same as `pcapng`, at one host, for a run without an end: given what happened piece by piece, it hands back what the file grows
 * by. A packet is written once its fate is known, for the comment that tells it, so that one is as late as its way is long.
 */
export class CaptureStream {
  readonly #host: string
  readonly #epoch: number
  #waiting: SeenPacket[] = []
  readonly #unknown = new Map<number, SeenPacket>()
  #isBegun = false

  /** @param epoch milliseconds since 1970, a whole number, at which the network's time began */
  constructor(host: string, epoch = 0) {
    this.#host = host
    this.#epoch = epoch
  }

  /** @returns octets to append; the first time with the head of the file */
  take(events: readonly TraceEvent[]): Uint8Array {
    for (const event of events) if (event.type === 'packet') this.#see(event)
    const excess = this.#waiting.length - MOST_UNFATED
    let count = this.#waiting.findIndex(({ isKnown }, index) => !isKnown && index >= excess)
    if (count < 0) count = this.#waiting.length
    return this.#write(count)
  }

  /** @returns what is left to append; what became of it is not known */
  end(): Uint8Array {
    return this.#write(this.#waiting.length)
  }

  #see(event: PacketEvent): void {
    if (event.what === 'sent') {
      if (event.from !== this.#host) return
      const seen = { event, outbound: true, fate: undefined, isKnown: false }
      this.#waiting.push(seen)
      this.#unknown.set(event.id, seen)
      return
    }
    const known = this.#unknown.get(event.id)
    if (known) {
      known.isKnown = true
      if (event.what === 'dropped') known.fate = event
      this.#unknown.delete(event.id)
    }
    if (!reaches(event, this.#host)) return
    const fate = event.what === 'dropped' ? event : undefined
    this.#waiting.push({ event, outbound: false, fate, isKnown: true })
  }

  #write(count: number): Uint8Array {
    const head = this.#isBegun ? [] : [sectionHeader(), interfaceDescription(this.#host, LINKTYPE_RAW)]
    this.#isBegun = true
    const written = this.#waiting.slice(0, count)
    this.#waiting = this.#waiting.slice(count)
    for (const { event } of written) this.#unknown.delete(event.id)
    const blocks = written.map(({ event, outbound, fate }) => packetBlock(event, 0, outbound, this.#epoch, fate))
    return concat([...head, ...blocks])
  }
}
