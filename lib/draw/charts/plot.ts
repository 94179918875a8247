import { max, ticks as roundNumbers } from 'd3-array'
import { plain, scaleOf } from '../numbers.ts'
import { linearScale, logScale, logTicks, type Scale } from '../scale.ts'
import { type Child, near, type Point, path } from '../svg.ts'
import { fit, label, SMALL, textWidth } from '../text.ts'

/** One side of a chart: what it measures, in which unit, from where to where. */
export interface Axis {
  /** What it measures: `time`, `cwnd`. */
  name: string
  /** `ms`, `bytes` and `bit/s` are shown in larger units when the numbers are large. */
  unit?: string
  from: number
  to: number
  logarithmic?: boolean
  /** It counts: no ticks between whole numbers. */
  whole?: boolean
}

/** Virtual milliseconds. */
export function timeAxis(from: number, to: number): Axis {
  return { name: 'time', unit: 'ms', from, to }
}

/** Where data go in a figure: two scales, and the axes drawn. */
export interface Plot {
  x: Scale
  y: Scale
  place: (point: Point) => Point
  left: number
  right: number
  top: number
  bottom: number
  axes: Child
}

export interface PlotFrame {
  width: number
  /** Where the plot begins and ends, from the picture's top. */
  top: number
  bottom: number
  /** Room kept free at the right, for names at the lines' ends. */
  right: number
}

/** Below a plot: its ticks' numbers and its axis's name. */
export const FOOT = 38

/** Scales, ticks, grid and the axes' names for a chart; ticks are as many as there is room for. */
export function plot(xAxis: Axis, yAxis: Axis, { width, top, bottom, right: room }: PlotFrame): Plot {
  const yUnit = scaleOf(Math.max(Math.abs(yAxis.from), Math.abs(yAxis.to)), yAxis.unit ?? '')
  const xUnit = scaleOf(Math.max(Math.abs(xAxis.from), Math.abs(xAxis.to)), xAxis.unit ?? '')
  const yTicks = ticks(yAxis, yUnit.divisor, [bottom, top], bottom - top < 180 ? 34 : 46, () => 24)
  const left = Math.max(...yTicks.map(({ text }) => textWidth(text, SMALL)), 14) + 14
  const right = width - room
  const xTicks = ticks(xAxis, xUnit.divisor, [left, right], 80, (text) => textWidth(text, SMALL) + 14)
  const x = position(xAxis, [left, right])
  const y = position(yAxis, [bottom, top])
  const axes: Child = [
    path(
      'grid',
      [
        ...yTicks.map(({ value }) => `M${near(left)} ${near(y(value))}H${near(right)}`),
        ...(xAxis.logarithmic ? xTicks.map(({ value }) => `M${near(x(value))} ${near(top)}V${near(bottom)}`) : []),
      ].join(''),
    ),
    path(
      'axis',
      [
        `M${near(left)} ${near(top)}V${near(bottom)}H${near(right)}`,
        ...xTicks.map(({ value }) => `M${near(x(value))} ${near(bottom)}v4`),
      ].join(''),
    ),
    ...yTicks.map(({ value, text }) => label(left - 6, y(value) + 4, text, 's m', 'end')),
    ...xTicks.map(({ value, text }) => {
      const half = textWidth(text, SMALL) / 2
      return label(Math.min(x(value), width - half - 1), bottom + 17, text, 's m', 'middle')
    }),
    label(6, 14, fit(withUnit(yAxis.name, yUnit.unit), width - 12, SMALL), 's'),
    label(right, bottom + 33, fit(withUnit(xAxis.name, xUnit.unit), right - 6, SMALL), 's', 'end'),
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

/** @param apart about so many pixels, if that is enough for what `need` says of their texts */
function ticks(
  axis: Axis,
  divisor: number,
  range: readonly [number, number],
  apart: number,
  need: (text: string) => number,
): Tick[] {
  const length = Math.abs(range[1] - range[0])
  const place = position(axis, range)
  // d3 reckons with the reciprocal.
  if (Math.abs(axis.to - axis.from) < 1e-200) return [{ value: axis.from, text: plain(axis.from / divisor) }]
  for (let wanted = Math.max(2, Math.floor(length / apart)); ; wanted--) {
    const values = axis.logarithmic
      ? logTicks([axis.from, axis.to], wanted).filter((value) => wanted > 3 || isPowerOfTen(value))
      : roundNumbers(axis.from / divisor, axis.to / divisor, wanted)
          .filter((value) => !axis.whole || Number.isInteger(value))
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

/** From values to pixels. */
export function position({ from, to, logarithmic }: Axis, range: readonly [number, number]): Scale {
  return (logarithmic ? logScale : linearScale)([from, to === from ? from + 1 : to], range)
}

/** The largest value, so that a scale from 0 shows it with some air; 1 when there is none. */
export function ceiling(values: Iterable<number>): number {
  const largest = max(values, (value) => (Number.isFinite(value) ? value : undefined)) ?? 0
  return largest > 0 ? largest * 1.06 : 1
}
