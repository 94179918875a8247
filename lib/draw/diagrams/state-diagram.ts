import { type State, TRANSITIONS } from '../../tcp/connection/index.ts'
import { count, list, type Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { key } from '../key.ts'
import type { Point } from '../svg.ts'
import { arrowhead, type Child, element, path, polyline } from '../svg.ts'
import { type Box, boxesOverlap, label, labelBox, SMALL, wrap } from '../text.ts'
import { WIDE } from '../theme.ts'
import { onPlate } from './plates.ts'
import { type Detour, detour } from './state-detour.ts'
import { type Edge, halfOf, type Spot, type StateLayout, spotOf, stateLayout } from './state-layout.ts'
import { describeStates, type StatePath, type StateStep, stateTable } from './state-path.ts'

/** What it says, by key. */
const SAYS = {
  pathOf: (name: Put) => `path of ${name}`,
  aConnectionGoesFromState: 'A connection goes from state to state',
  goFromStateToState: (names: Put) => `${names} go from state to state, each on its own way`,
  goesFromToIn: (name: Put, value: Put, value2: Put, amount: Put) =>
    `${name} goes from ${value} to ${value2} in ${amount}`,
  step: 'step',
  notDrawnToOn: (from: Put, to: Put, event: Put) => `Not drawn: ${from} to ${to} on ${event}.`,
  notDrawnRstAbortOr: 'Not drawn: RST, ABORT or a time limit leads to CLOSED at once.',
} as const

type StateWay = Pick<Edge, 'points' | 'badge'> & Partial<Detour>

export interface StateDiagramOptions extends FigureOptions {
  /** The transitions to draw: the engine's own table, unless told. */
  transitions?: readonly StateStep[]
  /** Marks the state in which each path ends. */
  tokens?: boolean
}

/** Paths through the states as a figure, which says where their steps are. */
export interface StatesFigure extends ShownFigure<readonly StatePath[]> {
  /** The way of each step of each path in the picture of this width, as path data. */
  ways(width: number): readonly (readonly string[])[]
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
  const layout = stateLayout(options.width ?? WIDE)
  const { width, height } = layout
  const drawn = edgesOf(layout, transitions)
  const trails = all.map(({ states }) => trail(states, drawn, layout))
  const visited = new Set(trails.flatMap(({ spots }) => spots))
  // The layout keeps its own lines from its words.
  const lines = trails.flatMap(({ ways }) =>
    ways.filter(({ along }) => along !== undefined).map(({ points }) => points),
  )
  const notes = footnotes(drawn, transitions).flatMap((note) => wrap(note.split(' '), width - 16, 3, SMALL))
  const names = all.filter(({ name }) => name !== '')
  const legend = key(
    names.map(({ name }, index) => [SAYS.pathOf(name), (x, y) => badge([x, y], 1, index)]),
    width,
  )
  const below = height + legend.height + (legend.height > 0 ? 12 : 6)
  return figure(
    options,
    { title: statesTitle(all), description: describeStates(all), width, height: below + notes.length * 16 },
    // Through the dashes of a path its way would show.
    ...arrows(
      drawn.filter((edge) => !trails.some(({ ways }) => ways.includes(edge))),
      'edge',
      'headm',
      8,
    ),
    ...trails.flatMap(({ ways }, index) => arrows(ways, `path${index + 1}`, `head${index + 1}`, 11)),
    ...Object.entries(layout.spots).map(([spot, at]) => stateBox(spot, at, layout, visited.has(spot as Spot))),
    ...drawn.map(({ text, at: [x, y], leading, anchor }) =>
      text.map((line, index) => onPlate(x, y + index * leading, line, 's m', anchor, lines)),
    ),
    ...badges(trails, layout),
    ...(options.tokens ? tokenMarks(all, layout) : []),
    ...legend.at(height + 16),
    ...notes.map((note, index) => label(8, below + 8 + index * 16, note, 's m')),
  )
}

/** Paths through the states as a figure: its table has a row for each step, with what led to it. */
export function statesFigure(paths: readonly StatePath[], options: StateDiagramOptions = {}): StatesFigure {
  const transitions = options.transitions ?? TRANSITIONS
  const figure = figureOf({
    data: paths,
    draw: (width) => stateDiagram(paths, { ...options, width }),
    table: () => stateTable(paths, transitions),
    sentence: () => options.description ?? describeStates(paths),
  })
  const ways = (width: number): string[][] => {
    const layout = stateLayout(width)
    const drawn = edgesOf(layout, transitions)
    return paths
      .slice(0, 2)
      .map(({ states }) => trail(states, drawn, layout).ways.map(({ points }) => polyline(points)))
  }
  return Object.assign(figure, { ways })
}

/** The ways that are in the drawing and in the table. */
function edgesOf({ edges }: StateLayout, transitions: readonly StateStep[]): Edge[] {
  return edges.filter((edge) => transitions.some(({ from, to }) => from === edge.from && to === edge.to))
}

/** On the box of the state in which a path ends: the first a disc at its left, the second a square at its right. */
function tokenMarks(paths: readonly StatePath[], layout: StateLayout): Child[] {
  return paths.map(({ states }, index) => {
    const state = states.at(-1)
    if (state === undefined) return undefined
    const spot = spotOf(state, states.at(-2))
    const [x, y] = layout.spots[spot]
    const [right, down] = halfOf(layout, spot)
    return index === 0
      ? element('circle', { class: 'head1', cx: x - right + 9, cy: y - down, r: 6.5 })
      : element('rect', { class: 'head2', x: x + right - 15, y: y - down - 6, width: 12, height: 12 })
  })
}

function statesTitle(paths: readonly StatePath[]): string {
  const names = paths.map(({ name }) => name).filter((name) => name !== '')
  const [only] = paths
  if (names.length === 0 || only === undefined) return SAYS.aConnectionGoesFromState
  if (names.length > 1) return SAYS.goFromStateToState(list(names))
  const { states } = only
  return SAYS.goesFromToIn(
    only.name,
    states[0] ?? 'CLOSED',
    states.at(-1) ?? 'CLOSED',
    count(states.length - 1, SAYS.step),
  )
}

function namedPaths(paths: readonly State[] | StatePath | readonly StatePath[]): StatePath[] {
  if ('states' in paths) return [paths]
  const states: State[] = []
  const named: StatePath[] = []
  for (const item of paths) typeof item === 'string' ? states.push(item) : named.push(item)
  return states.length > 0 ? [{ name: '', states }, ...named] : named
}

interface Trail {
  spots: Spot[]
  ways: StateWay[]
  /** The number of the step that each way is. */
  steps: number[]
}

/** The ways of a path, in order; a step that the drawing does not show takes one of its own. */
function trail(states: readonly State[], drawn: readonly Edge[], layout: StateLayout): Trail {
  const taken: Trail = { spots: states.slice(0, 1).map((state) => spotOf(state)), ways: [], steps: [] }
  states.slice(1).forEach((state, index) => {
    const previous = states[index]!
    if (previous === state) return
    taken.spots.push(spotOf(state, previous), spotOf(previous))
    taken.ways.push(drawn.find(({ from, to }) => from === previous && to === state) ?? detour(previous, state, layout))
    taken.steps.push(index + 1)
  })
  return taken
}

function arrows(ways: readonly StateWay[], line: string, head: string, size: number): Child[] {
  const heads = ways.map(({ points }) => {
    const [[px, py], [x, y]] = [points.at(-2)!, points.at(-1)!]
    return arrowhead(x, y, x - px, y - py, size)
  })
  return [path(line, ways.map(({ points }) => polyline(points)).join('')), path(head, heads.join(''))]
}

function stateBox(spot: string, [x, y]: Point, layout: StateLayout, on: boolean): Child {
  const [right, down] = halfOf(layout, spot)
  return [
    element('rect', { class: on ? 'on' : 'box', x: x - right, y: y - down, width: 2 * right, height: 2 * down, rx: 5 }),
    label(x, y + 4.5, spot.startsWith('CLOSED') ? 'CLOSED' : spot, on ? 's b' : 's', 'middle'),
  ]
}

function badge([x, y]: Point, step: number, path: number): Child[] {
  const shape =
    path === 0
      ? element('circle', { class: 'n1', cx: x, cy: y, r: 9.5 })
      : element('rect', { class: 'n2', x: x - 9, y: y - 9, width: 18, height: 18 })
  return [shape, label(x, y + 4.5, step, 's b', 'middle')]
}

/** The numbers of the steps; where one stands already, or words, a head or a box, beside it. */
function badges(trails: readonly Trail[], layout: StateLayout): Child[] {
  const { spots, edges } = layout
  if (trails.length === 0) return []
  const taken: Box[] = edges.flatMap(({ text, at: [x, y], leading, anchor }) =>
    text.map((line, index) => labelBox(x, y + index * leading, line, anchor, SMALL)),
  )
  for (const [spot, [x, y]] of Object.entries(spots)) taken.push(around(x, y, ...halfOf(layout, spot)))
  for (const { points } of trails.flatMap(({ ways }) => ways)) {
    const [[px, py], [x, y]] = [points.at(-2)!, points.at(-1)!]
    taken.push(around(x - 6 * Math.sign(x - px), y - 6 * Math.sign(y - py), 6, 6))
  }
  return trails.flatMap(({ ways, steps }, path) =>
    ways.flatMap(({ badge: [x, y], along = [] }, index) => {
      const free = [...along, ...ASIDE].find(([dx, dy]) => {
        const inside = x + dx > 10 && x + dx < layout.width - 10
        return inside && !taken.some((other) => boxesOverlap(around(x + dx, y + dy, 9, 9), other))
      })
      const [dx, dy] = free ?? [0, 0]
      taken.push(around(x + dx, y + dy, 9.5, 9.5))
      return badge([x + dx, y + dy], steps[index]!, path)
    }),
  )
}

/** On its way; beside, above or below; further off. */
const ASIDE: readonly Point[] = [
  [0, 0],
  ...[21, 42, 63].flatMap((far): Point[] => [
    [far, 0],
    [-far, 0],
    [0, far],
    [0, -far],
  ]),
]

function around(x: number, y: number, right: number, down: number): Box {
  return { x0: x - right, y0: y - down, x1: x + right, y1: y + down }
}

/** Transitions of the table that the drawing leaves out, since they would cross everything. */
function footnotes(drawn: readonly Edge[], transitions: readonly StateStep[]): string[] {
  const missing = transitions.filter(({ from, to }) => !drawn.some((edge) => edge.from === from && edge.to === to))
  const notes = missing
    .filter(({ to }) => to !== 'CLOSED')
    .map(({ from, to, event }) => SAYS.notDrawnToOn(from, to, event))
  if (missing.some(({ to }) => to === 'CLOSED')) notes.push(SAYS.notDrawnRstAbortOr)
  return notes
}
