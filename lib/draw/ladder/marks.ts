import type { FigureOptions } from '../frame.ts'
import { fateOf, type Journey } from '../journey.ts'
import { plain } from '../numbers.ts'
import { arrowhead, type Child, cross, element, type Markup, path, short } from '../svg.ts'
import { label, textWidth } from '../text.ts'
import type { Arrow, LadderSelection, Note } from './rows.ts'

export interface LadderOptions extends FigureOptions, LadderSelection {
  /** `scale` (the default): time downwards true to scale, idle stretches left out by breaks. `even`: one row a segment. */
  time?: 'even' | 'scale'
  /** Show SEG.WND in every label, not only when it is 0. */
  window?: boolean
  /** Show the options of SYNs, and SACK blocks. */
  options?: boolean
  /** `false` leaves out the words along the arrows, for many arrows in little room; the table has them. */
  labels?: boolean
  /** `text`: labels show the printable octets that are carried, in place of their numbers: “D D E”. */
  payload?: 'numbers' | 'text'
  /** `false` draws each segment of a burst; else a run of like ones is one band with one label. */
  merge?: boolean
}

/** Height of a line of a label. */
export const LINE_HEIGHT = 15
/** Where the lifelines' first event may stand. */
export const TOP = 34

/** Where a ladder's parts stand. */
export interface LadderPlace {
  lifelines: ReadonlyMap<string, number>
  x0: number
  x1: number
  width: number
  timeColumn: number
  hosts: readonly string[]
  outside: boolean
  options: LadderOptions
}

export interface Drawing {
  body: Child[]
  height: number
  /** where the lifelines end */
  end: number
}

/** Where a packet leaves, and where it goes. */
export function lifelinesOf({ from, to }: Journey, { lifelines }: LadderPlace): [from: number, to: number] {
  return [lifelines.get(from)!, lifelines.get(to)!]
}

/** The arrow itself; a lost one ends in a cross, and says where the reason goes. */
export function arrowStroke(
  arrow: Arrow,
  start: number,
  end: number,
  place: LadderPlace,
): { shape: Markup; reason?: { x: number; y: number; text: string } } {
  const { journey } = arrow
  const [from, to] = lifelinesOf(journey, place)
  const lost = journey.dropped !== undefined
  // A segment that arrived damaged is thrown away by its receiver; the others are lost under way.
  const share = !lost ? 1 : journey.reason === 'bad checksum' ? 0.95 : 0.55
  const x = from + (to - from) * share
  const y = start + (end - start) * share
  const line = journey.retransmission || journey.copy ? 'again' : 'arrow'
  const parts: Child[] = [
    element('title', {}, arrow.tooltip),
    path(line, `M${short(from)} ${short(start)}L${short(x)} ${short(y)}`),
  ]
  if (lost) parts.push(path('gone', cross(x, y)))
  else if (journey.arrived !== undefined)
    parts.push(path(line === 'again' ? 'head2' : 'head', arrowhead(x, y, to - from, end - start)))
  if (journey.retransmission) {
    const at = from + (to > from ? 12 : -12)
    parts.push(
      element('circle', { class: 'n2', cx: at, cy: start, r: 7.5 }),
      label(at, start + 4, 'R', 's b', 'middle'),
    )
  }
  const shape = element('g', {}, ...parts)
  return lost ? { shape, reason: { x, y, text: fateOf(journey) } } : { shape }
}

export interface LabelLine {
  text: string
  content: Child
}

/** The flags, in bold, and the numbers that fit beside them. */
export function oneLine(words: readonly string[]): LabelLine {
  const [flags = '', ...rest] = words
  const bold = element('tspan', { class: 'b' }, flags)
  return { text: words.join(' '), content: rest.length > 0 ? [bold, ` ${rest.join(' ')}`] : bold }
}

export function wrapLabel(words: readonly string[], width: number): LabelLine[] {
  const rows: string[][] = []
  for (const word of words) {
    const last = rows.at(-1)
    if (last && textWidth([...last, word].join(' ')) * 1.03 <= width) last.push(word)
    else rows.push([word])
  }
  return rows.map((row, index) => (index === 0 ? oneLine(row) : { text: row.join(' '), content: row.join(' ') }))
}

export function timeLabel(place: LadderPlace, time: number, y: number): Markup {
  return label(place.timeColumn - 6, y + 4, plain(time), 's m', 'end')
}

export function stateLabel(note: Note, x: number, y: number, right: boolean): Markup {
  return label(right ? x + 7 : x - 7, y, note.text, 's b t1', right ? 'start' : 'end')
}

export function tick(x: number, y: number): Child {
  return path('l1', `M${short(x - 4)} ${short(y)}h8`)
}

/** Square: a program; diamond: a timer; bar: a state. */
export function noteMark(note: Note, x: number, y: number): Child {
  if (note.kind === 'state') return tick(x, y)
  if (note.kind === 'timer') return path('head2', `M${short(x - 6)} ${short(y)}l6 -6 6 6 -6 6z`)
  return element('rect', { class: 'head', x: x - 4, y: y - 4, width: 8, height: 8 })
}

export function noteClass(note: Note): string {
  return note.kind === 'state' ? 's b t1 halo' : note.kind === 'timer' ? 's t2 halo' : 's i halo'
}
