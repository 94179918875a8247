import { connectionOf, isSegment, otherWay } from './origins.ts'
import type { PacketEvent, Trace, TraceEvent } from './trace-types.ts'

/** Which events; every condition that is given must hold. */
export interface Filter {
  /** Events at these hosts, and packets from or to them. */
  hosts?: readonly string[]
  /** Of this connection, named from either end: `10.0.0.1:49152 → 10.0.0.2:80`. */
  connection?: string
  types?: readonly TraceEvent['type'][]
  /** Of packets: sent, delivered, dropped. Events that are no packets are left out. */
  what?: readonly PacketEvent['what'][]
  /** Only segments that carry data. */
  data?: boolean
  /** Virtual milliseconds, both included. */
  from?: number
  until?: number
  where?: (event: TraceEvent) => boolean
}

/** The same trace with fewer events. */
export function filterTrace(trace: Trace, filter: Filter): Trace {
  return { ...trace, events: trace.events.filter((event) => matches(event, filter)) }
}

function matches(event: TraceEvent, filter: Filter): boolean {
  const { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, where } = filter
  return (
    event.time >= from &&
    event.time <= until &&
    (!filter.types || filter.types.includes(event.type)) &&
    (!filter.hosts || isAt(event, filter.hosts)) &&
    (filter.connection === undefined || isOf(event, filter.connection)) &&
    (!filter.what || (event.type === 'packet' && filter.what.includes(event.what))) &&
    (!filter.data || (event.type === 'packet' && (event.segment?.payload.length ?? 0) > 0)) &&
    (!where || where(event))
  )
}

function isAt(event: TraceEvent, hosts: readonly string[]): boolean {
  if (event.type === 'packet')
    return [event.from, event.to, event.within].some((name) => name !== undefined && hosts.includes(name))
  return event.type !== 'queue' && hosts.includes(event.host)
}

function isOf(event: TraceEvent, connection: string): boolean {
  const mirrored = otherWay(connection)
  if (event.type === 'packet') {
    if (!isSegment(event)) return false
    const own = connectionOf(event)
    return own === connection || own === mirrored
  }
  return 'connection' in event && (event.connection === connection || event.connection === mirrored)
}
