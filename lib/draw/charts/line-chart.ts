import { max, min } from 'd3-array'
import { count, list, type Put } from '../../words.ts'
import type { KeyEntry } from '../key.ts'
import { plain } from '../numbers.ts'
import type { Point } from '../svg.ts'
import { type Child, element, near, path } from '../svg.ts'
import { textTable } from '../text.ts'
import { WIDE } from '../theme.ts'
import {
  besides,
  type ChartArea,
  type Charted,
  type ChartFigure,
  type ChartOptions,
  charted,
  chartFigure,
  type LabelSpot,
  lineNameOf,
} from './chart.ts'
import { Ground } from './ground.ts'
import { type Axis, ceiling } from './plot.ts'
import { chosen, rowsTable } from './rows.ts'
import { isInPlot, runsWithin, staircase, through } from './strokes.ts'

/** What it says, by key. */
const SAYS = {
  faint: (amount: Put) => `faint: ${amount}`,
  moreLine: 'more line',
  staysAt: (first: Put, unit: Put) => `stays at ${first}${unit}`,
  goesFromTo: (first: Put, last: Put, unit: Put) => `goes from ${first} to ${last}${unit}`,
  andMore: (value: Put) => `, and ${value} more`,
  noData: (name: Put) => `${name}: no data.`,
  betweenAnd: (plain: Put, plain2: Put) => `between ${plain} and ${plain2}`,
  fromTo: (name: Put, told: Put, told2: Put, reach: Put) => `${name}: from ${told} to ${told2}, ${reach}.`,
  andMoreSentence: (value: Put) => `And ${value} more.`,
} as const

/** One line, or one set of points. */
export interface Series {
  name: string
  points: readonly Point[]
  /**
   * `points` for what was measured; `line` for a formula or a limit; `steps` where each value holds until the next. A line, unless told; its
   * points are on it where those are few and no others are.
   */
  as?: 'line' | 'points' | 'steps'
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
/** So few points of a line are shown: between them nothing was measured. Two are its ends. */
const FEW = 12
/** More points stand too close for each to be hovered over; the table has their values. */
const MANY = 40

/** A line with its looks, which its points have, too. */
type NamedLine = Series & { look: number; marked: boolean }

interface LineReading {
  options: LineChartOptions
  series: readonly Series[]
  named: NamedLine[]
  more: Series[]
  dots: Series[]
  x: Axis
  y: Axis
}

function readLines(series: readonly Series[], options: LineChartOptions): LineReading {
  const lines = series.filter(({ as }) => as !== 'points')
  const dots = series.filter(({ as }) => as === 'points')
  return {
    options,
    series,
    dots,
    // Lines take the looks that no points have.
    named: lines.slice(0, NAMED).map((line, index) => ({
      ...line,
      look: (index + dots.length) % NAMED,
      marked: dots.length === 0 && line.as === undefined && line.points.length > 2 && line.points.length <= FEW,
    })),
    more: lines.slice(NAMED),
    x: axisOf(series, options.x, 0),
    y: axisOf(series, options.y, 1),
  }
}

/** Lines and points: a formula's curve against what was measured, or courses side by side. */
export function lineFigure(series: readonly Series[], options: LineChartOptions): ChartFigure<readonly Series[]> {
  const reading = readLines(series, options)
  return chartFigure({
    data: series,
    charted: (width) => drawLines(reading, width),
    table: () => tableOfLines(reading),
    sentence: () => options.description ?? describeLines(series, options),
  })
}

/**
 * Lines and points. Lines differ by dash and points by shape before they differ by colour; up to eight lines are named at their ends, the others
 * drawn faintly behind them.
 *
 * @returns SVG text
 */
export function lineChart(series: readonly Series[], options: LineChartOptions): string {
  return drawLines(readLines(series, options), options.width ?? WIDE).svg()
}

function drawLines({ options, series, named, more, dots, x, y }: LineReading, width: number): Charted {
  return charted(
    { ...options, width },
    {
      title: titleOfLines(series, options),
      description: describeLines(series, options),
      x,
      y,
      height: 280,
      lines: named.flatMap(({ name, points, look }) =>
        lineNameOf(name, points, `l${look + 1}`, `t${(look % COLOURS) + 1}`),
      ),
      key: dots.map(({ name }, index): KeyEntry => [name, (x, y) => path(dotStyle(index), dot(index, x, y))]),
      notes: [
        ...(more.length > 0 ? [SAYS.faint(count(more.length, SAYS.moreLine))] : []),
        ...(options.note ? [options.note] : []),
      ],
    },
    (area) => [
      path('faint', more.map((line) => courseOf(line, area)).join('')),
      ...named.map((line) => path(`l${line.look + 1}`, courseOf(line, area))),
      ...named.filter(({ marked }) => marked).map((line) => markersOf(line, dots.length + line.look, area)),
      ...dots.map((points, index) => markersOf(points, index, area, !area.narrow)),
      options.values === true && valuesOf(dots, [...named, ...more], area, width),
    ],
  )
}

function courseOf({ points, as }: Series, area: ChartArea): string {
  if (as !== 'steps') return through(points, area)
  const placed = points.map(area.place).filter((point) => isInPlot(point, area))
  return staircase(placed, placed.at(-1)?.[0])
}

/** Points in one path; with `told` each alone, so that it tells its values to who hovers. */
function markersOf({ name, points }: Series, index: number, area: ChartArea, told = false): Child {
  const within = points.filter((point) => isInPlot(area.place(point), area))
  const at = (point: Point): string => dot(index, ...area.place(point))
  if (!told || within.length > MANY) return path(dotStyle(index), within.map(at).join(''))
  return within.map((point) => {
    const tooltip = element('title', {}, `${name}: ${plain(point[0])}, ${plain(point[1])}`)
    return element('path', { class: dotStyle(index), d: at(point) }, tooltip)
  })
}

const VALUE_SPOTS: readonly LabelSpot[] = [
  [0, -9, 'middle'],
  [0, 19, 'middle'],
  [9, 4, 'start'],
  [-9, 4, 'end'],
  [8, -8, 'start'],
  [-8, 18, 'end'],
  [8, 18, 'start'],
  [-8, -8, 'end'],
]

/** Each measured point's value, above it, below it, or beside it: wherever there is room first. */
function valuesOf(dots: readonly Series[], lines: readonly Series[], area: ChartArea, width: number): Child {
  const ground = new Ground(width, area)
  for (const { points, as } of lines) {
    const placed = points.map(area.place)
    const within = placed.filter((point) => isInPlot(point, area))
    if (as === 'steps') ground.stairs(within, within.at(-1)?.[0] ?? 0)
    else for (const run of runsWithin(placed, area)) ground.line(run)
  }
  const placed = dots.flatMap(({ points }) =>
    points.map((point) => ({ at: area.place(point), value: plain(point[1]) })).filter(({ at }) => isInPlot(at, area)),
  )
  for (const { at } of placed) ground.take({ x0: at[0] - 5, x1: at[0] + 5, y0: at[1] - 5, y1: at[1] + 5 })
  return placed.map(({ at, value }) => besides(value, at, VALUE_SPOTS, { ground, area, style: 's', plated: true }))
}

/** What there is to see: where each line leads, as one sentence. */
function titleOfLines(series: readonly Series[], { x, y }: LineChartOptions): string {
  const told = series.filter(({ points }) => points.some((point) => point.every(Number.isFinite))).slice(0, 3)
  if (told.length === 0) return `${y.name} by ${x.name}`
  const unit = y.unit === undefined ? '' : ` ${y.unit}`
  const goes = ({ points }: Series): string => {
    const values = points.map((point) => point[1]).filter(Number.isFinite)
    const [first, last] = [plain(values[0]!), plain(values.at(-1)!)]
    return first === last ? SAYS.staysAt(first, unit) : SAYS.goesFromTo(first, last, unit)
  }
  if (series.length === 1) return `${y.name} by ${x.name} ${goes(told[0]!)}`
  const others = series.length > told.length ? SAYS.andMore(series.length - told.length) : ''
  return `${y.name} by ${x.name}: ${told.map((line) => `${line.name} ${goes(line)}`).join(', ')}${others}`
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
    if (!first || !last) return SAYS.noData(name)
    if (as === 'points' && points.length <= 10) return `${name}: ${list(points.map(told))}.`
    const values = points.map((point) => point[1])
    const reach = SAYS.betweenAnd(plain(min(values) ?? NaN), plain(max(values) ?? NaN))
    return SAYS.fromTo(name, told(first), told(last), reach)
  })
  if (series.length > NAMED) sentences.push(SAYS.andMoreSentence(series.length - NAMED))
  if (note !== undefined) sentences.push(note.endsWith('.') ? note : `${note}.`)
  return `${y.name} by ${x.name}. ${sentences.join(' ')}`
}

