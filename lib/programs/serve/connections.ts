import { isSegment, otherWay, type SampleEvent, type SegmentEvent, type TraceEvent } from '../../network/index.ts'
import { connectionOf } from '../../network/origins.ts'

/** A connection as our end of it has it. */
export interface ConnectionCounts {
  /** `10.77.0.2:80 → 10.77.0.1:49152` */
  name: string
  state: string
  /** Segments and octets of data that our host has sent, and that have come to it. */
  sent: number
  received: number
  octetsSent: number
  octetsReceived: number
  /** Segments that our host has sent again. */
  resent: number
  /** Segments of either end that did not arrive. */
  lost: number
  /** The last sample; `undefined` before the first. */
  sample: Pick<SampleEvent, 'cwnd' | 'ssthresh' | 'flight' | 'srtt' | 'rto'> | undefined
}

/** Connections that are remembered: the oldest of those that are closed is forgotten first. */
const MOST_REMEMBERED = 2048

/** Counts what happens, by connection. */
export class Connections {
  readonly #host: string
  readonly #known = new Map<string, ConnectionCounts>()
  /** Of all connections, those forgotten too. */
  readonly total: { connections: number; segments: number; resent: number; lost: number } = {
    connections: 0,
    segments: 0,
    resent: 0,
    lost: 0,
  }

  /** @param host ours */
  constructor(host: string) {
    this.#host = host
  }

  take(events: readonly TraceEvent[]): void {
    for (const event of events) this.#count(event)
  }

  /** As our host names it. */
  of(name: string): ConnectionCounts | undefined {
    return this.#known.get(name)
  }

  /** Those that are not closed, the one that was opened last at the end. */
  get open(): ConnectionCounts[] {
    return [...this.#known.values()].filter(({ state }) => state !== 'CLOSED' && state !== 'TIME-WAIT')
  }

  #count(event: TraceEvent): void {
    if (isSegment(event)) this.#packet(event)
    else if (event.type === 'state' && event.host === this.#host) {
      // One port may have had another connection before.
      if (event.from === 'LISTEN' || event.from === 'CLOSED') this.#forget(event.connection)
      this.#connection(event.connection).state = event.to
    } else if (event.type === 'sample' && event.host === this.#host) {
      const { cwnd, ssthresh, flight, srtt, rto } = event
      this.#connection(event.connection).sample = { cwnd, ssthresh, flight, srtt, rto }
    }
  }

  #packet(event: SegmentEvent): void {
    const isOurs = event.from === this.#host
    const name = isOurs ? connectionOf(event) : otherWay(connectionOf(event))
    // What is refused, and what comes when all is over, opens none.
    const connection = this.#known.get(name) ?? (event.segment.flags.syn ? this.#connection(name) : undefined)
    if (event.what === 'sent') this.total.segments++
    if (event.what === 'dropped') this.total.lost++
    if (event.what === 'sent' && event.retransmission) this.total.resent++
    if (!connection) return
    const octets = event.segment.payload.length
    if (event.what === 'dropped') connection.lost++
    else if (isOurs && event.what === 'sent') {
      connection.sent++
      connection.octetsSent += octets
      if (event.retransmission) connection.resent++
    } else if (!isOurs && event.what === 'delivered') {
      connection.received++
      connection.octetsReceived += octets
    }
  }

  #connection(name: string): ConnectionCounts {
    const known = this.#known.get(name)
    if (known) return known
    const made: ConnectionCounts = {
      name,
      state: 'LISTEN',
      sent: 0,
      received: 0,
      octetsSent: 0,
      octetsReceived: 0,
      resent: 0,
      lost: 0,
      sample: undefined,
    }
    this.#known.set(name, made)
    this.total.connections++
    if (this.#known.size > MOST_REMEMBERED) this.#forgetOne()
    return made
  }

  #forget(name: string): void {
    if (this.#known.get(name)?.state === 'CLOSED') this.#known.delete(name)
  }

  #forgetOne(): void {
    const over = [...this.#known.values()].find(({ state }) => state === 'CLOSED' || state === 'TIME-WAIT')
    this.#known.delete(over?.name ?? this.#known.keys().next().value!)
  }
}
