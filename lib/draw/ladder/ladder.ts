import type { Trace } from '../../network/trace-types.ts'
import { count, type Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { figure } from '../frame.ts'
import { duration } from '../numbers.ts'
import { magnitude, powerOfTen } from '../scale.ts'
import { type Child, path, short } from '../svg.ts'
import { label } from '../text.ts'
import { WIDE } from '../theme.ts'
import { type Chosen, choose } from './choose.ts'
import type { LadderOptions } from './marks.ts'
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

/** The same as a figure: picture, table and words of one reading. */
export function ladderFigure(trace: Trace, options: LadderOptions = {}): ShownFigure<Trace> {
  let known: LadderReading | undefined
  const reading = (): LadderReading => {
    known ??= readLadder(trace, options)
    return known
  }
  return figureOf({
    data: trace,
    draw: (width) => drawLadder(reading(), { ...options, width }),
    table: () => ladderTableOf(reading(), options),
    sentence: () => ladderInWords(reading()),
  })
}

function drawLadder(reading: LadderReading, options: LadderOptions): string {
  const width = options.width ?? WIDE
  const chosen = choose([{ rows: reading, frame: { x: 0, width, top: HEAD_ROOM } }], options)
  const foot = footOf(chosen, chosen.bottom)
  return figure(
    options,
    { title: amountInWords(reading), description: ladderInWords(reading), width, height: foot.bottom },
    ...chosen.panels.flatMap((panel) => panel.draw()),
    ...foot.body,
  )
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
