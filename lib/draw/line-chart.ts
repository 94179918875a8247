import { type FigureOptions, figure } from './figure.ts'
import { count, list, plain } from './numbers.ts'
import { ceiling, endLabels, endRoom, type KeyEntry, key, type Point, plot, thin } from './plot.ts'
import { type Child, element, polyline, short } from './svg.ts'
import { type Anchor, label, labelBox, Occupied, SMALL, textTable } from './text.ts'
import { WIDTH } from './theme.ts'

/** One line, or one set of points. */
export interface Series {
  name: string
  points: readonly Point[]
  /** `line` (the default) for a formula or a course, `points` for what was measured. */
  as?: 'line' | 'points'
}

export interface LineChartOptions extends FigureOptions {
  x: ChartAxis
  y: ChartAxis
  height?: number
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
  const width = options.width ?? WIDTH
  const lines = series.filter(({ as }) => as !== 'points')
  const named = lines.slice(0, NAMED)
  const dots = series.filter(({ as }) => as === 'points')
  const marks: KeyEntry[] = dots.map(({ name }, index) => ({
    mark: (x, y) => element('path', { class: `n${(index % 2) + 1}`, d: dot(index, x, y) }),
    text: name,
  }))
  for (const [index, { name }] of named.entries())
    if (named.length > 1 || dots.length > 0)
      marks.push({
        mark: (x, y) => element('path', { class: look(index + dots.length), d: `M${short(x - 8)} ${short(y)}h16` }),
        text: name,
      })
  const notes = [
    ...(lines.length > NAMED ? [`faint: ${count(lines.length - NAMED, 'more line')}`] : []),
    ...(options.note === undefined ? [] : [options.note]),
  ]
  const below = key(marks, width, 0).height + notes.length * 16
  const height = (options.height ?? 280) + below
  const endings = named.filter(({ points }) => points.length > 0)
  const area = plot(axisOf(series, options.x, 0), axisOf(series, options.y, 1), {
    width,
    height,
    right: endRoom(endings.map(({ name }) => short20(name))),
    below,
  })
  const place = ([x, y]: Point): Point => [area.x(x), area.y(y)]
  const body: Child[] = [area.axes]
  for (const { points } of lines.slice(NAMED)) body.push(element('path', { class: 'faint', d: course(points, place) }))
  named.forEach(({ points }, index) => {
    if (points.length > 0) body.push(element('path', { class: look(index + dots.length), d: course(points, place) }))
  })
  const occupied = new Occupied()
  dots.forEach(({ points, name }, index) => {
    for (const point of points) {
      const [x, y] = place(point)
      body.push(
        element(
          'path',
          { class: `n${(index % 2) + 1}`, d: dot(index, x, y) },
          element('title', {}, `${name}: ${plain(point[0])}, ${plain(point[1])}`),
        ),
      )
      if (options.values) value(point[1], x, y)
    }
  })
  const keyTop = area.bottom + 54
  const legend = key(marks, width, keyTop)
  body.push(
    ...endLabels(
      endings.map(({ name, points }) => ({
        text: short20(name),
        y: place(points.at(-1)!)[1],
        class: `t${(((named.findIndex((line) => line.name === name) + dots.length) % NAMED) % COLOURS) + 1}`,
      })),
      area,
    ),
    ...legend.body,
    ...notes.map((note, index) => label(8, keyTop + legend.height + index * 16, note, 's')),
  )
  return figure(
    {
      title: options.title ?? `${options.y.name} by ${options.x.name}`,
      description: options.description ?? describeLines(series, options),
      id: options.id,
      width,
      height: height + (below > 0 ? 4 : 0),
    },
    ...body,
  )

  /** Above the point, below it, or beside it: wherever there is room first. */
  function value(number: number, x: number, y: number): void {
    const text = plain(number)
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
    if (spot) body.push(label(x + spot[0], y + spot[1], text, 's halo', spot[2]))
  }
}

/** Where each line begins and ends, how high and low it goes; each measured point, if they are few. */
export function describeLines(
  series: readonly Series[],
  { x, y, note }: Pick<LineChartOptions, 'x' | 'y' | 'note'>,
): string {
  const unit = y.unit === undefined ? '' : ` ${y.unit}`
  const at = (value: number): string => `${plain(value)}${x.unit === undefined ? '' : ` ${x.unit}`}`
  const sentences = series.slice(0, NAMED).map(({ name, points, as }) => {
    const [first, last] = [points[0], points.at(-1)]
    if (!first || !last) return `${name}: no data.`
    if (as === 'points' && points.length <= 10)
      return `${name}: ${list(points.map(([px, py]) => `${plain(py)}${unit} at ${at(px)}`))}.`
    const values = points.map((point) => point[1])
    return `${name}: from ${plain(first[1])}${unit} at ${at(first[0])} to ${plain(last[1])}${unit} at ${at(last[0])}, between ${plain(least(values))} and ${plain(-least(values.map((v) => -v)))}.`
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

function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity)
}

function axisOf(series: readonly Series[], axis: ChartAxis, side: 0 | 1): Parameters<typeof plot>[0] {
  const values = series.flatMap(({ points }) => points.map((point) => point[side])).filter(Number.isFinite)
  const positive = values.filter((value) => value > 0)
  const low = least(values)
  // Time may begin late; a quantity is compared from zero.
  const natural = axis.logarithmic ? least(positive) * 0.8 : side === 0 ? low : Math.min(0, low)
  const from = axis.from ?? (Number.isFinite(natural) ? natural : axis.logarithmic ? 1 : 0)
  const high = -least(values.map((value) => -value))
  const top = side === 0 && !axis.logarithmic ? high : axis.logarithmic ? high * 1.25 : ceiling(values)
  const to = axis.to ?? (Number.isFinite(top) && top > from ? top : axis.logarithmic ? from * 10 : from + 1)
  return {
    name: axis.name,
    from,
    to,
    ...(axis.unit === undefined ? {} : { unit: axis.unit }),
    ...(axis.logarithmic ? { logarithmic: true } : {}),
  }
}

function look(index: number): string {
  return `l${(index % NAMED) + 1}`
}

function short20(name: string): string {
  return name.length > 16 ? `${name.slice(0, 15)}…` : name
}

function course(points: readonly Point[], place: (point: Point) => Point): string {
  return polyline(thin(points.map(place)))
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
