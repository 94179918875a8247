import type { State } from '../../tcp/connection/index.ts'
import type { Anchor } from '../text.ts'

// Where the eleven states and the ways between them stand, after figure 5 of RFC 9293, by hand: three columns, opening
// above ESTABLISHED and closing below it. CLOSED stands twice, as where a connection begins and where it ends.

export const BOX = { width: 112, height: 28 } as const
export const DIAGRAM = { width: 480, height: 640 } as const

export type Spot = State | 'CLOSED, at the end'

/** Middles of the boxes. */
export const SPOTS: Readonly<Record<Spot, readonly [x: number, y: number]>> = {
  CLOSED: [240, 38],
  LISTEN: [240, 126],
  'SYN-RECEIVED': [64, 218],
  'SYN-SENT': [416, 218],
  ESTABLISHED: [240, 308],
  'FIN-WAIT-1': [64, 398],
  'CLOSE-WAIT': [416, 398],
  'FIN-WAIT-2': [64, 498],
  CLOSING: [240, 498],
  'LAST-ACK': [416, 498],
  'TIME-WAIT': [240, 594],
  'CLOSED, at the end': [416, 594],
}

/** A way from one state to another: its corners, what leads along it and what is sent then. */
export interface Edge {
  from: State
  to: State
  points: readonly (readonly [number, number])[]
  /** The events, then what is sent. */
  text: readonly string[]
  at: readonly [number, number]
  anchor: Anchor
  /** Where the number of a step stands. */
  badge: readonly [number, number]
}

export const EDGES: readonly Edge[] = [
  edge('CLOSED → LISTEN', '222 52, 222 112', 'passive | OPEN', '210 74 end', '222 76'),
  edge('LISTEN → CLOSED', '258 112, 258 52', 'CLOSE', '264 92 start', '258 72'),
  edge('CLOSED → SYN-SENT', '296 32, 446 32, 446 204', 'active OPEN / SYN', '304 25 start', '446 126'),
  edge('SYN-SENT → CLOSED', '396 204, 396 46, 296 46', 'CLOSE', '390 64 end', '396 90'),
  edge('LISTEN → SYN-SENT', '296 126, 372 126, 372 204', 'SEND or active | OPEN / SYN', '366 156 end', '372 182'),
  edge('LISTEN → SYN-RECEIVED', '184 134, 84 134, 84 204', 'rcv SYN | / SYN,ACK', '90 150 start', '84 180'),
  edge('SYN-RECEIVED → LISTEN', '44 204, 44 116, 184 116', 'rcv RST or SYN, | passive', '50 95 start', '44 158'),
  edge('SYN-SENT → SYN-RECEIVED', '360 218, 120 218', 'rcv SYN / SYN,ACK', '240 211 middle', '148 218'),
  edge('SYN-RECEIVED → ESTABLISHED', '84 232, 84 302, 184 302', 'rcv ACK | of SYN', '90 262 start', '130 302'),
  edge('SYN-SENT → ESTABLISHED', '396 232, 396 302, 296 302', 'rcv SYN,ACK | / ACK', '390 258 end', '350 302'),
  edge('SYN-RECEIVED → FIN-WAIT-1', '36 232, 36 384', 'CLOSE | / FIN', '41 340 start', '36 310'),
  edge('ESTABLISHED → FIN-WAIT-1', '184 315, 100 315, 100 384', 'CLOSE / FIN', '106 334 start', '100 356'),
  edge('ESTABLISHED → CLOSE-WAIT', '296 315, 404 315, 404 384', 'rcv FIN / ACK', '398 334 end', '404 356'),
  edge('FIN-WAIT-1 → FIN-WAIT-2', '40 412, 40 484', 'rcv ACK | of FIN', '54 444 start', '40 448'),
  edge('FIN-WAIT-1 → CLOSING', '120 398, 240 398, 240 484', 'rcv FIN / ACK', '128 391 start', '240 440'),
  edge('FIN-WAIT-2 → TIME-WAIT', '64 512, 64 594, 184 594', 'rcv FIN | / ACK', '70 546 start', '130 594'),
  edge('CLOSING → TIME-WAIT', '240 512, 240 580', 'rcv ACK | of FIN', '252 544 start', '240 544'),
  edge('CLOSE-WAIT → LAST-ACK', '416 412, 416 484', 'CLOSE | / FIN', '402 444 end', '416 448'),
  edge('LAST-ACK → CLOSED', '416 512, 416 580', 'rcv ACK | of FIN', '402 544 end', '416 544'),
  edge('TIME-WAIT → CLOSED', '296 594, 360 594', '2MSL | timeout', '328 614 middle', '328 594'),
]

/** An edge in a line: its corners `x y`, its lines of text divided by `|`, where the first stands and how, and the badge. */
function edge(way: `${State} → ${State}`, corners: string, text: string, at: string, badge: string): Edge {
  const [from, to] = way.split(' → ') as [State, State]
  const anchor = at.split(' ')[2] as Anchor
  const points = corners.split(', ').map(point)
  return { from, to, points, text: text.split(' | '), at: point(at), anchor, badge: point(badge) }
}

function point(text: string): readonly [number, number] {
  const [x, y] = text.split(' ').map(Number)
  return [x!, y!]
}

/** Which of the two boxes of CLOSED a way to it leads to. */
export function spotOf(state: State, from?: State): Spot {
  if (state !== 'CLOSED' || from === undefined) return state
  const [, y] = SPOTS[from]
  return y < SPOTS.ESTABLISHED[1] ? 'CLOSED' : 'CLOSED, at the end'
}
