import type { Trace } from '../network/trace-types.ts'
import { type FigureOptions, figure } from './figure.ts'
import type { Selection } from './journey.ts'
import { type Arrow, type Note, rowsOf, segmentWords } from './ladder-rows.ts'
import { describeLadder } from './ladder-text.ts'
import { plain } from './numbers.ts'
import { arrowhead, type Child, cross, element, type Markup, polyline, short } from './svg.ts'
import { FONT, fit, label, labelBox, Occupied, SMALL, spread, textWidth, wrap } from './text.ts'
import { WIDTH } from './theme.ts'

export interface LadderOptions extends FigureOptions, Selection {
  /** `even` (the default): one row a segment. `scale`: time downwards true to scale. */
  time?: 'even' | 'scale'
  /** Show SEG.WND in every label, not only when it is 0. */
  window?: boolean
  /** Show the options of SYNs, and SACK blocks. */
  options?: boolean
  /** Leave out the states along the lifelines. */
  states?: boolean
  /** Leave out what the programs said. */
  programs?: boolean
  /** Show the timers that expired. */
  timers?: boolean
}

const LINE = 15
const TOP = 34

/**
 * Segments between hosts, time downwards: one arrow a segment with its flags and numbers (from 0 on), a cross and the reason
 * where one was lost, an R and a dashed line where one was sent again, the states and the programs' words beside the lifelines.
 *
 * @returns SVG text
 */
export function ladder(trace: Trace, options: LadderOptions = {}): string {
  const { hosts, arrows, notes } = rowsOf(trace, options)
  const width = options.width ?? WIDTH + 150 * Math.max(0, hosts.length - 2)
  const times = [...arrows.map(({ journey }) => journey.sent), ...notes.map(({ time }) => time)]
  const timeColumn = Math.max(24, ...times.map((time) => textWidth(plain(time), SMALL))) + 10
  const gutter = (host: string | undefined): number => {
    const words = notes.filter((note) => note.kind === 'state' && note.host === host).map((note) => note.text)
    return words.length === 0 ? 0 : Math.max(...words.map((word) => textWidth(word, SMALL))) + 10
  }
  let left = gutter(hosts[0])
  let right = hosts.length > 1 ? gutter(hosts.at(-1)) : 0
  // On a narrow figure the states come between the lifelines, each on a row of its own.
  const outside = width - timeColumn - left - right >= 190 * Math.max(1, hosts.length - 1)
  if (!outside) left = right = 0
  const x0 = timeColumn + left + 6
  const x1 = width - Math.max(right, 20) - 6
  const lifelines = new Map(
    hosts.map((host, index) => [host, hosts.length === 1 ? x0 : x0 + ((x1 - x0) * index) / (hosts.length - 1)]),
  )
  const place: Place = { lifelines, x0, x1, width, timeColumn, hosts, outside, options }
  const { body, height, end } =
    options.time === 'scale' ? scaled(arrows, notes, trace, place) : even(arrows, notes, place)
  const heads = hosts.map((host, index) => {
    const room = hosts.length === 1 ? width : (x1 - x0) / (hosts.length - 1)
    const x = lifelines.get(host)!
    const text = fit(host, room, FONT, true)
    const half = textWidth(text, FONT, true) / 2
    const anchor = x + half > width - 4 ? 'end' : x - half < timeColumn ? 'start' : 'middle'
    return label(anchor === 'end' ? width - 4 : anchor === 'start' ? x - 4 : x, 18, text, 'b', anchor)
  })
  return figure(
    {
      title: options.title ?? `Segments between ${hosts.join(' and ')}`,
      description: options.description ?? describeLadder(trace, options),
      id: options.id,
      width,
      height,
    },
    label(timeColumn - 6, 18, 'ms', 's m', 'end'),
    element('path', {
      class: 'life',
      d: hosts.map((host) => `M${short(lifelines.get(host)!)} 26V${short(end)}`).join(''),
    }),
    ...body,
    ...heads,
  )
}

interface Place {
  lifelines: ReadonlyMap<string, number>
  x0: number
  x1: number
  width: number
  timeColumn: number
  hosts: readonly string[]
  outside: boolean
  options: LadderOptions
}

interface Drawing {
  body: Child[]
  height: number
  /** where the lifelines end */
  end: number
}