/** Points by x, a column a series: those that were measured, or else some of all. */
function tableOfLines({ series, options: { x, y } }: LineReading): string {
  const shown = series.slice(0, NAMED)
  const byX = new Map<number, (number | undefined)[]>()
  shown.forEach(({ points }, index) => {
    for (const [px, py] of points) {
      const row = byX.get(px) ?? []
      row[index] = py
      byX.set(px, row)
    }
  })
  const all = [...byX].sort(([a], [b]) => a - b)
  const measured = shown.flatMap(({ as }, index) => (as === 'points' ? [index] : []))
  const told = all.filter(([, row]) => measured.some((column) => row[column] !== undefined))
  // A curve beside what was measured needs no rows of its own.
  const rows = chosen(told.length > 0 ? told : all, (_, index) => index === 0 || index === all.length - 1)
  const units = [x, y].map(({ unit }) => (unit === undefined ? '' : ` (${unit})`))
  const names = shown.length === 1 ? [`${y.name}${units[1]}`] : shown.map(({ name }) => name)
  return rowsTable(
    [`${x.name}${units[0]}`, ...names],
    rows.map(([px, row]) => [px, ...names.map((_, index) => row[index])]),
    { total: all.length, of: 'points' },
  )
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
  let [low, high, leastPositive] = [Infinity, -Infinity, Infinity]
  let integers = true
  for (const { points } of series) {
    for (const point of points) {
      const value = point[side]
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
      if (value > 0 && value < leastPositive) leastPositive = value
      integers &&= Number.isInteger(value)
    }
  }
  // Time may begin late; a quantity is compared from zero.
  const natural = axis.logarithmic ? leastPositive * 0.8 : side === 0 ? low : Math.min(0, low)
  const from = axis.from ?? (Number.isFinite(natural) ? natural : axis.logarithmic ? 1 : 0)
  const top = side === 0 && !axis.logarithmic ? high : axis.logarithmic ? high * 1.25 : ceiling([high])
  const to = axis.to ?? (Number.isFinite(top) && top > from ? top : axis.logarithmic ? from * 10 : from + 1)
  const whole = side === 1 && to - from <= 12 && integers
  return { ...axis, from, to, whole }
}

function dotStyle(index: number): string {
  return `n${(index % 2) + 1}`
}

/** Circle, square, triangle, diamond: told apart without colour. */
function dot(index: number, x: number, y: number): string {
  const at = `M${near(x)} ${near(y)}`
  const shapes = [
    'm-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z',
    'm-4 -4h8v8h-8z',
    'm0 -5l5 9h-10z',
    'm0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z',
  ]
  return `${at}${shapes[index % shapes.length]!}`
}
