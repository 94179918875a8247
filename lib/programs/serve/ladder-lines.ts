import { causeInWords } from '../../network/cause.ts'
import { isSegment, otherWay, type SegmentEvent, type TraceEvent } from '../../network/index.ts'
import { connectionOf, Origins } from '../../network/origins.ts'
import type { SenderEvent } from '../../network/trace-types.ts'
import { count } from '../../words.ts'
import { OURS, type SlimEvent } from './messages.ts'

/** How a line looks. */
export type LineStyle = 'plain' | 'data' | 'ack' | 'again' | 'lost' | 'note'

/** One line of a ladder: what our host sends and what reaches it, in its order, and what got lost on the way. */
export interface LadderLine {
  /** Milliseconds since the network began. */
  time: number
  /** To the right of our host is nothing: `out` points to the left. */
  way: 'out' | 'in' | undefined
  isLost: boolean
  /** `SYN 0 win 64240`, `data 1:1449 ack 78` */
  label: string
  /** Beside it: `cwnd 14480`, `third duplicate ACK` */
  note: string
  style: LineStyle
  /** As our host names it; empty of what is no segment. */
  connection: string
  /** How many segments it stands for, and where the first of them begins. */
  segments: number
}

/** Connections whose numbers are remembered: after so many it begins anew. */
const MOST_OPENINGS = 2_000

/** Reads events as they come into lines; keeps nothing of them but where numbers begin. */
export class LadderReader {
  #origins = new Origins()
  #openings = 0
  readonly #windows = new Map<string, string>()
  readonly #pending = new Map<string, string>()

  /** @returns the lines of these events; neighbours that are alike are one */
  take(events: readonly SlimEvent[]): LadderLine[] {
    const lines: LadderLine[] = []
    for (const event of events) {
      const line = this.#line(event)
      if (!line) continue
      const last = lines.at(-1)
      const joined = last && joinLines(last, line)
      if (joined) lines[lines.length - 1] = joined
      else lines.push(line)
    }
    return lines
  }

  #line(event: SlimEvent): LadderLine | undefined {
    const { octets } = event
    if (event.type === 'packet') return isSegment(event) ? this.#segment(event, octets) : packetLine(event)
    if (event.type === 'sample') {
      const ssthresh = event.ssthresh >= 0x3fff_ffff ? '' : ` ssthresh ${Math.round(event.ssthresh)}`
      const text = event.cwnd === undefined ? '' : `cwnd ${Math.round(event.cwnd)}${ssthresh}`
      if (this.#windows.get(event.connection) !== text) this.#pending.set(event.connection, text)
      this.#windows.set(event.connection, text)
      if (this.#windows.size > MOST_OPENINGS) this.#windows.clear()
      return undefined
    }
    // A listener's own is nothing that happens.
    if (event.type === 'state' && event.to === 'LISTEN') return undefined
    if (event.type === 'state') return noteLine(event.time, event.connection, `${event.from} → ${event.to}`)
    if (event.type === 'program') return noteLine(event.time, '', event.text)
    if (event.type !== 'sender') return undefined
    const told = TOLD[event.what]?.(event)
    return told === undefined ? undefined : noteLine(event.time, event.connection, told)
  }

  /** What leaves our host is told when it leaves, what comes to it when it comes. */
  #segment(event: SegmentEvent, octets = event.segment.payload.length): LadderLine | undefined {
    const isOurs = event.from === OURS
    const isLost = event.what === 'dropped'
    if (!isLost && event.what !== (isOurs ? 'sent' : 'delivered')) {
      this.#origins.of(event)
      return undefined
    }
    if (event.segment.flags.syn && ++this.#openings > MOST_OPENINGS) {
      this.#openings = 0
      this.#origins = new Origins()
    }
    const connection = isOurs ? connectionOf(event) : otherWay(connectionOf(event))
    const { segment } = event
    const { seq, ack = 0 } = this.#origins.of(event)
    const [from, acknowledged] = [(segment.seq - seq) >>> 0, (segment.ack - ack) >>> 0]
    const isBare = octets === 0 && !segment.flags.syn && !segment.flags.fin && !segment.flags.rst
    const notes = [
      isLost && `lost: ${event.reason ?? ''}`,
      event.retransmission && 'sent again',
      event.cause && causeInWords(event.cause),
      event.windowProbe && 'window probe',
      event.keepAlive && 'keep-alive',
      event.copyOf !== undefined && 'a copy',
      event.marked && 'congestion marked',
      !isLost && isOurs && this.#windowOf(connection),
    ]
    return {
      time: event.time,
      way: isOurs ? 'out' : 'in',
      isLost,
      label: segmentLabel(event, from, acknowledged, octets),
      note: notes.filter((note) => note).join(', '),
      style: isLost ? 'lost' : event.retransmission ? 'again' : octets > 0 ? 'data' : isBare ? 'ack' : 'plain',
      connection,
      segments: 1,
    }
  }

