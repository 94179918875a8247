import { readUint16, readUint32 } from '../bytes.ts'
import type { Sending } from '../tcp/sender/index.ts'
import { fragmentHeaderOf, headerLength, isFragment, isVersion6, type Segment } from '../tcp/wire/index.ts'
import { Rows } from './rows.ts'
import type { PacketEvent, QueueEvent, SampleEvent, TraceEvent } from './trace-types.ts'
import { type CongestionMark, wholeSegment } from './transit.ts'

/** A packet whose octets are made, if they are not, when somebody asks for them. */
export interface Octets {
  readonly bytes: Uint8Array
}

/** What of a packet few have. Of one that is an object already, that object. */
export type Rare = RareFields | PacketEvent

interface RareFields extends Sending {
  copyOf?: number
  fragmentOf?: number
  within?: string
  corrupted?: boolean
  marked?: CongestionMark
  reason?: string
  at?: string
}

/** Of which kind an event is: which table its row is in. */
export const PACKET = 0
export const SAMPLE = 1
export const QUEUE = 2
/** Any other, or one that somebody made as an object: it is kept as it is. */
export const GIVEN = 3

const WHATS = ['sent', 'delivered', 'dropped'] as const
export const SENT = 0
export const DELIVERED = 1
export const DROPPED = 2

const PHASES = ['slow-start', 'congestion-avoidance', 'fast-recovery', 'loss'] as const

const MODES = ['startup', 'drain', 'probe-bw', 'probe-rtt'] as const

/** Where in a row of `packets` what is; the rest of a packet is in the lists. */
export const PACKET_ROW = { time: 0, order: 1, id: 2, what: 3, width: 4 } as const
/** Where in a row of `queues` what is. */
export const QUEUE_ROW = { time: 0, link: 1, packets: 2, bytes: 3, width: 4 } as const
/** Where in a row of `samples` what is; NaN = undefined. */
export const SAMPLE_ROW = {
  time: 0,
  order: 1,
  end: 2,
  cwnd: 3,
  ssthresh: 4,
  flight: 5,
  pipe: 6,
  phase: 7,
  sndWnd: 8,
  rcvWnd: 9,
  sndUna: 10,
  sndNxt: 11,
  rcvNxt: 12,
  srtt: 13,
  rttvar: 14,
  rto: 15,
  sendBuffer: 16,
  receiveBuffer: 17,
  pacingRate: 18,
  btlBw: 19,
  minRtt: 20,
  mode: 21,
  width: 22,
} as const

/** An end of a connection: whose samples a row is of. */
export interface End {
  host: string
  connection: string
}

/**
 * The events of a trace, a table for each frequent kind; `kinds` says in which order they came. They only grow. A chart that
 * reads them needs no object an event; who asks for objects gets them by `eventsUpTo`.
 */
export class Columns {
  kinds: Uint8Array = new Uint8Array(64)
  length = 0
  readonly packets: Rows = new Rows(PACKET_ROW.width)
  readonly octets: Octets[] = []
  readonly from: string[] = []
  readonly to: string[] = []
  readonly rare: (Rare | undefined)[] = []
  readonly samples: Rows = new Rows(SAMPLE_ROW.width)
  readonly ends: End[] = []
  readonly queues: Rows = new Rows(QUEUE_ROW.width)
  readonly links: string[] = []
  readonly given: TraceEvent[] = []
  /** Some events are objects: the tables do not hold all of their kinds, or somebody may have changed one. */
  hasObjects = false
  /** Objects of the first events, once somebody has asked for them: from then on those are what holds. */
  readonly #events: TraceEvent[] = []
  /** How many rows of each kind they are of. */
  readonly #made = [0, 0, 0, 0]
  readonly #segments = new Map<number, { bytes: Uint8Array; segment: Segment | undefined }>()
  /** Numbers of ends, by host and connection, and of links. */
  readonly #ends = new Map<string, Map<string, number>>()
  readonly #links = new Map<string, number>()
  #lastEnd = 0

  /** The tables of events that are objects already: as they are now. */
  static of(events: readonly TraceEvent[]): Columns {
    const columns = new Columns()
    for (const event of events) {
      if (event.type === 'packet')
        columns.packet(event.time, WHATS.indexOf(event.what), event.id, event, event.from, event.to, event)
      else if (event.type === 'sample') columns.sample(event, event.host, event.connection)
      else if (event.type === 'queue') columns.queue(event.time, event.link, event.packets, event.bytes)
      else columns.give(event)
    }
    return columns
  }

