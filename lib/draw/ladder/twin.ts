import type { Trace } from '../../network/trace-types.ts'
import type { Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { figure } from '../frame.ts'
import type { Journey } from '../journey.ts'
import type { Child } from '../svg.ts'
import { FONT, fit, label } from '../text.ts'
import { choose, type Wanted } from './choose.ts'
import { matched, type Pair, pairsInWords, pairTable } from './differences.ts'
import { footOf } from './ladder.ts'
import type { LadderOptions } from './marks.ts'
import { type LadderReading, ladderInWords, readLadder } from './words.ts'

/** What it says, by key. */
const SAYS = {
  andOnOneTimeAxis: (value: Put, value2: Put) => `${value} and ${value2} on one time axis`,
} as const

export interface TwinOptions extends LadderOptions {
  /** What the two are called: two networks, two algorithms, two kernels. */
  names?: readonly [left: string, right: string]
  /** Times this close, in milliseconds, are the same: a machine's are never exact. */
  tolerance?: number
}

/** Where the names of the two stand, and those of their hosts. */
const TWIN_NAME = 15
const NAME_ROOM = 34
/** Between two that stand side by side, and two of which one stands below the other. */
const BETWEEN_PANELS = 16
const BELOW = 40
/** Narrower than this, one stands below the other. */
const SIDE_BY_SIDE = 600

/**
 * Two traces side by side on one time axis, at one scale and with the same breaks; what only one has, or has at another time, is marked. Where
 * there is little room, one stands below the other, at the same scale.
 */
export function twinFigure(
  traces: readonly [left: Trace, right: Trace],
  options: TwinOptions = {},
): ShownFigure<readonly [Trace, Trace]> {
  const names = options.names ?? (['left', 'right'] as const)
  let known: { readings: readonly [LadderReading, LadderReading]; pairs: Pair[] } | undefined
  const read = (): NonNullable<typeof known> => {
    if (!known) {
      const readings = [readLadder(traces[0], options), readLadder(traces[1], options)] as const
      known = { readings, pairs: matched(...readings, options.tolerance) }
    }
    return known
  }
  const sentence = (): string => {
    const { readings, pairs } = read()
    return [
      pairsInWords(pairs, names, options.tolerance),
      ...readings.map((reading, index) => `${names[index]}: ${ladderInWords(reading)}`),
    ].join(' ')
  }
  return figureOf({
    data: traces,
    draw: (width) => {
      const { readings, pairs } = read()
      const title = SAYS.andOnOneTimeAxis(names[0], names[1])
      const { body, height } = drawTwins(readings, pairs, names, { ...options, width })
      return figure(options, { title, description: sentence(), width, height }, ...body)
    },
    table: () => pairTable(read().pairs, names, options),
    sentence,
  })
}

function drawTwins(
  readings: readonly [LadderReading, LadderReading],
  pairs: readonly Pair[],
  names: readonly [string, string],
  options: LadderOptions & { width: number },
): { body: Child[]; height: number } {
  const { width } = options
  const isBeside = width >= SIDE_BY_SIDE
  const marked = markedOf(pairs)
  const half = isBeside ? (width - BETWEEN_PANELS) / 2 : width
  const wanted: Wanted[] = readings.map((rows, index) => ({
    rows,
    frame: { x: isBeside ? index * (half + BETWEEN_PANELS) : 0, width: half, top: NAME_ROOM },
    marked,
  }))
  const chosen = choose(wanted, options, isBeside ? undefined : BELOW)
  const titles = wanted.map(({ frame }, index) => {
    const top = chosen.panels[index]!.top - chosen.panels[0]!.top + TWIN_NAME
    return label(frame.x + frame.width / 2, top, fit(names[index]!, frame.width - 8, FONT, true), 'b', 'middle')
  })
  const foot = footOf(chosen, chosen.bottom, marked.size > 0)
  return { body: [...chosen.panels.flatMap((panel) => panel.draw()), ...titles, ...foot.body], height: foot.bottom }
}

/** What only one has, or has at another time. */
function markedOf(pairs: readonly Pair[]): Set<Journey> {
  const marked = new Set<Journey>()
  for (const { left, right, difference } of pairs) {
    if (difference === '') continue
    if (left) marked.add(left)
    if (right) marked.add(right)
  }
  return marked
}
