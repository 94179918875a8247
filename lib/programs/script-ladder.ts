import { type LadderFigure, ladderFigure } from '../draw/ladder/index.ts'
import { traceEventOf } from '../network/tcp-host.ts'
import type { Trace, TraceEvent } from '../network/trace-types.ts'
import type { ScriptVerdict } from '../packetdrill/index.ts'
import { formatAddress } from '../tcp/wire/index.ts'

/** The two ends of a script, by the names that they have in its ladder. */
const ENDS = { in: 'script', out: 'our TCP' } as const

/** What was sent and what arrived while a script was played. A segment takes no time: the script stands beside the engine. */
export function scriptLadder({ packets, events, lasted }: ScriptVerdict): LadderFigure {
  const told: TraceEvent[] = packets.flatMap(({ at: time, way, packet }, id): TraceEvent[] => {
    const common = {
      type: 'packet' as const,
      time,
      id,
      from: ENDS[way],
      to: ENDS[way === 'in' ? 'out' : 'in'],
      bytes: packet.bytes,
      segment: packet.segment,
    }
    return [
      { ...common, what: 'sent' },
      { ...common, what: 'delivered' },
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
    end: lasted,
  }
  return ladderFigure(trace)
}