  /** @param what its number in the table */
  packet(
    time: number,
    what: number,
    id: number,
    octets: Octets,
    from: string,
    to: string,
    rare: Rare | undefined,
  ): void {
    const at = this.packets.add()
    const { values } = this.packets
    values[at] = time
    values[at + PACKET_ROW.order] = this.length
    values[at + PACKET_ROW.id] = id
    values[at + PACKET_ROW.what] = what
    this.octets.push(octets)
    this.from.push(from)
    this.to.push(to)
    this.rare.push(rare)
    this.#next(PACKET)
  }

  /** A packet as a segment; `undefined` unless it is a whole one. @param row of `packets` */
  segmentAt(row: number): Segment | undefined {
    const rare = this.rare[row]
    return rare && 'type' in rare ? rare.segment : wholeSegment(this.octets[row]!.bytes)
  }

  /** What a packet that is no segment has of a datagram or of a piece of one. @param row of `packets` */
  datagramAt(row: number): PacketEvent['datagram'] {
    const rare = this.rare[row]
    if (rare && 'type' in rare) return rare.datagram
    const { bytes } = this.octets[row]!
    return bytes.length >= 20 ? datagramOf(bytes) : undefined
  }

  sample(sample: Omit<SampleEvent, 'type' | keyof End>, host: string, connection: string): void {
    const at = this.samples.add()
    const { values } = this.samples
    values[at] = sample.time
    values[at + SAMPLE_ROW.order] = this.length
    values[at + SAMPLE_ROW.end] = this.#endOf(host, connection)
    values[at + SAMPLE_ROW.cwnd] = sample.cwnd ?? Number.NaN
    values[at + SAMPLE_ROW.ssthresh] = sample.ssthresh
    values[at + SAMPLE_ROW.flight] = sample.flight
    values[at + SAMPLE_ROW.pipe] = sample.pipe
    values[at + SAMPLE_ROW.phase] = PHASES.indexOf(sample.phase)
    values[at + SAMPLE_ROW.sndWnd] = sample.sndWnd
    values[at + SAMPLE_ROW.rcvWnd] = sample.rcvWnd
    values[at + SAMPLE_ROW.sndUna] = sample.sndUna
    values[at + SAMPLE_ROW.sndNxt] = sample.sndNxt
    values[at + SAMPLE_ROW.rcvNxt] = sample.rcvNxt
    values[at + SAMPLE_ROW.srtt] = sample.srtt ?? Number.NaN
    values[at + SAMPLE_ROW.rttvar] = sample.rttvar ?? Number.NaN
    values[at + SAMPLE_ROW.rto] = sample.rto
    values[at + SAMPLE_ROW.sendBuffer] = sample.sendBuffer
    values[at + SAMPLE_ROW.receiveBuffer] = sample.receiveBuffer
    values[at + SAMPLE_ROW.pacingRate] = sample.pacingRate ?? Number.NaN
    values[at + SAMPLE_ROW.btlBw] = sample.btlBw ?? Number.NaN
    values[at + SAMPLE_ROW.minRtt] = sample.minRtt ?? Number.NaN
    values[at + SAMPLE_ROW.mode] = sample.mode === undefined ? Number.NaN : MODES.indexOf(sample.mode)
    this.#next(SAMPLE)
  }

  queue(time: number, link: string, packets: number, bytes: number): void {
    const at = this.queues.add()
    const { values } = this.queues
    values[at] = time
    values[at + QUEUE_ROW.link] = this.#linkOf(link)
    values[at + QUEUE_ROW.packets] = packets
    values[at + QUEUE_ROW.bytes] = bytes
    this.#next(QUEUE)
  }

  give(event: TraceEvent): void {
    if (event.type === 'packet' || event.type === 'sample' || event.type === 'queue') this.hasObjects = true
    this.given.push(event)
    this.#next(GIVEN)
  }

  /** The first events as objects, each made once. @param from of these, those from this one on */
  eventsUpTo(length: number, from = 0): TraceEvent[] {
    const events = this.#events
    const made = this.#made
    this.hasObjects = true
    while (events.length < length) {
      const kind = this.kinds[events.length]!
      events.push(this.#eventAt(kind, made[kind]!++))
    }
    return events.slice(from, length)
  }

  #eventAt(kind: number, row: number): TraceEvent {
    if (kind === PACKET) return this.#packetAt(row)
    if (kind === SAMPLE) return this.sampleAt(row)
    return kind === QUEUE ? this.#queueAt(row) : this.given[row]!
  }

