import { max, quantile } from 'd3-array'
import type { Journey } from '../journey.ts'
import { type Flight, flightsOf, lowered, momentsOf, orderedAxis, scaledAxis, type TimeAxis } from './axis.ts'
import { HEAD_LINE, headLevels, type PanelFrame } from './columns.ts'
import { Forms, ROOMY_LABEL } from './forms.ts'
import type { LadderOptions } from './marks.ts'
import { AXIS_FOOT, type DrawnPanel, type GroupedPanel, groupPanel, layPanel, type Panel } from './panel.ts'
import type { LadderRows } from './rows.ts'

/** One ladder to be drawn, and where. */
export interface Wanted {
  rows: LadderRows
  frame: PanelFrame
  /** What another does not have so. */
  marked?: ReadonlySet<Journey>
}

export interface Chosen {
  axis: TimeAxis
  panels: Panel[]
  omitted: number
  bottom: number
  cost: number
  /** The less the better. */
  score: number
}

/** How far down a usual flight leads, in pixels; or how high a row is. The first is easy to read; less, where all would be too tall. */
const DROPS = [44, 72, 100, 140, 196]
const SMALL_DROPS = [34, 26]
const STEPS = [18, 24, 32, 42]
/** The longest flight is at most so many times as high as the usual one. */
const MOST_TIMES = 6
/** So many pixels more of height weigh as much as a short label. */
const HEIGHT = 80
/** As much as this costs, labels beside the lifelines are likely to be better: they are tried first. */
const POOR = 20
/** As little as this costs, it reads well. */
const GOOD = 3

/**
 * One axis for all, as small as the labels let it be.
 *
 * @param below how far below the first the second begins; side by side, unless told
 */
export function choose(wanted: readonly Wanted[], options: LadderOptions, below?: number): Chosen {
  const rows = wanted.map((one) => one.rows)
  const flights = new Map(rows.flatMap(({ arrows }) => [...flightsOf(arrows)]))
  const moments = momentsOf(rows, flights)
  const levels = max(wanted, (one) => headLevels(one.rows.hosts, one.frame))!
  const framed = wanted.map((one) => ({
    ...one,
    frame: { ...one.frame, top: one.frame.top + HEAD_LINE * (levels - 1) },
  }))
  const { frame } = framed[0]!
  const most = frame.width < ROOMY_LABEL ? 900 : 700
  const top = frame.top + 4 + (rows.some(({ notes }) => notes.some(({ before }) => before)) ? 30 : 16)
  const axes =
    options.time === 'even'
      ? STEPS.map((step) => orderedAxis(moments, step, top))
      : scaledAxes(moments, flights, top, most)
  const drawn = framed.map(
    (one): DrawnPanel => ({ ...one, flights, options, forms: new Forms(options, one.frame.width) }),
  )
  let best: Chosen | undefined
  for (const axis of axes) {
    if (best && (axis.end > most || axis.end / HEIGHT >= best.score || crossedIn(axis) > crossedIn(best.axis))) break
    const grouped = new Map<DrawnPanel, GroupedPanel>()
    const least = (axis.end + AXIS_FOOT) / HEIGHT
    const tried = (isMarginal: boolean, cap: number): Chosen | undefined => {
      const panels = laid(drawn, axis, grouped, isMarginal, Math.min(cap, best ? best.score - least : Infinity), below)
      if (!panels) return undefined
      const omitted = panels.reduce((sum, panel) => sum + panel.omitted, 0)
      const cost = panels.reduce((sum, panel) => sum + panel.cost, 0)
      const bottom = max(panels, (panel) => panel.bottom)!
      const chosen = { axis, panels, omitted, bottom, cost, score: cost + bottom / HEIGHT }
      if (!best || chosen.score < best.score) best = chosen
      return chosen
    }
    const plain = tried(false, POOR)
    // Good enough: what larger ones could win is not worth their height.
    if (plain && plain.cost < GOOD) return best!
    if (plain?.panels.every(({ isComplete }) => isComplete)) continue
    const marginal = tried(true, Infinity)
    if (marginal && marginal.cost < GOOD) return best!
    if (plain || (best && best.score <= POOR + least)) continue
    grouped.clear()
    tried(false, Infinity)
  }
  return best!
}

/** Breaks that something crosses: no larger scale is worth one. */
function crossedIn({ breaks }: TimeAxis): number {
  return breaks.filter(({ isCrossed }) => isCrossed).length
}

function laid(
  drawn: readonly DrawnPanel[],
  axis: TimeAxis,
  grouped: Map<DrawnPanel, GroupedPanel>,
  isMarginal: boolean,
  limit: number,
  below: number | undefined,
): Panel[] | undefined {
  const panels: Panel[] = []
  for (const one of drawn) {
    const lower = below === undefined || panels.length === 0 ? 0 : panels.at(-1)!.bottom + below - one.frame.top
    const frame = { ...one.frame, top: one.frame.top + lower }
    const on = lower === 0 ? axis : lowered(axis, lower)
    const placed = { ...one, frame }
    const group = (lower === 0 && grouped.get(one)) || groupPanel(placed, on)
    if (lower === 0) grouped.set(one, group)
    const panel = layPanel(placed, on, group, isMarginal, limit)
    if (!panel) return undefined
    panels.push(panel)
  }
  return panels
}

function scaledAxes(
  moments: readonly number[],
  flights: ReadonlyMap<Journey, Flight>,
  top: number,
  most: number,
): TimeAxis[] {
  const flown = [...flights.values()].map(({ sent, arrival }) => arrival - sent).filter((took) => took > 0)
  // Where some are of another size altogether, the long ones must still be arrows.
  const usual = flown.length > 0 ? Math.max(quantile(flown, 0.25)!, max(flown)! / MOST_TIMES) : undefined
  const span = (moments.at(-1) ?? 0) - (moments[0] ?? 0)
  const unit = usual ?? (span / Math.max(1, moments.length - 1) || 1)
  const axisOf = (drop: number): TimeAxis => scaledAxis(moments, flights, drop / unit, top)
  const usualOne = axisOf(DROPS[0]!)
  if (usualOne.end <= most) {
    const [larger, ...largest] = DROPS.slice(1).map(axisOf)
    const isRoomy = larger!.end <= most && crossedIn(larger!) <= crossedIn(usualOne)
    return isRoomy && isDense(flights, unit) ? [larger!, ...largest] : [usualOne, larger!, ...largest]
  }
  const smaller = SMALL_DROPS.map(axisOf)
  return [smaller.find(({ end }) => end <= most) ?? smaller.at(-1)!]
}

/** Much arrives within a small part of a flight: a fan of arrows, to be seen apart. */
function isDense(flights: ReadonlyMap<Journey, Flight>, unit: number): boolean {
  const arrivals = [...flights.values()].map(({ arrival }) => arrival).sort((a, b) => a - b)
  const gaps = arrivals.slice(1).map((time, index) => time - arrivals[index]!)
  const close = gaps.filter((gap) => gap > unit / 200 && gap < unit / 7).length
  return close > arrivals.length / 3
}
