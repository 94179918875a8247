import type { Trace } from '../../network/trace-types.ts'
import type { Journey } from '../journey.ts'
import { missingEnd } from '../recording.ts'
import { distinctOctets } from '../story.ts'
import type { Point } from '../svg.ts'
import { journeysOf, toldBy, type Viewpoint, viewpoint } from '../viewpoint.ts'
import type { ConnectionChartOptions } from './chart.ts'

export interface SequenceReading {
  view: Viewpoint
  /** Both directions, at any time. */
  all: Journey[]
  segments: Journey[]
  /** octets of theirs, each counted once */
  octets: number
  /** of them, those sent for the first time, and those sent again */
  fresh: Journey[]
  again: Journey[]
  lost: Journey[]
  acks: Point[]
  windows: Point[]
  /** acknowledgments that acknowledge nothing new */
  repeats: Point[]
  sacks: [time: number, left: number, right: number][]
  /** when an advertised window of 0 arrived, and no larger one in the same moment; and those of them that closed it */
  shut: number[]
  closures: number[]
  /** by the sender's count */
  duplicates: number
  windowAt(time: number): number
  /** that the recording ended early, in words */
  rest: string[]
}

export function readSequence(trace: Trace, options: ConnectionChartOptions): SequenceReading {
  const view = viewpoint(trace, options)
  const all = journeysOf(trace, view)
  const { from = -Infinity, until = Infinity } = options
  const within = (time: number): boolean => time >= from && time <= until
  const isOurs = ({ connection }: Journey): boolean => connection === view.connection
  const segments = all.filter(
    (journey) =>
      isOurs(journey) &&
      !journey.copy &&
      within(journey.sent) &&
      (journey.segment!.payload.length > 0 || journey.segment!.flags.syn || journey.segment!.flags.fin),
  )
  const fresh = segments.filter(({ retransmission }) => !retransmission)
  const again = segments.filter(({ retransmission }) => retransmission)
  const lost = segments.filter(({ dropped }) => dropped !== undefined)
  const syns = all.filter(({ segment }) => segment!.flags.syn)
  const own = syns.find(isOurs)?.segment?.options.windowScale
  const peer = syns.find((journey) => !isOurs(journey))?.segment?.options.windowScale
  const shift = own !== undefined && peer !== undefined ? peer : 0
  const acks: Point[] = []
  const windows: Point[] = []
  const repeats: Point[] = []
  const sacks: [number, number, number][] = []
  const offers: { time: number; window: number }[] = []
  let highest = 0
  let newest = { seq: 0, ack: 0 }
  const arrivals = all
    .filter((journey) => !isOurs(journey) && journey.arrived !== undefined && journey.segment!.flags.ack)
    .sort((a, b) => a.arrived! - b.arrived! || a.endIndex! - b.endIndex!)
  for (const { seq, ack, arrived, segment, origin } of arrivals) {
    const time = arrived!
    if (!within(time)) continue
    const window = segment!.window * (segment!.flags.syn ? 1 : 2 ** shift)
    // What was overtaken on the way says nothing of the window any more (RFC 9293 §3.10.7.4, SND.WL1 and SND.WL2).
    const isNews = ack > highest || seq > newest.seq || (seq === newest.seq && ack >= newest.ack)
    if (ack === highest && segment!.payload.length === 0 && acks.length > 0) repeats.push([time, ack])
    highest = Math.max(highest, ack)
    settle(acks, [time, highest])
    for (const [left, right] of segment!.options.sack ?? [])
      sacks.push([time, (left - origin.ack) >>> 0, (right - origin.ack) >>> 0])
    if (!isNews || segment!.flags.rst) continue
    newest = { seq, ack }
    settle(windows, [time, highest + window])
    if (segment!.flags.syn) continue
    if (offers.at(-1)?.time === time) offers.pop()
    offers.push({ time, window })
  }
  const shut = offers.filter(({ window }) => window === 0).map(({ time }) => time)
  const closures = offers
    .filter(({ window }, index) => window === 0 && offers[index - 1]?.window !== 0)
    .map(({ time }) => time)
  const duplicates = toldBy(trace, view).filter(
    (event) => event.type === 'sender' && event.what === 'duplicate-ack' && within(event.time),
  ).length
  const windowAt = (time: number): number => windows.findLast(([at]) => at <= time)?.[1] ?? 0
  const rest = missingEnd(trace, options.until)
  const octets = segments.length === 0 ? 0 : distinctOctets(segments, all)
  return {
    view,
    all,
    segments,
    octets,
    fresh,
    again,
    lost,
    acks,
    windows,
    repeats,
    sacks,
    shut,
    closures,
    duplicates,
    windowAt,
    rest,
  }
}

/** Of several values in one moment the last one holds: none of the others has ever lasted. */
function settle(points: Point[], point: Point): void {
  if (points.at(-1)?.[0] === point[0]) points.pop()
  points.push(point)
}

/** The number after its last octet, SYN and FIN counted. */
export function top(journey: Journey): number {
  const { payload, flags } = journey.segment!
  return journey.seq + payload.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0)
}

export function middle(journey: Journey): number {
  return (journey.seq + top(journey)) / 2
}
