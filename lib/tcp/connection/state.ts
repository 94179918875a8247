/** The eleven states of RFC 9293 §3.3.2. */
export type State =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT'

/** What may change the state: a call of the user, a segment, a timer. */
export type StateEvent =
  | 'passive OPEN'
  | 'active OPEN'
  | 'SEND'
  | 'CLOSE'
  | 'ABORT'
  | 'rcv SYN'
  | 'rcv SYN,ACK'
  | 'rcv ACK of SYN'
  | 'rcv FIN'
  | 'rcv ACK of FIN'
  | 'rcv RST'
  | 'rcv RST or SYN, passive'
  | 'rcv SYN, new connection'
  | 'ICMP hard error'
  | 'user timeout'
  | '2MSL timeout'

/** One row: in state `from`, `event` leads to `to`, by `clause` of RFC 9293. */
export interface Transition {
  readonly from: State
  readonly event: StateEvent
  readonly to: State
  readonly clause: string
}

export const STATES: readonly State[] = [
  'CLOSED',
  'LISTEN',
  'SYN-SENT',
  'SYN-RECEIVED',
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
]

function row(from: State, event: StateEvent, to: State, clause: string): Transition {
  return { from, event, to, clause }
}

/** Every change of state there is. The engine changes state by this table alone; the diagram and the tests read it. */
export const TRANSITIONS: readonly Transition[] = [
  // Opening
  row('CLOSED', 'passive OPEN', 'LISTEN', '§3.10.1'),
  row('CLOSED', 'active OPEN', 'SYN-SENT', '§3.10.1'),
  row('LISTEN', 'active OPEN', 'SYN-SENT', '§3.10.1'),
  row('LISTEN', 'SEND', 'SYN-SENT', '§3.10.2'),
  row('LISTEN', 'rcv SYN', 'SYN-RECEIVED', '§3.10.7.2'),
  row('SYN-SENT', 'rcv SYN', 'SYN-RECEIVED', '§3.10.7.3'),
  row('SYN-SENT', 'rcv SYN,ACK', 'ESTABLISHED', '§3.10.7.3'),
  row('SYN-RECEIVED', 'rcv ACK of SYN', 'ESTABLISHED', '§3.10.7.4'),
  row('SYN-RECEIVED', 'rcv RST or SYN, passive', 'LISTEN', '§3.10.7.4'),

  // Closing, this side first
  row('LISTEN', 'CLOSE', 'CLOSED', '§3.10.4'),
  row('SYN-SENT', 'CLOSE', 'CLOSED', '§3.10.4'),
  row('SYN-RECEIVED', 'CLOSE', 'FIN-WAIT-1', '§3.10.4'),
  row('ESTABLISHED', 'CLOSE', 'FIN-WAIT-1', '§3.10.4'),
  row('FIN-WAIT-1', 'rcv ACK of FIN', 'FIN-WAIT-2', '§3.10.7.4'),
  row('FIN-WAIT-1', 'rcv FIN', 'CLOSING', '§3.10.7.4'),
  row('FIN-WAIT-2', 'rcv FIN', 'TIME-WAIT', '§3.10.7.4'),
  row('CLOSING', 'rcv ACK of FIN', 'TIME-WAIT', '§3.10.7.4'),
  row('TIME-WAIT', '2MSL timeout', 'CLOSED', '§3.10.8'),
  row('TIME-WAIT', 'rcv SYN, new connection', 'CLOSED', '§3.6.1'),

  // Closing, the peer first
  row('SYN-RECEIVED', 'rcv FIN', 'CLOSE-WAIT', '§3.10.7.4'),
  row('ESTABLISHED', 'rcv FIN', 'CLOSE-WAIT', '§3.10.7.4'),
  row('CLOSE-WAIT', 'CLOSE', 'LAST-ACK', '§3.10.4'),
  row('LAST-ACK', 'rcv ACK of FIN', 'CLOSED', '§3.10.7.4'),

  // A connection ends at once
  ...everyState('rcv RST', '§3.10.7.4', ['SYN-SENT']),
  ...everyState('ABORT', '§3.10.5', ['LISTEN', 'SYN-SENT']),
  ...everyState('ICMP hard error', '§3.9.2.2', ['SYN-SENT']),
  ...everyState('user timeout', '§3.10.8', ['SYN-SENT']),
]

function everyState(event: StateEvent, clause: string, before: readonly State[]): Transition[] {
  const from = [...before, ...STATES.slice(STATES.indexOf('SYN-RECEIVED'))]
  return from.map((state) => row(state, event, 'CLOSED', clause))
}

const transitionTable = new Map(TRANSITIONS.map(({ from, event, to }) => [`${from} ${event}`, to]))

/** Where `event` leads from `state`; `undefined` when the table has no such row. */
export function next(state: State, event: StateEvent): State | undefined {
  return transitionTable.get(`${state} ${event}`)
}

/** Both sides know each other's sequence numbers (RFC 9293 §3.5: synchronized). */
export function isSynchronized(state: State): boolean {
  return state !== 'CLOSED' && state !== 'LISTEN' && state !== 'SYN-SENT' && state !== 'SYN-RECEIVED'
}
