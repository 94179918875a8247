import { max } from 'd3-array'
import { type Child, path, short } from '../svg.ts'
import { fit, label, SMALL, spread, textWidth, wrap } from '../text.ts'

/** Words beside a lifeline. */
export interface Remark {
  text: string
  kind: 'state' | 'program' | 'timer' | 'label' | 'fate'
  /** index in `trace.events`: those of one moment stand in order */
  order: number
}

/** A moment at a host: its time, and what is said of it. */
export interface GutterMoment {
  y: number
  time: string
  remarks: Remark[]
  /** It held before: above all others, without a time. */
  before: boolean
}

/** Where the words of a lifeline stand, and its times. */
export interface Gutter {
  /** Of the lifeline. */
  x: number
  /** On which side of it: −1 is the left. */
  side: -1 | 1
  /** Where words begin beside the lifeline, and times at the edge; where there is little room, both in one column. */
  wordsX: number
  timesX: number
  isOneColumn: boolean
  wordsWidth: number
}

const GUTTER_LINE = 14
const CLASSES = { state: 's b t1', program: 's i', timer: 's t2', label: 's', fate: 's t5' }

/** The lines that a remark takes. @param isBrief for little room: states are not bold */
function remarkLines({ text, kind }: Remark, width: number, isBrief: boolean): string[] {
  const isBold = kind === 'state' && !isBrief
  if (textWidth(text, SMALL, isBold) <= width) return [text]
  if (kind !== 'state') {
    const words = text
      .split(/\s+/)
      .flatMap((word) => (textWidth(word, SMALL) <= width ? [word] : word.split(/(?<=[:/(])/)))
    return wrap(words, width, 4, SMALL)
  }
  const at = text.lastIndexOf('-', 7)
  const parts = at > 0 ? [text.slice(0, at + 1), text.slice(at + 1)] : [`${text.slice(0, 5)}-`, text.slice(5)]
  return parts.map((part) => fit(part, width, SMALL, isBold))
}

/** How wide a remark is, laid out in no more than this. */
export function remarkWidth(remark: Remark, cap: number, isBrief: boolean): number {
  const isBold = remark.kind === 'state' && !isBrief
  return max(remarkLines(remark, cap, isBrief), (line) => textWidth(line, SMALL, isBold)) ?? 0
}

/** The words and times of a lifeline, placed. */
export interface DrawnGutter {
  body: () => Child[]
  /** How far down it reaches. */
  bottom: number
  /** Words for which there is no room. */
  omitted: number
  /** How far, in all, words stand from their moments. */
  displaced: number
  /** Times for which there is no room. */
  untimed: number
  /** Where times stand, and what shares their column. */
  taken: { y0: number; y1: number }[]
}

/**
 * The words and times of one lifeline: each as near to its own moment as the others let it, in order. Times alone stand exactly, or not at all.
 *
 * @param most how far down it may reach for its words' sake
 */
export function drawGutter(
  moments: readonly GutterMoment[],
  gutter: Gutter,
  low: number,
  high: number,
  most: number,
): DrawnGutter {
  const { x, side, wordsX, timesX, isOneColumn, wordsWidth } = gutter
  const anchor = side < 0 ? 'end' : 'start'
  const texts: (() => Child)[] = []
  let leaders = ''
  const { told, omitted } = within(moments, Math.max(high, most) - low)
  const heights = told.map(({ height }) => height)
  const last = told.at(-1)
  const bottom = Math.max(high, low + needed(told), last ? last.moment.y + last.height - GUTTER_LINE / 2 : 0)
  // A moment's first line stands beside it.
  const middles = told.map(({ moment, height }) => moment.y + (height - GUTTER_LINE) / 2)
  for (let at = 1; at < middles.length; at++) middles[at] = Math.max(middles[at]!, middles[at - 1]! + 0.01)
  const places = spread(middles, 1, low, bottom, heights)
  let reached = low
  const taken: { y0: number; y1: number }[] = []
  told.forEach(({ moment, lines, isAbove, height }, index) => {
    const top = places[index]! - height / 2
    const all = isAbove ? [{ text: moment.time, classes: 's m' }, ...lines] : lines
    all.forEach(({ text, classes }, line) => {
      texts.push(() => label(wordsX, top + GUTTER_LINE * line + 11, text, classes, anchor))
    })
    if (!isAbove && !moment.before) {
      const x = isOneColumn ? wordsX + side * (textWidth(lines[0]!.text, SMALL) + 5) : timesX
      texts.push(() => label(x, top + 11, moment.time, 's m', anchor))
    }
    // Beside an arrow's label, the time of another would be taken for its own.
    const isAlone = isOneColumn || moment.remarks.some(({ kind }) => kind === 'label')
    taken.push({ y0: top, y1: top + (isAlone ? height : GUTTER_LINE) })
    reached = Math.max(reached, top + height)
    if (!moment.before)
      leaders += `M${short(x)} ${short(moment.y)}L${short(wordsX - 3 * side)} ${short(top + GUTTER_LINE / 2)}`
  })
  let untimed = 0
  for (const { y, time, remarks } of moments) {
    if (remarks.length > 0) continue
    // Order is kept: not above what was before, nor below what comes after.
    const isOrdered = told.every(
      (one, index) => one.moment.y < y === places[index]! - (one.height - GUTTER_LINE) / 2 < y,
    )
    const spot = isOrdered
      ? [0, 3, -3].find(
          (shift) =>
            !taken.some(({ y0, y1 }) => y0 < y + shift + GUTTER_LINE / 2 - 1 && y + shift - GUTTER_LINE / 2 + 1 < y1),
        )
      : undefined
    if (spot === undefined) {
      untimed++
      continue
    }
    taken.push({ y0: y + spot - GUTTER_LINE / 2, y1: y + spot + GUTTER_LINE / 2 })
    texts.push(() => label(timesX, y + spot + 4, time, 's m', anchor))
  }
  const displaced = middles.reduce((sum, middle, index) => sum + Math.max(0, Math.abs(places[index]! - middle) - 8), 0)
  return {
    body: () => [path('faint', leaders), ...texts.map((text) => text())],
    bottom: Math.max(reached, max(taken, ({ y1 }) => y1) ?? low),
    omitted,
    displaced,
    untimed,
    taken,
  }

  /** What is told at each moment, in lines: where there is too little room, one line each, and then the last not at all. */
  function within(all: readonly GutterMoment[], room: number): { told: GutterWords[]; omitted: number } {
    const some = all.filter(({ remarks }) => remarks.length > 0)
    const full = some.map((moment) => toldAt(moment, false))
    if (needed(full) <= room) return { told: full, omitted: 0 }
    const brief = some.map((moment) => toldAt(moment, true))
    let omitted = 0
    while (needed(brief) > room) omitted += brief.pop()!.moment.remarks.length
    return { told: brief, omitted }
  }

  function needed(all: readonly GutterWords[]): number {
    return all.reduce((sum, { height }) => sum + height + 1, 0)
  }

  function toldAt(moment: GutterMoment, isShort: boolean): GutterWords {
    const remarks = alikeAsOne(moment.remarks)
    const lines = remarks.flatMap((remark) => {
      const isPale = isOneColumn && remark.kind === 'state'
      const texts = remarkLines(remark, wordsWidth, isOneColumn)
      const shown = isShort && texts.length > 1 ? [fit(remark.text, wordsWidth, SMALL)] : texts
      return shown.map((text) => ({ text, classes: isPale ? 's t1' : CLASSES[remark.kind] }))
    })
    const [first] = lines
    const isWhole = lines.length === 1 || remarkLines(remarks[0]!, wordsWidth, isOneColumn).length === 1
    const isBeside = isWhole && textWidth(moment.time, SMALL) + textWidth(first!.text, SMALL) + 5 <= wordsWidth
    const isAbove = isOneColumn && !moment.before && !isBeside
    return { moment, lines, isAbove, height: GUTTER_LINE * (lines.length + (isAbove ? 1 : 0)) }
  }
}

/** Labels of one moment that say the same, one after the other, are said once, with their number. */
function alikeAsOne(remarks: readonly Remark[]): Remark[] {
  const told: { remark: Remark; times: number }[] = []
  for (const remark of remarks) {
    const last = told.at(-1)
    if (last && remark.kind === 'label' && last.remark.kind === 'label' && last.remark.text === remark.text)
      last.times++
    else told.push({ remark, times: 1 })
  }
  return told.map(({ remark, times }) => (times === 1 ? remark : { ...remark, text: `${remark.text} ×${times}` }))
}

interface GutterWords {
  moment: GutterMoment
  lines: { text: string; classes: string }[]
  /** Its time stands in a line of its own. */
  isAbove: boolean
  height: number
}
