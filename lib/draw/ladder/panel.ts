import { max } from 'd3-array'
import { fateOf, type Journey } from '../journey.ts'
import type { Child } from '../svg.ts'
import { type Anchor, type Box, FONT, fit, label, labelBox, SMALL, textWidth } from '../text.ts'
import type { Flight, TimeAxis } from './axis.ts'
import { gutterMoments, marginsOf, type PanelFrame } from './columns.ts'
import { type Form, type Forms, formOf, formsOfWords, isWorded, ROOMY_LABEL, wantOf, weight } from './forms.ts'
import { drawGutter, type GutterMoment, type Remark } from './gutter.ts'
import { isMarked, type LadderOptions, markedSpot, markSpot } from './marks.ts'
import { BARE, NOBODY, Obstacles, type StrokePiece } from './obstacles.ts'
import { paint } from './paint.ts'
import type { LadderRows, Note } from './rows.ts'
import { runsOf, type SegmentRun } from './runs.ts'
import { distanceOn, ladderWay, nudgesOf, SAME, sameWayGroups } from './ways.ts'

/** One ladder, laid out on an axis. */
export interface Panel {
  /** Where its hosts' names stand. */
  top: number
  /** Labels for which there is no room. */
  omitted: number
  /** How much worse it reads than one with all labels in full beside their moments. */
  cost: number
  /** No label asks for a place beside its lifeline. */
  isComplete: boolean
  /** How far down it reaches. */
  bottom: number
  /** The way of each packet, and the lifelines. */
  ways: ReadonlyMap<Journey, readonly StrokePiece[]>
  edges: readonly [left: number, right: number]
  draw: () => Child[]
}

/** How far lifelines go on below the last moment. */
export const AXIS_FOOT = 12
/** Arrows closer than this, in pixels, cannot be labelled apart. */
const NEAR = 17
const LABEL_LINE = 15
/** Where along its arrow a label may stand, the middle first. */
const SHARES = [0.5, 0.36, 0.64, 0.22, 0.78, 0.12, 0.88]
/** What a label that is missing costs, and one beside its lifeline. */
const MISSING = 20
const BESIDE = 0.3

/** Beyond the index of any event. */
const LEAVING = 2 ** 40
const WAY_WIDTH = textWidth('→ ', SMALL)

/** A label that stands beside a lifeline, and its forms. */
interface BesideLabel {
  remark: Remark
  forms: readonly Form[]
  isArrival: boolean
}

/** What every trial of a ladder is laid out from. */
export interface DrawnPanel {
  rows: LadderRows
  flights: ReadonlyMap<Journey, Flight>
  frame: PanelFrame
  options: LadderOptions
  forms: Forms
  /** What another does not have so. */
  marked?: ReadonlySet<Journey>
}

/** What is one to the eye on this axis, and what is said beside the lifelines. */
export interface GroupedPanel {
  runs: readonly SegmentRun[]
  groups: readonly (readonly SegmentRun[])[]
  nudges: ReadonlyMap<SegmentRun, number>
  left: Map<string, GutterMoment>
  right: Map<string, GutterMoment>
}

export function groupPanel({ rows, flights, frame, options, forms }: DrawnPanel, axis: TimeAxis): GroupedPanel {
  const { arrows, notes } = rows
  const distance = distanceOn(axis, flights)
  const runs =
    options.merge === false
      ? arrows.map((one): SegmentRun => [one])
      : runsOf(arrows, notes, (one, other) => distance(one, other) < NEAR)
  const [left, right] = outerHosts(rows).map((host) => gutterMoments(host, rows, runs, axis, frame.top, forms))
  const groups = sameWayGroups(runs, distance, flights)
  return { runs, groups, nudges: nudgesOf(runs, distance, flights), left: left!, right: right! }
}

function outerHosts({ hosts }: LadderRows): [left: string | undefined, right: string | undefined] {
  return [hosts[0], hosts.length > 1 ? hosts.at(-1) : undefined]
}

/**
 * @param grouped is changed where `isMarginal`
 * @param isMarginal whether labels without room may stand beside the lifelines
 * @param limit `undefined` comes back when it would cost more
 */
