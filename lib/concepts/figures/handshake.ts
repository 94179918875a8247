/** §2 (1) in pictures: the figures of lesson 2.0.1, each a pure function of its parameters. */
import {
  type Challenge,
  fieldIdAt,
  headerFigure,
  journeys,
  type LadderFigure,
  ladderFigure,
  lineFigure,
  type Point,
  packetFields,
  type Scene,
  type ShownFigure,
  type StatePath,
  sceneFigure,
  statePath,
  statesFigure,
  withData,
  withPlay,
} from '../../draw/index.ts'
import type { SegmentEvent } from '../../network/index.ts'
import { headerLength } from '../../tcp/wire/index.ts'
import { count } from '../../words.ts'
import { type Exchange, exchange } from '../handshake.ts'
import { segmentsOf } from '../helpers.ts'
import { type OldSyn, oldSyn } from '../old-syn.ts'
import {
  answerTime,
  lastHappening,
  losingTargets,
  lossyExchange,
  momentsOfLadder,
  statesView,
  timeIn,
  whatLossDid,
} from './lost-segments.ts'
import { briefName, bytesView, captureOf, changedFields, fieldInWords, targetOf } from './segment-bytes.ts'

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
    `The ${['first', 'second', 'third', 'fourth', 'fifth'][place - 1] ?? `${place}th`} segment is lost, and the answer is there after ${time} ms`,
  lostOf: (lost: number, sent: number) =>
    `${lost === 0 ? 'None' : lost} of ${count(sent, 'segment')} ${lost < 2 ? 'is' : 'are'} lost`,
  answered: (title: string, time: number) => `${title}, and the answer is there after ${time} ms`,
  unanswered: (title: string) => `${title}, and the answer never comes`,
  lookAt: 'Look into a segment',
  findTheAck: 'In which segment, and in which field, does the server confirm the FIN of the client?',
  foundTheAck: 'In segment 7: the acknowledgment number is one more than that of the FIN, which counts as one.',
  number: (number: number, name: string) => `${number}: ${name}`,
  stayInClosing: 'Lose a segment so that the client waits in CLOSING for more than a second.',
  stayedInClosing: (time: number) =>
    `The client was in CLOSING for ${time} ms. It had the FIN of the server and sent its own again until that was acknowledged.`,
  threeSeconds: 'Lose two segments so that the answer comes more than three seconds late.',
  wereThreeSeconds:
    'The first SYN and its copy: TCP waits one second for the first and twice as long for the second, since it knows nothing of the network yet.',
  free: 'One of the five can be lost for free. Which?',
  isFree:
    'The third: the next segment carries the same acknowledgment. Each of the others costs a second, the time that TCP waits before it sends something again.',
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

/** What can be pressed in a ladder. */
interface Losable extends RoundTrip {
  /** The segments that are lost: their numbers in the order sent, both directions together, from 1. */
  lost?: readonly number[]
  /** Up to which moment it is shown, from 0; all of it unless told. */
  at?: number | undefined
}

export interface WholeExchangeParameters extends Losable {
  /** How many questions and answers. */
  messages?: number
  /** Which end closes first. */
  first?: Closing
  /** How long the other end goes on before it closes, in milliseconds. */
  pause?: number
  /** The segment that is looked into, from 1: the last that has been sent unless told. */
  segment?: readonly number[]
  /** Its field that is explained. */
  field?: readonly string[]
}

/** So many segments can be lost of one exchange: those that go again count too. */
const MOST_LOST = 24

/** A connection from the first segment to the last: so many questions of sixteen bytes, and their answers. */
export function wholeExchange({
  rtt = 40,
  messages = 1,
  first = 'client',
  pause = 0,
  lost = [],
  at,
  segment = [],
  field = [],
}: WholeExchangeParameters = {}): ShownFigure<Exchange> {
  const options = { rtt, messages, first, pause, lost }
  const run = lossyExchange(options)
  const until = Math.max(run.time + 4 * rtt + 100, lastHappening(run.trace) + 10)
  const all = ladderFigure(run.trace, { until })
  const moments = momentsOfLadder(all, run.trace, until)
  const now = at === undefined ? undefined : moments[Math.min(at, moments.length - 1)]
  const which = segment.find((number) => number <= all.shown.length) ?? lastSentIn(all, now?.time)
  const isMarked = segment.length > 0
  const title = lost.length === 0 ? SAYS.whole(messages) : fateTitle(all, run)
  const figure = ladderFigure(run.trace, {
    until,
    title,
    ...(isMarked && { chosen: [all.shown[which - 1]!.id] }),
    ...(now && { now: now.time }),
  })
  return withPlay(withData(figure, run), () => {
    const look = { trace: run.trace, journeys: figure.shown, which, field: field[0] }
    const inClosing = timeIn(run.trace, 'client', 'CLOSING') ?? 0
    return {
      moments: moments.map(({ text }) => text),
      targets: (width) => losingTargets(figure, lost, MOST_LOST, width),
      actions: [
        ...figure.shown.slice(0, MOST_LOST).map((journey, index) => ({
          group: SAYS.lookAt,
          label: SAYS.number(index + 1, briefName(journey)),
          set: { segment: isMarked && which === index + 1 ? [] : [index + 1] },
          isOn: which === index + 1,
        })),
        captureOf(run.trace),
      ],
      views: [statesView(figure, run.trace, now?.time ?? until, moments), bytesView(look)],
      challenge: {
        ask: SAYS.stayInClosing,
        isMet: inClosing > 1000,
        told: SAYS.stayedInClosing(Math.round(inClosing)),
      },
      said: now?.text ?? whatLossDid(figure, run, options),
    }
  })
}

