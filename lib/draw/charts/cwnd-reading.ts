import { PACKET_ROW } from '../../network/columns.ts'
import { type Recorded, recordedIn } from '../../network/recorded.ts'
import type { SenderEvent, TimerEvent, Trace } from '../../network/trace-types.ts'
import { isWithinHost } from '../incarnations.ts'
import { AT, COPY, packetsOf, RETRANSMISSION } from '../packets.ts'
import { missingEnd } from '../recording.ts'
import { Segments } from '../segments.ts'
import { heldBy, rowsOf, type Sample, spanOf, toldBy, type Viewpoint, viewpoint } from '../viewpoint.ts'
import type { ConnectionChartOptions } from './chart.ts'

/** What it says, by key. */
const SAYS = {
  fastRetransmit: 'fast retransmit',
  aRetransmissionWasLost: 'a retransmission was lost',
  aLossProbeHasFilled: 'a loss probe has filled a hole',
  congestionWasEchoed: 'Congestion Experienced was echoed',
  nothingWasSentForLong: 'nothing was sent for long',
  theRecoveryIsOver: 'the recovery is over',
} as const

/** A sample of a time when there was a congestion window; of several at one moment, the last. */
export type CwndSample = Sample & { cwnd: number }

export interface CwndReading {
  view: Viewpoint
  samples: CwndSample[]
  resent: number[]
  timeouts: number[]
  undone: number[]
  /** Those of them at which cwnd is smaller than before. */
  cuts: CwndSample[]
  /** Cuts with no growth between them as one: from which cwnd to which, in octets. */
  falls: { from: number; to: number }[]
  /** Why cwnd shrank then, in brackets; nothing where that is not told. */
  reasonAt: (time: number) => string
  start: number
  until: number
  /** That the recording ended early, in words. */
  rest: string[]
}

export function readCwnd(trace: Trace, options: ConnectionChartOptions): CwndReading {
  const view = viewpoint(trace, options)
  const { from = -Infinity, until = Infinity } = options
  const within = (time: number): boolean => time >= from && time <= until
  const told = toldBy(trace, view).filter(({ time }) => within(time))
  const samples = heldBy(trace, view, { from, until, hasCwnd: true }) as CwndSample[]
  const resent = resentIn(trace, view).filter(within)
  const timeouts = told.flatMap((event) =>
    event.type === 'timer' && event.timer === 'retransmission' ? [event.time] : [],
  )
  const undone = told.flatMap((event) => (event.type === 'sender' && event.what === 'undone' ? [event.time] : []))
  const reasonAt = (time: number): string => {
    const reasons = told.flatMap((event) => (event.time === time ? (reasonIn(event) ?? []) : []))
    return reasons.length === 0 ? '' : ` (${reasons[0]})`
  }
  const rest = missingEnd(trace, options.until)
  const cuts = samples.filter((sample, index) => index > 0 && sample.cwnd < samples[index - 1]!.cwnd)
  const span = spanOf(samples, options)
  const first = samples[0]?.time ?? 0
  // Where there was no connection for long, there is nothing to see.
  const start = options.from ?? (first > span.until * 0.2 ? first : span.start)
  return { view, samples, cuts, falls: fallsIn(samples), resent, timeouts, undone, reasonAt, ...span, start, rest }
}

function fallsIn(samples: readonly CwndSample[]): CwndReading['falls'] {
  const falls: CwndReading['falls'] = []
  let isFalling = false
  samples.forEach(({ cwnd }, index) => {
    const before = samples[index - 1]?.cwnd ?? cwnd
    if (cwnd === before) return
    if (cwnd < before && isFalling) falls.at(-1)!.to = cwnd
    else if (cwnd < before) falls.push({ from: before, to: cwnd })
    isFalling = cwnd < before
  })
  return falls
}

/** When this end sent something again; copies that the network made are not its doing. */
function resentIn(trace: Trace, view: Viewpoint): number[] {
  const recorded = view.incarnations === 1 ? recordedIn(trace) : undefined
  if (recorded) return resentByOnly(recorded, view)
  const packets = packetsOf(trace)
  const { values, width } = packets.rows
  const bits = (row: number): number => values[row * width + AT.bits]! & (RETRANSMISSION | COPY)
  return rowsOf(packets, view, true).flatMap((row) =>
    bits(row) === RETRANSMISSION ? [values[row * width + AT.sent]!] : [],
  )
}

/** Where all that this end sent is of one connection, nothing else need be read: what was sent again says so where it leaves. */
function resentByOnly({ columns, length }: Recorded, view: Viewpoint): number[] {
  const segments = new Segments(columns)
  const { values } = columns.packets
  const { rare } = columns
  const times: number[] = []
  for (let row = 0, at = 0; row < rare.length; row++, at += PACKET_ROW.width) {
    if (!rare[row]?.retransmission || values[at + PACKET_ROW.order]! >= length || !segments.at(row)) continue
    const { connection, within } = segments.direction
    const isOurs = connection === view.connection && within === (isWithinHost(connection) ? view.host : undefined)
    if (isOurs) times.push(values[at]!)
  }
  return times
}

const REASONS: Readonly<Partial<Record<SenderEvent['what'], string>>> = {
  'fast-retransmit': SAYS.fastRetransmit,
  'lost-retransmission': SAYS.aRetransmissionWasLost,
  'tail-loss-repaired': SAYS.aLossProbeHasFilled,
  'congestion-marked': SAYS.congestionWasEchoed,
  'restart-after-idle': SAYS.nothingWasSentForLong,
  'partial-ack': 'partial ACK',
  recovered: SAYS.theRecoveryIsOver,
}

function reasonIn(event: TimerEvent | SenderEvent): string | undefined {
  if (event.type === 'sender') return REASONS[event.what]
  return event.timer === 'retransmission' ? 'timeout' : undefined
}