  #packetAt(row: number): PacketEvent {
    const { values, width } = this.packets
    const at = row * width
    const id = values[at + PACKET_ROW.id]!
    const { bytes } = this.octets[row]!
    const event: PacketEvent = {
      type: 'packet',
      time: values[at]!,
      what: WHATS[values[at + PACKET_ROW.what]!]!,
      id,
      from: this.from[row]!,
      to: this.to[row]!,
      bytes,
    }
    const rare = this.rare[row] as RareFields | undefined
    const { copyOf, fragmentOf, within, corrupted, ...rest } = rare ?? NOTHING_RARE
    if (copyOf !== undefined) event.copyOf = copyOf
    if (fragmentOf !== undefined) event.fragmentOf = fragmentOf
    if (within !== undefined) event.within = within
    if (corrupted) event.corrupted = true
    const segment = this.#segmentOf(id, bytes)
    if (segment) event.segment = segment
    else if (bytes.length >= 20) event.datagram = datagramOf(bytes)
    return rare ? Object.assign(event, rest) : event
  }

  /** The same for all events of a packet, as long as its octets are. */
  #segmentOf(id: number, bytes: Uint8Array): Segment | undefined {
    const known = this.#segments.get(id)
    if (known?.bytes === bytes) return known.segment
    const segment = wholeSegment(bytes)
    this.#segments.set(id, { bytes, segment })
    return segment
  }

  /** @param row of `samples` */
  sampleAt(row: number): SampleEvent {
    const { values, width } = this.samples
    const at = row * width
    const value = (column: number): number => values[at + column]!
    const { host, connection } = this.ends[value(SAMPLE_ROW.end)]!
    return {
      type: 'sample',
      time: value(SAMPLE_ROW.time),
      cwnd: unlessNaN(value(SAMPLE_ROW.cwnd)),
      ssthresh: value(SAMPLE_ROW.ssthresh),
      flight: value(SAMPLE_ROW.flight),
      pipe: value(SAMPLE_ROW.pipe),
      phase: PHASES[value(SAMPLE_ROW.phase)]!,
      sndWnd: value(SAMPLE_ROW.sndWnd),
      rcvWnd: value(SAMPLE_ROW.rcvWnd),
      sndUna: value(SAMPLE_ROW.sndUna),
      sndNxt: value(SAMPLE_ROW.sndNxt),
      rcvNxt: value(SAMPLE_ROW.rcvNxt),
      srtt: unlessNaN(value(SAMPLE_ROW.srtt)),
      rttvar: unlessNaN(value(SAMPLE_ROW.rttvar)),
      rto: value(SAMPLE_ROW.rto),
      sendBuffer: value(SAMPLE_ROW.sendBuffer),
      receiveBuffer: value(SAMPLE_ROW.receiveBuffer),
      pacingRate: unlessNaN(value(SAMPLE_ROW.pacingRate)),
      btlBw: unlessNaN(value(SAMPLE_ROW.btlBw)),
      minRtt: unlessNaN(value(SAMPLE_ROW.minRtt)),
      mode: MODES[value(SAMPLE_ROW.mode)],
      connection,
      host,
    }
  }

  #queueAt(row: number): QueueEvent {
    const { values, width } = this.queues
    const at = row * width
    return {
      type: 'queue',
      time: values[at]!,
      link: this.links[values[at + QUEUE_ROW.link]!]!,
      packets: values[at + QUEUE_ROW.packets]!,
      bytes: values[at + QUEUE_ROW.bytes]!,
    }
  }

  #next(kind: number): void {
    if (this.length === this.kinds.length) {
      const larger = new Uint8Array(this.length * 2)
      larger.set(this.kinds)
      this.kinds = larger
    }
    this.kinds[this.length++] = kind
  }

  #endOf(host: string, connection: string): number {
    const last = this.ends[this.#lastEnd]
    if (last?.connection === connection && last.host === host) return this.#lastEnd
    const known = this.#ends.get(host) ?? new Map<string, number>()
    this.#ends.set(host, known)
    this.#lastEnd = known.get(connection) ?? this.ends.push({ host, connection }) - 1
    known.set(connection, this.#lastEnd)
    return this.#lastEnd
  }

  #linkOf(link: string): number {
    const number = this.#links.get(link) ?? this.links.push(link) - 1
    this.#links.set(link, number)
    return number
  }
}

const NOTHING_RARE: RareFields = {}

function unlessNaN(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}

function datagramOf(bytes: Uint8Array): NonNullable<PacketEvent['datagram']> {
  const length = bytes.length - headerLength(bytes)
  if (isVersion6(bytes)) {
    if (!isFragment(bytes)) return { id: 0, offset: 0, length, moreFragments: false }
    const { start, flagsAndOffset } = fragmentHeaderOf(bytes)
    const offset = flagsAndOffset & 0xfff8
    return { id: readUint32(bytes, start + 4), offset, length, moreFragments: (flagsAndOffset & 1) !== 0 }
  }
  const word = readUint16(bytes, 6)
  return {
    id: readUint16(bytes, 4),
    offset: (word & 0x1fff) << 3,
    length,
    moreFragments: (word & 0x2000) !== 0,
  }
}
