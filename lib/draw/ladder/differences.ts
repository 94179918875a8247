import { count, type Put } from '../../words.ts'
import type { Journey } from '../journey.ts'
import { duration, plain } from '../numbers.ts'
import { textTable } from '../text.ts'
import { type LabelOptions, segmentWords } from './labels.ts'
import type { LadderRows } from './rows.ts'

/** What it says, by key. */
const SAYS = {
  rightOnly: 'right only',
  leftOnly: 'left only',
  sentAtAnotherTime: 'sent at another time',
  arrivesAtAnotherTime: 'arrives at another time',
  lostOnTheLeft: 'lost on the left',
  lostOnTheRight: 'lost on the right',
  resentOnTheLeft: 'resent on the left',
  resentOnTheRight: 'resent on the right',
  underWay: 'under way',
  only: (left: Put) => `${left} only`,
  onlyRight: (right: Put) => `${right} only`,
  onTheLeft: 'on the left',
  onTheRight: 'on the right',
  neitherNorHasASegment: (left: Put, right: Put) => `Neither ${left} nor ${right} has a segment.`,
  andTheSameAtThe: (left: Put, right: Put, amount: Put, within: Put) =>
    `${left} and ${right}: the same ${amount} at the same times${within}.`,
  within: (most: Put) => `, within ${most}`,
  segment: 'segment',
  andDifferFromTheFirst: (left: Put, right: Put) => `${left} and ${right} differ from the first segment on.`,
  andTheSameAtIs: (left: Put, right: Put, which: Put, at: Put, what: Put, worded: Put) =>
    `${left} and ${right}: ${which} the same; at ${at} ${what} is ${worded}.`,
  theFirstSegmentIs: 'the first segment is',
  theFirstSegmentsAre: (alike: Put) => `the first ${alike} segments are`,
  onlyHas: (left: Put, some: Put) => `Only ${left} has ${some}.`,
  onlyRightHas: (right: Put, some: Put) => `Only ${right} has ${some}.`,
  anotherTime: 'another time',
  segmentOfBothComesAt: '1 segment of both comes at another time.',
  segmentsOfBothComeAt: (some: Put) => `${some} segments of both come at other times.`,
} as const

/** One event of two traces: the segment that both have, or that only one has. */
export interface Pair {
  left: Journey | undefined
  right: Journey | undefined
  /** How they differ, in words; empty where they do not. */
  difference: string
}

/** Times closer than this, in milliseconds, are one: the units of two recordings need not be alike. */
const SAME_TIME = 0.0005

/**
 * The segments of two traces, each beside its like: the same way, kind and numbers, and the n-th such.
 *
 * @param tolerance times this close, in milliseconds, are the same
 */
export function matched(left: LadderRows, right: LadderRows, tolerance: number = SAME_TIME): Pair[] {
  const waiting = new Map<string, Journey[]>()
  for (const journey of right.arrows) {
    const key = segmentKey(journey, right)
    waiting.set(key, [...(waiting.get(key) ?? []), journey])
  }
  const pairs: Pair[] = left.arrows.map((journey) => {
    const other = waiting.get(segmentKey(journey, left))?.shift()
    return { left: journey, right: other, difference: differenceOf(journey, other, tolerance) }
  })
  for (const rest of waiting.values())
    for (const right of rest) pairs.push({ left: undefined, right, difference: SAYS.rightOnly })
  return pairs.sort((a, b) => (a.left ?? a.right!).sent - (b.left ?? b.right!).sent)
}

/** Hosts by their places: they may have other names in the other trace. */
function segmentKey(journey: Journey, { hosts }: LadderRows): string {
  const [flags = '', ...words] = segmentWords(journey)
  const numbers = words.filter((word) => /^(seq|ack|len) /.test(word))
  return [hosts.indexOf(journey.from), hosts.indexOf(journey.to), flags.replace('PSH ', ''), ...numbers].join(' ')
}

