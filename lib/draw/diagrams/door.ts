import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { dashSample, key } from '../key.ts'
import { arrowhead, type Child, cross, element, type Point, path, short } from '../svg.ts'
import { fit, label, SMALL, textTable, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'
import { doorPlan, type PlaceSpot, personOutline } from './door-plan.ts'

/** What it says, by key. */
const SAYS = {
  asks: 'asks, and waits for an answer',
  dropped: 'its SYN is dropped',
  half: 'connected, as it believes',
  waits: 'in the accept queue',
  served: 'served',
  marked: 'has to wait for a timer',
  ms: (time: string) => `${time} ms`,
  unit: 'ms',
} as const

/** A place on the way to a server, and the clients that stand there by their numbers. */
interface DoorPlace {
  name: string
  note: string
  /** In a queue of places the first stands at the right end. */
  people: readonly number[]
  /** So many may stand beside one another. */
  columns: number
  /** Of a queue of places: how many of them there are now. */
  room?: number
}

/** What somebody does from one moment to another. */
interface DoorSpan {
  kind: 'asks' | 'half' | 'waits' | 'served'
  /** virtual milliseconds */
  from: number
  to: number
}

interface DoorLane {
  name: string
  spans: readonly DoorSpan[]
  /** Moments in which it was turned away. */
  dropped?: readonly number[]
  /** Words in a stretch of time in which nothing is done, where there is room. */
  gaps?: readonly { from: number; to: number; text: string }[]
}

export interface Door {
  places: readonly DoorPlace[]
  lanes: readonly DoorLane[]
  /** Those who are marked by a full head, for what the key says. */
  marked: readonly number[]
  /** virtual milliseconds */
  end: number
  /** The moment in which they stand so; the end unless told. */
  shown?: number
}

export interface DoorOptions extends FigureOptions {
  title: string
  description: string
  /** What is put over the columns of the table. */
  columns: readonly [place: string, people: string, note: string]
}

/** A door as a figure, which says where its places and lanes are. */
export interface DoorFigure extends ShownFigure<Door> {
  /** The outlines of a place's places for one each, in the picture of this width, as path data; of a queue from its right end. */
  spots(place: number, width: number): readonly string[]
  /** The outline of each lane. */
  laneOutlines(width: number): readonly string[]
}

/** People on their way through places to a server, and below it what each did when. */
export function doorFigure(door: Door, options: DoorOptions): DoorFigure {
  const figure = figureOf({
    data: door,
    draw: (width) => drawDoor(door, { ...options, width }),
    table: () =>
      textTable(
        options.columns,
        door.places.map(({ name, people, note }) => [name, people.join(' ') || '–', note]),
      ),
    sentence: () => options.description,
  })
  const planned = (width: number) => planOfDoor(door, width)
  return Object.assign(figure, {
    spots: (place: number, width: number) =>
      spotsInTurn(door.places[place]!, planned(width).places[place]!).map(personOutline),
    laneOutlines: (width: number) => {
      const { lanes, time } = planned(width)
      return lanes.map((y) => `M2 ${short(y - 8)}h${short(time[1] - 2)}v16h${short(2 - time[1])}z`)
    },
  })
}

function planOfDoor({ places, lanes }: Door, width: number) {
  return doorPlan(
    width,
    places.map(({ columns }) => columns),
    lanes.length,
  )
}

/** In the order in which they are taken. */
function spotsInTurn({ room }: DoorPlace, { people }: PlaceSpot): readonly Point[] {
  return room === undefined ? people : people.toReversed()
}

function drawDoor(door: Door, options: DoorOptions): string {
  const { width = WIDE } = options
  const plan = planOfDoor(door, width)
  const kinds = new Set(door.lanes.flatMap(({ spans }) => spans.map(({ kind }) => kind)))
  const legend = key(
    [
      [SAYS.asks, dashSample('again')],
      door.lanes.some(({ dropped = [] }) => dropped.length > 0) && [
        SAYS.dropped,
        (x, y) => path('gone', cross(x, y, 4)),
      ],
      kinds.has('half') && [SAYS.half, dashSample('l4')],
      kinds.has('waits') && [SAYS.waits, (x, y) => spanBar('on', x - 7, x + 7, y)],
      [SAYS.served, (x, y) => spanBar('bar', x - 7, x + 7, y)],
      door.marked.length > 0 && [SAYS.marked, (x, y) => element('circle', { class: 'head2', cx: x, cy: y, r: 4.5 })],
    ],
    width,
  )
  const foot = plan.height + 20
  return figure(
    options,
    { title: options.title, description: options.description, width, height: foot + 12 + legend.height },
    ...door.places.flatMap((place, index) => drawPlace(place, plan.places[index]!, door.marked, plan.inRows)),
    ...(plan.inRows ? [] : arrowsBetween(plan.places)),
    ...drawLanes(door, plan.time, plan.lanes, plan.height),
    ...legend.at(foot + 20),
  )
}

function drawPlace(place: DoorPlace, spot: PlaceSpot, marked: readonly number[], inRows: boolean): Child[] {
  const { name, note, people, room } = place
  const spots = spotsInTurn(place, spot)
  const cells = (from: number, to: number): string => spots.slice(from, to).map(personOutline).join('')
  const frame =
    room !== undefined
      ? [path('cell', cells(0, room)), path('not', cells(room, spots.length))]
      : inRows
        ? [path('faint', `M${spot.x} ${spot.y + spot.height - 4}h${short(spot.width)}`)]
        : [element('rect', { class: 'host', x: spot.x, y: spot.y, width: spot.width, height: spot.height, rx: 8 })]
  return [
    ...frame,
    label(...spot.name, name, 's b'),
    label(...spot.note, note, inRows ? 'xs m' : 's m'),
    ...people.slice(0, spots.length).flatMap((one, at) => person(spots[at]!, one, marked.includes(one))),
  ]
}

function person([x, y]: Point, number: number, isMarked: boolean): Child[] {
  return [
    element('circle', { class: isMarked ? 'head2' : 'box', cx: x, cy: y + 5, r: 4.5 }),
    path(isMarked ? 'n2' : 'box', `M${short(x - 8)} ${short(y + 29)}v-12q0 -6 6 -6h4q6 0 6 6v12z`),
    label(x, y + 25, number, 'xs', 'middle'),
  ]
}

function arrowsBetween(places: readonly PlaceSpot[]): Child[] {
  const ways = places.slice(1).map(({ x, y, height }, index) => {
    const { x: before, width } = places[index]!
    return { from: before + width + 4, to: x - 4, y: y + height / 2 }
  })
  return [
    path('call', ways.map(({ from, to, y }) => `M${short(from)} ${short(y)}H${short(to - 4)}`).join('')),
    path('head', ways.map(({ to, y }) => arrowhead(to, y, 1, 0, 8)).join('')),
  ]
}

function drawLanes(
  { lanes, end, shown }: Door,
  [left, right]: readonly [number, number],
  middles: readonly number[],
  foot: number,
): Child[] {
  const at = (time: number): number => left + ((right - left) * time) / end
  const spansOf = (kind: DoorSpan['kind']): Child[] =>
    lanes.flatMap(({ spans }, index) =>
      spans
        .filter((span) => span.kind === kind)
        .map(({ from, to }): Child => {
          const y = middles[index]!
          if (kind === 'asks' || kind === 'half')
            return path(kind === 'asks' ? 'again' : 'l4', `M${short(at(from))} ${short(y)}H${short(at(to))}`)
          return spanBar(kind === 'waits' ? 'on' : 'bar', at(from), at(to), y)
        }),
    )
  const step = stepFor(end, (right - left) / 62)
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step)
  const top = middles[0]! - 9
  return [
    path('grid', ticks.map((time) => `M${short(at(time))} ${short(top)}V${short(foot)}`).join('')),
    ...ticks.map((time) => label(at(time), foot + 14, time, 's m', time === 0 ? 'start' : 'middle')),
    label(left - 6, foot + 14, SAYS.unit, 's m', 'end'),
    ...lanes.map(({ name }, index) => label(left - 6, middles[index]! + 4, fit(name, left - 8, SMALL), 's', 'end')),
    ...(['asks', 'half', 'waits', 'served'] as const).flatMap(spansOf),
    path(
      'gone',
      lanes.flatMap(({ dropped = [] }, index) => dropped.map((time) => cross(at(time), middles[index]!, 4))).join(''),
    ),
    ...(shown === undefined ? [] : cursor(at(shown), SAYS.ms(shown.toFixed()), top, foot, right)),
    ...lanes.flatMap(({ gaps = [] }, index) =>
      gaps.flatMap(({ from, to, text }) => gapWords(at(from), at(to), middles[index]!, text)),
    ),
  ]
}