export function layPanel(
  { rows, flights, frame, options, forms: known, marked }: DrawnPanel,
  axis: TimeAxis,
  { runs, left, right, groups, nudges }: GroupedPanel,
  isMarginal: boolean,
  limit: number,
): Panel | undefined {
  const { hosts, notes } = rows
  const isBrief = frame.width < ROOMY_LABEL
  const [leftHost, rightHost] = outerHosts(rows)
  // Bytes of a stream are one run; datagrams are each something of its own.
  let cost = runs.reduce((sum, run) => sum + (run.length - 1) * (run[0].segment ? 0.15 : 1), 0)
  if (cost > limit) return undefined
  const { xs, gutters } = marginsOf(hosts, [left, right], frame, isMarginal)
  const edges = [
    xs.get(leftHost ?? '') ?? frame.x,
    rightHost === undefined ? frame.x + frame.width : xs.get(rightHost)!,
  ] as const
  const obstacles = new Obstacles()
  const ways = new Map<Journey, StrokePiece[]>()
  groups.forEach((group, owner) => {
    for (const run of group)
      for (const arrow of run) {
        const ends = [xs.get(arrow.from)!, xs.get(arrow.to)!] as const
        const pieces = ladderWay(flights.get(arrow)!, ends, axis, nudges.get(run) ?? 0)
        ways.set(arrow, pieces)
        for (const piece of pieces) obstacles.stroke(piece, owner)
        if (isMarked(arrow)) {
          const [x, y] = markSpot(pieces[0]!)
          for (const arm of [5, -5]) obstacles.stroke({ x0: x - 4, x1: x + 4, y0: y - arm, y1: y + arm }, NOBODY)
        }
        if (arrow.marked) {
          const [x, y] = markedSpot(pieces.at(-1)!)
          for (const arm of [6, -6]) obstacles.stroke({ x0: x - 6, x1: x + 6, y0: y - arm, y1: y + arm }, NOBODY)
        }
        const { x1, y1 } = pieces.at(-1)!
        if (arrow.dropped === undefined) continue
        for (const arm of [6, -6]) obstacles.stroke({ x0: x1 - 6, x1: x1 + 6, y0: y1 - arm, y1: y1 + arm }, owner)
      }
  })
  for (const x of xs.values()) obstacles.lifeline(x)
  for (const { y0, y1 } of axis.breaks) obstacles.claim({ x0: frame.x, x1: frame.x + frame.width, y0, y1 })
  const plates: Box[] = []
  const texts: (() => Child)[] = []
  const besides: Record<'left' | 'right', BesideLabel[]> = { left: [], right: [] }
  let omitted = 0
  let isComplete = true
  const beside: Note[] = notes.filter(({ host }) => host !== leftHost && host !== rightHost)
  for (const note of beside) if (!placeNote(note)) omitted++
  if (options.labels !== false) {
    const order = groups.map((_, owner) => owner).sort((a, b) => weight(groups[a]!) - weight(groups[b]!) || a - b)
    for (const owner of order) {
      if (!placeLabel(groups[owner]!, owner)) omitted++
      if (MISSING * omitted + cost > limit) return undefined
    }
  }
  for (const side of ['left', 'right'] as const) tellBeside(besides[side], side, gutters[side]?.wordsWidth ?? 0)
  const sides = (
    [
      [gutters.left, left],
      [gutters.right, right],
    ] as const
  ).flatMap(([gutter, moments]) => {
    if (!gutter) return []
    const all = [...moments.values()].sort((a, b) => a.y - b.y)
    return [drawGutter(all, gutter, frame.top + 12, axis.end + AXIS_FOOT, frame.top + (isBrief ? 900 : 700))]
  })
  const bottom = Math.max(axis.end + AXIS_FOOT, ...sides.map((side) => side.bottom))
  omitted += sides.reduce((sum, side) => sum + side.omitted, 0)
  cost += MISSING * omitted + sides.reduce((sum, { displaced, untimed }) => sum + displaced / 12 + untimed / 5, 0)
  const laid = { rows, runs, axis, frame, xs, gutters, edges, ways, plates, texts, sides, marked }
  return { top: frame.top, omitted, cost, isComplete, bottom, ways, edges, draw: () => paint(laid) }

  function placeLabel(group: readonly SegmentRun[], owner: number): boolean {
    const [arrow] = group[0]!
    const size = isBrief ? SMALL : FONT
    const isLost = arrow.dropped !== undefined
    const pieces = group.flatMap((run) => [ways.get(run[0])!, ways.get(run.at(-1)!)!]).map((way) => way[0]!)
    const fate = isLost ? fateOf(arrow) : ''
    const isFateBeside = fate === '' || placeFate(ways.get(arrow)!.at(-1)!, fate)
    const forms = group.map((run) =>
      isFateBeside ? known.of(run) : known.of(run).map(({ words }) => formOf([...words, fate], size)),
    )
    const most = max(forms, (one) => one.length)!
    const [first, last] = [pieces[0]!, pieces.at(-1)!]
    const height = LABEL_LINE * group.length + 1
    // Where the shortest has no room, no other has.
    const free = SHARES.filter((share) =>
      isFree(labelBoxAt(first, last, share, widthIn(forms, most - 1), height, 0), owner),
    )
    // Better beside the lifeline than so short that it says little.
    const isBare = group.length === 1 && isWorded(group[0]!)
    const told = isBare ? most - 1 : most
    if (free.length > 0 && place(0, told, 0, free)) return true
    for (const lift of [-1, 1])
      if (place(Math.max(0, told - 2), told, (lift * height) / 2 + 3 * lift, SHARES)) return true
    isComplete = false
    if (isMarginal && group.every((run) => placeBeside(run, run[0] === arrow && !isFateBeside ? [fate] : [])))
      return true
    if (!isBare) return false
    for (const lift of [0, -1, 1])
      if (place(told, most, (lift * height) / 2 + 3 * lift, lift === 0 ? free : SHARES)) return true
    return false

    function place(from: number, to: number, lift: number, shares: readonly number[]): boolean {
      const room = Math.abs(first.x1 - first.x0) - 14
      for (let form = from; form < to; form++) {
        const width = widthIn(forms, form)
        if (width > room * (form < most - 1 ? 0.86 : 1)) continue
        for (const share of shares) {
          const box = labelBoxAt(first, last, share, width, height, lift)
          if (!isFree(box, lift === 0 ? owner : BARE)) continue
          obstacles.claim(box)
          cost += forms.reduce((sum, one) => sum + wantOf(form, one.length), 0) + (lift === 0 ? 0 : 1)
          if (lift === 0) plates.push(box)
          forms.forEach((one, line) => {
            // Not a number alone where the line beside it is longer.
            const { words } =
              (isWorded(group[line]!) && one.find((it) => it.width <= width - 6)) ||
              one[Math.min(form, one.length - 1)]!
            const x = (box.x0 + box.x1) / 2
            texts.push(() =>
              label(x, box.y0 + LABEL_LINE * line + 12, formsOfWords(words), isBrief ? 's' : '', 'middle'),
            )
          })
          return true
        }
      }
      return false
    }
  }

  function isFree(box: Box, owner: number): boolean {
    return box.y0 >= frame.top + 5 && box.y1 <= axis.end + 11 && obstacles.isFree(box, owner)
  }

  /** A label beside a lifeline: where it leaves, or where it arrives if several leave there at once. */
  function placeBeside(run: SegmentRun, fate: readonly string[]): boolean {
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
    const isArrival = host === to
    // What leaves comes of all that happens there in the same moment.
    const order = isArrival ? arrow.endIndex! : LEAVING + arrow.sentIndex
    const remark: Remark = { text: '', kind: 'label', order }
    moment.remarks.push(remark)
    for (const one of fate) moment.remarks.push({ text: one, kind: 'fate', order })
    moment.remarks.sort((a, b) => a.order - b.order)
    besides[side].push({ remark, forms: known.beside(run), isArrival })
    cost += BESIDE
    return true
  }

  /** What becomes of it, where its arrow ends. */
  function placeFate({ x0, x1, y1 }: StrokePiece, fate: string): boolean {
    const way = Math.sign(x1 - x0) || 1
    const spots: [number, number, Anchor][] = [
      [x1 + way * 9, y1 + 4, way > 0 ? 'start' : 'end'],
      [x1, y1 + 19, 'middle'],
      [x1, y1 - 10, 'middle'],
    ]
    for (const [x, y, anchor] of spots) {
      const box = labelBox(x, y, fate, anchor, SMALL)
      if (box.x0 < edges[0] + 3 || box.x1 > edges[1] - 3 || !isFree(box, BARE)) continue
      obstacles.claim(box)
      texts.push(() => label(x, y, fate, 's t5', anchor))
      return true
    }
    return false
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
        const isWithin = box.x0 > edges[0] && box.x1 < edges[1] && box.y0 > frame.top + 5 && box.y1 < axis.end + 11
        if (!isWithin || !obstacles.isFree(box)) continue
        obstacles.claim(box)
        texts.push(() => label(x + 8 * side, y + 4 + shift, text, classes, anchor))
        return true
      }
    return false
  }
}

