import { type FigureParts, figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { dashSample, type KeyEntry, key } from '../key.ts'
import type { Point } from '../svg.ts'
import { type Child, element, path, short } from '../svg.ts'
import type { Box } from '../text.ts'
import { type Anchor, FONT, fit, label, labelBox, Occupied, SMALL, spread, textWidth, wrap } from '../text.ts'
import { WIDE } from '../theme.ts'
import type { Ground } from './ground.ts'
import { type Axis, FOOT, type Plot, plot, position } from './plot.ts'

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
  /** A number, or a word, above the plot. */
  text: string
}

/** A line to be named: at its end, where there is room beside the plot, or else in the key. */
export interface LineName {
  text: string
  /** The line's last value; `undefined` where that is not in the chart. */
  value: number | undefined
  /** the line's class, and its name's: `t1` … `t5` */
  line: string
  style: string
}

/** The name of a line through these points; none where there are none. */
export function lineNameOf(text: string, points: readonly Point[], line: string, style: string): LineName[] {
  return points.slice(-1).map(([, value]) => ({ text, value: Number.isFinite(value) ? value : undefined, line, style }))
}

/** All of a chart but the data drawn in it. */
export interface Chart {
  title: string
  description: string
  x: Axis
  y: Axis
  height: number
  lines?: readonly LineName[]
  key: readonly (KeyEntry | false)[]
  /** Moments with a letter above the plot and a faint line down: `R`, `T`. */
  flags?: readonly ChartMark[]
  /** Sentences below the key. */
  notes?: readonly string[]
}

/** Below this a picture has no room beside its plot, and fewer pixels to spend. */
const WITH_ROOM = 480

/** The plot, and whether it is one of those with little room. */
export interface ChartArea extends Plot {
  narrow: boolean
}

/** A chart that is laid out: where its data go, and its picture, drawn when it is asked for. */
export interface Charted {
  area: ChartArea
  svg(): string
}

/** A figure that is a chart: other parts of a lesson find a place in it by its axes. */
export interface ChartFigure<Data = unknown> extends ShownFigure<Data> {
  /** Where the data go in the picture of this width, `WIDE` unless told. */
  area(width?: number): ChartArea
}

/** A figure of a chart and its words. */
export function chartFigure<Data>({
  charted: at,
  ...parts
}: Omit<FigureParts<Data>, 'draw'> & { charted: (width: number) => Charted }): ChartFigure<Data> {
  // Who draws the picture asks for its places next.
  let last: { width: number; charted: Charted } | undefined
  const laidOut = (width: number): Charted => {
    if (last?.width !== width) last = { width, charted: at(width) }
    return last.charted
  }
  const figure = figureOf({ ...parts, draw: (width) => laidOut(width).svg() })
  return Object.defineProperties(
    { area: (width: number = WIDE): ChartArea => laidOut(width).area },
    Object.getOwnPropertyDescriptors(figure),
  ) as ChartFigure<Data>
}

/** A chart: axes, what `draw` draws, names of lines, key, moments and notes; as high as it takes to show those below the axes. */
export function charted(options: ChartOptions, parts: Chart, draw: (area: ChartArea) => readonly Child[]): Charted {
  const { title, description, x, y, lines = [], flags = [] } = parts
  const { width = WIDE, marks = [] } = options
  const narrow = width < WITH_ROOM
  const beside = !narrow && lines.every(({ text }) => nameWidth(text) <= width * 0.25)
  const named: KeyEntry[] = beside ? [] : lines.map(({ text, line }) => [text, dashSample(line)])
  const legend = key([...named, ...parts.key], width)
  const notes = (parts.notes ?? []).flatMap((note) => wrap(note.split(' '), width - 16, 4, SMALL))
  const below = legend.height + notes.length * 16
  const rows = [marks, flags].filter(({ length }) => length > 0)
  const top = 24 + 14 * rows.length
  const height = options.height ?? (narrow ? Math.min(parts.height, 226) : parts.height)
  const bottom = Math.max(top + 60, height - FOOT)
  const ends = beside ? placedNames(lines, position(y, [bottom, top]), top, bottom) : []
  const area: ChartArea = { ...plot(x, y, { width, top, bottom, right: Math.max(14, ...ends.map(roomFor)) }), narrow }
  const svg = (): string => {
    const foot = bottom + FOOT + 14
    const heads = [...rows]
      .reverse()
      .map((row, index) => uprights(row, area, top - 5 - 14 * index, width, row === flags))
    return figure(
      options,
      { title, description, width, height: bottom + FOOT + below + (below > 0 ? 6 : 0) },
      area.axes,
      ...heads.map(({ lines: down }) => down),
      ...draw(area),
      ...heads.map(({ letters }) => letters),
      ...ends.map((end) => lineNameAt(end, area)),
      ...legend.at(foot),
      ...notes.map((note, index) => label(8, foot + legend.height + index * 16, note, 's m')),
    )
  }
  return { area, svg }
}

