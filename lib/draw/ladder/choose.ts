import { max, quantile } from 'd3-array'
import type { Journey } from '../journey.ts'
import { type Axis, type Flight, flightsOf, lowered, momentsOf, orderedAxis, scaledAxis } from './axis.ts'
import type { LadderOptions } from './marks.ts'
import { type Frame, layPanel, type Panel } from './panel.ts'
import type { LadderRows } from './rows.ts'

/** One ladder to be drawn, and where. */
export interface Wanted {
  rows: LadderRows
  frame: Frame
}

export interface Chosen {
  axis: Axis
  panels: Panel[]
  omitted: number
  bottom: number
  /** The less the better. */
  score: number
}

/** How far down a usual flight leads, in pixels; or how high a row is. The first is easy to read; less, where all would be too tall. */
const DROPS = [44, 56, 72, 92, 118, 150, 190, 240]
const SMALL_DROPS = [34, 26]
const STEPS = [18, 24, 32, 42]
/** So many pixels more of height weigh as much as a short label. */
const HEIGHT = 80

/** One axis for all, as small as the labels let it be. */
export function choose(wanted: readonly Wanted[], options: LadderOptions): Chosen {
  const arrows = wanted.flatMap(({ rows }) => rows.arrows)
  const flights = flightsOf(arrows)
  const rows = wanted.map((one) => one.rows)
  const moments = momentsOf(rows, flights)
  const isNarrow = wanted[0]!.frame.width < 500
  const most = isNarrow ? 900 : 700
  const top = 20 + (rows.some(({ notes }) => notes.some(({ before }) => before)) ? 30 : 16)
  const axes =
    options.time === 'even'
      ? STEPS.map((step) => orderedAxis(moments, step, top))
      : scaledAxes(moments, flights, top, most)
  let best: Chosen | undefined
  for (const isMarginal of [false, true]) {
    if (isMarginal && best!.score - best!.bottom / HEIGHT < 3) break
    for (const axis of axes) {
      if (best && (axis.end > most || axis.end / HEIGHT >= best.score)) break
      const panels = wanted.map((one) => {
        const own = one.frame.top === wanted[0]!.frame.top ? axis : lowered(axis, one.frame.top - wanted[0]!.frame.top)
        return layPanel(one.rows, flights, own, one.frame, options, isMarginal)
      })
      const omitted = panels.reduce((sum, panel) => sum + panel.omitted, 0)
      const cost = panels.reduce((sum, panel) => sum + panel.cost, 0)
      const bottom = max(panels, (panel) => panel.bottom)!
      const score = cost + bottom / HEIGHT
      if (!best || score < best.score) best = { axis, panels, omitted, bottom, score }
      if (cost < 0.5) break
    }
  }
  return best!
}

function scaledAxes(
  moments: readonly number[],
  flights: ReadonlyMap<Journey, Flight>,
  top: number,
  most: number,
): Axis[] {
  const usual = quantile(
    [...flights.values()].map(({ sent, arrival }) => arrival - sent).filter((took) => took > 0),
    0.25,
  )
  const span = (moments.at(-1) ?? 0) - (moments[0] ?? 0)
  const unit = usual ?? (span / Math.max(1, moments.length - 1) || 1)
  const axisOf = (drop: number): Axis => scaledAxis(moments, flights, drop / unit, top)
  const usualOne = axisOf(DROPS[0]!)
  if (usualOne.end <= most) return [usualOne, ...DROPS.slice(1).map(axisOf)]
  const smaller = SMALL_DROPS.map(axisOf)
  return [smaller.find(({ end }) => end <= most) ?? smaller.at(-1)!]
}
