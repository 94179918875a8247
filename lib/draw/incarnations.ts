import { connectionOf, isSegment, otherWay, type SegmentEvent } from '../network/origins.ts'
import type { StateEvent, TraceEvent } from '../network/trace-types.ts'
import type { Flags } from '../tcp/wire/index.ts'

/** Two sockets, and how often a connection between them has begun. */
interface SocketPair {
  current: number
  /** The current one is over at an end: who opens now begins another. */
  over: boolean
  /** States are in the trace: they say when a connection is over. */
  hasStates: boolean
}

/** One end of a pair. */
export interface EndOfPair {
  pair: SocketPair
  incarnation: number
  /** The one before: its last words may come after the first of the next. */
  previous: number
  /** Of its SYN; `undefined` until that is seen. */
  isn: number | undefined
  /** A state of this incarnation has been seen; and CLOSED, after others. */
  stateSeen: boolean
  closed: boolean
}

/**
 * Tells connections apart that follow one another between the same two sockets: incarnations (RFC 9293 §3.4.1), counted from 1.
 * Takes the events of a trace in order.
 */
export class Incarnations {
  readonly #sides = new Map<string, EndOfPair>()

  segment(event: SegmentEvent): number {
    const { flags, seq } = event.segment
    return this.segmentOf(this.sideOf(connectionOf(event), event.within), flags, seq)
  }

  /** The same of a segment with these flags and this number. @param side its sender's */
  segmentOf(side: EndOfPair, flags: Pick<Flags, 'syn' | 'ack' | 'rst'>, seq: number): number {
    // Anything it said without a SYN, perhaps a reset, belongs to another.
    const isNew = side.incarnation === 0 || (side.isn === undefined ? !side.stateSeen : side.isn !== seq)
    if (flags.syn) {
      if (isNew && flags.ack) joinOpening(side)
      else if (isNew) openSide(side)
      side.isn = seq
    } else if (flags.rst && (side.incarnation === 0 || side.closed || !side.pair.hasStates)) {
      // Nobody's: it answers what came last.
      if (!side.pair.hasStates) side.pair.over = true
      return Math.max(1, side.pair.current)
    } else if (side.incarnation === 0) joinOpening(side)
    return side.incarnation
  }

  state({ host, connection, from, to }: StateEvent): number {
    const side = this.sideAt(host, connection)
    const { pair } = side
    pair.hasStates = true
    if (from === 'CLOSED') {
      const isKnown = side.incarnation > 0 && side.incarnation === pair.current && !side.stateSeen
      if (!isKnown && to === 'SYN-SENT') openSide(side)
      else if (!isKnown) joinOpening(side)
      side.stateSeen = true
    } else if (side.incarnation === 0) joinOpening(side)
    const incarnation = incarnationOf(side)
    if (to === 'CLOSED' && incarnation === side.incarnation) side.closed = true
    if (to === 'CLOSED' && incarnation === pair.current) pair.over = true
    return incarnation
  }

  /** Of any other event of a connection. */
  other({ host, connection }: { host: string; connection: string }): number {
    return this.otherOf(this.sideAt(host, connection))
  }

  /** The same, of an event at this end. */
  otherOf(side: EndOfPair): number {
    if (side.incarnation === 0) joinOpening(side)
    return incarnationOf(side)
  }

  /** Of any event that is of a connection; `undefined` for the others. */
  of(event: TraceEvent): number | undefined {
    if (event.type === 'packet') return event.what === 'sent' && isSegment(event) ? this.segment(event) : undefined
    if (event.type === 'state') return this.state(event)
    return 'connection' in event ? this.other(event) : undefined
  }

  /** The end of a connection at a host. */
  sideAt(host: string, connection: string): EndOfPair {
    return this.sideOf(connection, isWithinHost(connection) ? host : undefined)
  }

  /** @param own the connection as this end names it @param within the host that it does not leave */
  sideOf(own: string, within: string | undefined): EndOfPair {
    const place = within === undefined ? '' : `${within} `
    const key = place + own
    let side = this.#sides.get(key)
    if (!side) {
      const pair = this.#sides.get(place + otherWay(own))?.pair ?? { current: 0, over: false, hasStates: false }
      side = { pair, incarnation: 0, previous: 0, isn: undefined, stateSeen: false, closed: false }
      this.#sides.set(key, side)
    }
    return side
  }
}

function incarnationOf(side: EndOfPair): number {
  return side.stateSeen || side.previous === 0 ? side.incarnation : side.previous
}

/** An active open: a connection of its own, or the other half of a simultaneous open. */
function openSide(side: EndOfPair): void {
  const { pair } = side
  if (pair.current === 0 || side.incarnation === pair.current || pair.over) {
    pair.current++
    pair.over = false
  }
  enter(side, pair.current)
}

function joinOpening(side: EndOfPair): void {
  const { pair } = side
  pair.current = Math.max(1, pair.current)
  if (side.incarnation !== pair.current) enter(side, pair.current)
}

function enter(side: EndOfPair, incarnation: number): void {
  side.previous = side.incarnation
  side.incarnation = incarnation
  side.isn = undefined
  side.stateSeen = false
  side.closed = false
}

/** Both ends are on one host: its packets do not leave it. */
export function isWithinHost(connection: string): boolean {
  if (connection.startsWith('127.')) return true
  const arrow = connection.indexOf(' → ')
  const local = connection.slice(0, connection.lastIndexOf(':', arrow) + 1)
  return connection.startsWith('127.', arrow + 3) || connection.startsWith(local, arrow + 3)
}
