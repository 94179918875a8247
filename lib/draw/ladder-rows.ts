import type { Trace } from '../network/trace-types.ts'
import { formatFlags, formatSegment } from '../tcp/segment.ts'
import { fateOf, type Journey, journeys, reversed, type Selection } from './journey.ts'
import { duration } from './numbers.ts'

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

export interface Rows {
  hosts: string[]
  arrows: Arrow[]
  notes: Note[]
}

/** What of a trace a ladder shows, in order. */
export function rowsOf(
  trace: Trace,
  options: Selection & { states?: boolean; programs?: boolean; timers?: boolean } = {},
): Rows {
  const arrows = journeys(trace, options)
    .filter(({ cut }) => !cut)
    .map((journey) => ({ journey, tooltip: tooltipOf(journey) }))
  const { from = -Infinity, until = Infinity, connection } = options
  const ours = (other: string): boolean =>
    connection === undefined || other === connection || reversed(other) === connection
  const notes: Note[] = []
  trace.events.forEach((event, order) => {
    if (event.type === 'packet' || event.type === 'queue' || event.type === 'sample') return
    const { time, host } = event
    if (time < from || time > until) return
    if (event.type === 'program') {
      if (options.programs !== false) notes.push({ kind: 'program', host, time, order, text: event.text })
    } else if (event.type === 'timer') {
      if (options.timers && ours(event.connection))
        notes.push({ kind: 'timer', host, time, order, text: `${event.timer} timer` })
    } else if (options.states !== false && ours(event.connection))
      notes.push({ kind: 'state', host, time, order, text: event.to })
  })
  const speaking = new Set([
    ...arrows.flatMap(({ journey }) => [journey.from, journey.to]),
    ...notes.map(({ host }) => host),
  ])
  const known = trace.hosts.map(({ name }) => name)
  const all = [...known, ...[...speaking].filter((host) => !known.includes(host))]
  const hosts = options.hosts ? [...options.hosts] : all.filter((host) => speaking.has(host))
  return { hosts, arrows, notes: notes.filter(({ host }) => hosts.includes(host)) }
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
  return `${duration(journey.sent)} ${what}; ${end}${journey.retransmission ? '; sent again' : ''}`
}
