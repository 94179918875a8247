import type { Journey } from '../journey.ts'
import type { Flight, TimeAxis } from './axis.ts'
import type { StrokePiece } from './obstacles.ts'
import type { SegmentRun } from './runs.ts'

/** How far apart two arrows are, at the end at which they are farther. */
export type Distance = (one: Journey, other: Journey) => number

/** Arrows closer than this, in pixels, are one line to the eye. */
export const SAME = 7
const NUDGE = 2.8
/** The cross of a lost one keeps off the arrow beside it. */
const LOST_NUDGE = 7

export function distanceOn(axis: TimeAxis, flights: ReadonlyMap<Journey, Flight>): Distance {
  return (one, other) => {
    const [a, b] = [flights.get(one)!, flights.get(other)!]
    return Math.max(Math.abs(axis.y(a.sent) - axis.y(b.sent)), Math.abs(axis.y(a.arrival) - axis.y(b.arrival)))
  }
}

/** Runs that are one line to the eye share a label of several lines. */
export function sameWayGroups(
  runs: readonly SegmentRun[],
  distance: Distance,
  flights: ReadonlyMap<Journey, Flight>,
): SegmentRun[][] {
  const all: SegmentRun[][] = []
  for (const run of runs) {
    const group = all.at(-1)
    const before = group?.at(-1)
    if (
      group &&
      before &&
      group.length < 4 &&
      before[0].from === run[0].from &&
      before[0].to === run[0].to &&
      flights.get(before.at(-1)!)!.share === flights.get(run[0])!.share &&
      distance(before.at(-1)!, run[0]) < SAME
    )
      group.push(run)
    else all.push([run])
  }
  return all
}

/** Those that leave and arrive with another are drawn a little lower, to be two to the eye. */
export function nudgesOf(
  runs: readonly SegmentRun[],
  distance: Distance,
  flights: ReadonlyMap<Journey, Flight>,
): Map<SegmentRun, number> {
  const nudged = new Map<SegmentRun, number>()
  const last = new Map<string, SegmentRun>()
  for (const run of runs) {
    const way = `${run[0].from} ${run[0].to}`
    const before = last.get(way)
    if (before && distance(before.at(-1)!, run[0]) < 2) {
      const nudge = nudged.get(before) ?? 0
      const isApart = flights.get(before[0])!.share !== flights.get(run[0])!.share
      if (isApart && nudge === 0) nudged.set(before, -NUDGE).set(run, LOST_NUDGE - NUDGE)
      else nudged.set(run, Math.min(3 * NUDGE, nudge + NUDGE))
    }
    last.set(way, run)
  }
  return nudged
}

/** The way of a packet, in pieces where time is left out. */
export function ladderWay(
  { sent, arrival, share }: Flight,
  [from, to]: readonly [number, number],
  axis: TimeAxis,
  nudge: number,
): StrokePiece[] {
  const end = sent + (arrival - sent) * share
  const x = (time: number): number =>
    from + (to - from) * (arrival > sent ? (time - sent) / (arrival - sent) : time > sent ? 1 : 0)
  const pieces: StrokePiece[] = []
  let [time, y] = [sent, axis.y(sent) + nudge]
  for (const gap of axis.breaks) {
    if (gap.from <= time || gap.to >= end) continue
    pieces.push({ x0: x(time), y0: y, x1: x(gap.from), y1: gap.y0 })
    ;[time, y] = [gap.to, gap.y1]
  }
  const last = arrival > sent ? x(end) : from + (to - from) * share
  pieces.push({ x0: x(time), y0: y, x1: last, y1: axis.y(end) + nudge })
  return pieces
}
