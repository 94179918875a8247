import { DROPPED, PACKET_ROW } from '../../network/columns.ts'
import type { Recorded } from '../../network/recorded.ts'
import { crossed, type KeyEntry, type KeySample } from '../key.ts'
import { duration } from '../numbers.ts'
import { diamond, path } from '../svg.ts'

const SAYS = {
  full: 'dropped: queue full',
  early: 'dropped: CoDel',
  marked: 'marked: CE',
  nothing: 'drops nothing',
  drops: (n: number) => `drops ${n}`,
  marks: (n: number) => `marks ${n}`,
  isFull: (n: number, at: string) =>
    `${n} ${n === 1 ? 'packet' : 'packets'} dropped because it is full, the first at ${at}.`,
  isEarly: (n: number, at: string) =>
    `CoDel drops ${n} ${n === 1 ? 'packet' : 'packets'} that waited too long, the first at ${at}.`,
  isMarked: (n: number, at: string) =>
    `CoDel marks ${n} ${n === 1 ? 'packet' : 'packets'} that waited too long, the first at ${at}.`,
  nothingDropped: 'Nothing is dropped.',
} as const

/** When a queue dropped a packet since it was full, when since it had waited too long, and when it marked one instead. */
export interface Disciplined {
  full: number[]
  early: number[]
  marked: number[]
}

/** @param isWithin whether a time is looked at */
export function disciplineOf(
  { columns, length }: Recorded,
  link: string,
  isWithin: (time: number) => boolean,
): Disciplined {
  const found: Disciplined = { full: [], early: [], marked: [] }
  const { values } = columns.packets
  columns.rare.forEach((rare, row) => {
    const at = row * PACKET_ROW.width
    if (!rare || values[at + PACKET_ROW.order]! >= length) return
    const time = values[at]!
    const { marked, reason } = rare
    if (marked?.link === link && isWithin(marked.time)) found.marked.push(marked.time)
    const isOurs = values[at + PACKET_ROW.what] === DROPPED && (rare.at === undefined || rare.at === link)
    if (!isOurs || !isWithin(time)) return
    if (reason === 'queue full') found.full.push(time)
    else if (reason === 'CoDel') found.early.push(time)
  })
  // They are known where the packet arrives: those that overtook others are not in order.
  found.marked.sort((one, other) => one - other)
  return found
}

export function disciplineKey({ full, early, marked }: Disciplined): (KeyEntry | false)[] {
  return [
    full.length > 0 && [SAYS.full, crossed],
    early.length > 0 && [SAYS.early, crossed],
    marked.length > 0 && [SAYS.marked, markSample],
  ]
}

const markSample: KeySample = (x, y) => path('marked', diamond(x, y, 4))

/** `drops 23`, `drops nothing, marks 5`: for a title. */
export function disciplineInBrief({ full, early, marked }: Disciplined): string {
  const dropped = full.length + early.length
  const drops = dropped === 0 ? SAYS.nothing : SAYS.drops(dropped)
  return marked.length === 0 ? drops : `${drops}, ${SAYS.marks(marked.length)}`
}

export function disciplineInWords({ full, early, marked }: Disciplined): string[] {
  return [
    ...(full.length > 0 ? [SAYS.isFull(full.length, duration(full[0]!))] : []),
    ...(early.length > 0 ? [SAYS.isEarly(early.length, duration(early[0]!))] : []),
    ...(full.length + early.length === 0 ? [SAYS.nothingDropped] : []),
    ...(marked.length > 0 ? [SAYS.isMarked(marked.length, duration(marked[0]!))] : []),
  ]
}

/** A sign for each at the height `y`; those that would stand on another are left out. @param sign path data at a place */
export function signsAt(
  times: readonly number[],
  x: (time: number) => number,
  y: number,
  sign: (x: number, y: number) => string,
): string {
  let last = -Infinity
  return times
    .map((time) => {
      const at = x(time)
      if (at - last < 5) return ''
      last = at
      return sign(at, y)
    })
    .join('')
}
