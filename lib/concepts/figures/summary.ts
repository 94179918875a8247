/** §3 in pictures: one connection, stage by stage, and its graphs. Each is a function of what happens to it on its way. */
import {
  cwndFigure,
  type LadderOptions,
  ladderFigure,
  type Scene,
  type ShownFigure,
  sceneFigure,
  sequenceFigure,
  statePath,
  statesFigure,
  withData,
} from '../../draw/index.ts'
import { count, list, thousands } from '../../words.ts'
import { MARK, marked } from '../marks.ts'
import { type StagedConnection, stagedConnection } from '../stages.ts'
import { pointsOf, summaryFigure, TIME_WAIT_SHOWN } from '../summary-sheet.ts'
import { LETTER, SEGMENT, type WayOptions } from '../whole-connection.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  has: (bytes: string) => `has ${bytes} bytes to send`,
  reads: 'reads, and answers with a line',
  sendBuffer: 'send buffer',
  receiveBuffer: 'receive buffer',
  line: '2 Mbit/s, 20 ms',
  before: (send: number, receive: number) =>
    `Before the first segment: room for ${count(send, 'segment')} here and ${receive} there`,
  beforeInWords: (bytes: string, send: number, receive: number) =>
    `A client that has ${bytes} bytes for a server. Its send buffer can hold ${count(send, 'segment')}, the server’s receive buffer ${receive}; both are empty. Between them: 2 Mbit/s, 20 ms each way.`,
  states: 'Both ends go through the states to CLOSED',
  statesUpTo: (mark: string) => `Both ends go through the states, here up to “${mark}”`,
  opening: 'The handshake takes a round trip, then two segments leave',
  slowStart: 'Each ACK lets two segments go, and one is lost',
  recovery: 'Duplicate ACKs tell of a hole, and a segment that is sent again fills it',
  windowCloses: 'The reader sleeps: each ACK offers less, down to 0',
  probed: 'A probe asks in vain, then an update opens the window',
  unprobed: 'An update opens the window before a probe asks',
  closing: 'One FIN, the answer and the other FIN cross; a minute of TIME-WAIT follows',
  climb: 'The sequence numbers climb',
  fillHole: 'leave and fill a hole',
  standStill: 'stand still while the window is closed',
  doubles: 'cwnd doubles a round trip',
  halved: 'is halved at the loss',
  idle: 'does not count while the receiver’s window is 0',
} as const

/** What happens to the letter, as far as a figure leaves it open. */
type Pathway<Name extends keyof WayOptions> = Pick<WayOptions, Name>

type Stage = Promise<ShownFigure<StagedConnection>>

/** What leaves at the very end of a stage belongs to the next. */
const BEFORE = 1e-6

export interface RoomParameters {
  /** How many segments the client's send buffer can hold. */
  send?: number
  /** How many segments the server's receive buffer can hold. */
  receive?: number
}

/** Both ends before the first segment. */
export function beforeSyn({ send = 16, receive = 8 }: RoomParameters = {}): ShownFigure<Scene> {
  const scene: Scene = {
    boxes: [
      {
        id: 'client',
        name: SAYS.client,
        kind: 'host',
        note: SAYS.has(thousands(LETTER)),
        inside: [{ id: 'out', name: SAYS.sendBuffer, kind: 'buffer', places: send, taken: 0 }],
      },
      {
        id: 'server',
        name: SAYS.server,
        kind: 'host',
        note: SAYS.reads,
        inside: [{ id: 'in', name: SAYS.receiveBuffer, kind: 'buffer', places: receive, taken: 0 }],
      },
    ],
    links: [{ from: 'client', to: 'server', kind: 'wire', label: SAYS.line, both: true }],
  }
  return sceneFigure(scene, {
    title: SAYS.before(send, receive),
    description: SAYS.beforeInWords(thousands(LETTER), send, receive),
  })
}

/** Up to which of its marks the way through the states is drawn. */
export interface StatesParameters {
  /** The short name of a mark. */
  until?: string
}

/** The ways of both ends through the states. */
export async function bothWays({ until = LAST_MARK }: StatesParameters = {}): Stage {
  const whole = await stagedConnection({})
  const { trace, marks } = whole
  const end = marks.find(({ short }) => short === until)?.time ?? trace.end
  const past = { ...trace, events: trace.events.filter(({ time }) => time <= end) }
  const paths = ['client', 'server'].map((host) => statePath(past, host))
  const title = until === LAST_MARK ? SAYS.states : SAYS.statesUpTo(until)
  return withData(statesFigure(paths, { title }), whole)
}

