/** §2 (1) in pictures: the figures of lesson 2.0.1, each a pure function of its parameters. */
import {
  headerFigure,
  ladderFigure,
  lineFigure,
  type Point,
  type Scene,
  type ShownFigure,
  type StatePath,
  sceneFigure,
  statePath,
  statesFigure,
  withData,
} from '../../draw/index.ts'
import { nth, type SegmentEvent } from '../../network/index.ts'
import { count } from '../../words.ts'
import { type Exchange, exchange } from '../handshake.ts'
import { segmentsOf } from '../helpers.ts'
import { type OldSyn, oldSyn } from '../old-syn.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  program: 'program',
  socket: 'socket',
  asks: 'has a question of 16 bytes',
  answers: 'answers questions',
  closed: 'CLOSED',
  listens: 'port 1060, LISTEN',
  listen: 'listen',
  eachWay: (delay: number) => `${delay} ms each way`,
  before: 'The client has a question, and the server does not know that there is a client',
  beforeInWords: (delay: number) =>
    'A client, 10.0.0.1, has a program with a question of 16 bytes and a socket in state CLOSED. ' +
    'A server, 10.0.0.2, has a program that answers questions and a socket at port 1060 in state LISTEN. ' +
    `Between them lies a link of ${delay} ms each way, over which nothing has gone yet.`,
  whole: (messages: number) =>
    `A connection has a beginning, ${messages === 1 ? 'a question and its answer' : `${messages} questions and answers`}, and an end`,
  paths: (first: 'client' | 'server' | 'both') =>
    `Each end goes its own way through the states, ${first === 'both' ? 'when both close at once' : `when the ${first} closes first`}`,
  lost: (place: number, time: number) =>
    `The ${['first', 'second', 'third', 'fourth', 'fifth'][place - 1]} segment is lost, and the answer is there after ${time} ms`,
  old: 'An old SYN is answered, the client refuses the answer, and the new SYN opens the connection',
  header: (which: number, flags: string, options: number, data: number) =>
    `Segment ${which}, ${flags}, carries ${count(options, 'option')} and ${data === 0 ? 'no data' : count(data, 'byte')}`,
  oneMore: 'one more thing',
  lastWords: 'The client has closed, and the server still speaks',
  oneEach: 'one each',
  measured: 'measured, one connection',
  messages: 'messages',
  perMessage: 'round trips per message',
  cost: 'The more messages share a connection, the less its beginning costs each of them',
} as const

/** Which end closes first. */
type Closing = 'client' | 'server' | 'both'

/** There and back, in milliseconds. */
interface RoundTrip {
  rtt?: number
}

/** Two ends that know nothing of each other yet. */
export function beforeTheFirstSegment({ rtt = 40 }: RoundTrip = {}): ShownFigure<Scene> {
  return sceneFigure(
    {
      boxes: [
        {
          id: 'client',
          kind: 'host',
          name: SAYS.client,
          note: '10.0.0.1',
          inside: [
            { id: 'asks', kind: 'program', name: SAYS.program, note: SAYS.asks },
            { id: 'closed', kind: 'socket', name: SAYS.socket, note: SAYS.closed },
          ],
        },
        {
          id: 'server',
          kind: 'host',
          name: SAYS.server,
          note: '10.0.0.2',
          inside: [
            { id: 'answers', kind: 'program', name: SAYS.program, note: SAYS.answers },
            { id: 'listens', kind: 'socket', name: SAYS.socket, note: SAYS.listens },
          ],
        },
      ],
      links: [
        { from: 'answers', to: 'listens', kind: 'call', label: SAYS.listen },
        { from: 'client', to: 'server', kind: 'wire', label: SAYS.eachWay(rtt / 2), both: true },
      ],
    },
    {
      title: SAYS.before,
      description: SAYS.beforeInWords(rtt / 2),
    },
  )
}

export interface WholeExchangeParameters extends RoundTrip {
  /** How many questions and answers. */
  messages?: number
  /** Which end closes first. */
  first?: Closing
}

/** A connection from the first segment to the last: so many questions of sixteen bytes, and their answers. */
export function wholeExchange({
  rtt = 40,
  messages = 1,
  first = 'client',
}: WholeExchangeParameters = {}): ShownFigure<Exchange> {
  const run = exchange({ link: { delay: rtt / 2 }, messages, first })
  const figure = ladderFigure(run.trace, { until: run.time + 4 * rtt + 100, title: SAYS.whole(messages) })
  return withData(figure, run)
}

