import { max } from 'd3-array'
import { fateOf, type Journey } from '../journey.ts'
import { plain } from '../numbers.ts'
import { type Child, element, path, short } from '../svg.ts'
import { type Anchor, type Box, FONT, fit, label, labelBox, SMALL, textWidth } from '../text.ts'
import type { Axis, Flight } from './axis.ts'
import { drawGutter, type Gutter, type Moment, type Remark, remarkWidth } from './gutter.ts'
import { labelForms } from './labels.ts'
import { diamond, drawArrow, drawMarked, drawWithin, type LadderOptions, lookOf, Strokes, zigzag } from './marks.ts'
import { BARE, Obstacles, type Piece } from './obstacles.ts'
import type { LadderRows, Note } from './rows.ts'
import { type Run, runsOf } from './runs.ts'

/** The place of one ladder in a picture. */
export interface Frame {
  x: number
  width: number
  /** Where its hosts' names stand. */
  top: number
}

/** One ladder, laid out on an axis. */
export interface Panel {
  /** Where its hosts' names stand. */
  top: number
  /** Labels for which there is no room. */
  omitted: number
  /** How much worse it reads than one with all labels in full beside their moments. */
  cost: number
  /** How far down it reaches. */
  bottom: number
  draw: () => Child[]
}

/** Below this, words are brief and times stand above words. */
export const ROOMY = 500
/** Arrows closer than this cannot be labelled apart; closer than that, they are one line to the eye. */
const NEAR = 17
const SAME = 7
const NUDGE = 2.8
const LINE = 15

/** What every trial of a ladder is laid out from. */
export interface Drawn {
  rows: LadderRows
  flights: ReadonlyMap<Journey, Flight>
  frame: Frame
  options: LadderOptions
  forms: Forms
  /** What another does not have so. */
  marked?: ReadonlySet<Journey>
}

/** The forms of labels, and times in words: made once for all trials. */
export class Forms {
  readonly #known = new Map<Journey, Form[][]>()
  readonly #times = new Map<number, string>()
  readonly #options: LadderOptions
  readonly #isBrief: boolean

  constructor(options: LadderOptions, width: number) {
    this.#options = options
    this.#isBrief = width < ROOMY
  }

