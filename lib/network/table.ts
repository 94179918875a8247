import { ecnOf, formatSegment, PROTOCOL_ICMPV6, protocolOf } from '../tcp/wire/index.ts'
import { causeInWords } from './cause.ts'
import { isSegment, Origins } from './origins.ts'
import type { PacketEvent, SenderEvent, Trace, TraceEvent } from './trace-types.ts'

export interface TableOptions {
  /** Sequence numbers from 0 on, as tcpdump shows them. Default true. */
  relative?: boolean
  /** What has a line besides packets. Default: state changes and what programs did. */
  show?: readonly Exclude<TraceEvent['type'], 'packet'>[]
  /** Decimals of the milliseconds. Default 3. */
  decimals?: number
}

interface Line {
  time: number
  arrived: string
  where: string
  text: string
}

/**
 * A trace as text of fixed width, one line a packet: when it was sent, when it arrived (or why not), from whom to whom,
 * and what it says.
 *
 * ```
 *    sent    arrived  from > to
 *   0.000     10.032  client > server  49152 > 80 [SYN] seq 0 win 65535 <mss 1460>
 *  10.032       loss  server > client  80 > 49152 [SYN ACK] seq 0 ack 1 win 65535 <mss 1460>
 * ```
 */
export function table(trace: Trace, options: TableOptions = {}): string {
  const { relative = true, show = ['state', 'program'], decimals = 3 } = options
  const ends = endsOf(trace, decimals)
  const origins = new Origins()
  const seen = new Set<number>()
  const lines: Line[] = []
  for (const event of trace.events) {
    if (event.type !== 'packet') {
      if (show.includes(event.type)) lines.push({ time: event.time, arrived: '', ...describeEvent(event) })
    } else if (!seen.has(event.id)) {
      // A copy, or a router's fragment, was never sent by a host: its line stands where it ends.
      seen.add(event.id)
      const where = `${event.from} > ${event.to}`
      lines.push({
        time: event.time,
        arrived: ends.get(event.id) ?? '',
        where,
        text: packetText(event, relative, origins),
      })
    }
  }
  return layOut(lines, decimals, trace.truncated === true)
}

/** What became of each packet, in the words of the second column. */
function endsOf(trace: Trace, decimals: number): Map<number, string> {
  const ends = new Map<number, string>()
  for (const event of trace.events) {
    if (event.type !== 'packet' || event.what === 'sent') continue
    ends.set(event.id, event.what === 'delivered' ? event.time.toFixed(decimals) : (event.reason ?? 'dropped'))
  }
  return ends
}

function packetText(event: PacketEvent, relative: boolean, origins: Origins): string {
  const { datagram } = event
  const notes = [
    event.retransmission && 'sent again',
    event.keepAlive && 'keep-alive',
    event.windowProbe && 'window probe',
    !event.windowProbe && event.cause && causeInWords(event.cause),
    event.copyOf !== undefined && 'copy',
    event.fragmentOf !== undefined && 'cut on the way',
    event.corrupted && 'corrupted',
  ].filter((note) => note !== false && note !== undefined)
  const noted = notes.length > 0 ? `  (${notes.join(', ')})` : ''
  if (isSegment(event))
    return formatSegment(event.segment, relative ? origins.of(event) : undefined, ecnOf(event.bytes)) + noted
  const { id = 0, offset = 0, length = event.bytes.length, moreFragments = false } = datagram ?? {}
  const piece = offset > 0 || moreFragments ? ` bytes ${offset}:${offset + length} of packet ${id}` : ''
  return `${protocolName(protocolOf(event.bytes))}${piece || ` len ${length}`}${noted}`
}

function protocolName(protocol: number | undefined): string {
  if (protocol === PROTOCOL_ICMPV6) return 'ICMPv6'
  return protocol === 1 ? 'ICMP' : protocol === 6 ? 'TCP' : protocol === 17 ? 'UDP' : `protocol ${protocol}`
}

function describeEvent(event: Exclude<TraceEvent, PacketEvent>): { where: string; text: string } {
  switch (event.type) {
    case 'state':
      return { where: event.host, text: `${event.from} → ${event.to}` }
    case 'timer':
      return { where: event.host, text: `${event.timer} timer` }
    case 'sender':
      return { where: event.host, text: tellingText(event) }
    case 'program':
      return { where: event.host, text: event.text }
    case 'queue':
      return {
        where: event.link,
        text: `${event.packets} ${event.packets === 1 ? 'packet' : 'packets'}, ${event.bytes} bytes waiting`,
      }
    case 'sample': {
      const { cwnd = '–', ssthresh, flight, sndWnd, rto } = event
      return { where: event.host, text: `cwnd ${cwnd} ssthresh ${ssthresh} flight ${flight} wnd ${sndWnd} rto ${rto}` }
    }
  }
}

/** `fast-retransmit seq 7001 cwnd 5000 ssthresh 5000` */
function tellingText({ type: _, time: __, host: ___, connection: ____, what, ...told }: SenderEvent): string {
  return [what, ...Object.entries(told).map(([name, value]) => `${name} ${value}`)].join(' ')
}

function layOut(lines: readonly Line[], decimals: number, truncated: boolean): string {
  const times = lines.map((line) => line.time.toFixed(decimals))
  const timeWidth = widest(4, times)
  const arrivedWidth = widest(
    7,
    lines.map((line) => line.arrived),
  )
  const whereWidth = widest(
    9,
    lines.map((line) => line.where),
  )
  const row = (time: string, arrived: string, where: string, text: string): string =>
    `${time.padStart(timeWidth)}  ${arrived.padStart(arrivedWidth)}  ${where.padEnd(whereWidth)}  ${text}`.trimEnd()
  const rows = lines.map((line, at) => row(times[at]!, line.arrived, line.where, line.text))
  return [row('sent', 'arrived', 'from > to', ''), ...rows, ...(truncated ? ['… recording ended here'] : [])].join('\n')
}

/** A long trace has more cells than a call may have arguments. */
function widest(least: number, cells: readonly string[]): number {
  return cells.reduce((width, cell) => Math.max(width, cell.length), least)
}