/** One row an arrow. Events keep their order along each lifeline, so segments that crossed on the way cross in the picture. */
function even(arrows: readonly Arrow[], notes: readonly Note[], place: Place): Drawing {
  const lines: Child[] = []
  const texts: Child[] = []
  const clock = new Map<string, number>(place.hosts.map((host) => [host, TOP]))
  const gutters = new Map<string, number>()
  const starts = new Map<number, { y: number; words: Line[] }>()
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
    const from = place.lifelines.get(journey.from)!
    const to = place.lifelines.get(journey.to)!
    const words = wrapLabel(
      segmentWords(arrow, place.options),
      Math.abs(to - from) - (journey.retransmission ? 46 : 26),
    )
    const y = Math.max(row, clock.get(journey.from)!) + 6 + LINE * words.length
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
    const drawing = stroke(arrow, y, end, place)
    lines.push(drawing.shape)
    if (drawing.reason) texts.push(label(drawing.reason.x, y + 25, drawing.reason.text, 's t5 halo', 'middle'))
    const from = place.lifelines.get(journey.from)!
    const to = place.lifelines.get(journey.to)!
    // The label of a steep arrow stays with its tail; else it would stand nearer to another's line.
    const steep = end - y > 30
    const x = steep ? from + (to > from ? 1 : -1) * (journey.retransmission ? 24 : 10) : (from + to) / 2
    const anchor = !steep ? 'middle' : to > from ? 'start' : 'end'
    words.forEach((line, index) => {
      texts.push(label(x, y - 5 - LINE * (words.length - 1 - index), line.content, 'halo', anchor))
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
    lines.push(marker(note, x, y - 4))
    text.forEach((line, index) => {
      texts.push(label(last ? x - 12 : x + 12, y + 14 * index, line, noteClass(note), last ? 'end' : 'start'))
    })
    row = y + 14 * (text.length - 1) + 6
    clock.set(note.host, row)
  }
}

/** Time true to scale. Labels that would cover one another are left out, longest form first; hovering shows them all. */
function scaled(arrows: readonly Arrow[], notes: readonly Note[], trace: Trace, place: Place): Drawing {
  const ends = arrows.map(({ journey }) => journey.arrived ?? journey.dropped ?? journey.sent)
  const first = Math.min(...arrows.map(({ journey }) => journey.sent), ...notes.map(({ time }) => time))
  const last = Math.max(...ends, ...notes.map(({ time }) => time), first + 1e-6)
  const height = Math.min(1200, Math.max(260, 30 * arrows.length + 18 * notes.length))
  const y = (time: number): number => TOP + 10 + ((time - first) / (last - first)) * height
  const flight = Math.min(
    ...arrows.flatMap(({ journey: j }) => (j.arrived === undefined ? [] : [j.arrived - j.sent])),
    last,
  )
  const lines: Child[] = []
  const texts: Child[] = []
  const occupied = new Occupied()
  const margin = new Occupied()
  let omitted = 0
  for (const note of notes.filter(({ kind }) => kind !== 'state' || !place.outside)) {
    const x = place.lifelines.get(note.host)!
    const right = note.host === place.hosts.at(-1) && place.hosts.length > 1
    const text = fit(note.text, Math.max(100, place.x1 - place.x0 - 30), SMALL)
    const at = right ? x - 12 : x + 12
    lines.push(marker(note, x, y(note.time)))
    const spot = [4, 18, -10, 32].find((shift) =>
      occupied.claim(labelBox(at, y(note.time) + shift, text, right ? 'end' : 'start', SMALL)),
    )
    if (spot === undefined) omitted++
    else texts.push(label(at, y(note.time) + spot, text, noteClass(note), right ? 'end' : 'start'))
  }
  // What went wrong is labelled first; of a burst, only as many as there is room for.
  const telling = (arrow: Arrow): number =>
    arrow.journey.dropped !== undefined || arrow.journey.retransmission ? 0 : 1
  for (const arrow of arrows.toSorted((a, b) => telling(a) - telling(b))) {
    const { journey } = arrow
    const from = place.lifelines.get(journey.from)!
    const to = place.lifelines.get(journey.to)!
    const start = y(journey.sent)
    // Where a lost one would have arrived is not in the trace: it takes the shortest way that another took.
    const arrival = y(journey.dropped === undefined ? (journey.arrived ?? journey.sent) : journey.sent + flight)
    const drawing = stroke(arrow, start, arrival, place)
    lines.push(drawing.shape)
    if (drawing.reason) {
      const { x, text } = drawing.reason
      if (occupied.claim(labelBox(x, drawing.reason.y + 18, text, 'middle', SMALL)))
        texts.push(label(x, drawing.reason.y + 18, text, 's t5 halo', 'middle'))
    }
    const timed = margin.claim(labelBox(place.timeColumn - 6, start + 4, plain(journey.sent), 'end', SMALL))
    if (timed) texts.push(timeLabel(place, journey.sent, start))
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
        if (!occupied.claim(labelBox(x, at, line.text, 'middle'))) return false
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
  return { body: [...lines, ...texts], height: bottom + 18, end: omitted > 0 ? bottom - 4 : bottom + 10 }
}

/** The arrow itself; a lost one ends in a cross, and says where the reason goes. */
function stroke(
  arrow: Arrow,
  start: number,
  end: number,
  place: Place,
): { shape: Markup; reason?: { x: number; y: number; text: string } } {
  const { journey } = arrow
  const from = place.lifelines.get(journey.from)!
  const to = place.lifelines.get(journey.to)!
  const lost = journey.dropped !== undefined
  // A segment that arrived damaged is thrown away by its receiver; the others are lost under way.
  const share = !lost ? 1 : journey.reason === 'bad checksum' ? 0.95 : 0.55
  const x = from + (to - from) * share
  const y = start + (end - start) * share
  const line = journey.retransmission || journey.copy ? 'again' : 'arrow'
  const parts: Child[] = [
    element('title', {}, arrow.tooltip),
    element('path', {
      class: line,
      d: polyline([
        [from, start],
        [x, y],
      ]),
    }),
  ]
  if (lost) parts.push(element('path', { class: 'gone', d: cross(x, y) }))
  else if (journey.arrived !== undefined)
    parts.push(
      element('path', { class: line === 'again' ? 'head2' : 'head', d: arrowhead(x, y, to - from, end - start) }),
    )
  if (journey.retransmission) {
    const at = from + (to > from ? 12 : -12)
    parts.push(
      element('circle', { class: 'n2', cx: at, cy: start, r: 7.5 }),
      label(at, start + 4, 'R', 's b', 'middle'),
    )
  }
  const shape = element('g', {}, ...parts)
  return lost ? { shape, reason: { x, y, text: `lost: ${journey.reason}` } } : { shape }
}

interface Line {
  text: string
  content: Child
}

/** The flags, in bold, and the numbers that fit beside them. */
function oneLine(words: readonly string[]): Line {
  const [flags = '', ...rest] = words
  const bold = element('tspan', { class: 'b' }, flags)
  return { text: words.join(' '), content: rest.length > 0 ? [bold, ` ${rest.join(' ')}`] : bold }
}

function wrapLabel(words: readonly string[], width: number): Line[] {
  const rows: string[][] = []
  for (const word of words) {
    const last = rows.at(-1)
    if (last && textWidth([...last, word].join(' ')) * 1.03 <= width) last.push(word)
    else rows.push([word])
  }
  return rows.map((row, index) => (index === 0 ? oneLine(row) : { text: row.join(' '), content: row.join(' ') }))
}

function timeLabel(place: Place, time: number, y: number): Markup {
  return label(place.timeColumn - 6, y + 4, plain(time), 's m', 'end')
}

function stateLabel(note: Note, x: number, y: number, right: boolean): Markup {
  return label(right ? x + 7 : x - 7, y, note.text, 's b t1', right ? 'start' : 'end')
}

function tick(x: number, y: number): Markup {
  return element('path', { class: 'l1', d: `M${short(x - 4)} ${short(y)}h8` })
}

/** Square: a program; diamond: a timer; bar: a state. */
function marker(note: Note, x: number, y: number): Markup {
  if (note.kind === 'state') return tick(x, y)
  if (note.kind === 'timer')
    return element('path', { class: 'head2', d: `M${short(x - 6)} ${short(y)}l6 -6 6 6 -6 6z` })
  return element('rect', { class: 'head', x: x - 4, y: y - 4, width: 8, height: 8 })
}

function noteClass(note: Note): string {
  return note.kind === 'state' ? 's b t1 halo' : note.kind === 'timer' ? 's t2 halo' : 's i halo'
}
