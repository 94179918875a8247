import type { Put } from '../../words.ts'
import type { Journey } from '../journey.ts'
import { plain } from '../numbers.ts'
import { type Child, diamond, element, path, short } from '../svg.ts'
import { type Box, FONT, fit, label, SMALL, spread, textWidth } from '../text.ts'
import type { TimeAxis } from './axis.ts'
import { HEAD_LINE, headLevels, type Margins, type PanelFrame } from './columns.ts'
import { ROOMY_LABEL } from './forms.ts'
import type { DrawnGutter } from './gutter.ts'
import { drawArrow, drawMarked, drawWithin, Strokes, zigzag } from './marks.ts'
import type { StrokePiece } from './obstacles.ts'
import type { LadderRows } from './rows.ts'
import type { SegmentRun } from './runs.ts'

/** What it says, by key. */
const SAYS = {
  leftOut: (spanned: Put) => `${spanned} left out`,
  seq: (seq: Put) => `seq ${seq}`,
  ack: (ack: Put) => `ack ${ack}`,
} as const

/** A ladder in which everything has its place. */
export interface LaidPanel extends Margins {
  rows: LadderRows
  runs: readonly SegmentRun[]
  axis: TimeAxis
  frame: PanelFrame
  /** Between which words may stand. */
  edges: readonly [number, number]
  ways: ReadonlyMap<Journey, StrokePiece[]>
  plates: readonly Box[]
  texts: readonly (() => Child)[]
  sides: readonly DrawnGutter[]
  marked: ReadonlySet<Journey> | undefined
}

/** Bands, lines, plates, words: in this order, so that words stand on their plates. */
export function paint(laid: LaidPanel): Child[] {
  const { rows, runs, axis, frame, xs, ways, plates, texts, sides, marked } = laid
  const { arrows, notes } = rows
  const strokes = new Strokes()
  const bands: Child[] = []
  const end = Math.max(axis.end + 10, 0)
  for (const x of xs.values()) {
    let from = frame.top + 7
    for (const { y0, y1 } of axis.breaks) {
      strokes.add('life', `M${short(x)} ${short(from)}V${short(y0)}`)
      strokes.add('edge', zigzag(x, y0, y1 - y0))
      from = y1
    }
    strokes.add('life', `M${short(x)} ${short(from)}V${short(end)}`)
  }
  for (const run of runs) {
    const last = run.at(-1)!
    if (run.length > 1) {
      const [a, b] = [ways.get(run[0])!, ways.get(last)!]
      if (a.length === 1 && b.length === 1) bands.push(band(run, a[0]!, b[0]!, frame.width < ROOMY_LABEL))
      for (const arrow of run.slice(1, -1)) drawWithin(arrow, ways.get(arrow)!, strokes)
      drawArrow(last, b, strokes)
    }
    drawArrow(run[0], ways.get(run[0])!, strokes)
  }
  for (const arrow of arrows) if (marked?.has(arrow)) drawMarked(ways.get(arrow)!, strokes)
  for (const note of notes) {
    if (note.before) continue
    const [x, y] = [xs.get(note.host)!, axis.y(note.time)]
    if (note.kind === 'state') strokes.add('l1', `M${short(x - 4)} ${short(y)}h8`)
    else if (note.kind === 'timer') strokes.add('head2', diamond(x, y))
  }
  return [
    ...bands,
    ...strokes.elements(),
    path('plate', plates.map(outlined).join('')),
    ...texts.map((text) => text()),
    ...sides.flatMap(({ body }) => body()),
    ...breaksDrawn(laid),
    ...hostHeads(laid),
  ]
}

/** What a burst fills. */
function band(run: SegmentRun, { x0, y0, x1, y1 }: StrokePiece, last: StrokePiece, isBrief: boolean): Child {
  const d = `M${short(x0)} ${short(y0)}L${short(x1)} ${short(y1)}V${short(last.y1)}L${short(x0)} ${short(last.y0)}z`
  const title = !isBrief && element('title', {}, membersOf(run))
  return element('path', { class: 'soft', d }, title)
}

function breaksDrawn({ rows, axis, gutters, sides, edges: [x0, x1] }: LaidPanel): Child[] {
  return axis.breaks.flatMap(({ from, to, y0, y1 }) => {
    const full = SAYS.leftOut(spanned(to - from))
    const text = textWidth(full, SMALL) < x1 - x0 - 24 ? full : spanned(to - from)
    const middle = (y0 + y1) / 2
    const strokes = Object.values(gutters)
      .filter((_, side) => !sides[side]!.taken.some((other) => other.y0 < y1 - 3 && y0 + 3 < other.y1))
      .map(({ timesX, side }) => `M${short(timesX + 14 * side - 8)} ${short(middle + 1)}l12 -5m-12 9l12 -5`)
      .join('')
    const [x, width] = [(x0 + x1) / 2, textWidth(text, SMALL) + 4]
    // Lifelines between others break there, too.
    const plate =
      rows.hosts.length > 2 && element('rect', { class: 'plate', x: x - width / 2, y: middle - 8, width, height: 16 })
    return [path('edge', strokes), plate, label(x, middle + 4, text, 's m', 'middle')]
  })
}

function hostHeads({ rows: { hosts }, frame, xs, gutters }: LaidPanel): Child[] {
  const levels = headLevels(hosts, frame)
  const names = Array.from({ length: levels }, (_, level) => {
    const row = hosts.filter((_, index) => index % levels === level)
    const [low, high] = [frame.x + (level === 0 ? 26 : 2), frame.x + frame.width - (level === 0 ? 26 : 2)]
    const room = Math.min((high - low - 10) / row.length - 8, hosts.length > 1 ? Infinity : frame.width / 2)
    const texts = row.map((host) => fit(host, room, FONT, true))
    const places = spread(
      row.map((host) => xs.get(host)!),
      6,
      low,
      high,
      texts.map((text) => textWidth(text, FONT, true)),
    )
    const y = frame.top + HEAD_LINE * (level - levels + 1)
    return texts.map((text, index) => label(places[index]!, y, text, 'b', 'middle'))
  })
  const units = Object.values(gutters).map(({ side }) =>
    label(
      side < 0 ? frame.x + 1 : frame.x + frame.width - 1,
      frame.top - HEAD_LINE * (levels - 1),
      'ms',
      's m',
      side < 0 ? 'start' : 'end',
    ),
  )
  return [...names.flat(), ...units]
}

/** `960 ms`, `1.9 s`, `239.9 s`: to the last digit. */
function spanned(time: number): string {
  const exact = (value: number): number => Number(value.toPrecision(9))
  return time >= 1000 ? `${exact(time / 1000)} s` : `${exact(time)} ms`
}

/** The members of a burst, for who hovers. */
function membersOf(run: SegmentRun): string {
  return run
    .map(({ sent, arrived, segment, seq, ack, datagram }) => {
      const what = segment ? (segment.payload.length > 0 ? SAYS.seq(seq) : SAYS.ack(ack)) : `no. ${datagram?.id}`
      return `${what}: ${plain(sent)} to ${plain(arrived!)}`
    })
    .join('; ')
}

function outlined({ x0, y0, x1, y1 }: Box): string {
  return `M${short(x0)} ${short(y0)}h${short(x1 - x0)}v${short(y1 - y0)}h${short(x0 - x1)}z`
}
