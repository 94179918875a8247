import { short } from '../svg.ts'
import type { ChartArea } from './chart.ts'

/** A piece of a chart's time: from where to where, and a line down its middle, as path data in the picture's coordinates. */
export interface TimeColumn {
  from: number
  to: number
  line: string
}

/** A page draws a line that is pointed at so wide; half of it is beyond the ends. */
const HIGHLIGHT = 10

/** A chart's plot in columns of equal time, from left to right, as far as they lie within it. */
export function timeColumns(
  area: ChartArea,
  { from, until, step }: { from: number; until: number; step: number },
): TimeColumn[] {
  const columns = Array.from({ length: Math.round((until - from) / step) }, (_, index) => from + index * step)
  return columns.flatMap((begin): TimeColumn[] => {
    const end = Math.min(until, begin + step)
    const x = area.x((begin + end) / 2)
    if (x < area.left || x > area.right) return []
    const [top, bottom] = [short(area.top + HIGHLIGHT / 2), short(area.bottom - HIGHLIGHT / 2)]
    return [{ from: begin, to: end, line: `M${short(x)} ${top}V${bottom}` }]
  })
}