/** The number of the segment that was sent last. @param time up to which; the first unless told */
function lastSentIn({ shown }: LadderFigure, time: number = -Infinity): number {
  return Math.max(1, shown.filter(({ sent }) => sent <= time).length)
}

function fateTitle({ shown }: LadderFigure, { time }: Exchange): string {
  const lost = shown.filter(({ dropped }) => dropped !== undefined).length
  const title = SAYS.lostOf(lost, shown.length)
  return time > 0 ? SAYS.answered(title, Math.round(time)) : SAYS.unanswered(title)
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

/** One question and its answer, when some of their segments are lost; up to the answer. */
export function oneSegmentLost({ lost = [3], rtt = 40, at }: Losable = {}): ShownFigure<Exchange> {
  return untilTheAnswer({ lost, rtt, at }, (run, many) => ({
    ask: SAYS.threeSeconds,
    isMet: many === 2 && run.time > 3000,
    told: SAYS.wereThreeSeconds,
  }))
}

/** The same with nothing lost yet. */
export function fiveSegments({ lost = [], rtt = 40, at }: Losable = {}): ShownFigure<Exchange> {
  return untilTheAnswer({ lost, rtt, at }, (run, many) => ({
    ask: SAYS.free,
    isMet: many === 1 && lost.includes(3) && run.time === answerTime({ rtt }),
    told: SAYS.isFree,
  }))
}

/** @param challenge by the run, and how many segments were lost in it */
function untilTheAnswer(
  { lost, rtt, at }: Required<Losable>,
  challenge: (run: Exchange, lost: number) => Challenge,
): ShownFigure<Exchange> {
  const options = { rtt, lost }
  const run = lossyExchange(options)
  const until = run.time > 0 ? run.time : lastHappening(run.trace)
  const all = ladderFigure(run.trace, { until })
  const moments = momentsOfLadder(all, run.trace, until)
  const now = at === undefined ? undefined : moments[Math.min(at, moments.length - 1)]
  const [only] = lost
  const title = lost.length === 1 && run.time > 0 && only! <= 5 ? SAYS.lost(only!, run.time) : fateTitle(all, run)
  const figure = ladderFigure(run.trace, { until, title, ...(now && { now: now.time }) })
  return withPlay(withData(figure, run), () => ({
    moments: moments.map(({ text }) => text),
    targets: (width) => losingTargets(figure, lost, MOST_LOST, width),
    challenge: challenge(run, figure.shown.filter(({ dropped }) => dropped !== undefined).length),
    said: now?.text ?? whatLossDid(figure, run, options),
  }))
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
  /** The field that is explained. */
  field?: readonly string[]
}

/** The TCP header of one segment of a connection, field by field. */
export function headerOf({
  segment: which = 1,
  start = 0,
  field = [],
}: HeaderParameters = {}): ShownFigure<SegmentEvent> {
  const { trace } = exchange({ start })
  const event = segmentsOf(trace)[which - 1]!
  const { flags, options, payload } = event.segment
  const name = Object.entries(flags)
    .flatMap(([flag, isSet]) => (isSet ? [flag.toUpperCase()] : []))
    .join(' ')
  const title = SAYS.header(which, name, Object.keys(options).length, payload.length)
  const look = { trace, journeys: journeys(trace), which, field: field[0] }
  const fields = packetFields(event.bytes)
  const figure = headerFigure(event.bytes, {
    ip: true,
    title,
    ...(field[0] !== undefined && { chosen: field[0] }),
    ...(which !== 1 && { changed: changedFields(look) }),
  })
  return withPlay(withData(figure, event), () => ({
    targets: (width) => {
      // An option is one place to press, however many boxes it has.
      const shapes = new Map<string, string>()
      for (const { field: one, shape } of figure.outlines(width)) {
        const id = fieldIdAt(fields, one, headerLength(event.bytes) * 8)
        if (id !== undefined) shapes.set(id, (shapes.get(id) ?? '') + shape)
      }
      return fields.flatMap((one) => {
        const shape = shapes.get(one.id)
        return shape === undefined ? [] : [targetOf(one, shape, look)]
      })
    },
    actions: [captureOf(trace)],
    views: [bytesView(look)],
    said: fieldInWords(look),
    challenge: {
      ask: SAYS.findTheAck,
      isMet: which === 7 && field[0] === 'acknowledgment-number',
      told: SAYS.foundTheAck,
    },
  }))
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