  /** Once, when it is another than before. */
  #windowOf(connection: string): string {
    const text = this.#pending.get(connection) ?? ''
    this.#pending.delete(connection)
    return text
  }
}

/** What senders tell that no line of a segment says. */
const TOLD: { readonly [What in SenderEvent['what']]?: (event: SenderEvent) => string } = {
  'fast-retransmit': () => 'fast retransmit: a recovery begins',
  recovered: () => 'recovered',
  undone: () => 'nothing had been lost: undone',
  reneged: () => 'the peer has dropped what it had reported',
  'gave-up': () => 'gave up',
  'congestion-marked': () => 'the peer echoes congestion',
}

function segmentLabel({ segment }: SegmentEvent, from: number, ack: number, octets: number): string {
  const { flags, window, options } = segment
  const names = [flags.syn && 'SYN', flags.fin && 'FIN', flags.rst && 'RST'].filter((name) => name)
  const what = [...names, octets > 0 ? 'data' : names.length === 0 && flags.ack ? 'ACK' : ''].filter((name) => name)
  const numbers = octets > 0 ? ` ${from}:${from + octets}` : names.length > 0 ? ` ${from}` : ''
  const acknowledged = flags.ack && !(names.length === 0 && octets === 0) ? ` ack ${ack}` : ''
  const bare = names.length === 0 && octets === 0 ? ` ${ack}` : ''
  const sack = options.sack && options.sack.length > 0 ? ` SACK ${options.sack.length}` : ''
  return `${what.join(' ')}${numbers}${bare}${acknowledged} win ${window}${sack}`
}

function packetLine(event: Extract<TraceEvent, { type: 'packet' }>): LadderLine | undefined {
  const isOurs = event.from === OURS
  if (event.what !== 'dropped' && event.what !== (isOurs ? 'sent' : 'delivered')) return undefined
  const isLost = event.what === 'dropped' && event.reason !== 'bad checksum'
  const protocol = event.bytes[9] === 1 ? 'ICMP' : event.bytes[9] === 17 ? 'UDP' : `protocol ${event.bytes[9]}`
  return {
    time: event.time,
    way: isOurs ? 'out' : 'in',
    isLost,
    label: `${protocol} ${count(event.bytes.length, 'byte')}`,
    note: isLost ? `lost: ${event.reason ?? ''}` : '',
    style: isLost ? 'lost' : 'plain',
    connection: '',
    segments: 1,
  }
}

function noteLine(time: number, connection: string, text: string): LadderLine {
  return { time, way: undefined, isLost: false, label: text, note: '', style: 'note', connection, segments: 0 }
}

/** Data on data that follows it, or an ACK on an ACK, of one connection and with nothing to be said of the second. */
function joinLines(first: LadderLine, second: LadderLine): LadderLine | undefined {
  if (first.way === undefined || first.way !== second.way || first.connection !== second.connection) return undefined
  if (first.style !== second.style || (first.style !== 'data' && first.style !== 'ack')) return undefined
  if (second.note.includes('copy') || first.note.includes('copy')) return undefined
  const segments = first.segments + second.segments
  const note = second.note === '' ? first.note : second.note
  if (first.style === 'ack') return { ...second, time: first.time, note, segments }
  const [, from, to] = /^data (\d+):(\d+)/.exec(first.label) ?? []
  const [, next, end] = /^data (\d+):(\d+)/.exec(second.label) ?? []
  if (to === undefined || to !== next) return undefined
  return {
    ...second,
    time: first.time,
    label: second.label.replace(`${next}:${end}`, `${from}:${end}`),
    note,
    segments,
  }
}
