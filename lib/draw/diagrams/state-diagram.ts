import type { Trace } from '../../network/trace-types.ts'
import { type State, TRANSITIONS, type Transition } from '../../tcp/connection/index.ts'
import { list } from '../../words.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { Incarnations } from '../incarnations.ts'
import { endName } from '../journey.ts'
import { key } from '../key.ts'
import { arrowhead, type Child, element, type Markup, path, polyline } from '../svg.ts'
import { boxesOverlap, label, labelBox, SMALL } from '../text.ts'
import { BOX, DIAGRAM, EDGES, type Edge, SPOTS, type Spot, spotOf } from './state-layout.ts'

/** The states that one end of a connection went through, in order. */
export interface StatePath {
  /** Whose path: `client`. */
  name: string
  states: readonly State[]
}

type Way = Pick<Edge, 'points' | 'badge'> & Partial<Edge>

export interface StateDiagramOptions extends Omit<FigureOptions, 'width'> {
  /** The transitions to draw: the engine's own table, unless told. */
  transitions?: readonly Pick<Transition, 'from' | 'to' | 'event'>[]
}

/**
 * The state machine, with the paths of up to two ends through it: the first in full lines with numbered circles, the second in dashed lines with
 * numbered squares. Without a path, the plain diagram.
 *
 * @returns SVG text
 * @see RFC 9293 §3.3.2, figure 5
 */
export function stateDiagram(
  paths: readonly State[] | StatePath | readonly StatePath[] = [],
  options: StateDiagramOptions = {},
): string {
  const all = namedPaths(paths).slice(0, 2)
  const transitions = options.transitions ?? TRANSITIONS
  const drawn = EDGES.filter((edge) => transitions.some(({ from, to }) => from === edge.from && to === edge.to))
  const visited = new Set<Spot>()
  const trails: Child[] = []
  const badges: Child[] = []
  const counts = new Map<string, number>()
  all.forEach(({ states }, path) => {
    states.forEach((state, index) => {
      const previous = states[index - 1]
      if (previous === undefined || previous === state) {
        visited.add(spotOf(state))
        return
      }
      const way = drawn.find(({ from, to }) => from === previous && to === state) ?? straight(previous, state)
      visited.add(spotOf(state, previous)).add(spotOf(previous))
      trails.push(arrow(way, path === 0 ? 'path1' : 'path2', path === 0 ? 'head1' : 'head2', 11))
      const times = counts.get(`${previous} ${state}`) ?? 0
      counts.set(`${previous} ${state}`, times + 1)
      badges.push(...badge(way.badge[0] + aside(way) * times, way.badge[1], index, path))
    })
  })
  const notes = footnotes(drawn, transitions)
  const names = all.filter(({ name }) => name !== '')
  const legend = key(
    names.map(({ name }, index) => [`path of ${name}`, (x, y) => badge(x, y, 1, index)]),
    DIAGRAM.width,
  )
  return figure(
    options,
    {
      title: names.length > 0 ? `States of ${list(names.map(({ name }) => name))}` : 'The states of a connection',
      description: describeStates(all),
      width: DIAGRAM.width,
      height: DIAGRAM.height + legend.height + notes.length * 16 + (legend.height > 0 ? 12 : 6),
    },
    ...drawn.map((edge) => arrow(edge, 'edge', 'headm', 8)),
    ...trails,
    ...Object.entries(SPOTS).map(([spot, [x, y]]) => stateBox(spot, x, y, visited.has(spot as Spot))),
    ...drawn.map(edgeText),
    ...badges,
    ...legend.at(DIAGRAM.height + 16),
    ...notes.map((note, index) =>
      label(8, DIAGRAM.height + legend.height + (legend.height > 0 ? 20 : 14) + index * 16, note, 's m'),
    ),
  )
}

/**
 * The path of one end of one connection, from a trace's events: of the first that this end has, unless told.
 *
 * @param host or the end's socket, `127.0.0.1:80`, where both ends are on one host
 */
export function statePath(trace: Trace, host: string, connection?: string): StatePath {
  const incarnations = new Incarnations()
  let ours: string | undefined
  const states: State[] = []
  for (const event of trace.events) {
    const incarnation = incarnations.of(event)
    if (event.type !== 'state' || (event.host !== host && endName(event.host, event.connection) !== host)) continue
    if (connection !== undefined && event.connection !== connection) continue
    const name = `${event.connection} ${incarnation}`
    ours ??= name
    if (name !== ours) continue
    if (states.length === 0) states.push(event.from)
    states.push(event.to)
  }
  return { name: host, states }
}

/** The paths in words. */
export function describeStates(paths: readonly StatePath[]): string {
  const walked = paths.filter(({ states }) => states.length > 0)
  if (walked.length === 0)
    return [
      'The eleven states of a TCP connection: from CLOSED through LISTEN and SYN-RECEIVED, or SYN-SENT,',
      'to ESTABLISHED; from there through FIN-WAIT-1, FIN-WAIT-2 or CLOSING, and TIME-WAIT, or through CLOSE-WAIT',
      'and LAST-ACK, to CLOSED.',
    ].join(' ')
  return walked
    .map(({ name, states }) => `${name === '' ? 'The path' : `${name}`}: ${states.join(', then ')}.`)
    .join(' ')
}

