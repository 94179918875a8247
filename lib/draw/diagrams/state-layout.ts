import type { State } from '../../tcp/connection/index.ts'
import type { Point } from '../svg.ts'
import type { Anchor } from '../text.ts'

/** What it says, by key. */
const SAYS = {
  sendOrActiveOpenSyn: 'SEND or active OPEN / SYN',
  rcvRstOrSynPassive: 'rcv RST or SYN, passive',
  rcvAckOfSyn: 'rcv ACK of SYN',
  rcvAckOfFin: 'rcv ACK of FIN',
  closedAtTheEnd: 'CLOSED, at the end',
} as const

// Where the eleven states and the ways between them stand, after figure 5 of RFC 9293, by hand: three columns, opening
// above ESTABLISHED and closing below it. CLOSED stands twice, as where a connection begins and where it ends.

export type Spot = State | 'CLOSED, at the end'

/** A way from one state to another: its corners, what leads along it and what is sent then. */
export interface Edge {
  from: State
  to: State
  points: readonly Point[]
  /** The events, then what is sent. */
  text: readonly string[]
  at: Point
  anchor: Anchor
  /** From one line of the text to the next. */
  leading: number
  /** Where the number of a step stands. */
  badge: Point
}

export interface StateLayout {
  width: number
  height: number
  box: { width: number; height: number }
  /** How wide the two boxes of CLOSED are. */
  closed: number
  /** Middles of the boxes. */
  spots: Readonly<Record<Spot, Point>>
  edges: readonly Edge[]
}

/** For the column of a page: rows are close, what leads along a way stands in one line. */
const wide: StateLayout = {
  width: 680,
  height: 482,
  box: { width: 116, height: 28 },
  closed: 116,
  spots: {
    CLOSED: [340, 28],
    LISTEN: [340, 98],
    'SYN-RECEIVED': [60, 176],
    'SYN-SENT': [620, 176],
    ESTABLISHED: [340, 244],
    'FIN-WAIT-1': [60, 312],
    'CLOSE-WAIT': [620, 312],
    'FIN-WAIT-2': [60, 392],
    CLOSING: [340, 392],
    'LAST-ACK': [620, 392],
    'TIME-WAIT': [340, 462],
    [SAYS.closedAtTheEnd]: [620, 462],
  },
  edges: [
    edge('CLOSED → LISTEN', '320 42, 320 84', 'passive OPEN', '306 67 end', '320 58'),
    edge('LISTEN → CLOSED', '360 84, 360 42', 'CLOSE', '374 67 start', '360 67'),
    edge('CLOSED → SYN-SENT', '398 22, 646 22, 646 162', 'active OPEN / SYN', '416 16 start', '646 92'),
    edge('SYN-SENT → CLOSED', '606 162, 606 34, 398 34', 'CLOSE', '430 49 start', '606 70'),
    edge('LISTEN → SYN-SENT', '398 98, 580 98, 580 162', SAYS.sendOrActiveOpenSyn, '412 92 start', '580 126'),
    edge('LISTEN → SYN-RECEIVED', '282 104, 100 104, 100 162', 'rcv SYN / SYN,ACK', '264 119 end', '100 132'),
    edge('SYN-RECEIVED → LISTEN', '40 162, 40 92, 282 92', SAYS.rcvRstOrSynPassive, '264 86 end', '40 128'),
    edge('SYN-SENT → SYN-RECEIVED', '562 176, 118 176', 'rcv SYN / SYN,ACK', '340 170 middle', '440 176'),
    edge('SYN-RECEIVED → ESTABLISHED', '100 190, 100 238, 282 238', SAYS.rcvAckOfSyn, '200 232 middle', '100 214'),
    edge('SYN-SENT → ESTABLISHED', '580 190, 580 238, 398 238', 'rcv SYN,ACK / ACK', '480 232 middle', '580 214'),
    edge('SYN-RECEIVED → FIN-WAIT-1', '40 190, 40 298', 'CLOSE | / FIN', '48 262 start', '40 230'),
    edge('ESTABLISHED → FIN-WAIT-1', '282 250, 100 250, 100 298', 'CLOSE / FIN', '200 265 middle', '100 272'),
    edge('ESTABLISHED → CLOSE-WAIT', '398 250, 580 250, 580 298', 'rcv FIN / ACK', '480 265 middle', '580 272'),
    edge('FIN-WAIT-1 → FIN-WAIT-2', '40 326, 40 378', SAYS.rcvAckOfFin, '54 355 start', '40 349'),
    edge('FIN-WAIT-1 → CLOSING', '118 312, 340 312, 340 378', 'rcv FIN / ACK', '230 306 middle', '340 342'),
    edge('FIN-WAIT-2 → TIME-WAIT', '60 406, 60 462, 282 462', 'rcv FIN / ACK', '170 456 middle', '60 434'),
    edge('CLOSING → TIME-WAIT', '340 406, 340 448', SAYS.rcvAckOfFin, '354 431 start', '340 424'),
    edge('CLOSE-WAIT → LAST-ACK', '620 326, 620 378', 'CLOSE / FIN', '606 355 end', '620 349'),
    edge('LAST-ACK → CLOSED', '620 406, 620 448', SAYS.rcvAckOfFin, '606 431 end', '620 424'),
    edge('TIME-WAIT → CLOSED', '398 462, 562 462', '2MSL timeout', '456 456 middle', '519 462'),
  ],
}

