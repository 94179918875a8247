import { type LadderFigure, ladderFigure } from '../draw/ladder/index.ts'
import { traceEventOf } from '../network/tcp-host.ts'
import type { Trace, TraceEvent } from '../network/trace-types.ts'
import type { ScriptVerdict } from '../packetdrill/index.ts'
import { formatAddress } from '../tcp/wire/index.ts'

/** The two ends of a script, by the names that they have in its ladder. */
const ENDS = { in: 'script', out: 'our TCP' } as const

/** So far away the script stands at most, in milliseconds one way. */
const MOST_DISTANT = 20

/** What was sent and what arrived while a script was played. */
export function scriptLadder({ packets, events, lasted }: ScriptVerdict): LadderFigure {
  const delay = scriptDistance(packets)
  const told: TraceEvent[] = packets.flatMap(({ at: time, way, packet }, id): TraceEvent[] => {
    const common = {
      type: 'packet' as const,
      id,
      from: ENDS[way],
      to: ENDS[way === 'in' ? 'out' : 'in'],
      bytes: packet.bytes,
      segment: packet.segment,
    }
    return [
      { ...common, what: 'sent', time: way === 'in' ? Math.max(0, time - delay) : time },
      { ...common, what: 'delivered', time: way === 'in' ? time : time + delay },
    ]
  })
  for (const event of events) {
    const traced = traceEventOf(event, ENDS.out)
    if (traced?.type === 'state') told.push(traced)
  }
  const first = packets.find(({ way }) => way === 'out')?.packet
  const trace: Trace = {
    hosts: [
      { name: ENDS.in, address: first ? formatAddress(first.destination) : '' },
      { name: ENDS.out, address: first ? formatAddress(first.source) : '' },
    ],
    events: told.sort((one, other) => one.time - other.time),
    end: lasted + delay,
  }
  return ladderFigure(trace)
}

/**
 * A script says when segments are at our end and nothing of the way: it stands so far away that what it answers has come to it,
 * wherever time passes between.
 */
function scriptDistance(packets: ScriptVerdict['packets']): number {
  let [delay, sent] = [MOST_DISTANT, -Infinity]
  for (const { at, way } of packets) {
    if (way === 'out') sent = at
    else if (at > sent) delay = Math.min(delay, (at - sent) / 2)
  }
  return delay
}
