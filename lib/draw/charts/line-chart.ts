import { max, min } from 'd3-array'
import { count, list } from '../../words.ts'
import { dashSample, type KeyEntry } from '../key.ts'
import { plain } from '../numbers.ts'
import { type Child, element, path, polyline, short } from '../svg.ts'
import { type Anchor, label, labelBox, Occupied, SMALL, textTable } from '../text.ts'
import { type ChartOptions, chart, endOf } from './chart.ts'
import { type Axis, ceiling, type Plot, type Point, thin } from './plot.ts'

/** One line, or one set of points. */
export interface Series {
  name: string
  points: readonly Point[]
  /** `line` (the default) for a formula or a course, `points` for what was measured. */
  as?: 'line' | 'points'
}

export interface LineChartOptions extends ChartOptions {
  x: ChartAxis
  y: ChartAxis
  /** Write each measured point's value beside it, as far as there is room. */
  values?: boolean
  /** A sentence under the chart: an index, a rule. */
  note?: string
}

export interface ChartAxis {
  name: string
  /** `ms`, `bytes` and `bit/s` are shown in larger units when the numbers are large. */
  unit?: string
  /** From the data unless told; a linear axis begins at 0. */
  from?: number
  to?: number
  logarithmic?: boolean
}

/** Lines named at their ends, each with a dash of its own; more could not be told apart. */
const NAMED = 8
const COLOURS = 5

/**
 * Lines and points: a formula's curve against what was measured, or courses side by side. Lines differ by dash and points by shape before they
 * differ by colour; up to eight lines are named at their ends, the others drawn faintly behind them.
 *
 * @returns SVG text
 */
export function lineChart(series: readonly Series[], options: LineChartOptions): string {
  const lines = series.filter(({ as }) => as !== 'points')
  const dots = series.filter(({ as }) => as === 'points')
  // Lines take the looks that no points have.
  const named = lines.slice(0, NAMED).map((line, index) => ({ ...line, look: (index + dots.length) % NAMED }))
  const more = lines.slice(NAMED)
  const keyed = named.length > 1 || dots.length > 0 ? named : []
  return chart(
    options,
    {
      title: `${options.y.name} by ${options.x.name}`,
      description: describeLines(series, options),
      x: axisOf(series, options.x, 0),
      y: axisOf(series, options.y, 1),
      height: 280,
      ends: named.flatMap(({ name, points, look }) => endOf(shortened(name), points, `t${(look % COLOURS) + 1}`)),
      key: [
        ...dots.map(({ name }, index): KeyEntry => [name, (x, y) => path(dotStyle(index), dot(index, x, y))]),
        ...keyed.map(({ name, look }): KeyEntry => [name, dashSample(`l${look + 1}`)]),
      ],
      notes: [
        ...(more.length > 0 ? [`faint: ${count(more.length, 'more line')}`] : []),
        ...(options.note ? [options.note] : []),
      ],
      noteStyle: 's',
    },
    (area) => [
      ...more.map(({ points }) => path('faint', lineThrough(points, area))),
      ...named.map(({ points, look }) => path(`l${look + 1}`, lineThrough(points, area))),
      ...measuredPoints(dots, area, options.values),
      area.ends,
    ],
  )
}

/** Points; each tells its values to who hovers, and its own beside it where that is wanted and there is room. */
function measuredPoints(dots: readonly Series[], area: Plot, valued = false): Child[] {
  const occupied = new Occupied()
  return dots.flatMap(({ points, name }, index) =>
    points.map((point): Child => {
      const [x, y] = area.place(point)
      const tooltip = element('title', {}, `${name}: ${plain(point[0])}, ${plain(point[1])}`)
      return [
        element('path', { class: dotStyle(index), d: dot(index, x, y) }, tooltip),
        valued && beside(plain(point[1]), x, y, area, occupied),
      ]
    }),
  )
}