  of(run: Run): Form[] {
    const lengths = this.#known.get(run[0]) ?? []
    this.#known.set(run[0], lengths)
    let forms = lengths[run.length]
    if (!forms) {
      forms = labelForms(run, this.#options, this.#isBrief).map((words) => formOf(words, this.#isBrief ? SMALL : FONT))
      lengths[run.length] = forms
    }
    return forms
  }

  time(time: number): string {
    const text = this.#times.get(time) ?? plain(time)
    this.#times.set(time, text)
    return text
  }
}

interface Form {
  words: readonly string[]
  width: number
}

function formOf(words: readonly string[], size: number): Form {
  return { words, width: textWidth(words.join(' '), size, isBold(words[0]!)) }
}

/**
 * @param isMarginal whether labels without room may stand beside the lifelines
 * @param limit `undefined` comes back when it would cost more
 */
export function layPanel(
  { rows, flights, frame, options, forms: known, marked }: Drawn,
  axis: Axis,
  isMarginal = false,
  limit = Infinity,
): Panel | undefined {
  const { hosts, arrows, notes } = rows
  const isBrief = frame.width < ROOMY
  const runs = options.merge === false ? arrows.map((one): Run => [one]) : runsOf(arrows, notes, isNear)
  const [leftHost, rightHost] = [hosts[0], hosts.length > 1 ? hosts.at(-1) : undefined]
  const left = momentsAt(leftHost)
  const right = momentsAt(rightHost)
  const { xs, gutters } = columns()
  const [x0, x1] = [xs.get(leftHost ?? '') ?? frame.x, xs.get(rightHost ?? leftHost ?? '') ?? frame.x]
  const obstacles = new Obstacles()
  const groups = groupsOf()
  const ways = new Map<Journey, Piece[]>()
  const nudges = nudgesOf()
  groups.forEach((group, owner) => {
    for (const run of group)
      for (const arrow of run) {
        const pieces = wayOf(arrow, nudges.get(run) ?? 0)
        ways.set(arrow, pieces)
        for (const piece of pieces) obstacles.stroke(piece, owner)
      }
  })
  for (const x of xs.values()) obstacles.lifeline(x)
  for (const { y0, y1 } of axis.breaks) obstacles.claim({ x0: frame.x, x1: frame.x + frame.width, y0, y1 })
  const plates: Box[] = []
  const texts: (() => Child)[] = []
  let omitted = 0
  let cost = 0.15 * (arrows.length - runs.length)
  const beside: Note[] = notes.filter(({ host }) => host !== leftHost && host !== rightHost)
  for (const note of beside) if (!placeNote(note)) omitted++
  if (options.labels !== false) {
    const order = groups.map((_, owner) => owner).sort((a, b) => weight(groups[a]!) - weight(groups[b]!) || a - b)
    for (const owner of order) {
      if (!placeLabel(groups[owner]!, owner)) omitted++
      if (20 * omitted + cost > limit) return undefined
    }
  }
  const low = frame.top + 12
  const sides = (
    [
      ['left', left],
      ['right', right],
    ] as const
  ).flatMap(([side, moments]) => {
    const gutter = gutters[side]
    if (!gutter) return []
    return [
      drawGutter(
        [...moments.values()].sort((a, b) => a.y - b.y),
        gutter,
        low,
        axis.end + 12,
      ),
    ]
  })
  const bottom = Math.max(axis.end + 12, ...sides.map((side) => side.bottom))
  cost += 20 * omitted + sides.reduce((sum, { displaced, untimed }) => sum + displaced / 12 + untimed / 5, 0)
  return { top: frame.top, omitted, cost, bottom, draw }

  function distance(one: Journey, other: Journey): number {
    const [a, b] = [flights.get(one)!, flights.get(other)!]
    return Math.max(Math.abs(axis.y(a.sent) - axis.y(b.sent)), Math.abs(axis.y(a.arrival) - axis.y(b.arrival)))
  }

  function isNear(one: Journey, other: Journey): boolean {
    return distance(one, other) < NEAR
  }

  /** What happens at a host, a moment each; of bursts, their first and their last. */
  function momentsAt(host: string | undefined): Map<string, Moment> {
    const found = new Map<string, Moment>()
    if (host === undefined) return found
    const at = (time: number, remark?: Remark, before = false): void => {
      const text = known.time(time)
      const key = before ? 'before' : text
      let moment = found.get(key)
      if (!moment) {
        moment = { y: before ? frame.top : axis.y(time), time: text, remarks: [], before }
        found.set(key, moment)
      }
      if (remark) moment.remarks.push(remark)
    }
    for (const note of notes) if (note.host === host) at(note.time, note, note.before)
    for (const run of runs) {
      const last = run.at(-1)!
      if (run[0].from === host) {
        at(run[0].sent)
        at(last.sent)
      }
      if (run[0].to === host) {
        if (run[0].arrived !== undefined) at(run[0].arrived)
        if (last.arrived !== undefined) at(last.arrived)
      }
    }
    return found
  }

  /** Where lifelines, words and times stand. */
  function columns(): { xs: Map<string, number>; gutters: { left?: Gutter; right?: Gutter } } {
    const pairs = Math.max(1, hosts.length - 1)
    const timesWidth = (moments: Map<string, Moment>): number =>
      Math.max(textWidth('ms', SMALL), max(moments.values(), ({ time }) => textWidth(time, SMALL)) ?? 0)
    const widest = (moments: Map<string, Moment>, cap: number): number =>
      max(moments.values(), ({ remarks }) => max(remarks, (remark) => remarkWidth(remark, cap, isBrief))) ?? 0
    const times = [timesWidth(left), right.size > 0 ? timesWidth(right) : 0] as const
    const room = frame.width - (isBrief ? 0 : times[0] + times[1]) - (isBrief ? 150 : 190) * pairs
    const most = isBrief ? 80 : hosts.length === 1 ? 300 : 132
    const cap = Math.max(isBrief ? 56 : 70, Math.min(most, room / 2))
    const words = [widest(left, cap), widest(right, cap)] as const
    const margin = isMarginal ? (isBrief ? 76 : 120) : 0
    const sideOf = (index: 0 | 1): { inner: number; width: number } => {
      const width = Math.max(words[index], margin)
      if (isBrief) return { inner: Math.max(times[index], width) + 9, width }
      return { inner: times[index] + (width > 0 ? width + 8 : 0) + 11, width }
    }
    const [leftSide, rightSide] = [sideOf(0), sideOf(1)]
    const from = frame.x + leftSide.inner
    const to = frame.x + frame.width - (rightHost === undefined ? 24 : rightSide.inner)
    const places = new Map(hosts.map((host, index) => [host, from + ((to - from) * index) / pairs]))
    const gutterOf = (x: number, side: -1 | 1, width: number): Gutter => ({
      x,
      side,
      wordsX: x + 9 * side,
      timesX: isBrief ? x + 6 * side : x + (width > 0 ? width + 17 : 8) * side,
      isOneColumn: isBrief,
      wordsWidth: isBrief ? Math.max(width, 40) : width,
    })
    return {
      xs: places,
      gutters: {
        ...(leftHost !== undefined && { left: gutterOf(from, -1, leftSide.width) }),
        ...(rightHost !== undefined && { right: gutterOf(to, 1, rightSide.width) }),
      },
    }
  }

  /** Runs that are one line to the eye share a label of several lines. */
  function groupsOf(): Run[][] {
    const all: Run[][] = []
    for (const run of runs) {
      const group = all.at(-1)
      const before = group?.at(-1)
      if (
        group &&
        before &&
        group.length < 3 &&
        before[0].from === run[0].from &&
        before[0].to === run[0].to &&
        flights.get(before.at(-1)!)!.share === flights.get(run[0])!.share &&
        distance(before.at(-1)!, run[0]) < SAME
      )
        group.push(run)
      else all.push([run])
    }
    return all
  }

  /** Those that leave and arrive with another are drawn a little lower, to be two to the eye. */
  function nudgesOf(): Map<Run, number> {
    const nudged = new Map<Run, number>()
    const last = new Map<string, Run>()
    for (const run of runs) {
      const way = `${run[0].from} ${run[0].to}`
      const before = last.get(way)
      if (before && distance(before.at(-1)!, run[0]) < 2) nudged.set(run, (nudged.get(before) ?? 0) + NUDGE)
      last.set(way, run)
    }
    return nudged
  }

  /** The way of a packet, in pieces where time is left out. */
  function wayOf(arrow: Journey, nudge: number): Piece[] {
    const { sent, arrival, share } = flights.get(arrow)!
    const [from, to] = [xs.get(arrow.from)!, xs.get(arrow.to)!]
    const end = sent + (arrival - sent) * share
    const x = (time: number): number =>
      from + (to - from) * (arrival > sent ? (time - sent) / (arrival - sent) : time > sent ? 1 : 0)
    const pieces: Piece[] = []
    let [time, y] = [sent, axis.y(sent) + nudge]
    for (const gap of axis.breaks) {
      if (gap.from <= time || gap.to >= end) continue
      pieces.push({ x0: x(time), y0: y, x1: x(gap.from), y1: gap.y0 })
      ;[time, y] = [gap.to, gap.y1]
    }
    const last = arrival > sent ? x(end) : from + (to - from) * share
    pieces.push({ x0: x(time), y0: y, x1: last, y1: axis.y(end) + nudge })
    return pieces
  }

  function placeLabel(group: readonly Run[], owner: number): boolean {
    const [arrow] = group[0]!
    const size = isBrief ? SMALL : FONT
    const isLost = arrow.dropped !== undefined
    const pieces = group.flatMap((run) => [ways.get(run[0])!, ways.get(run.at(-1)!)!]).map((way) => way[0]!)
    const fate = isLost ? fateOf(arrow) : arrow.arrived === undefined ? 'under way' : ''
    const isFateBeside = fate === '' || placeFate(ways.get(arrow)!.at(-1)!, fate)
    const forms = group.map((run) =>
      isFateBeside ? known.of(run) : known.of(run).map(({ words }) => formOf([...words, fate], size)),
    )
    const most = max(forms, (one) => one.length)!
    const [first, last] = [pieces[0]!, pieces.at(-1)!]
    const [begin, end] = [Math.min(first.x0, first.x1), Math.max(first.x0, first.x1)]
    const height = LINE * group.length + 1
    for (let form = 0; form < most; form++) {
      // Better beside the lifeline than so short that it says little.
      const isBare = form === most - 1 && group.length === 1 && isWorded(group[0]!)
      if (isBare && isMarginal && placeAllBeside()) return true
      const lines = forms.map((one) => one[Math.min(form, one.length - 1)]!)
      const width = max(lines, (line) => line.width)! + 6
      const room = end - begin - 14
      if (width > room * (form < most - 1 ? 0.86 : 1)) continue
      for (const lift of [0, -(height / 2 + 3), height / 2 + 3]) {
        for (const share of [0.5, 0.36, 0.64, 0.22, 0.78, 0.12, 0.88]) {
          const x = Math.min(Math.max(begin + (end - begin) * share, begin + width / 2 + 7), end - width / 2 - 7)
          const y = (heightOf(first, x) + heightOf(last, x)) / 2 + lift
          const box = { x0: x - width / 2, x1: x + width / 2, y0: y - height / 2, y1: y + height / 2 }
          if (!obstacles.isFree(box, lift === 0 ? owner : BARE)) continue
          obstacles.claim(box)
          cost += forms.reduce((sum, one) => sum + wantOf(form, one.length), 0) + (lift === 0 ? 0 : 1)
          if (lift === 0) plates.push(box)
          lines.forEach(({ words }, line) => {
            texts.push(() => label(x, box.y0 + LINE * line + 12, wordsIn(words), isBrief ? 's' : '', 'middle'))
          })
          return true
        }
      }
    }
    return isMarginal && placeAllBeside()

    function placeAllBeside(): boolean {
      return group.every((run) => placeBeside(run, run[0] === arrow && !isFateBeside ? [fate] : []))
    }
  }

  /** A label beside a lifeline: where it leaves, or where it arrives if several leave there at once. */
  function placeBeside(run: Run, fate: readonly string[]): boolean {
    const [arrow] = run
    const { sent, from, to, arrived } = arrow
    const y = axis.y(sent)
    const isFan = runs.some(
      (other) => other !== run && other[0].from === from && Math.abs(axis.y(other[0].sent) - y) < SAME,
    )
    const [host, time] = isFan && arrived !== undefined ? [to, arrived] : [from, sent]
    const side = host === leftHost ? 'left' : host === rightHost ? 'right' : undefined
    const moment = side && { left, right }[side].get(known.time(time))
    if (!moment) return false
    const texts = labelForms(run, options, false).map((words) => words.join(' '))
    const forms = isWorded(run) ? texts.slice(0, -1) : texts
    const width = gutters[side]!.wordsWidth
    moment.remarks.push({ text: forms.find((one) => textWidth(one, SMALL) <= width) ?? forms.at(-1)!, kind: 'label' })
    for (const one of fate) moment.remarks.push({ text: one, kind: arrow.dropped === undefined ? 'label' : 'fate' })
    cost += 0.3
    return true
  }

  /** What becomes of it, where its arrow ends. */
  function placeFate({ x0, x1, y1 }: Piece, fate: string): boolean {
    const way = Math.sign(x1 - x0) || 1
    const lost = fate !== 'under way'
    const spots: [number, number, Anchor][] = [
      [x1 + way * (lost ? 9 : 20), y1 + 4, way > 0 ? 'start' : 'end'],
      [x1, y1 + 19, 'middle'],
      [x1, y1 - 10, 'middle'],
    ]
    for (const [x, y, anchor] of spots) {
      const box = labelBox(x, y, fate, anchor, SMALL)
      if (box.x0 < x0Of() + 3 || box.x1 > x1Of() - 3 || !obstacles.isFree(box)) continue
      obstacles.claim(box)
      texts.push(() => label(x, y, fate, lost ? 's t5' : 's m', anchor))
      return true
    }
    return false
  }

  function x0Of(): number {
    return x0
  }

  function x1Of(): number {
    return rightHost === undefined ? frame.x + frame.width : x1
  }

  /** A note at a lifeline between others. */
  function placeNote(note: Note): boolean {
    const x = xs.get(note.host)!
    const y = note.before ? frame.top + 20 : axis.y(note.time)
    const text = fit(note.text, 150, SMALL, note.kind === 'state')
    const classes = note.kind === 'state' ? 's b t1' : note.kind === 'timer' ? 's t2' : 's i'
    for (const shift of [0, 10, -10, 20, -20, 30])
      for (const side of [1, -1] as const) {
        const anchor = side > 0 ? 'start' : 'end'
        const box = labelBox(x + 8 * side, y + 4 + shift, text, anchor, note.kind === 'state' ? SMALL * 1.1 : SMALL)
        if (box.x0 < x0 || box.x1 > x1 || !obstacles.isFree(box)) continue
        obstacles.claim(box)
        texts.push(() => label(x + 8 * side, y + 4 + shift, text, classes, anchor))
        return true
      }
    return false
  }

  function draw(): Child[] {
    const strokes = new Strokes()
    const bands: Child[] = []
    const end = Math.max(axis.end + 10, 0)
    for (const x of xs.values()) {
      let from = frame.top + 7
      for (const { y0, y1 } of axis.breaks) {
        strokes.add('life', `M${short(x)} ${short(from)}V${short(y0)}`)
        strokes.add('edge', zigzag(x, y0, y1 - y0))
        from = y1
      }
      strokes.add('life', `M${short(x)} ${short(from)}V${short(end)}`)
    }
    for (const run of runs) {
      const last = run.at(-1)!
      if (run.length > 1) {
        const [a, b] = [ways.get(run[0])!, ways.get(last)!]
        if (a.length === 1 && b.length === 1) bands.push(band(run, a[0]!, b[0]!))
        for (const arrow of run.slice(1, -1)) drawWithin(arrow, ways.get(arrow)!, strokes)
        drawArrow(last, b, strokes)
      }
      drawArrow(run[0], ways.get(run[0])!, strokes)
    }
    for (const arrow of arrows) if (marked?.has(arrow)) drawMarked(ways.get(arrow)!, strokes)
    for (const note of notes) {
      if (note.before) continue
      const [x, y] = [xs.get(note.host)!, axis.y(note.time)]
      if (note.kind === 'state') strokes.add('l1', `M${short(x - 4)} ${short(y)}h8`)
      else if (note.kind === 'timer') strokes.add('head2', diamond(x, y))
    }
    return [
      ...bands,
      ...strokes.elements(),
      ...plates.map(({ x0, y0, x1, y1 }) =>
        element('rect', { class: 'plate', x: x0, y: y0, width: x1 - x0, height: y1 - y0 }),
      ),
      ...texts.map((text) => text()),
      ...sides.flatMap(({ body }) => body()),
      ...breaksDrawn(),
      ...heads(),
    ]
  }

  function band(run: Run, { x0, y0, x1, y1 }: Piece, last: Piece): Child {
    const d = `M${short(x0)} ${short(y0)}L${short(x1)} ${short(y1)}V${short(last.y1)}L${short(x0)} ${short(last.y0)}z`
    const title = !isBrief && element('title', {}, membersOf(run))
    return element('path', { class: 'soft', d }, title)
  }

  function breaksDrawn(): Child[] {
    return axis.breaks.flatMap(({ from, to, y0, y1 }) => {
      const full = `${spanned(to - from)} left out`
      const text = textWidth(full, SMALL) < x1Of() - x0 - 24 ? full : spanned(to - from)
      const middle = (y0 + y1) / 2
      const strokes = Object.values(gutters)
        .filter((_, side) => !sides[side]!.taken.some((other) => other.y0 < y1 - 3 && y0 + 3 < other.y1))
        .map(({ timesX, side }) => `M${short(timesX + 14 * side - 8)} ${short(middle + 1)}l12 -5m-12 9l12 -5`)
        .join('')
      return [path('edge', strokes), label((x0 + x1Of()) / 2, middle + 4, text, 's m', 'middle')]
    })
  }

  function heads(): Child[] {
    const room = hosts.length > 1 ? (x1 - x0) / (hosts.length - 1) : frame.width / 2
    const names = hosts.map((host) => {
      const x = xs.get(host)!
      const text = fit(host, Math.max(60, room - 6), FONT, true)
      const half = textWidth(text, FONT, true) / 2
      const [low, high] = [frame.x + 26 + half, frame.x + frame.width - 26 - half]
      return label(Math.min(Math.max(x, low), Math.max(high, low)), frame.top, text, 'b', 'middle')
    })
    const units = Object.values(gutters).map(({ side }) =>
      label(side < 0 ? frame.x + 1 : frame.x + frame.width - 1, frame.top, 'ms', 's m', side < 0 ? 'start' : 'end'),
    )
    return [...names, ...units]
  }
}

/** What is out of the ordinary is labelled first, what there is most of last. */
function weight(group: readonly Run[]): number {
  const [arrow] = group[0]!
  if (arrow.dropped !== undefined || arrow.retransmission) return 0
  const look = lookOf(arrow).line
  return look === 'arrow' ? 1 : look === 'l1' ? 2 : 3
}

/** The shortest form of its label says little: a number alone. */
function isWorded(run: Run): boolean {
  return run.length > 1 || (run[0].segment?.payload.length ?? 0) > 0
}

/** What the shorter forms of a label cost. */
function wantOf(form: number, forms: number): number {
  if (form === 0) return 0
  if (form >= forms - 1) return 3
  return form === 1 ? 0.3 : 1
}

function heightOf({ x0, y0, x1, y1 }: Piece, x: number): number {
  return x1 === x0 ? (y0 + y1) / 2 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)
}

/** Flags are bold, and how many. */
function isBold(word: string): boolean {
  return /^[A-Z×]/.test(word)
}

function wordsIn(words: readonly string[]): Child {
  const [first = '', ...rest] = words
  if (!isBold(first)) return words.join(' ')
  const bold = element('tspan', { class: 'b' }, first)
  return rest.length > 0 ? [bold, ` ${rest.join(' ')}`] : bold
}

/** `960 ms`, `1.9 s`, `239.9 s`: to the last digit. */
function spanned(time: number): string {
  const exact = (value: number): number => Number(value.toPrecision(9))
  return time >= 1000 ? `${exact(time / 1000)} s` : `${exact(time)} ms`
}

/** The members of a burst, for who hovers. */
function membersOf(run: Run): string {
  return run
    .map(({ sent, arrived, segment, seq, ack, datagram }) => {
      const what = segment ? (segment.payload.length > 0 ? `seq ${seq}` : `ack ${ack}`) : `no. ${datagram?.id}`
      return `${what}: ${plain(sent)} to ${plain(arrived!)}`
    })
    .join('; ')
}