const LAST_MARK = '2MSL later: CLOSED'

/** From the SYN to the first read. */
export async function opening(way: Pathway<'delay' | 'rate'> = {}): Stage {
  const whole = await stagedConnection(way)
  return stage(whole, {
    until: whole.stages.opened - BEFORE,
    options: true,
    title: SAYS.opening,
  })
}

/** From there to the first ACK that tells of a hole. */
export async function slowStart(way: Pathway<'lost' | 'delay'> = {}): Stage {
  const whole = await stagedConnection(way)
  const { opened, noticed } = whole.stages
  return stage(whole, {
    from: opened,
    until: noticed - BEFORE,
    title: SAYS.slowStart,
  })
}

/** From there to the ACK that tells that it is filled. */
export async function recovery(way: Pathway<'lost' | 'delay'> = {}): Stage {
  const whole = await stagedConnection(way)
  const { noticed, mended } = whole.stages
  return stage(whole, {
    from: noticed,
    until: mended - BEFORE,
    options: true,
    title: SAYS.recovery,
  })
}

/** From there to the window 0. */
export async function windowCloses(way: Pathway<'delay' | 'rate'> = {}): Stage {
  const whole = await stagedConnection(way)
  const { mended, closed } = whole.stages
  return stage(whole, {
    from: mended,
    until: closed,
    window: true,
    title: SAYS.windowCloses,
  })
}

/** From there to the window update. */
export async function windowClosed(way: Pathway<'nap' | 'delay'> = {}): Stage {
  const whole = await stagedConnection(way)
  const { closed, reopened } = whole.stages
  const isProbed = whole.marks.some(({ short }) => short === MARK.probe)
  return stage(whole, {
    from: closed,
    until: reopened - BEFORE,
    window: true,
    title: isProbed ? SAYS.probed : SAYS.unprobed,
  })
}

/** From there to the end of TIME-WAIT. */
export async function closing(way: Pathway<'delay' | 'rate'> = {}): Stage {
  const whole = await stagedConnection(way)
  return stage(whole, {
    from: whole.stages.reopened,
    title: SAYS.closing,
  })
}

function stage(whole: StagedConnection, options: LadderOptions): ShownFigure<StagedConnection> {
  return withData(ladderFigure(marked(whole.trace, whole.marks), options), whole)
}

/** Its sequence numbers over time. */
export async function sequenceNumbers(way: Pathway<'lost' | 'nap' | 'delay'> = {}): Stage {
  const whole = await stagedConnection(way)
  const title = inOne([SAYS.climb, has(whole, 'lost') && SAYS.fillHole, has(whole, 'window 0') && SAYS.standStill])
  return withData(sequenceFigure(whole.trace, { ...graphOf(whole), title }), whole)
}

/** Its two windows over time. */
export async function bothWindows(way: Pathway<'lost' | 'nap' | 'delay'> = {}): Stage {
  const whole = await stagedConnection(way)
  const title = inOne([
    SAYS.doubles,
    has(whole, MARK.fastRetransmit) && SAYS.halved,
    has(whole, 'window 0') && SAYS.idle,
  ])
  return withData(cwndFigure(whole.trace, { ...graphOf(whole), mss: SEGMENT, title }), whole)
}

function graphOf({ trace, marks }: StagedConnection): {
  host: string
  until: number
  marks: ReturnType<typeof pointsOf>
} {
  const until = (marks.find(({ short }) => short === 'TIME-WAIT')?.time ?? trace.end) + TIME_WAIT_SHOWN
  return { host: 'client', until, marks: pointsOf(marks) }
}

function has({ marks }: StagedConnection, mark: string): boolean {
  return marks.some(({ short }) => short === mark)
}

function inOne(clauses: readonly (string | false)[]): string {
  return list(clauses.filter((clause) => clause !== false))
}

/** The whole connection on one sheet, to be printed; its table has a line a mark. */
export async function wholeSheet(way: Pathway<'lost' | 'nap' | 'delay'> = {}): Stage {
  const whole = await stagedConnection(way)
  return withData(summaryFigure(whole.trace, whole.marks), whole)
}
