import { diffArrays } from 'diff'
import { visible } from './text.ts'

/** A text as it is, and as it is compared. */
export interface Compared {
  raw: string
  normalised: string
}

interface Line {
  shown: string
  compared: string
}

/** One line of a diff; a changed one may stand against another. */
interface Row {
  sign: '-' | '+' | ' '
  line: Line
  other?: Line | undefined
}

const context = 2
const mostLines = 40
const widest = 160

/**
 * A diff for people: `- ` stored, `+ ` new, two lines of context, `…` for what is left out. Lines that are the same after
 * normalisation count as context.
 */
export function diffTexts(before: Compared, after: Compared, same: (a: string, b: string) => boolean): string {
  const sameLine = (a: Line, b: Line) => a.compared === b.compared || same(a.compared, b.compared)
  const [left, right] = [linesOf(before), linesOf(after)]
  const start = commonStart(left, right, sameLine)
  const end = commonStart(left.slice(start).reverse(), right.slice(start).reverse(), sameLine)
  const [leftMiddle, rightMiddle] = [left.slice(start, left.length - end), right.slice(start, right.length - end)]
  const changes = diffArrays(leftMiddle, rightMiddle, { comparator: sameLine, maxEditLength: 2000 })
  const rows = [
    ...left.slice(Math.max(0, start - context), start).map(unchanged),
    ...rowsOf(changes ?? wholly(leftMiddle, rightMiddle)),
    ...left.slice(left.length - end, left.length - end + context).map(unchanged),
  ]
  return [...(start > context ? ['  …'] : []), ...printed(rows), ...(end > context ? ['  …'] : [])].join('\n')
}

interface Change {
  added?: boolean
  removed?: boolean
  value: Line[]
}

/** For texts so different that looking for the smallest diff would take long. */
function wholly(left: Line[], right: Line[]): Change[] {
  return [
    { removed: true, value: left },
    { added: true, value: right },
  ]
}

function linesOf({ raw, normalised }: Compared): Line[] {
  const [shown, compared] = [splitKeepingEnds(raw), splitKeepingEnds(normalised)]
  // A normaliser that takes whole lines away leaves no raw line to show for each compared one.
  if (shown.length !== compared.length) return compared.map((line) => ({ shown: line, compared: line }))
  return shown.map((line, index) => ({ shown: line, compared: compared[index]! }))
}

function splitKeepingEnds(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? []
}

function commonStart(left: readonly Line[], right: readonly Line[], same: (a: Line, b: Line) => boolean): number {
  let count = 0
  while (count < left.length && count < right.length && same(left[count]!, right[count]!)) count += 1
  return count
}

const unchanged = (line: Line): Row => ({ sign: ' ', line })

function rowsOf(changes: readonly Change[]): Row[] {
  return changes.flatMap((change, index) => {
    if (!change.added && !change.removed) return change.value.map(unchanged)
    const against = [changes[index + 1], changes[index - 1]].find((near) =>
      change.removed ? near?.added : near?.removed,
    )
    const sign = change.removed ? '-' : '+'
    return change.value.map((line, place): Row => ({ sign, line, other: against?.value[place] }))
  })
}

function printed(rows: readonly Row[]): string[] {
  const lines: string[] = []
  let left = 0
  rows.forEach((row, index) => {
    const near = rows.slice(Math.max(0, index - context), index + context + 1).some(({ sign }) => sign !== ' ')
    if (!near && lines[lines.length - 1] !== '  …') lines.push('  …')
    else if (near && lines.length < mostLines) lines.push(`${row.sign} ${show(row.line, row.other)}`)
    else if (row.sign !== ' ') left += 1
  })
  if (left > 0) lines.push(`  … ${left} more ${left === 1 ? 'line differs' : 'lines differ'}`)
  return lines
}

/** A long line is cut to where it differs; white space that is the whole difference is made visible. */
function show({ shown, compared }: Line, other: Line | undefined): string {
  if (other && squeeze(compared) === squeeze(other.compared)) {
    const end = shown.endsWith('\n') ? '' : ' (no line end)'
    return `${visible(cut(shown).replaceAll(' ', '·').replaceAll('\t', '→').trimEnd())}${end}`
  }
  return visible(cut(shown.replace(/\n$/, ''), other?.shown))
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '')
}

function cut(text: string, other = ''): string {
  if (text.length <= widest) return text
  let from = 0
  while (from < text.length && text[from] === other[from]) from += 1
  from = Math.max(0, Math.min(from - widest / 2, text.length - widest))
  return `${from > 0 ? '…' : ''}${text.slice(from, from + widest)}${from + widest < text.length ? '…' : ''}`
}