/** Above the point, below it, or beside it: wherever there is room first. */
function beside(text: string, x: number, y: number, area: Plot, occupied: Occupied): Child {
  const spots: readonly (readonly [dx: number, dy: number, anchor: Anchor])[] = [
    [0, -9, 'middle'],
    [0, 19, 'middle'],
    [9, 4, 'start'],
    [-9, 4, 'end'],
  ]
  const spot = spots.find(([dx, dy, anchor]) => {
    const box = labelBox(x + dx, y + dy, text, anchor, SMALL)
    return box.x0 > area.left && box.x1 < area.right + 6 && box.y0 > area.top - 12 && occupied.claim(box)
  })
  return spot && label(x + spot[0], y + spot[1], text, 's halo', spot[2])
}

/** Where each line begins and ends, how high and low it goes; each measured point, if they are few. */
export function describeLines(
  series: readonly Series[],
  { x, y, note }: Pick<LineChartOptions, 'x' | 'y' | 'note'>,
): string {
  const unit = y.unit === undefined ? '' : ` ${y.unit}`
  const xUnit = x.unit === undefined ? '' : ` ${x.unit}`
  const told = ([px, py]: Point): string => `${plain(py)}${unit} at ${plain(px)}${xUnit}`
  const sentences = series.slice(0, NAMED).map(({ name, points, as }) => {
    const [first, last] = [points[0], points.at(-1)]
    if (!first || !last) return `${name}: no data.`
    if (as === 'points' && points.length <= 10) return `${name}: ${list(points.map(told))}.`
    const values = points.map((point) => point[1])
    const reach = `between ${plain(min(values) ?? NaN)} and ${plain(max(values) ?? NaN)}`
    return `${name}: from ${told(first)} to ${told(last)}, ${reach}.`
  })
  if (series.length > NAMED) sentences.push(`And ${series.length - NAMED} more.`)
  if (note !== undefined) sentences.push(note.endsWith('.') ? note : `${note}.`)
  return `${y.name} by ${x.name}. ${sentences.join(' ')}`
}

/** What was measured beside what a formula says, a row a point, with the difference in per cent. */
export function comparisonTable(
  measured: readonly Point[],
  formula: (x: number) => number,
  names: { x: string; measured?: string; formula?: string },
): string {
  const rows = measured.map(([x, y]) => {
    const expected = formula(x)
    return [plain(x), plain(y), plain(expected), expected === 0 ? '–' : `${plain(((y - expected) / expected) * 100)} %`]
  })
  return textTable([names.x, names.measured ?? 'measured', names.formula ?? 'formula', 'difference'], rows)
}

function axisOf(series: readonly Series[], axis: ChartAxis, side: 0 | 1): Axis {
  const values = series.flatMap(({ points }) => points.map((point) => point[side])).filter(Number.isFinite)
  const positive = values.filter((value) => value > 0)
  const low = min(values) ?? Infinity
  // Time may begin late; a quantity is compared from zero.
  const natural = axis.logarithmic ? (min(positive) ?? Infinity) * 0.8 : side === 0 ? low : Math.min(0, low)
  const from = axis.from ?? (Number.isFinite(natural) ? natural : axis.logarithmic ? 1 : 0)
  const high = max(values) ?? -Infinity
  const top = side === 0 && !axis.logarithmic ? high : axis.logarithmic ? high * 1.25 : ceiling(values)
  const to = axis.to ?? (Number.isFinite(top) && top > from ? top : axis.logarithmic ? from * 10 : from + 1)
  return { ...axis, from, to }
}

/** A name as long as there is room for at a line's end. */
function shortened(name: string): string {
  return name.length > 16 ? `${name.slice(0, 15)}…` : name
}

function lineThrough(points: readonly Point[], area: Plot): string {
  return polyline(thin(points.map(area.place)))
}

function dotStyle(index: number): string {
  return `n${(index % 2) + 1}`
}

/** Circle, square, triangle, diamond: told apart without colour. */
function dot(index: number, x: number, y: number): string {
  const at = `${short(x)} ${short(y)}`
  const shapes = [
    `M${short(x - 4.5)} ${short(y)}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z`,
    `M${at}m-4 -4h8v8h-8z`,
    `M${at}m0 -5l5 9h-10z`,
    `M${at}m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z`,
  ]
  return shapes[index % shapes.length]!
}
