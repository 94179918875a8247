import { diffArrays } from 'diff'
import { count } from '../words.ts'
import { type Compared, Lines } from './lines.ts'
import { tellApart } from './look-alike.ts'
import { hideMarks } from './marks.ts'
import { visible } from './text.ts'

/** A rule that lets unequal lines count as the same. */
export interface Likeness {
  /** What both must have in common. */
  key(line: string): string
  same(before: string, after: string): boolean
}

/** Lines in a row that have the same fate. */
export interface LineRun {
  sign: '-' | '+' | ' '
  /** Of the new text where `sign` is `+`, else of the stored one. */
  from: number
  count: number
  /** The run that it may stand against, line by line. */
  against?: LineRun | undefined
}

/** Lines of context. */
export const context = 2
const mostLines = 40
const widestLine = 160
/** Looking for the smallest diff of texts that have less in common would take long. */
const mostEdits = 500

/**
 * A diff for people: `- ` stored, `+ ` new, two lines of context, `…` for what is left out. Lines that are the same after
 * normalisation count as context.
 */
export function diffTexts(before: Compared, after: Compared, likeness?: Likeness): string {
  const { left, right, runs, start, end } = alignLines(before, after, likeness)
  const printed = printRuns(runs, left, right)
  return [...(start > context ? ['  …'] : []), ...printed, ...(end > context ? ['  …'] : [])].join('\n')
}

/** Two texts, line against line: what differs between them, and some lines of context around it. */
export interface Alignment {
  left: Lines
  right: Lines
  /** The first and the last are context. */
  runs: LineRun[]
  /** How many lines are the same at the beginning, and at the end. */
  start: number
  end: number
}

export function alignLines(before: Compared, after: Compared, likeness?: Likeness): Alignment {
  const [left, right] = [new Lines(before, likeness?.key), new Lines(after, likeness?.key)]
  const isSame = (one: number, other: number): boolean => {
    if (left.hash(one) !== right.hash(other)) return false
    const [a, b] = [left.compared(one), right.compared(other)]
    return (a === b || likeness?.same(a, b) === true) && left.hasEnd(one) === right.hasEnd(other)
  }
  const shorter = Math.min(left.count, right.count)
  let start = 0
  while (start < shorter && isSame(start, start)) start += 1
  let end = 0
  while (end < shorter - start && isSame(left.count - 1 - end, right.count - 1 - end)) end += 1
  const runs: LineRun[] = [
    { sign: ' ', from: Math.max(0, start - context), count: Math.min(start, context) },
    ...runsBetween(start, left.count - end, right.count - end, isSame),
    { sign: ' ', from: left.count - end, count: Math.min(end, context) },
  ]
  return { left, right, runs, start, end }
}

function runsBetween(
  start: number,
  leftEnd: number,
  rightEnd: number,
  isSame: (one: number, other: number) => boolean,
): LineRun[] {
  const numbers = (end: number) => Array.from({ length: end - start }, (_, at) => start + at)
  const changes = diffArrays(numbers(leftEnd), numbers(rightEnd), { comparator: isSame, maxEditLength: mostEdits })
  const runs: LineRun[] = []
  let [left, right] = [start, start]
  for (const { added, removed, count } of changes ?? wholly(leftEnd - start, rightEnd - start)) {
    runs.push({ sign: added ? '+' : removed ? '-' : ' ', from: added ? right : left, count })
    if (!added) left += count
    if (!removed) right += count
  }
  runs.forEach((run, at) => {
    const opposite = run.sign === '-' ? '+' : '-'
    if (run.sign !== ' ') run.against = [runs[at + 1], runs[at - 1]].find((near) => near?.sign === opposite)
  })
  return runs
}

function wholly(left: number, right: number): { added: boolean; removed: boolean; count: number }[] {
  return [
    { added: false, removed: true, count: left },
    { added: true, removed: false, count: right },
  ]
}

function printRuns(runs: readonly LineRun[], left: Lines, right: Lines): string[] {
  const lines: string[] = []
  let unprinted = 0
  runs.forEach((run, index) => {
    const isOuter = index === 0 || index === runs.length - 1
    const gap = run.sign === ' ' && !isOuter && run.count > 2 * context
    const shown = gap ? context : Math.min(run.count, mostLines)
    for (let at = 0; at < shown; at += 1) add(run, at)
    if (gap) {
      if (lines.length < mostLines) lines.push('  …')
      for (let at = run.count - context; at < run.count; at += 1) add(run, at)
    } else if (run.sign !== ' ') unprinted += run.count - shown
  })
  if (unprinted > 0) lines.push(`  … ${count(unprinted, 'more line differs', 'more lines differ')}`)
  return lines

  function add(run: LineRun, at: number): void {
    if (lines.length < mostLines) lines.push(`${run.sign} ${show(run, at, left, right)}`)
    else if (run.sign !== ' ') unprinted += 1
  }
}

/** A long line is cut to where it differs; a difference that nobody would see is spelled out. */
function show({ sign, from, against }: LineRun, at: number, left: Lines, right: Lines): string {
  const [own, others] = sign === '+' ? [right, left] : [left, right]
  const line = hideMarks(own.shown(from + at))
  if (!against || at >= against.count) return visible(cut(line))
  const other = hideMarks(others.shown(against.from + at))
  const ends = own.hasEnd(from + at) !== others.hasEnd(against.from + at)
  const [shown, where] = tellApart(line, other, ends)
  const end = ends && !own.hasEnd(from + at) && shown !== undefined ? ' (no line end)' : ''
  return visible(cut(shown ?? line, where)) + end
}

/** @param where what must be seen begins here */
function cut(text: string, where = 0): string {
  if (text.length <= widestLine) return text
  const from = Math.max(0, Math.min(where - widestLine / 2, text.length - widestLine))
  return `${from > 0 ? '…' : ''}${text.slice(from, from + widestLine)}${from + widestLine < text.length ? '…' : ''}`
}
