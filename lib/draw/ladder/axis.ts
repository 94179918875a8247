import { ascending, bisectRight, min } from 'd3-array'
import type { Journey } from '../journey.ts'
import { magnitude, powerOfTen } from '../scale.ts'
import type { LadderRows } from './rows.ts'

/** A stretch of time in which nothing happens, left out. */
interface Break {
  /** Virtual milliseconds that are left out. */
  from: number
  to: number
  /** Where its two edges stand. */
  y0: number
  y1: number
  /** Something is under way meanwhile. */
  isCrossed: boolean
}

/** Where each moment stands, downwards. */
export interface TimeAxis {
  y: (time: number) => number
  breaks: readonly Break[]
  /** Pixels a millisecond; `undefined` where rows stand in order only. */
  scale: number | undefined
  first: number
  /** Where the last moment stands. */
  end: number
}

/** A packet on its way, as it is drawn. */
export interface Flight {
  sent: number
  /** When it is at its end, or would have been. */
  arrival: number
  /** How much of the way is drawn. */
  share: number
}

/** Height of a break. */
const BREAK = 22
/** What is drawn of an idle time at both of its ends. */
const ROW_PAD = 7
/** Taller than this, an idle time is broken; one in which something is under way, only when it is very tall. */
const IDLE = 2 * ROW_PAD + BREAK + 12
const UNDER_WAY = 320

/** A lost one was lost somewhere under way: it ends here. A damaged one is thrown away by its receiver. */
const LOST_SHARE = 0.56
const DAMAGED = 0.95

/** Every packet's flight; of one that does not arrive, at the pace of the others, and in its place among them. */
export function flightsOf(arrows: readonly Journey[]): Map<Journey, Flight> {
  const ways = new Map<string, Journey[]>()
  for (const arrow of arrows) {
    const way = `${arrow.from} ${arrow.to}`
    const same = ways.get(way)
    if (same) same.push(arrow)
    else ways.set(way, [arrow])
  }
  const shortest = (some: readonly Journey[]): number | undefined => min(some, tookOf)
  const anywhere = shortest(arrows)
  const flights = new Map<Journey, Flight>()
  for (const same of ways.values()) {
    const usual = shortest(same) ?? anywhere
    // The earliest arrival behind each, from the end on.
    const behind: number[] = new Array(same.length)
    let next = Infinity
    for (let at = same.length - 1; at >= 0; at--) {
      behind[at] = next
      next = Math.min(next, same[at]!.arrived ?? Infinity)
    }
    let before = -Infinity
    same.forEach((arrow, at) => {
      const { sent, arrived, dropped, reason } = arrow
      if (arrived !== undefined) {
        flights.set(arrow, { sent, arrival: arrived, share: 1 })
        before = Math.max(before, arrived)
      } else if (dropped !== undefined && reason === 'bad checksum') {
        flights.set(arrow, { sent, arrival: sent + (dropped - sent) / DAMAGED, share: DAMAGED })
      } else {
        const took = usual ?? Math.max(2 * ((dropped ?? sent) - sent), 1)
        // In a queue, it stood between its neighbours.
        const isQueued = before > sent + took && behind[at]! > before
        const arrival = isQueued ? (before + Math.min(behind[at]!, before + took / 4)) / 2 : sent + took
        flights.set(arrow, { sent, arrival, share: LOST_SHARE })
      }
    })
  }
  return flights
}

function tookOf({ sent, arrived }: Journey): number | undefined {
  return arrived === undefined ? undefined : arrived - sent
}

/** The moments at which something leaves, arrives or is noted, in order, each once. */
export function momentsOf(all: readonly LadderRows[], flights: ReadonlyMap<Journey, Flight>): number[] {
  const times = new Set<number>()
  for (const { arrows, notes } of all) {
    for (const { time, before } of notes) if (!before) times.add(time)
    for (const arrow of arrows) {
      const { sent, arrival, share } = flights.get(arrow)!
      times.add(sent).add(share === 1 ? arrival : sent + (arrival - sent) * share)
    }
  }
  return [...times].sort(ascending)
}

/** True to scale: equal times are equal heights, but for what a break leaves out. */
export function scaledAxis(
  moments: readonly number[],
  flights: ReadonlyMap<Journey, Flight>,
  scale: number,
  top: number,
): TimeAxis {
  const ways = [...flights.values()]
    .map(({ sent, arrival, share }) => [sent, sent + (arrival - sent) * share] as const)
    .sort((a, b) => a[0] - b[0])
  const breaks: Break[] = []
  const first = moments[0] ?? 0
  // What begins at `from` stands at `y`, and what follows at the scale below it.
  const pieces = { from: [first], y: [top] }
  let next = 0
  let busyUntil = -Infinity
  let last = first
  for (const time of moments) {
    while (next < ways.length && ways[next]![0] <= last) busyUntil = Math.max(busyUntil, ways[next++]![1])
    const gap = time - last
    const isCrossed = busyUntil >= time
    if (gap * scale > (isCrossed ? UNDER_WAY : IDLE)) {
      const out = roundStep(gap - (2 * ROW_PAD) / scale, scale)
      const from = last + (gap - out) / 2
      const y0 = pieces.y.at(-1)! + (from - pieces.from.at(-1)!) * scale
      breaks.push({ from, to: from + out, y0, y1: y0 + BREAK, isCrossed })
      pieces.from.push(from + out)
      pieces.y.push(y0 + BREAK)
    }
    last = time
  }
  const y = (time: number): number => {
    const at = Math.max(0, bisectRight(pieces.from, time) - 1)
    const wanted = pieces.y[at]! + (time - pieces.from[at]!) * scale
    const after = breaks[at]
    if (!after || time <= after.from) return wanted
    return after.y0 + ((time - after.from) / (after.to - after.from)) * BREAK
  }
  return { y, breaks, scale, first, end: y(last) }
}

/** One row a moment, in order. @param step from row to row */
export function orderedAxis(moments: readonly number[], step: number, top: number): TimeAxis {
  const y = (time: number): number => {
    const at = bisectRight(moments, time) - 1
    if (at < 0) return top
    const [before, after] = [moments[at]!, moments[at + 1] ?? moments[at]! + 1]
    return top + step * (at + Math.min(1, (time - before) / (after - before)))
  }
  return { y, breaks: [], scale: undefined, first: moments[0] ?? 0, end: top + step * Math.max(0, moments.length - 1) }
}

/** The same, lower down. */
export function lowered(axis: TimeAxis, by: number): TimeAxis {
  return {
    ...axis,
    y: (time) => axis.y(time) + by,
    breaks: axis.breaks.map((one) => ({ ...one, y0: one.y0 + by, y1: one.y1 + by })),
    end: axis.end + by,
  }
}

/** As round as it can be without leaving much to be drawn: `960`, `1900`, `239900`. */
function roundStep(time: number, scale: number): number {
  let unit = powerOfTen(magnitude(time) - 1)
  let out = Math.floor(time / unit + 1e-9) * unit
  for (let digits = 2; (time - out) * scale > (digits < 4 ? 32 : 60); digits++) {
    unit /= 10
    out = Math.floor(time / unit + 1e-9) * unit
  }
  return out
}
