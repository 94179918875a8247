import { max } from 'd3-array'
import { scaleLinear, scaleLog } from 'd3-scale'
import { plain, scaleOf } from '../numbers.ts'
import { type Child, path, short } from '../svg.ts'
import { label, SMALL, textWidth } from '../text.ts'

/** One side of a chart: what it measures, in which unit, from where to where. */
export interface Axis {
  /** What it measures: `time`, `cwnd`. */
  name: string
  /** `ms`, `bytes` and `bit/s` are shown in larger units when the numbers are large. */
  unit?: string
  from: number
  to: number
  logarithmic?: boolean
}

/** Virtual milliseconds. */
export function timeAxis(from: number, to: number): Axis {
  return { name: 'time', unit: 'ms', from, to }
}

/** Where data go in a figure: two scales, and the axes drawn. */
export interface Plot {
  x: (value: number) => number
  y: (value: number) => number
  place: (point: Point) => Point
  left: number
  right: number
  top: number
  bottom: number
  axes: Child
}

export interface PlotFrame {
  width: number
  height: number
  /** Room kept free at the right, for labels at the lines' ends, */
  right: number
  /** and at the bottom, below the axis. */
  below: number
}

/** Scales, ticks, grid and the axes' names for a chart; ticks are as many as there is room for. */
export function plot(xAxis: Axis, yAxis: Axis, frame: PlotFrame): Plot {
  const yUnit = scaleOf(Math.max(Math.abs(yAxis.from), Math.abs(yAxis.to)), yAxis.unit ?? '')
  const xUnit = scaleOf(Math.max(Math.abs(xAxis.from), Math.abs(xAxis.to)), xAxis.unit ?? '')
  const top = 34
  const bottom = frame.height - 42 - frame.below
  const yTicks = ticks(yAxis, yUnit.divisor, [bottom, top], () => 26)
  const left = Math.max(...yTicks.map(({ text }) => textWidth(text, SMALL)), 14) + 14
  const right = frame.width - frame.right
  const xTicks = ticks(xAxis, xUnit.divisor, [left, right], (text) => textWidth(text, SMALL) + 14)
  const x = position(xAxis, [left, right])
  const y = position(yAxis, [bottom, top])
  const axes: Child = [
    path(
      'grid',
      [
        ...yTicks.map(({ value }) => `M${short(left)} ${short(y(value))}H${short(right)}`),
        ...xTicks.map(({ value }) => `M${short(x(value))} ${short(top)}V${short(bottom)}`),
      ].join(''),
    ),
    path('axis', `M${short(left)} ${short(top)}V${short(bottom)}H${short(right)}`),
    ...yTicks.map(({ value, text }) => label(left - 6, y(value) + 4, text, 's m', 'end')),
    ...xTicks.map(({ value, text }) => label(x(value), bottom + 16, text, 's m', 'middle')),
    label(6, 18, withUnit(yAxis.name, yUnit.unit), 's'),
    label(right, bottom + 34, withUnit(xAxis.name, xUnit.unit), 's', 'end'),
  ]
  return { x, y, place: ([px, py]) => [x(px), y(py)], left, right, top, bottom, axes }
}

function withUnit(name: string, unit: string): string {
  return unit === '' ? name : `${name} (${unit})`
}

interface Tick {
  value: number
  text: string
}

function ticks(axis: Axis, divisor: number, range: readonly [number, number], need: (text: string) => number): Tick[] {
  const length = Math.abs(range[1] - range[0])
  const place = position(axis, range)
  for (let wanted = Math.max(2, Math.floor(length / 34)); ; wanted--) {
    const values = axis.logarithmic
      ? scaleLog([axis.from, axis.to], range)
          .ticks(wanted)
          .filter((value) => wanted > 3 || isPowerOfTen(value))
      : scaleLinear([axis.from / divisor, axis.to / divisor], range)
          .ticks(wanted)
          .map((value) => value * divisor)
    const result = values.map((value) => ({ value, text: plain(value / divisor) }))
    const fits = result.every(({ value, text }, index) => {
      const next = result[index + 1]
      if (!next) return true
      return Math.abs(place(next.value) - place(value)) >= (need(text) + need(next.text)) / 2
    })
    if (fits || wanted <= 1) return fits ? result : result.slice(0, 1)
  }
}

function isPowerOfTen(value: number): boolean {
  return /^1(0*|e[+-]\d+)$|^0\.0*1$/.test(String(value))
}

function position(axis: Axis, range: readonly [number, number]): (value: number) => number {
  const to = axis.to === axis.from ? axis.from + 1 : axis.to
  const { from } = axis
  const [first, last] = range
  const scale = axis.logarithmic ? scaleLog([from, to], range) : scaleLinear([from, to], range)
  if (axis.logarithmic || to < from) return (value) => scale(value)
  const length = to - from
  return (value) => {
    if (Number.isNaN(value)) return scale(value)
    // What d3's linear scale does, number for number, in a tenth of its time: a chart places ten thousand points.
    const share = (value - from) / length
    return first * (1 - share) + last * share
  }
}

/** The largest value, so that a scale from 0 shows it with some air; 1 when there is none. */
export function ceiling(values: Iterable<number>): number {
  const largest = max(values, (value) => (Number.isFinite(value) ? value : undefined)) ?? 0
  return largest > 0 ? largest * 1.06 : 1
}

export type Point = readonly [x: number, y: number]

/**
 * A staircase through points in pixels: each value holds until the next. Of the points in one column of a unit's width only the first, the lowest, the
 * highest and the last are kept, so that a long recording stays a short path.
 */
export function staircase(points: readonly Point[], until?: number): string {
  const kept = thin(points)
  let path = ''
  let previous: Point | undefined
  for (const [x, y] of kept) {
    if (!previous) path += `M${short(x)} ${short(y)}`
    else {
      if (short(x) !== short(previous[0])) path += `H${short(x)}`
      if (short(y) !== short(previous[1])) path += `V${short(y)}`
    }
    previous = [x, y]
  }
  return previous && until !== undefined && until > previous[0] ? `${path}H${short(until)}` : path
}

/** A staircase through points of the data, the last one's value held to the right edge. */
export function stairs(style: string, points: readonly Point[], area: Plot): Child {
  return path(style, staircase(points.map(area.place), area.right))
}

/** At most four points for every column of a unit's width: first, lowest, highest, last. */
export function thin(points: readonly Point[]): Point[] {
  const result: Point[] = []
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start]![0])
    let end = start
    let low = start
    let high = start
    while (end < points.length && Math.floor(points[end]![0]) === column) {
      if (points[end]![1] < points[low]![1]) low = end
      if (points[end]![1] > points[high]![1]) high = end
      end++
    }
    const keep = new Set([start, low, high, end - 1])
    for (const index of [...keep].sort((a, b) => a - b)) result.push(points[index]!)
    start = end
  }
  return result
}
