import { cwndFigure, type Figure, ladderFigure } from '../../draw/index.ts'
import { isSegment, otherWay, type PacketEvent, type Trace, type TraceEvent } from '../../network/index.ts'
import { connectionOf } from '../../network/origins.ts'
import { fattened, OURS, type Ready, type SlimEvent, THEIRS } from './messages.ts'

/** Events of a connection that are kept; a ladder shows the packets of the last of them. */
const MOST_KEPT_EVENTS = 3_000
const MOST_DRAWN = 12
/** Segments of a ladder: more, and nobody reads them. */
const MOST_SHOWN = 40

interface Followed {
  /** The SYNs, by which numbers begin at 0. */
  opening: TraceEvent[]
  events: TraceEvent[]
}

/** The last that happened on each connection, to be drawn. */
export class LivePictures {
  readonly #ready: Ready
  readonly #followed = new Map<string, Followed>()
  #end = 0

  constructor(ready: Ready) {
    this.#ready = ready
  }

  /** As our host names them, the last that was opened at the end. */
  get connections(): string[] {
    return [...this.#followed.keys()]
  }

  take(events: readonly SlimEvent[]): void {
    for (const event of events) this.#take(fattened(event))
  }

  clear(): void {
    this.#followed.clear()
  }

  /** Its last segments; `undefined` where there are none. */
  ladder(connection: string): Figure | undefined {
    const followed = this.#followed.get(connection)
    if (!followed) return undefined
    const sent = followed.events.filter(
      (event): event is PacketEvent => event.type === 'packet' && event.what === 'sent',
    )
    const from = sent.at(-MOST_SHOWN)?.time
    return ladderFigure(this.#traceOf(followed), { connection, ...(from !== undefined && { from }) })
  }

  /** Its cwnd; `undefined` before there is any. */
  cwnd(connection: string): Figure | undefined {
    const followed = this.#followed.get(connection)
    if (!followed?.events.some(({ type }) => type === 'sample')) return undefined
    return cwndFigure(this.#traceOf(followed), { connection })
  }

  #traceOf({ opening, events }: Followed): Trace {
    const hosts = [
      { name: THEIRS, address: this.#ready.address },
      { name: OURS, address: this.#ready.host },
    ]
    const first = events[0]
    const before = opening.filter(
      (event) => first === undefined || (event.time <= first.time && !events.includes(event)),
    )
    return { hosts, events: [...before, ...events], end: this.#end }
  }

  #take(event: TraceEvent): void {
    this.#end = Math.max(this.#end, event.time)
    const name = ourNameOf(event)
    if (name === undefined) return
    const followed = this.#followed.get(name) ?? this.#follow(name)
    const isSyn = isSegment(event) && event.segment.flags.syn === true
    if (isSyn && followed.opening.length < 8) followed.opening.push(event)
    followed.events.push(event)
    if (followed.events.length > 2 * MOST_KEPT_EVENTS) followed.events = followed.events.slice(-MOST_KEPT_EVENTS)
  }

  #follow(name: string): Followed {
    const followed = { opening: [], events: [] }
    this.#followed.set(name, followed)
    if (this.#followed.size > MOST_DRAWN) this.#followed.delete(this.#followed.keys().next().value!)
    return followed
  }
}

function ourNameOf(event: TraceEvent): string | undefined {
  if (isSegment(event)) return event.from === OURS ? connectionOf(event) : otherWay(connectionOf(event))
  if (event.type === 'sample' || event.type === 'state' || event.type === 'sender') {
    const isListening = event.type === 'state' && event.to === 'LISTEN'
    return isListening ? undefined : event.connection
  }
  return undefined
}
