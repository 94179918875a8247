import { type Segment, segmentLength } from '../tcp/segment.ts'
import type { PacketEvent } from './trace-types.ts'

/** One direction of a connection, as seen by the host that sends in it. */
interface Direction {
  iss: number
  /** One past the highest sequence number sent, probes left out. */
  next: number
  /** The highest acknowledgment that has come back, and the last window. */
  acked: number | undefined
  window: number | undefined
}

/**
 * Tells data sent again from window probes and keep-alives, by what the sending host has sent and received. It is
 * what an analyser of a capture at that host concludes.
 */
export class Resending {
  readonly #directions = new Map<string, Direction>()

  sent(
    source: number,
    destination: number,
    segment: Segment,
  ): Pick<PacketEvent, 'retransmission' | 'keepAlive' | 'windowProbe'> {
    const { seq, flags, payload } = segment
    const key = `${source} ${segment.sourcePort} ${destination} ${segment.destinationPort}`
    const direction = this.#directions.get(key)
    const length = segmentLength(segment)
    const end = (seq + length) >>> 0
    // A SYN with another number begins a new connection on the same ports.
    if (!direction || (flags.syn && seq !== direction.iss)) {
      this.#directions.set(key, { iss: seq, next: end, acked: undefined, window: undefined })
      return {}
    }
    const plain = !flags.syn && !flags.fin && !flags.rst
    if (plain && payload.length <= 1 && seq === (direction.next - 1) >>> 0 && direction.acked === direction.next) {
      return { keepAlive: true }
    }
    if (plain && payload.length === 1 && direction.window === 0 && seq === direction.next) return { windowProbe: true }
    const resent = length > 0 && ((seq - direction.next) | 0) < 0
    if (((end - direction.next) | 0) > 0) direction.next = end
    return resent ? { retransmission: true } : {}
  }

  delivered(source: number, destination: number, segment: Segment): void {
    if (!segment.flags.ack || segment.flags.rst) return
    const key = `${destination} ${segment.destinationPort} ${source} ${segment.sourcePort}`
    const direction = this.#directions.get(key)
    if (!direction) return
    direction.window = segment.window
    if (direction.acked === undefined || ((segment.ack - direction.acked) | 0) > 0) direction.acked = segment.ack
    // The octet of a probe was taken after all.
    if (((segment.ack - direction.next) | 0) === 1) direction.next = segment.ack
  }
}
