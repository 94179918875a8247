import { diffWordsWithSpace } from 'diff'
import { alignLines, context, type Likeness, type LineRun } from './diff.ts'
import type { Compared } from './lines.ts'
import { hideMarks } from './marks.ts'
import { visible } from './text.ts'

/** A part of a line; `differs`: the other side has something else in its place, or nothing. */
export interface TextPiece {
  text: string
  differs: boolean
}

/** A row of two columns. A side that is absent has no line there. */
export type SideRow =
  | { kind: 'same' | 'differs'; stored?: TextPiece[]; fresh?: TextPiece[] }
  /** Lines that are the same on both sides, left out. */
  | { kind: 'gap' }
  /** Rows that are too many to show. */
  | { kind: 'more' }

const mostSideRows = 500
/** UTF-16 units; what is longer is cut. */
const widestSide = 2000

/** Two texts in two columns, line against line, with what differs within a line. */
export function sideBySide(before: Compared, after: Compared, likeness?: Likeness): SideRow[] {
  const { left, right, runs, start, end } = alignLines(before, after, likeness)
  const rows: SideRow[] = start > context ? [{ kind: 'gap' }] : []
  const stored = (at: number) => shownLine(left.shown(at))
  const fresh = (at: number) => shownLine(right.shown(at))
  let [l, r] = [runs[0]!.from, runs[0]!.from]
  for (let at = 0; at < runs.length; at += 1) {
    const run = runs[at]!
    if (run.sign === ' ') {
      const isOuter = at === 0 || at === runs.length - 1
      const isGap = !isOuter && run.count > 2 * context
      for (let each = 0; each < run.count; each += 1) {
        if (isGap && each === context) rows.push({ kind: 'gap' })
        if (!isGap || each < context || each >= run.count - context) {
          rows.push({ kind: 'same', stored: same(stored(l + each)), fresh: same(fresh(r + each)) })
        }
      }
      l += run.count
      r += run.count
      continue
    }
    const other = runs[at + 1]
    const pair = other && other.sign !== ' ' && other.sign !== run.sign ? other : undefined
    if (pair) at += 1
    const [removed, added] = run.sign === '-' ? [run, pair] : [pair, run]
    rows.push(...against(removed, added, stored, fresh))
    l += removed?.count ?? 0
    r += added?.count ?? 0
  }
  if (end > context) rows.push({ kind: 'gap' })
  return rows.length > mostSideRows ? [...rows.slice(0, mostSideRows), { kind: 'more' }] : rows
}

/** Lines that are gone beside those that came in their place. */
function against(
  removed: LineRun | undefined,
  added: LineRun | undefined,
  stored: (at: number) => string,
  fresh: (at: number) => string,
): SideRow[] {
  const length = Math.max(removed?.count ?? 0, added?.count ?? 0)
  return Array.from({ length: Math.min(length, mostSideRows + 1) }, (_, at): SideRow => {
    const old = removed && at < removed.count ? stored(removed.from + at) : undefined
    const now = added && at < added.count ? fresh(added.from + at) : undefined
    if (old !== undefined && now !== undefined) return { kind: 'differs', ...pieces(old, now) }
    const alone = (text: string): TextPiece[] => [{ text, differs: true }]
    return {
      kind: 'differs',
      ...(old !== undefined && { stored: alone(old) }),
      ...(now !== undefined && { fresh: alone(now) }),
    }
  })
}

function pieces(old: string, now: string): { stored: TextPiece[]; fresh: TextPiece[] } {
  const changes = diffWordsWithSpace(old, now, { maxEditLength: 200 }) ?? [
    { value: old, removed: true, added: false },
    { value: now, removed: false, added: true },
  ]
  const side = (isOther: (change: { removed: boolean; added: boolean }) => boolean, isOwn: 'removed' | 'added') =>
    changes.filter((change) => !isOther(change)).map((change) => ({ text: change.value, differs: change[isOwn] }))
  const [stored, fresh] = [side(({ added }) => added, 'removed'), side(({ removed }) => removed, 'added')]
  // Lines that look alike differ in what does not show, such as their ends.
  if (old === now) return { stored: [{ text: old, differs: true }], fresh: [{ text: now, differs: true }] }
  return { stored, fresh }
}

function same(text: string): TextPiece[] {
  return [{ text, differs: false }]
}

function shownLine(line: string): string {
  const text = visible(hideMarks(line.length > widestSide ? `${line.slice(0, widestSide)}…` : line))
  return text
}
