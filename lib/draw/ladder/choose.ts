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
}

/** How far down a usual flight leads, in pixels: the first to try is what is easy to read. */
const DROPS = [44, 58, 76, 100, 130, 34, 26]
const STEPS = [18, 24, 32]

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
    options.time === 'even' ? STEPS.map((step) => orderedAxis(moments, step, top)) : scaledAxes(moments, flights, top)
  let best: Chosen | undefined
  for (const isMarginal of isNarrow ? [false] : [false, true])
    for (const axis of axes) {
      if (best && axis.end > most) continue
      const panels = wanted.map((one) => {
        const own = one.frame.top === wanted[0]!.frame.top ? axis : lowered(axis, one.frame.top - wanted[0]!.frame.top)
        return layPanel(one.rows, flights, own, one.frame, options, isMarginal)
      })
      const omitted = panels.reduce((sum, panel) => sum + panel.omitted, 0)
      const bottom = max(panels, (panel) => panel.bottom)!
      if (!best || omitted < best.omitted) best = { axis, panels, omitted, bottom }
      if (best.omitted === 0) return best
    }
  return best!
}

function scaledAxes(moments: readonly number[], flights: ReadonlyMap<Journey, Flight>, top: number): Axis[] {
  const usual = quantile(
    [...flights.values()].map(({ sent, arrival }) => arrival - sent).filter((took) => took > 0),
    0.25,
  )
  const span = (moments.at(-1) ?? 0) - (moments[0] ?? 0)
  const unit = usual ?? (span / Math.max(1, moments.length - 1) || 1)
  return DROPS.map((drop) => scaledAxis(moments, flights, drop / unit, top))
}
