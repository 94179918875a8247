import { short } from '../svg.ts'
import type { ChartArea } from './chart.ts'

/** A piece of a chart's time: from where to where, and its outline in the picture, from the upper edge of the plot to the lower. */
export interface TimeColumn {
  from: number
  to: number
  shape: string
}

/** A chart's plot in columns of equal time, from left to right. */
export function timeColumns(
  area: ChartArea,
  { from, until, step }: { from: number; until: number; step: number },
): TimeColumn[] {
  return Array.from({ length: Math.round((until - from) / step) }, (_, index) => {
    const [begin, end] = [from + index * step, Math.min(until, from + (index + 1) * step)]
    const [x0, x1] = [begin, end].map((time) => Math.min(area.right, Math.max(area.left, area.x(time))))
    const [top, bottom] = [short(area.top), short(area.bottom)]
    return { from: begin, to: end, shape: `M${short(x0!)} ${top}H${short(x1!)}V${bottom}H${short(x0!)}z` }
  })
}