/** For phones: boxes of the middle column have rows of their own, what leads along a way stands in several lines. */
const narrow: StateLayout = {
  width: 340,
  height: 670,
  box: { width: 106, height: 26 },
  closed: 80,
  spots: {
    CLOSED: [170, 24],
    LISTEN: [170, 108],
    'SYN-RECEIVED': [55, 212],
    'SYN-SENT': [285, 212],
    ESTABLISHED: [170, 304],
    'FIN-WAIT-1': [55, 396],
    'CLOSE-WAIT': [285, 396],
    'FIN-WAIT-2': [55, 504],
    CLOSING: [170, 450],
    'LAST-ACK': [285, 504],
    'TIME-WAIT': [170, 588],
    [SAYS.closedAtTheEnd]: [170, 652],
  },
  edges: [
    edge('CLOSED → LISTEN', '150 37, 150 95', 'passive | OPEN', '137 58 end', '150 60'),
    edge('LISTEN → CLOSED', '190 95, 190 37', 'CLOSE', '203 70 start', '190 72'),
    edge('CLOSED → SYN-SENT', '210 18, 322 18, 322 199', 'active | OPEN | / SYN', '314 44 end', '322 152'),
    edge('SYN-SENT → CLOSED', '268 199, 268 30, 210 30', 'CLOSE', '274 100 start', '268 128'),
    edge('LISTEN → SYN-SENT', '223 108, 246 108, 246 199', 'SEND or | active OPEN | / SYN', '236 144 end', '246 126'),
    edge('LISTEN → SYN-RECEIVED', '117 114, 80 114, 80 199', 'rcv SYN | / SYN,ACK', '86 136 start', '80 172'),
    edge('SYN-RECEIVED → LISTEN', '34 199, 34 102, 117 102', 'rcv RST | or SYN, | passive', '34 68 start', '34 150'),
    edge('SYN-SENT → SYN-RECEIVED', '232 212, 108 212', 'rcv SYN | / SYN,ACK', '160 206 middle 19', '213 212'),
    edge('SYN-RECEIVED → ESTABLISHED', '80 225, 80 298, 117 298', 'rcv ACK | of SYN', '94 254 start', '80 256'),
    edge('SYN-SENT → ESTABLISHED', '260 225, 260 298, 223 298', 'rcv SYN,ACK | / ACK', '246 254 end', '260 256'),
    edge('SYN-RECEIVED → FIN-WAIT-1', '28 225, 28 383', 'CLOSE | / FIN', '36 330 start', '28 280'),
    edge('ESTABLISHED → FIN-WAIT-1', '117 310, 92 310, 92 383', 'CLOSE | / FIN', '106 338 start', '92 340'),
    edge('ESTABLISHED → CLOSE-WAIT', '223 310, 250 310, 250 383', 'rcv FIN | / ACK', '264 338 start', '250 340'),
    edge('FIN-WAIT-1 → FIN-WAIT-2', '28 409, 28 491', 'rcv ACK | of FIN', '42 444 start', '28 444'),
    edge('FIN-WAIT-1 → CLOSING', '108 396, 170 396, 170 437', 'rcv FIN / ACK', '116 390 start', '170 412'),
    edge('FIN-WAIT-2 → TIME-WAIT', '55 517, 55 588, 117 588', 'rcv FIN | / ACK', '69 546 start', '55 548'),
    edge('CLOSING → TIME-WAIT', '170 463, 170 575', 'rcv ACK | of FIN', '176 496 start', '170 536'),
    edge('CLOSE-WAIT → LAST-ACK', '312 409, 312 491', 'CLOSE | / FIN', '298 444 end', '312 444'),
    edge('LAST-ACK → CLOSED', '262 517, 262 652, 210 652', 'rcv ACK | of FIN', '276 566 start', '262 566'),
    edge('TIME-WAIT → CLOSED', '170 601, 170 639', '2MSL | timeout', '184 615 start', '170 616'),
  ],
}

/** The layout for so many pixels. */
export function stateLayout(width: number): StateLayout {
  return width < wide.width ? narrow : wide
}

/** Half of the width of a box, and half of its height. */
export function halfOf({ box, closed }: StateLayout, spot: string): Point {
  return [(spot.startsWith('CLOSED') ? closed : box.width) / 2, box.height / 2]
}

/** Both. */
export const STATE_LAYOUTS: readonly StateLayout[] = [wide, narrow]

/** An edge in a line: its corners `x y`, its lines of text divided by `|`, where the first stands and how, and the badge. */
function edge(way: `${State} → ${State}`, corners: string, text: string, place: string, badge: string): Edge {
  const [from, to] = way.split(' → ') as [State, State]
  const [x, y, anchor, leading] = place.split(' ')
  return {
    ...{ from, to, points: corners.split(', ').map(point), text: text.split(' | '), badge: point(badge) },
    ...{ at: [Number(x), Number(y)], anchor: anchor as Anchor, leading: Number(leading ?? 14) },
  }
}

function point(text: string): Point {
  const [x, y] = text.split(' ').map(Number)
  return [x!, y!]
}

/** Which of the two boxes of CLOSED a way to it leads to. */
export function spotOf(state: State, from?: State): Spot {
  if (state !== 'CLOSED' || from === undefined) return state
  const opening: readonly State[] = ['LISTEN', 'SYN-RECEIVED', 'SYN-SENT']
  return opening.includes(from) ? 'CLOSED' : SAYS.closedAtTheEnd
}
