import { causeInWords } from '../../network/cause.ts'
import { GIVEN } from '../../network/columns.ts'
import { otherWay } from '../../network/origins.ts'
import { columnsOf } from '../../network/recorded.ts'
import type { Trace, TraceEvent } from '../../network/trace-types.ts'
import { formatFlags, formatSegment } from '../../tcp/wire/index.ts'
import { fateOf, type Journey, readTrace, type Selection, selectedBy, type TraceReading } from '../journey.ts'
import { duration } from '../numbers.ts'

/** A packet, drawn as an arrow. */
export interface Arrow {
  journey: Journey
  /** Everything about it, for who hovers. */
  tooltip: string
}

/** Something that happened at one host. */
export interface Note {
  kind: 'state' | 'program' | 'timer'
  host: string
  time: number
  text: string
  /** index in `trace.events` */
  order: number
}

export interface LadderRows {
  hosts: string[]
  arrows: Arrow[]
  notes: Note[]
}

/** The part of a trace that is asked for. */
export interface LadderSelection extends Selection {
  /** Leave out the states along the lifelines. */
  states?: boolean
  /** Leave out what the programs said. */
  programs?: boolean
  /** Show the timers that expired. */
  timers?: boolean
}

/** The part of a trace that a ladder shows, in order. */
export function ladderRowsOf(
  trace: Trace,
  options: LadderSelection = {},
  { journeys, nameOf }: TraceReading = readTrace(trace),
): LadderRows {
  const shown = journeys.filter(selectedBy(options)).filter(({ cut }) => !cut)
  const arrows = shown.map((journey) => ({ journey, tooltip: tooltipOf(journey) }))
  const { from = -Infinity, until = Infinity, connection } = options
  const ours = (other: string): boolean =>
    connection === undefined || other === connection || otherWay(other) === connection
  const notes: Note[] = []
  const note = (event: TraceEvent, order: number): void => {
    if (event.type !== 'program' && event.type !== 'timer' && event.type !== 'state') return
    const { time } = event
    if (time < from || time > until || (options.hosts && !options.hosts.includes(event.host))) return
    if (event.type === 'program') {
      if (options.programs !== false) notes.push({ kind: 'program', host: event.host, time, order, text: event.text })
      return
    }
    if (!ours(event.connection)) return
    const host = nameOf(event.host, event.connection)
    if (event.type === 'state') {
      if (options.states !== false) notes.push({ kind: 'state', host, time, order, text: event.to })
    } else if (options.timers) notes.push({ kind: 'timer', host, time, order, text: `${event.timer} timer` })
  }
  const { columns, length } = columnsOf(trace)
  for (let order = 0, row = 0; order < length && row < columns.given.length; order++)
    if (columns.kinds[order] === GIVEN) note(columns.given[row++]!, order)
  const hosts = lifelines(
    options.hosts ?? trace.hosts.map(({ name }) => name),
    shown,
    notes,
    options.hosts !== undefined,
  )
  return { hosts, arrows, notes: notes.filter(({ host }) => hosts.includes(host)) }
}

/** Each host that speaks, and the sockets of connections within it behind it. @param all those that say nothing, too */
function lifelines(
  known: readonly string[],
  shown: readonly Journey[],
  notes: readonly Note[],
  all: boolean,
): string[] {
  const speaking = new Set([...shown.flatMap(({ from, to }) => [from, to]), ...notes.map(({ host }) => host)])
  const inside = new Map<string, Set<string>>()
  for (const { within, from, to } of shown) {
    if (within === undefined) continue
    const sockets = inside.get(within) ?? new Set()
    inside.set(within, sockets.add(from).add(to))
  }
  const sockets = new Set([...inside.values()].flatMap((names) => [...names]))
  const isShown = (host: string): boolean => speaking.has(host) || (all && !inside.has(host))
  const ordered = known.flatMap((host) => [...(isShown(host) ? [host] : []), ...(inside.get(host) ?? [])])
  const others = all ? [] : [...speaking].filter((name) => !known.includes(name) && !sockets.has(name))
  return [...ordered, ...others]
}

/** The words of a label: flags first, then numbers, in the printed form's order. */
export function segmentWords({ journey }: Arrow, show: { window?: boolean; options?: boolean } = {}): string[] {
  const { segment, datagram } = journey
  const words: string[] = []
  if (segment) {
    const { flags, payload, window } = segment
    const octets = payload.length
    words.push(formatFlags(flags) || 'no flags')
    if (octets > 0) words.push(`seq ${journey.seq}:${(journey.seq + octets) >>> 0}`)
    else words.push(`seq ${journey.seq}`)
    if (flags.ack) words.push(`ack ${journey.ack}`)
    if (show.window || (window === 0 && !flags.rst && !flags.syn)) words.push(`win ${window}`)
    if (octets > 0) words.push(`len ${octets}`)
    if (show.options) words.push(...optionWords(journey))
  } else if (datagram) {
    words.push(journey.icmp ? 'ICMP' : `datagram ${datagram.id}`)
    const whole = datagram.offset === 0 && !datagram.moreFragments
    words.push(whole ? `len ${datagram.length}` : `part ${datagram.offset}:${datagram.offset + datagram.length}`)
  } else words.push(`packet of ${journey.size} bytes`)
  if (journey.keepAlive) words.push('keep-alive')
  else if (journey.windowProbe) words.push('window probe')
  else if (journey.retransmission) words.push('resent')
  if (journey.copy) words.push('duplicate')
  if (journey.corrupted) words.push('damaged')
  return words
}

function optionWords({ segment, origin }: Journey): string[] {
  const { mss, windowScale, sackPermitted, sack } = segment!.options
  const words: string[] = []
  if (mss !== undefined) words.push(`mss ${mss}`)
  if (windowScale !== undefined) words.push(`wscale ${windowScale}`)
  if (sackPermitted) words.push('sackOK')
  for (const [left, right] of sack ?? []) words.push(`sack ${(left - origin.ack) >>> 0}:${(right - origin.ack) >>> 0}`)
  return words
}

function tooltipOf(journey: Journey): string {
  const what = journey.segment
    ? formatSegment(journey.segment, journey.origin)
    : segmentWords({ journey, tooltip: '' }).join(' ')
  const end =
    journey.dropped !== undefined
      ? fateOf(journey)
      : journey.arrived !== undefined
        ? `arrives ${duration(journey.arrived)}`
        : 'still under way'
  const why = journey.cause ? ` (${causeInWords(journey.cause)})` : ''
  return `${duration(journey.sent)} ${what}; ${end}${journey.retransmission ? `; sent again${why}` : ''}`
}