function namedPaths(paths: readonly State[] | StatePath | readonly StatePath[]): StatePath[] {
  if ('states' in paths) return [paths]
  const states: State[] = []
  const named: StatePath[] = []
  for (const item of paths) typeof item === 'string' ? states.push(item) : named.push(item)
  return states.length > 0 ? [{ name: '', states }, ...named] : named
}

function arrow(way: Pick<Edge, 'points'>, line: string, head: string, size: number): Markup {
  const { points } = way
  const [x, y] = points.at(-1)!
  const [px, py] = points.at(-2)!
  return element('g', {}, path(line, polyline(points)), path(head, arrowhead(x, y, x - px, y - py, size)))
}

function edgeText({ text, at: [x, y], anchor }: Edge): Child {
  return text.map((line, index) => label(x, y + index * 14, line, 's m halo', anchor))
}

function stateBox(spot: string, x: number, y: number, on: boolean): Child {
  const { width, height } = BOX
  return [
    element('rect', { class: on ? 'on' : 'box', x: x - width / 2, y: y - height / 2, width, height, rx: 5 }),
    label(x, y + 4.5, spot.startsWith('CLOSED') ? 'CLOSED' : spot, on ? 's b' : 's', 'middle'),
  ]
}

function badge(x: number, y: number, step: number, path: number): Child[] {
  const shape =
    path === 0
      ? element('circle', { class: 'n1', cx: x, cy: y, r: 9.5 })
      : element('rect', { class: 'n2', x: x - 9, y: y - 9, width: 18, height: 18 })
  return [shape, label(x, y + 4.5, step, 's b', 'middle')]
}

/** Steps along the same way stand side by side: to the right, or to the left where that would cover the way's words or its head. */
function aside({ points, badge: [x, y], text = [], at = [0, 0], anchor }: Way): number {
  const [[tx, ty], [px, py]] = [points.at(-1)!, points.at(-2)!]
  const [mx, my] = [tx - 6 * Math.sign(tx - px), ty - 6 * Math.sign(ty - py)]
  const head = { x0: mx - 6, x1: mx + 6, y0: my - 6, y1: my + 6 }
  const words = text.map((line, index) => labelBox(at[0], at[1] + index * 14, line, anchor, SMALL))
  const covers = (shift: number): boolean => {
    const box = { x0: x + shift - 9, x1: x + shift + 9, y0: y - 9, y1: y + 9 }
    return [...words, head].some((other) => boxesOverlap(box, other))
  }
  return [21, -21].find((shift) => !covers(shift)) ?? 21
}

/** A way that the layout does not show: straight from box to box. */
function straight(from: State, to: State): Pick<Edge, 'points' | 'badge'> {
  const [x0, y0] = SPOTS[from]
  const [x1, y1] = SPOTS[spotOf(to, from)]
  const side = BOX.width / 2
  // In one column, past the boxes between them.
  if (x0 === x1) {
    const out = x0 + (x0 > DIAGRAM.width / 2 ? 1 : -1) * side
    const lane = out + (x0 > DIAGRAM.width / 2 ? 6 : -6)
    return {
      points: [
        [out, y0],
        [lane, y0],
        [lane, y1],
        [out, y1],
      ],
      badge: [lane - (lane - out) / 2, (y0 + y1) / 2],
    }
  }
  // To the last CLOSED by its corner: the line stays clear of the boxes on the way.
  const end: readonly [number, number] =
    to === 'CLOSED' && y1 > y0 ? [x1 - side + 6, y1 - BOX.height / 2] : rim(x1, y1, x0, y0)
  const start = rim(x0, y0, ...end)
  return { points: [start, end], badge: [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2] }
}

/** Where the line from a box's middle to (x1, y1) leaves the box. */
function rim(x0: number, y0: number, x1: number, y1: number): readonly [number, number] {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const share = Math.min(
    dx === 0 ? Infinity : BOX.width / 2 / Math.abs(dx),
    dy === 0 ? Infinity : BOX.height / 2 / Math.abs(dy),
  )
  return Number.isFinite(share) ? [x0 + dx * share, y0 + dy * share] : [x0, y0]
}

/** Transitions of the table that the drawing leaves out, since they would cross everything. */
function footnotes(
  drawn: readonly Edge[],
  transitions: readonly Pick<Transition, 'from' | 'to' | 'event'>[],
): string[] {
  const missing = transitions.filter(({ from, to }) => !drawn.some((edge) => edge.from === from && edge.to === to))
  const notes = missing
    .filter(({ to }) => to !== 'CLOSED')
    .map(({ from, to, event }) => `Not drawn: ${from} to ${to} on ${event}.`)
  if (missing.some(({ to }) => to === 'CLOSED'))
    notes.push('Not drawn: RST, ABORT or a time limit leads to CLOSED at once.')
  return notes
}