function cursor(x: number, text: string, top: number, foot: number, right: number): Child[] {
  const wide = textWidth(text, SMALL)
  const isLeft = x + wide / 2 > right
  return [
    path('tick', `M${short(x)} ${short(top - 2)}V${short(foot)}`),
    label(isLeft ? right : Math.max(x, wide / 2 + 2), top - 6, text, 's b', isLeft ? 'end' : 'middle'),
  ]
}

/** Where they fit. */
function gapWords(from: number, to: number, y: number, text: string): Child[] {
  const wide = textWidth(text, SMALL) + 8
  if (to - from < wide) return []
  const x = (from + to) / 2
  return [
    element('rect', { class: 'plate', x: x - wide / 2, y: y - 8, width: wide, height: 16 }),
    label(x, y + 4, text, 's b t5', 'middle'),
  ]
}

function spanBar(style: string, from: number, to: number, y: number): Child {
  const high = style === 'bar' ? 11 : 8
  return element('rect', { class: style, x: from, y: y - high / 2, width: Math.max(1.5, to - from), height: high })
}

/** A round step of so many at most. */
function stepFor(end: number, most: number): number {
  for (let ten = 1; ; ten *= 10) for (const times of [1, 2, 5]) if (end / (ten * times) <= most) return ten * times
}
