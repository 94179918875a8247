import { max, min } from 'd3-array'
import { plain } from '../numbers.ts'
import { type Child, element, type Markup } from '../svg.ts'
import { type Box, fit, label, labelBox, Occupied, SMALL, spread, textWidth } from '../text.ts'
import {
  arrowStroke,
  type Drawing,
  type LadderPlace,
  lifelinesOf,
  noteClass,
  noteMark,
  oneLine,
  stateLabel,
  TOP,
  tick,
  timeLabel,
} from './marks.ts'
import { type Arrow, type Note, segmentWords } from './rows.ts'

/** Time true to scale. Labels that would cover one another are left out, longest form first; hovering shows them all. */
export function scaled(arrows: readonly Arrow[], notes: readonly Note[], place: LadderPlace): Drawing {
  const begins = [...arrows.map(({ journey }) => journey.sent), ...notes.map(({ time }) => time)]
  const ends = arrows.map(({ journey }) => journey.arrived ?? journey.dropped ?? journey.sent)
  const first = min(begins) ?? 0
  const last = max([...begins, ...ends, first + 1e-6])!
  const height = Math.min(1200, Math.max(260, 30 * arrows.length + 18 * notes.length))
  const y = (time: number): number => TOP + 10 + ((time - first) / (last - first)) * height
  const flight =
    min(arrows, ({ journey: { arrived, sent } }) => (arrived === undefined ? undefined : arrived - sent)) ?? 0
  const lines: Child[] = []
  const grounds: Child[] = []
  const texts: Child[] = []
  const occupied = new Occupied()
  const margin = new Occupied()
  let omitted = 0
  for (const note of notes.filter(({ kind }) => kind !== 'state' || !place.outside)) {
    const x = place.lifelines.get(note.host)!
    const right = note.host === place.hosts.at(-1) && place.hosts.length > 1
    const text = fit(note.text, Math.max(100, place.x1 - place.x0 - 30), SMALL)
    const at = right ? x - 12 : x + 12
    lines.push(noteMark(note, x, y(note.time)))
    const spot = [4, 18, -10, 32].find((shift) =>
      occupied.claim(labelBox(at, y(note.time) + shift, text, right ? 'end' : 'start', SMALL)),
    )
    if (spot === undefined) omitted++
    else texts.push(label(at, y(note.time) + spot, text, noteClass(note), right ? 'end' : 'start'))
  }
  // Losses and retransmissions are labelled first; of a burst, only as many as there is room for.
  const telling = (arrow: Arrow): number =>
    arrow.journey.dropped !== undefined || arrow.journey.retransmission ? 0 : 1
  for (const arrow of arrows.toSorted((a, b) => telling(a) - telling(b))) {
    const { journey } = arrow
    const [from, to] = lifelinesOf(journey, place)
    const start = y(journey.sent)
    // Where a lost one would have arrived is not in the trace: it takes the shortest way that another took.
    const arrival = y(journey.dropped === undefined ? (journey.arrived ?? journey.sent) : journey.sent + flight)
    const drawing = arrowStroke(arrow, start, arrival, place)
    lines.push(drawing.shape)
    if (drawing.reason) {
      const { x, text } = drawing.reason
      if (occupied.claim(labelBox(x, drawing.reason.y + 18, text, 'middle', SMALL)))
        texts.push(label(x, drawing.reason.y + 18, text, 's t5 halo', 'middle'))
    }
    const timed = margin.claim(labelBox(place.timeColumn - 6, start + 4, plain(journey.sent), 'end', SMALL))
    if (timed) texts.push(timeLabel(place, journey.sent, start))
    if (place.options.labels === false) continue
    const words = segmentWords(arrow, place.options)
    const room = Math.abs(to - from) - 12
    const placed = [words, words.slice(0, 3), words.slice(0, 2)].some((form) => {
      const line = oneLine(form)
      const half = (textWidth(line.text) * 1.03) / 2
      if (!timed || 2 * half > room) return false
      return [0.5, 0.25, 0.75].some((share) => {
        const low = Math.min(from, to) + half + 6
        const x = Math.min(Math.max(from + (to - from) * share, low), Math.max(from, to) - half - 6)
        const at = start + (arrival - start) * share - 5
        const box = labelBox(x, at, line.text, 'middle')
        if (!occupied.claim(box)) return false
        grounds.push(ground(box))
        texts.push(label(x, at, line.content, 'halo', 'middle'))
        return true
      })
    })
    if (!placed) omitted++
  }
  let bottom = TOP + 10 + height
  if (place.outside)
    for (const host of [place.hosts[0], ...(place.hosts.length > 1 ? [place.hosts.at(-1)] : [])]) {
      const states = notes.filter((note) => note.kind === 'state' && note.host === host)
      const at = spread(
        states.map((note) => y(note.time) + 4),
        14,
        TOP + 6,
        bottom + 10,
      )
      const x = place.lifelines.get(host!)!
      states.forEach((note, index) => {
        texts.push(stateLabel(note, x, at[index]!, host !== place.hosts[0]))
        lines.push(tick(x, y(note.time)))
      })
    }
  if (omitted > 0) {
    bottom += 26
    texts.push(label(place.width - 8, bottom + 12, `${omitted} labels left out for want of room`, 's m', 'end'))
  }
  return { body: [...lines, ...grounds, ...texts], height: bottom + 18, end: omitted > 0 ? bottom - 4 : bottom + 10 }
}

/** A label on a sloping arrow stands across it: between the words, too, the line must not show. */
function ground({ x0, y0, x1, y1 }: Box): Markup {
  return element('rect', { class: 'bg', x: x0, y: y0, width: x1 - x0, height: y1 - y0 })
}