/** Each moment's text above the plot, where there is room for it, and a line down from it; others are left out. */
function uprights(
  marks: readonly ChartMark[],
  area: Plot,
  baseline: number,
  width: number,
  flagged: boolean,
): { lines: Child; letters: Child[] } {
  const occupied = new Occupied()
  const placed = marks.flatMap(({ time, text }) => {
    const at = area.x(time)
    if (!(at >= area.left && at <= area.right)) return []
    const shown = fit(text, width - 8, SMALL, true)
    const half = textWidth(shown, SMALL, true) / 2 + 1
    // At the left, beside the number of the uppermost tick.
    const least = shown.length === 1 ? half : area.left - 6 + half
    const middle = Math.min(Math.max(at, least), width - half)
    const { y0, y1, x0, x1 } = labelBox(middle, baseline, shown, 'middle', SMALL)
    // Single letters may be as close as they can be read; two figures would be one number. Words are bold, and wider than they are reckoned.
    const box = /^\D$/.test(shown) ? { y0, y1, x0, x1 } : { y0, y1, x0: middle - half, x1: middle + half }
    return occupied.claim(box) ? [{ at, middle, shown }] : []
  })
  const down = placed.map(({ at }) => `M${short(at)} ${short(area.top)}V${short(area.bottom)}`).join('')
  return {
    lines: path('faint', down),
    letters: placed.map(({ middle, shown }) => label(middle, baseline, shown, flagged ? 's b t5' : 's b', 'middle')),
  }
}

interface PlacedEnd extends LineName {
  at: number
  /** Its line's end is not beside it: a piece of the line shows whose name it is. */
  sampled: boolean
}

/** Names at the lines' right ends, moved apart where lines end close together. */
function placedNames(
  lines: readonly LineName[],
  y: (value: number) => number,
  top: number,
  bottom: number,
): PlacedEnd[] {
  const placed = lines.map(({ value }) => (value === undefined ? NaN : y(value)))
  const wanted = placed.map((at) => (Number.isFinite(at) ? Math.min(bottom, Math.max(top, at)) : top))
  const at = spread(wanted, FONT + 2, top, bottom)
  const sampled = placed.some((place, index) => !(Math.abs(at[index]! - place) <= 5))
  return lines.map((line, index) => ({ ...line, at: at[index]!, sampled }))
}

function lineNameAt({ text, style, line, at, sampled }: PlacedEnd, { right }: Plot): Child {
  return [
    sampled && path(line, `M${short(right + 7)} ${short(at)}h18`),
    label(right + (sampled ? 29 : 8), at + 4, text, `s b ${style}`),
  ]
}

function roomFor({ text, sampled }: PlacedEnd): number {
  return nameWidth(text) + (sampled ? 34 : 13)
}

function nameWidth(text: string): number {
  return textWidth(text, SMALL, true)
}

/** Where a label may stand beside a point: from there to its baseline. */
export type LabelSpot = readonly [dx: number, dy: number, anchor: Anchor]

/**
 * A small label at the first of the spots where nothing is, or else on a plate where there are no more than lines; none where all is taken.
 *
 * @param plated whether lines may be covered
 */
export function besides(
  text: string,
  [x, y]: Point,
  spots: readonly LabelSpot[],
  { ground, area, style, plated }: { ground: Ground; area: Plot; style: string; plated: boolean },
): Child {
  const width = textWidth(text, SMALL)
  let place: { spot: LabelSpot; box: Box; kind: 'free' | 'lines' } | undefined
  for (const spot of spots) {
    const box = boxAt([x, y], spot, width)
    if (box.x0 <= area.left || box.x1 > area.right + 8 || box.y0 < area.top || box.y1 > area.bottom + 2) continue
    const kind = ground.kindOf(box)
    if (kind === 'free' || (kind === 'lines' && plated && !place)) place = { spot, box, kind }
    if (kind === 'free') break
  }
  if (!place) return false
  const {
    box,
    kind,
    spot: [dx, dy, anchor],
  } = place
  ground.take(box)
  const plate = { class: 'plate', x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0 }
  return [kind === 'lines' && element('rect', plate), label(x + dx, y + dy, text, style, anchor)]
}

function boxAt([x, y]: Point, [dx, dy, anchor]: LabelSpot, width: number): Box {
  const x0 = x + dx - 1 - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0)
  const baseline = y + dy
  return { x0, x1: x0 + width + 2, y0: baseline - SMALL * 0.85, y1: baseline + SMALL * 0.25 }
}
