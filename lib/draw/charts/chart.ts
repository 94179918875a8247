import { type FigureOptions, figure } from '../frame.ts'
import { type KeyEntry, key } from '../key.ts'
import { type Child, path, short } from '../svg.ts'
import { type Anchor, FONT, label, labelBox, Occupied, SMALL, spread, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'
import { type Axis, type Plot, type Point, plot } from './plot.ts'

/** What every chart takes. */
export interface ChartOptions extends FigureOptions {
  /** Of the picture less its key and notes. */
  height?: number
  /** Moments to point out, on a chart over time. */
  marks?: readonly ChartMark[]
}

/** What a chart over time takes. */
export interface TimeChartOptions extends ChartOptions {
  /** Virtual milliseconds. */
  from?: number
  until?: number
}

/** What a chart of one end of one connection takes. */
export interface ConnectionChartOptions extends TimeChartOptions {
  /** Whose data: the host that sent most, unless told. */
  host?: string
  /** As seen from either end: the one that carried most, unless told. */
  connection?: string
}

/** A moment to point out on a chart whose x axis is time. */
export interface ChartMark {
  /** virtual milliseconds */
  time: number
  /** A number, or a word, at the line's upper end. */
  text: string
}

/** A line's name at its end. */
interface EndLabel {
  text: string
  /** The line's last value; `undefined` where that is not in the chart: the name is left out, and its room kept. */
  value: number | undefined
  /** the colour's class, `t1` … `t5` */
  style: string
}

/** The name of a line through these points; none where there are none. */
export function endOf(text: string, points: readonly Point[], style: string): EndLabel[] {
  return points.slice(-1).map(([, value]) => ({ text, value, style }))
}

/** All of a chart but the data drawn in it. */
export interface Chart {
  title: string
  description: string
  x: Axis
  y: Axis
  height: number
  /** The lines that are named at their ends, if lines are. */
  ends?: readonly EndLabel[] | undefined
  key: readonly (KeyEntry | false)[]
  /** Sentences below the key. */
  notes?: readonly string[]
  /** Their class: muted, unless told. */
  noteStyle?: string
}

/** The plot, and the names at the lines' ends, to be drawn over the lines. */
export interface ChartArea extends Plot {
  ends: Child
}

/** A chart: axes, what `draw` draws, key, moments and notes; as high as it takes to show those below the axes. */
export function chart(
  options: ChartOptions,
  { title, description, x, y, ends, notes = [], ...rest }: Chart,
  draw: (area: ChartArea) => readonly Child[],
): string {
  const width = options.width ?? WIDE
  const legend = key(rest.key, width)
  const below = legend.height + notes.length * 16
  const height = (options.height ?? rest.height) + below
  const area = plot(x, y, { width, height, right: ends ? endRoom(ends) : 14, below })
  const foot = area.bottom + 54
  return figure(
    options,
    { title, description, width, height: height + (below > 0 ? 4 : 0) },
    area.axes,
    ...draw({ ...area, ends: endLabels(ends ?? [], area) }),
    ...legend.at(foot),
    ...uprights(options.marks ?? [], area),
    ...notes.map((note, index) => label(8, foot + legend.height + index * 16, note, rest.noteStyle ?? 's m')),
  )
}

interface Flag {
  dx: number
  dy: number
  style: string
  anchor: Anchor
}

const inside: Flag = { dx: 3, dy: 11, style: 's b halo', anchor: 'start' }
/** Above the plot. */
export const above: Flag = { dx: 0, dy: -3, style: 's b t5', anchor: 'middle' }

/** Each moment as a line from top to bottom with its text, where there is room for the text; others are left out. */
export function uprights(marks: readonly ChartMark[], area: Plot, { dx, dy, style, anchor }: Flag = inside): Child[] {
  const occupied = new Occupied()
  return marks.flatMap(({ time, text }) => {
    const at = area.x(time)
    if (at < area.left || at > area.right) return []
    if (!occupied.claim(labelBox(at + dx, area.top + dy, text, anchor, SMALL))) return []
    return [
      path('faint', `M${short(at)} ${short(area.top)}V${short(area.bottom)}`),
      label(at + dx, area.top + dy, text, style, anchor),
    ]
  })
}

/** Names at the lines' right ends, moved apart where lines end close together. */
function endLabels(ends: readonly EndLabel[], area: Plot): Child {
  const named = ends.filter(({ value }) => value !== undefined)
  const at = spread(
    named.map(({ value }) => area.y(value!) + 4),
    FONT + 2,
    area.top + 6,
    area.bottom + 4,
  )
  return named.map(({ text, style }, index) => label(area.right + 5, at[index]!, text, `s b ${style} halo`))
}

function endRoom(ends: readonly EndLabel[]): number {
  return Math.max(8, ...ends.map(({ text }) => textWidth(text, SMALL, true))) + 9
}
