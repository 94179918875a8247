/** §2.1.5 in pictures: the figures of its lesson, each a pure function of its parameters. */
import {
  type Bar,
  barFigure,
  ladderFigure,
  type Scene,
  type SceneBox,
  type SceneLink,
  type ShownFigure,
  sceneFigure,
  twinFigure,
  wholePower,
  withData,
} from '../../draw/index.ts'
import type { Trace } from '../../network/index.ts'
import { count, thousands } from '../../words.ts'
import { segmentsOf } from '../helpers.ts'
import {
  HANG_UPS,
  type HangUp,
  type HungUp,
  hangUpOn,
  loseLastAck,
  THE_END,
  twoGenerals,
  untilFree,
} from '../socket-options.ts'

const SAYS = {
  listener: 'listener',
  conversation: 'conversation',
  program: 'program',
  server: 'server',
  client: (number: number) => `client ${number}`,
  port: 'port 1060',
  willStop: 'is about to be stopped',
  beforeRestart: (clients: number) =>
    `A server that is about to be stopped has a listener and ${clients === 1 ? 'one conversation' : count(clients, 'conversation')}`,
  beforeRestartInWords: (clients: number) =>
    `A server’s program is about to be stopped. It has a listener, and a socket for ${clients === 1 ? 'its one client' : `each of ${clients} clients`}; all of these sockets have port 1060.`,
  msl: (seconds: number) => `MSL ${seconds} s`,
  portHeld: 'Without SO_REUSEADDR the port is free at the first try after twice the MSL',
  measured: 'measured',
  twiceMsl: '2 · MSL',
  timeWait: (seconds: number) => `TIME-WAIT for ${seconds} s`,
  noTimeWait: 'no TIME-WAIT',
  finAfterTimeWait:
    'The last ACK is lost, and the FIN comes again after TIME-WAIT: it is answered by a reset in any case',
  finInTimeWait: 'The last ACK is lost, and the FIN comes again: in TIME-WAIT it is acknowledged, without it reset',
  ends: (how: HangUp, bytes: number) =>
    ({
      'reads it, closes': 'has read the request and closes',
      'does not read it, closes': `closes with ${count(bytes, 'byte')} unread`,
      'reads it, closes with linger 0': 'has read the request and closes with linger 0',
    })[how],
  hungUp: (how: string, isEnd: boolean) => `The server ${how}: the client ${isEnd ? 'sees the end' : 'is reset'}`,
  generals: 'The more messages are agreed, the less often one general attacks alone',
  mornings: (number: string) => `in ${number} mornings`,
} as const

export interface BeforeRestartParameters {
  /** Each with a conversation. */
  clients?: number
}

/** A server that is about to be stopped: its listener, and a socket for each conversation, on one port. */
export function beforeRestart({ clients = 1 }: BeforeRestartParameters = {}): ShownFigure<Scene> {
  const numbers = Array.from({ length: clients }, (_, index) => index + 1)
  const socket = (id: string, name: string): SceneBox => ({ id, name, kind: 'socket', note: SAYS.port })
  const sockets = [socket('listener', SAYS.listener), ...numbers.map((one) => socket(`talk-${one}`, SAYS.conversation))]
  const program: SceneBox = {
    id: 'program',
    name: SAYS.program,
    kind: 'program',
    note: SAYS.willStop,
    inside: sockets,
  }
  const boxes: SceneBox[] = [
    ...numbers.map((one): SceneBox => ({ id: `client-${one}`, name: SAYS.client(one), kind: 'host' })),
    { id: 'server', name: SAYS.server, kind: 'host', inside: [program] },
  ]
  const links = numbers.map((one): SceneLink => {
    return { from: `client-${one}`, to: `talk-${one}`, kind: 'connection', both: true }
  })
  return sceneFigure(
    { boxes, links },
    {
      title: SAYS.beforeRestart(clients),
      description: SAYS.beforeRestartInWords(clients),
    },
  )
}

export interface PortHeldParameters {
  /** Seconds that a segment is taken to live, on a system like Linux. */
  short?: number
  /** And on one that follows the RFC. */
  long?: number
  /** Seconds between one try to start the server and the next. */
  every?: number
}

/** How long a port cannot be taken again without SO_REUSEADDR, beside twice the MSL. @see RFC 9293 §3.4.2 */
export async function portHeld({
  short = 30,
  long = 120,
  every = 1,
}: PortHeldParameters = {}): Promise<ShownFigure<readonly Required<Bar>[]>> {
  const bars: Required<Bar>[] = []
  for (const msl of [short, long]) {
    const held = await untilFree(msl * 1000, every * 1000)
    bars.push({ name: SAYS.msl(msl), value: Math.round(held / 1000), formula: 2 * msl })
  }
  const title = SAYS.portHeld
  return withData(barFigure(bars, { title, measure: SAYS.measured, unit: 's', formula: SAYS.twiceMsl }), bars)
}

export interface LastAckParameters {
  /** One way, in virtual milliseconds. */
  delay?: number
  /** How long TIME-WAIT lasts where there is one, in virtual seconds: 2MSL. */
  timeWait?: number
}

/** The same lost ACK twice: with TIME-WAIT at the end that closed first, and without. @see RFC 9293 §3.6.1 */
export async function lastAckLost({
  delay = 20,
  timeWait = 240,
}: LastAckParameters = {}): Promise<ShownFigure<readonly [withIt: Trace, without: Trace]>> {
  const traces = [await loseLastAck(500 * timeWait, delay), await loseLastAck(0, delay)] as const
  const isReset = segmentsOf(traces[0]).some(({ segment }) => segment.flags.rst)
  return twinFigure(traces, {
    names: [SAYS.timeWait(timeWait), SAYS.noTimeWait],
    from: 2 * delay,
    title: isReset ? SAYS.finAfterTimeWait : SAYS.finInTimeWait,
  })
}

export interface HungUpParameters {
  /** What the server does before it closes, and how it closes. */
  how?: HangUp
  /** How long the client's request is, in bytes. */
  bytes?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** What a server's close says to its client, by what it has read. @see RFC 9293 §3.6.1 */
export async function hungUp({
  how = HANG_UPS[1],
  bytes = 16,
  delay = 5,
}: HungUpParameters = {}): Promise<ShownFigure<HungUp>> {
  const run = await hangUpOn(new Uint8Array(bytes), how, delay)
  const title = SAYS.hungUp(SAYS.ends(how, bytes), run.client === THE_END)
  return withData(ladderFigure(run.trace, { title }), run)
}

export interface GeneralsParameters {
  /** How many messengers of a hundred are caught. */
  loss?: number
  /** How often they try to agree. */
  mornings?: number
}

/** How often one general attacks alone, by the number of messages that they have agreed on: in percent, beside p(1 − p)ⁿ⁻¹. */
export function generals({
  loss = 10,
  mornings = 100_000,
}: GeneralsParameters = {}): ShownFigure<readonly Required<Bar>[]> {
  const lost = loss / 100
  const bars = [1, 2, 3, 5, 10, 20].map((messages) => ({
    name: `${messages}`,
    value: (100 * twoGenerals(messages, lost, mornings).alone) / mornings,
    formula: 100 * lost * wholePower(1 - lost, messages - 1),
  }))
  const figure = barFigure(bars, {
    title: SAYS.generals,
    unit: '%',
    measure: SAYS.mornings(thousands(mornings)),
    formula: 'p(1 − p)ⁿ⁻¹',
  })
  return withData(figure, bars)
}