export interface PathsParameters {
  /** Which end closes first. */
  first?: Closing
}

/** The states that both ends go through, in the diagram of all states. */
export function pathsOfBoth({ first = 'client' }: PathsParameters = {}): ShownFigure<readonly [StatePath, StatePath]> {
  const { trace } = exchange({ first })
  const paths = [statePath(trace, 'client'), statePath(trace, 'server')] as const
  return withData(statesFigure(paths, { title: SAYS.paths(first) }), paths)
}

export interface LostParameters extends RoundTrip {
  /** Which segment, counted in both directions together, from 1. */
  lost?: number
}

/** One question and its answer, when one of their first five segments is lost; up to the answer. */
export function oneSegmentLost({ lost = 3, rtt = 40 }: LostParameters = {}): ShownFigure<Exchange> {
  const link = { delay: rtt / 2, script: nth(lost, () => true, 'drop') }
  const run = exchange({ link })
  const title = SAYS.lost(lost, run.time)
  return withData(ladderFigure(run.trace, { until: run.time, title }), run)
}

export interface OldSynParameters extends RoundTrip {
  /** How long the network keeps the first SYN, in milliseconds. */
  held?: number
}

/** A SYN that the network kept arrives at a listener when its program has long given up. */
export function oldSynArrives({ held = 100, rtt = 40 }: OldSynParameters = {}): ShownFigure<OldSyn> {
  const run = oldSyn({ held, delay: rtt / 2 })
  return withData(ladderFigure(run.trace, { title: SAYS.old }), run)
}

export interface HeaderParameters {
  /** Which segment of a question, its answer and the close, from 1. */
  segment?: number
  /** When the client calls, in milliseconds since its clock began. */
  start?: number
}

/** The TCP header of one segment of a connection, field by field. */
export function headerOf({ segment: which = 1, start = 0 }: HeaderParameters = {}): ShownFigure<SegmentEvent> {
  const event = segmentsOf(exchange({ start }).trace)[which - 1]!
  const { flags, options, payload } = event.segment
  const name = Object.entries(flags)
    .flatMap(([flag, isSet]) => (isSet ? [flag.toUpperCase()] : []))
    .join(' ')
  const title = SAYS.header(which, name, Object.keys(options).length, payload.length)
  return withData(headerFigure(event.bytes, { ip: true, title }), event)
}

export interface PauseParameters extends RoundTrip {
  /** How long the server goes on when the client has closed, in milliseconds. */
  pause?: number
}

/** The end of a connection whose server has something left to say, and takes its time. */
export function lateLastWords({ pause = 50, rtt = 40 }: PauseParameters = {}): ShownFigure<Exchange> {
  const run = exchange({ link: { delay: rtt / 2 }, pause, lastWords: SAYS.oneMore })
  const figure = ladderFigure(run.trace, {
    from: run.time + 10,
    until: run.time + pause + 3 * rtt,
    title: SAYS.lastWords,
  })
  return withData(figure, run)
}

/** How many messages, close enough to one another for a curve; 1, 2, 5 and their tens are measured. */
const COUNTS = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000]

export interface MessageCostParameters {
  /** Up to so many messages on one connection. */
  most?: number
  /** Bytes of each message. */
  length?: number
}

/** Round trips per message, by how many share a connection, beside bare datagrams and a connection for each. */
export function costPerMessage({ most = 100, length = 16 }: MessageCostParameters = {}): ShownFigure<Point[]> {
  const rtt = 40
  const message = 'x'.repeat(length)
  const counts = COUNTS.filter((n) => n <= most)
  const measured = counts
    .filter((n) => /^[125]0*$/.test(`${n}`))
    .map((n): Point => {
      const { time } = exchange({ link: { delay: rtt / 2 }, messages: n, message, record: false })
      return [n, time / rtt / n]
    })
  const figure = lineFigure(
    [
      { name: 'UDP', points: [1, counts.at(-1)!].map((n) => [n, 1]) },
      { name: SAYS.oneEach, points: [1, counts.at(-1)!].map((n) => [n, 2]) },
      { name: '1 + 1/n', points: counts.map((n) => [n, 1 + 1 / n]) },
      { name: SAYS.measured, points: measured, as: 'points' },
    ],
    {
      x: { name: SAYS.messages, logarithmic: true },
      y: { name: SAYS.perMessage, from: 0 },
      title: SAYS.cost,
    },
  )
  return withData(figure, measured)
}
