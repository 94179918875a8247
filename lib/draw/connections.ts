import { otherWay } from '../network/origins.ts'
import { type Change, type Journey, type Selection, selectedBy, socketOf, type TraceReading } from './journey.ts'

/** One connection of a trace, and what of it is selected. */
export interface TracedConnection {
  /** As its ends see it; first the one that opened it, else the one that spoke first. */
  ends: readonly [string, string]
  /** What to call each end, in the same order. */
  names: readonly [string, string]
  /** All of it that the trace has, copies that the network made left out. */
  all: readonly Journey[]
  changes: readonly Change[]
  /** The part that is selected. */
  shown: readonly Journey[]
  isShown: (journey: Journey) => boolean
  shownChanges: readonly Change[]
}

/** The connections of which something is selected, in the order in which they show, and all packets that are selected. */
export function connectionsOf(
  reading: TraceReading,
  selection: Selection,
): { connections: TracedConnection[]; shown: Journey[] } {
  const isSelected = selectedBy(selection)
  const { from = -Infinity, until = Infinity } = selection
  const groups = new Map<string, { all: Journey[]; changes: Change[]; shown: Journey[] }>()
  const shown: Journey[] = []
  for (const journey of reading.journeys) {
    const selected = isSelected(journey) && !journey.cut
    if (selected) shown.push(journey)
    if (!journey.segment) continue
    const key = pairKey(journey.from, journey.connection, journey)
    let group = groups.get(key)
    if (!group) {
      group = { all: [], changes: [], shown: [] }
      groups.set(key, group)
    }
    if (!journey.copy) group.all.push(journey)
    if (selected) group.shown.push(journey)
  }
  for (const change of reading.changes) groups.get(pairKey(change.end, change.connection, change))?.changes.push(change)
  const connections = [...groups.values()]
    .filter((group) => group.shown.length > 0)
    .sort((a, b) => a.shown[0]!.sentIndex - b.shown[0]!.sentIndex)
    .map((group): TracedConnection => {
      const { all, changes } = group
      const first = all.find(isOpening) ?? all[0] ?? group.shown[0]!
      const isShown = new Set(group.shown)
      return {
        ...group,
        ends: [first.connection, otherWay(first.connection)],
        names: [first.from, first.to],
        isShown: (journey) => isShown.has(journey),
        shownChanges: changes.filter(({ time }) => time >= from && time <= until),
      }
    })
  return { connections: namesByPort(connections), shown }
}

/** A SYN by which an end opens; not one that answers another. */
export function isOpening({ segment }: Journey): boolean {
  return segment?.flags.syn === true && segment.flags.ack !== true
}

/** Two connections between the same hosts are told apart by their ports. */
function namesByPort(connections: readonly TracedConnection[]): TracedConnection[] {
  const count = new Map<string, number>()
  const pairOf = ({ names }: TracedConnection): string => names.toSorted().join(' and ')
  for (const connection of connections) count.set(pairOf(connection), (count.get(pairOf(connection)) ?? 0) + 1)
  return connections.map((connection) => {
    const { names, ends } = connection
    if (count.get(pairOf(connection)) === 1) return connection
    return { ...connection, names: [endLabel(names[0], ends[0]), endLabel(names[1], ends[1])] }
  })
}

/** `client:49152`; a socket is a name already. */
export function endLabel(name: string, connection: string): string {
  const socket = socketOf(connection)
  return name.endsWith(socket) ? name : `${name}${socket.slice(socket.lastIndexOf(':'))}`
}

/** The same for both ends and for both directions. */
function pairKey(end: string, connection: string, { incarnation }: { incarnation: number }): string {
  const other = otherWay(connection)
  // The name of an end within a host begins with the host's where there are several such.
  const place = end.endsWith(socketOf(connection)) ? end.slice(0, -socketOf(connection).length) : ''
  return `${place}${connection < other ? connection : other} ${incarnation}`
}