/** Gives labels beside a lifeline the longest words that fit; where some arrive and others leave, each with its way. */
function tellBeside(labels: readonly BesideLabel[], side: 'left' | 'right', width: number): void {
  const isMixed = labels.some((one) => one.isArrival) && labels.some((one) => !one.isArrival)
  for (const { remark, forms, isArrival } of labels) {
    const way = isMixed ? (isArrival === (side === 'right') ? '→ ' : '← ') : ''
    const room = width - (isMixed ? WAY_WIDTH : 0)
    remark.text = way + (forms.find((one) => one.width <= room) ?? forms.at(-1)!).words.join(' ')
  }
}

/** How wide the lines of a label are in this form of each. */
function widthIn(forms: readonly (readonly Form[])[], form: number): number {
  let width = 0
  for (const one of forms) width = Math.max(width, one[Math.min(form, one.length - 1)]!.width)
  return width + 6
}

/** The box of a label between the first and the last arrow of its group, so far along them. */
function labelBoxAt(
  first: StrokePiece,
  last: StrokePiece,
  share: number,
  width: number,
  height: number,
  lift: number,
): Box {
  const begin = Math.min(first.x0, first.x1)
  const end = Math.max(first.x0, first.x1)
  const x = Math.min(Math.max(begin + (end - begin) * share, begin + width / 2 + 7), end - width / 2 - 7)
  const y = (heightOf(first, x) + heightOf(last, x)) / 2 + lift
  return { x0: x - width / 2, x1: x + width / 2, y0: y - height / 2, y1: y + height / 2 }
}

function heightOf({ x0, y0, x1, y1 }: StrokePiece, x: number): number {
  return x1 === x0 ? (y0 + y1) / 2 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)
}
