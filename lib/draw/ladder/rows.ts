import { GIVEN } from '../../network/columns.ts'
import { otherWay } from '../../network/origins.ts'
import { recordedIn } from '../../network/recorded.ts'
import type { Trace, TraceEvent } from '../../network/trace-types.ts'
import type { Put } from '../../words.ts'
import { type Journey, readTrace, type Selection, selectedBy, type TraceReading } from '../journey.ts'

/** What it says, by key. */
const SAYS = {
  timer: (timer: Put) => `${timer} timer`,
} as const

/** Something that happened at one host. */
export interface Note {
  kind: 'state' | 'program' | 'timer'
  host: string
  time: number
  text: string
  /** index in `trace.events` */
  order: number
  /** It held before the first row: its own time is that of what ended it. */
  before?: boolean
}

export interface LadderRows {
  hosts: string[]
  /** In the order sent. */
  arrows: Journey[]
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
  const arrows = shown.some(({ copy }) => copy) ? shown.toSorted((a, b) => a.sentIndex - b.sentIndex) : shown
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
    } else if (options.timers) notes.push({ kind: 'timer', host, time, order, text: SAYS.timer(event.timer) })
  }
  const recorded = recordedIn(trace)
  if (recorded) {
    const { columns, length } = recorded
    for (let order = 0, row = 0; order < length && row < columns.given.length; order++)
      if (columns.kinds[order] === GIVEN) note(columns.given[row++]!, order)
  } else trace.events.forEach(note)
  const hosts = lifelines(
    options.hosts ?? trace.hosts.map(({ name }) => name),
    shown,
    notes,
    options.hosts !== undefined,
  )
  return { hosts, arrows, notes: listeningBefore(notes, arrows).filter(({ host }) => hosts.includes(host)) }
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

/**
 * A connection that a SYN begins is in LISTEN for no time at all, in the engine's words: its listener was, before. Said once a host, above all
 * rows; where a host has refused somebody, there was a time without a listener, and the states stay where they are told.
 */
function listeningBefore(notes: readonly Note[], arrows: readonly Journey[]): Note[] {
  const told = new Set<string>()
  return notes.flatMap((note): Note[] => {
    if (note.kind !== 'state' || note.text !== 'LISTEN') return [note]
    if (arrows.some(({ from, segment, sent }) => from === note.host && segment?.flags.rst && sent <= note.time))
      return [note]
    if (told.has(note.host)) return []
    told.add(note.host)
    return [{ ...note, before: true }]
  })
}
