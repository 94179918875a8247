import type { Trace } from '../../network/trace-types.ts'
import { count, type Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { figure } from '../frame.ts'
import type { Journey } from '../journey.ts'
import { duration } from '../numbers.ts'
import { magnitude, powerOfTen } from '../scale.ts'
import { type Child, element, path, short } from '../svg.ts'
import { label } from '../text.ts'
import { WIDE } from '../theme.ts'
import { type Chosen, choose } from './choose.ts'
import type { LadderOptions } from './marks.ts'
import type { StrokePiece } from './obstacles.ts'
import { amountInWords, type LadderReading, ladderInWords, ladderTableOf, readLadder } from './words.ts'

/** What it says, by key. */
const SAYS = {
  rowsInOrderNotTo: 'rows in order, not to scale',
  timeToScale: (duration: Put, which: Put) => `${duration}: time to scale${which}`,
  butForTheBreaks: ' but for the breaks',
  notSoInTheOther: 'not so in the other, or not then',
  leftOutForWantOf: (omitted: Put) => `${omitted} left out for want of room: see the table`,
  label: 'label',
} as const

/** Where the hosts' names stand. */
const HEAD_ROOM = 16

/**
 * Segments between hosts, time downwards and true to scale: one arrow a segment with its flags and numbers (from 0 on), a cross where one was
 * lost, a dashed line where one was sent again, bursts as bands; times, states and the programs' words beside the lifelines.
 *
 * @returns SVG text
 */
export function ladder(trace: Trace, options: LadderOptions = {}): string {
  return drawLadder(readLadder(trace, options), options)
}

/** A ladder as a figure, which says where in its picture something stands. */
export interface LadderFigure extends ShownFigure<Trace> {
  /** The segments that are shown, in the order sent. */
  readonly shown: readonly Journey[]
  /** Where each is in the picture of this width. */
  places(width: number): LadderPlaces
}

/** Where things stand in the picture of a ladder. */
interface LadderPlaces {
  /** The line of each packet as path data, of one that is lost up to its cross. */
  ways: ReadonlyMap<Journey, string>
  /** How far down a moment is. */
  y: (time: number) => number
  /** The outer lifelines. */
  edges: readonly [left: number, right: number]
}

/** The same as a figure: picture, table and words of one reading. */
export function ladderFigure(trace: Trace, options: LadderOptions = {}): LadderFigure {
  let known: LadderReading | undefined
  const reading = (): LadderReading => {
    known ??= readLadder(trace, options)
    return known
  }
  // What is pressed in a picture is where it is drawn: both are of one layout.
  let last: { width: number; laid: Chosen } | undefined
  const laidOn = (width: number): Chosen => {
    if (last?.width !== width) last = { width, laid: layLadder(reading(), { ...options, width }) }
    return last.laid
  }
  const figure = figureOf({
    data: trace,
    draw: (width) => drawLadder(reading(), { ...options, width }, laidOn(width)),
    table: () => ladderTableOf(reading(), options),
    sentence: () => ladderInWords(reading()),
  })
  return Object.defineProperties(figure as LadderFigure, {
    shown: { get: () => reading().arrows },
    places: { value: (width: number) => ladderPlaces(laidOn(width)) },
  })
}

function layLadder(rows: LadderReading, options: LadderOptions): Chosen {
  const marked = new Set(rows.arrows.filter(({ id }) => options.chosen?.includes(id)))
  const frame = { x: 0, width: options.width ?? WIDE, top: HEAD_ROOM }
  return choose([{ rows, frame, marked }], options)
}

function ladderPlaces({ axis, panels }: Chosen): LadderPlaces {
  const { ways, edges } = panels[0]!
  return { ways: new Map([...ways].map(([journey, pieces]) => [journey, wayData(pieces)])), y: axis.y, edges }
}

function wayData(pieces: readonly StrokePiece[]): string {
  return pieces.map(({ x0, y0, x1, y1 }) => `M${short(x0)} ${short(y0)}L${short(x1)} ${short(y1)}`).join('')
}

function drawLadder(
  reading: LadderReading,
  options: LadderOptions,
  chosen: Chosen = layLadder(reading, options),
): string {
  const width = options.width ?? WIDE
  const foot = footOf(chosen, chosen.bottom)
  return figure(
    options,
    { title: amountInWords(reading), description: ladderInWords(reading), width, height: foot.bottom },
    ...chosen.panels.flatMap((panel) => panel.draw()),
    ...(options.now === undefined ? [] : veil(chosen, options.now, width)),
    ...foot.body,
  )
}

/** Over all that is yet to come; at its edge, the moment. */
function veil({ axis, bottom, panels }: Chosen, now: number, width: number): Child[] {
  const y = Math.min(axis.y(now) + 8, bottom)
  const [left, right] = panels[0]!.edges
  return [
    element('rect', { class: 'veil', x: 0, y, width, height: bottom - y }),
    path('faint', `M${short(left)} ${short(y)}H${short(right)}`),
  ]
}

/** Which scale is used, and what is missing for want of room. @param differs whether something is marked as other than its twin */
export function footOf(
  { axis, omitted }: Chosen,
  top: number,
  differs: boolean = false,
): { body: Child[]; bottom: number } {
  const body: Child[] = []
  const { scale } = axis
  const bar = scale === undefined ? 0 : barOf(scale)
  const high = bar * (scale ?? 0)
  let y = top + Math.max(16, high + 3)
  if (scale === undefined) body.push(label(2, y, SAYS.rowsInOrderNotTo, 's m'))
  else {
    body.push(
      path('edge', `M3 ${short(y - high + 2)}h6m-3 0v${short(high)}m-3 0h6`),
      label(
        15,
        y - high / 2 + 6,
        SAYS.timeToScale(duration(bar), axis.breaks.length > 0 ? SAYS.butForTheBreaks : ''),
        's m',
      ),
    )
  }
  if (differs) {
    y += 17
    body.push(path('differs', `M2 ${short(y - 4)}h22`), label(30, y, SAYS.notSoInTheOther, 's m'))
  }
  if (omitted > 0) {
    y += 17
    body.push(label(2, y, SAYS.leftOutForWantOf(count(omitted, SAYS.label)), 's m'))
  }
  return { body, bottom: y + 8 }
}

/** A round time that is a few lines high. */
function barOf(scale: number): number {
  const least = 9 / scale
  const unit = powerOfTen(magnitude(least))
  return [1, 2, 5, 10].map((times) => times * unit).find((time) => time >= least) ?? 10 * unit
}