function differenceOf(left: Journey, right: Journey | undefined, tolerance: number): string {
  const isOther = (one: number, other: number): boolean => Math.abs(one - other) > tolerance
  if (!right) return SAYS.leftOnly
  const differences: string[] = []
  if (isOther(left.sent, right.sent)) differences.push(SAYS.sentAtAnotherTime)
  if (left.arrived !== undefined && right.arrived !== undefined) {
    if (differences.length === 0 && isOther(left.arrived, right.arrived)) differences.push(SAYS.arrivesAtAnotherTime)
  } else if ((left.dropped !== undefined) !== (right.dropped !== undefined))
    differences.push(left.dropped !== undefined ? SAYS.lostOnTheLeft : SAYS.lostOnTheRight)
  if (left.retransmission !== right.retransmission)
    differences.push(left.retransmission ? SAYS.resentOnTheLeft : SAYS.resentOnTheRight)
  return differences.join(', ')
}

/** Both columns, a line a segment, and how they differ. */
export function pairTable(pairs: readonly Pair[], names: readonly [string, string], options: LabelOptions): string {
  const time = (journey: Journey | undefined): string => {
    if (!journey) return '–'
    const end =
      journey.dropped !== undefined ? 'lost' : journey.arrived === undefined ? SAYS.underWay : plain(journey.arrived)
    return `${plain(journey.sent)} → ${end}`
  }
  const rows = pairs.map(({ left, right, difference }) => {
    const shown = left ?? right!
    return [
      time(left),
      time(right),
      `${shown.from} → ${shown.to}`,
      segmentWords(shown, options).join(' '),
      worded(difference, names),
    ]
  })
  return textTable([`${names[0]}, ms`, `${names[1]}, ms`, 'from → to', 'segment', 'difference'], rows)
}

function worded(difference: string, [left, right]: readonly [string, string]): string {
  return difference
    .replace(SAYS.leftOnly, SAYS.only(left))
    .replace(SAYS.rightOnly, SAYS.onlyRight(right))
    .replace(SAYS.onTheLeft, `in ${left}`)
    .replace(SAYS.onTheRight, `in ${right}`)
}

/** How two traces differ, in a few sentences. */
export function pairsInWords(pairs: readonly Pair[], names: readonly [string, string], tolerance?: number): string {
  const [left, right] = names
  const alike = pairs.findIndex(({ difference }) => difference !== '')
  if (pairs.length === 0) return SAYS.neitherNorHasASegment(left, right)
  const within = tolerance === undefined ? '' : SAYS.within(duration(tolerance))
  if (alike < 0) return SAYS.andTheSameAtThe(left, right, count(pairs.length, SAYS.segment), within)
  const first = pairs[alike]!
  const at = duration((first.left ?? first.right!).sent)
  const what = segmentWords((first.left ?? first.right)!)
    .slice(0, 2)
    .join(' ')
  const sentences = [
    alike === 0
      ? SAYS.andDifferFromTheFirst(left, right)
      : SAYS.andTheSameAtIs(
          left,
          right,
          alike === 1 ? SAYS.theFirstSegmentIs : SAYS.theFirstSegmentsAre(alike),
          at,
          what,
          worded(first.difference, names),
        ),
    ...countedDifferences(pairs, SAYS.leftOnly, (some) => SAYS.onlyHas(left, count(some, SAYS.segment))),
    ...countedDifferences(pairs, SAYS.rightOnly, (some) => SAYS.onlyRightHas(right, count(some, SAYS.segment))),
    ...countedDifferences(pairs, SAYS.anotherTime, (some) =>
      some === 1 ? SAYS.segmentOfBothComesAt : SAYS.segmentsOfBothComeAt(some),
    ),
  ]
  return sentences.join(' ')
}

function countedDifferences(pairs: readonly Pair[], what: string, sentence: (some: number) => string): string[] {
  const some = pairs.filter(({ difference }) => difference.includes(what)).length
  return some > 0 ? [sentence(some)] : []
}
