import type { Child } from '../svg.ts'
import { label, SMALL, wrap } from '../text.ts'
import {
  arrowStroke,
  type Drawing,
  type LabelLine,
  type LadderPlace,
  LINE_HEIGHT,
  lifelinesOf,
  noteClass,
  noteMark,
  stateLabel,
  TOP,
  tick,
  timeLabel,
  wrapLabel,
} from './marks.ts'
import { type Arrow, type Note, segmentWords } from './rows.ts'

/** One row an arrow. Events keep their order along each lifeline, so segments that crossed on the way cross in the picture. */
export function even(arrows: readonly Arrow[], notes: readonly Note[], place: LadderPlace): Drawing {
  const lines: Child[] = []
  const texts: Child[] = []
  const clock = new Map<string, number>(place.hosts.map((host) => [host, TOP]))
  const gutters = new Map<string, number>()
  const starts = new Map<number, { y: number; words: LabelLine[] }>()
  let row = TOP
  const steps = [
    ...arrows.map((arrow) => ({ order: arrow.journey.sentIndex, run: () => send(arrow) })),
    ...arrows.map((arrow) => ({ order: arrow.journey.endIndex ?? Infinity, run: () => arrive(arrow) })),
    ...notes.map((note) => ({ order: note.order, run: () => remark(note) })),
  ].sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
  for (const { run } of steps) run()
  const height = Math.max(row, ...clock.values(), ...gutters.values()) + 22
  return { body: [...lines, ...texts], height, end: height - 8 }

  function send(arrow: Arrow): void {
    const { journey } = arrow
    const [from, to] = lifelinesOf(journey, place)
    const words = wrapLabel(
      place.options.labels === false ? [] : segmentWords(arrow, place.options),
      Math.abs(to - from) - (journey.retransmission ? 46 : 26),
    )
    const y = Math.max(row, clock.get(journey.from)!) + 6 + LINE_HEIGHT * words.length
    starts.set(journey.id, { y, words })
    texts.push(timeLabel(place, journey.sent, y))
    row = y + 11
    clock.set(journey.from, y + 3)
    if (journey.dropped !== undefined) {
      finish(arrow, y + 9)
      row += 18
    } else if (journey.arrived === undefined) finish(arrow, y + 9)
  }

  function arrive(arrow: Arrow): void {
    const { journey } = arrow
    const start = starts.get(journey.id)
    if (start === undefined || journey.dropped !== undefined || journey.arrived === undefined) return
    const end = Math.max(start.y + 9, clock.get(journey.to)! + 3)
    clock.set(journey.to, end)
    finish(arrow, end)
  }

  function finish(arrow: Arrow, end: number): void {
    const { journey } = arrow
    const { y, words } = starts.get(journey.id)!
    const drawing = arrowStroke(arrow, y, end, place)
    lines.push(drawing.shape)
    if (drawing.reason) texts.push(label(drawing.reason.x, y + 25, drawing.reason.text, 's t5 halo', 'middle'))
    const [from, to] = lifelinesOf(journey, place)
    // The label of a steep arrow stays with its tail; else it would stand nearer to another's line.
    const steep = end - y > 30
    const x = steep ? from + (to > from ? 1 : -1) * (journey.retransmission ? 24 : 10) : (from + to) / 2
    const anchor = !steep ? 'middle' : to > from ? 'start' : 'end'
    words.forEach((line, index) => {
      texts.push(label(x, y - 5 - LINE_HEIGHT * (words.length - 1 - index), line.content, 'halo', anchor))
    })
  }

  function remark(note: Note): void {
    const x = place.lifelines.get(note.host)!
    const last = note.host === place.hosts.at(-1) && place.hosts.length > 1
    if (note.kind === 'state' && place.outside && (last || note.host === place.hosts[0])) {
      // A state is entered where its cause is: at the arrow that just came or went.
      const wanted = clock.get(note.host)! + 2
      const y = Math.max(wanted, (gutters.get(note.host) ?? 0) + 14, TOP + 6)
      gutters.set(note.host, y)
      clock.set(note.host, Math.max(clock.get(note.host)!, y - 6))
      texts.push(stateLabel(note, x, y, last))
      lines.push(tick(x, y - 4))
      return
    }
    const room = place.hosts.length > 1 ? Math.max(120, (place.x1 - place.x0) / (place.hosts.length - 1)) - 34 : 240
    const text = wrap(note.text.split(/\s+/), room, 3, SMALL)
    const y = Math.max(row, clock.get(note.host)!) + 14
    texts.push(timeLabel(place, note.time, y))
    lines.push(noteMark(note, x, y - 4))
    text.forEach((line, index) => {
      texts.push(label(last ? x - 12 : x + 12, y + 14 * index, line, noteClass(note), last ? 'end' : 'start'))
    })
    row = y + 14 * (text.length - 1) + 6
    clock.set(note.host, row)
  }
}
