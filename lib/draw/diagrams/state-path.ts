import type { Trace } from '../../network/trace-types.ts'
import type { State, Transition } from '../../tcp/connection/index.ts'
import { count } from '../../words.ts'
import { Incarnations } from '../incarnations.ts'
import { endName } from '../journey.ts'
import { textTable } from '../text.ts'

/** What it says, by key. */
const SAYS = {
  theElevenStatesOfA:
    'The eleven states of a TCP connection: from CLOSED through LISTEN and SYN-RECEIVED, or SYN-SENT,',
  toEstablishedFromThereThrough:
    'to ESTABLISHED; from there through FIN-WAIT-1, FIN-WAIT-2 or CLOSING, and TIME-WAIT, or through CLOSE-WAIT',
  andLastAckToClosed: 'and LAST-ACK, to CLOSED.',
  thePath: 'The path',
  other: 'other',
} as const

/** The states that one end of a connection went through, in order. */
export interface StatePath {
  /** Whose path: `client`. */
  name: string
  states: readonly State[]
}

/** A row of a transition table, as far as a drawing needs it. */
export type StateStep = Pick<Transition, 'from' | 'to' | 'event'>

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
    return [SAYS.theElevenStatesOfA, SAYS.toEstablishedFromThereThrough, SAYS.andLastAckToClosed].join(' ')
  return walked
    .map(({ name, states }) => `${name === '' ? SAYS.thePath : `${name}`}: ${states.join(', then ')}.`)
    .join(' ')
}

/** The steps of each path in rows; without a path, the rows of the transition table. */
export function stateTable(paths: readonly StatePath[], transitions: readonly StateStep[]): string {
  if (paths.every(({ states }) => states.length < 2))
    return textTable(
      ['from', 'event', 'to'],
      transitions.map(({ from, event, to }) => [from, event, to]),
    )
  const rows = paths.flatMap(({ name, states }) =>
    states.slice(1).map((to, index): (string | number)[] => {
      const from = states[index]!
      const [first = '', ...others] = transitions.filter((row) => row.from === from && row.to === to)
      const event =
        first === '' ? '' : `${first.event}${others.length > 0 ? `, or ${count(others.length, SAYS.other)}` : ''}`
      return [name, index + 1, from, event, to]
    }),
  )
  return textTable(['path', 'step', 'from', 'event', 'to'], rows)
}
