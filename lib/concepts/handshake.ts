/** §2 (1): how a connection begins and ends: every segment of it, the states of both ends, its cost beside bare datagrams. */

import { utf8 } from '../bytes.ts'
import { AMOUNT, COUNT, checkOptions, PORT, type Rules } from '../check.ts'
import { journeys, textTable } from '../draw/index.ts'
import {
  type Duplex,
  type Network,
  nth,
  otherWay,
  POINT_TO_POINT_RULES,
  type PointToPoint,
  type PointToPointOptions,
  pointToPoint,
  type Trace,
} from '../network/index.ts'
import { type ConnectionSettings, formatSegment, type State } from '../tcp/index.ts'
import { SERVER_PORT, segmentsOf } from './helpers.ts'
import { TcpUser, type UsedConnection } from './tcp-user.ts'

/** How long a program takes from its last word to CLOSE, in virtual milliseconds. */
const MOMENT = 10

/** What the client sends and the server sends back, and how often. */
export interface MessageOptions extends PointToPointOptions {
  /** Default sixteen bytes. */
  message?: string
  /** The next is sent when the last one's answer has come. Default 1. */
  messages?: number
}

/** Who closes and when. Times in virtual milliseconds; the link's delay is 20 unless told. */
export interface ExchangeOptions extends MessageOptions {
  /** How many connections, one after the other, each with that many messages. Default 1. */
  connections?: number
  /** Who closes first: the client when it has its answers, the server when it has given them, or both at once. Default `client`. */
  first?: 'client' | 'server' | 'both'
  /** How long the other end goes on before it closes too. Default 0: in the same moment, so that its FIN rides on its ACK. */
  pause?: number
  /** What the other end still says before it closes. Default nothing. */
  lastWords?: string
  /** When the client calls. Default 0. */
  start?: number
  /** The client's port. Default: one that its system chooses. */
  port?: number
  clientSettings?: ConnectionSettings
  serverSettings?: ConnectionSettings
}

const MESSAGE_RULES: Rules<MessageOptions> = { ...POINT_TO_POINT_RULES, message: 'any', messages: COUNT }
const EXCHANGE_RULES: Rules<ExchangeOptions> = {
  ...MESSAGE_RULES,
  connections: COUNT,
  first: { oneOf: ['client', 'server', 'both'] },
  pause: AMOUNT,
  lastWords: 'any',
  start: AMOUNT,
  port: PORT,
  clientSettings: 'any',
  serverSettings: 'any',
}

/** What came of it. */
export interface Exchange {
  trace: Trace
  /** When the client had its last answer, in virtual milliseconds since it called. */
  time: number
  /** On the wire, both directions together, IP and TCP headers counted. */
  packets: number
  bytes: number
  /** How many connections went into TIME-WAIT at either end. */
  waiting: { client: number; server: number }
}

/** Messages and their answers over TCP, by the calls of RFC 9293 §3.9.1: OPEN, SEND, RECEIVE, CLOSE. */
export function exchange(options: ExchangeOptions = {}): Exchange {
  checkOptions('exchange: ', options, EXCHANGE_RULES)
  const { messages = 1, first = 'client', start = 0, pause = 0 } = options
  const { network, client, server, ...link } = lineOf(options)
  const bytes = utf8(options.message ?? 'Hello, 16 bytes!')
  let connectsLeft = options.connections ?? 1
  let time = 0

  const caller = new TcpUser(network, client, {
    settings: options.clientSettings ?? {},
    isPrompt: pause === 0,
    turn(used, now) {
      if (used.received === used.sends * bytes.length && used.sends < messages) used.send(bytes, now)
      if (used.received === messages * bytes.length && !used.isAnswered) {
        used.isAnswered = true
        time = now - start
        if (first !== 'server') closes(caller, used, now + MOMENT)
        if (--connectsLeft > 0) caller.connect({ address: server.address, port: SERVER_PORT }, now)
      }
      if (used.atEnd) closes(caller, used, now + pause, options.lastWords)
    },
  })
  const called = new TcpUser(network, server, {
    settings: options.serverSettings ?? {},
    isPrompt: pause === 0,
    turn(used, now) {
      while (used.received >= (used.sends + 1) * bytes.length) used.send(bytes, now)
      if (first === 'server' && used.sends === messages) closes(called, used, now + MOMENT)
      // Its FIN and the client's pass each other when it closes as late as the client has its last answer and closes.
      if (first === 'both' && used.sends === messages) closes(called, used, now + (options.link?.delay ?? 20) + MOMENT)
      if (used.atEnd) closes(called, used, now + pause, options.lastWords)
    },
  })

  called.listen(SERVER_PORT)
  network.at(start, (now) => {
    caller.connect({ address: server.address, port: SERVER_PORT }, now, options.port)
    client.flush()
  })
  network.run()
  return {
    ...outcome(network, link),
    time,
    waiting: { client: caller.entered('TIME-WAIT'), server: called.entered('TIME-WAIT') },
  }
}

/** The same where these segments are lost: their numbers in the order sent, both directions together, from 1. */
export function exchangeLosing(lost: readonly number[], options: ExchangeOptions = {}): Exchange {
  const script = nth(lost, () => true, 'drop')
  return exchange({ ...options, link: { delay: 20, ...options.link, script } })
}

/** Closes at `time`, after some last words; asked a second time, it does nothing. */
function closes(user: TcpUser, used: UsedConnection, time: number, words?: string): void {
  if (used.isClosing) return
  used.isClosing = true
  user.later(time, (now) => {
    if (words !== undefined && used.isOpen) used.send(utf8(words), now)
    used.close(now)
  })
}

/** The same messages and answers as bare datagrams: no beginning, no end, and nobody who would notice a loss. */
export function exchangeDatagrams(options: MessageOptions = {}): Exchange {
  checkOptions('exchangeDatagrams: ', options, MESSAGE_RULES)
  const { messages = 1 } = options
  const { network, client, server, ...link } = lineOf(options)
  const bytes = utf8(options.message ?? 'Hello, 16 bytes!')
  const [asking, answering] = [client.openPort(), server.openPort(SERVER_PORT)]
  let time = 0
  for (let said = 0; said < messages; said++) {
    asking.send({ address: server.address, port: SERVER_PORT }, bytes)
    network.run({ when: () => answering.queued > 0 })
    const question = answering.receive()
    if (question) answering.send(question, question.payload)
    network.run({ when: () => asking.queued > 0 })
    if (asking.receive()) time = network.now
  }
  return { ...outcome(network, link), time, waiting: { client: 0, server: 0 } }
}

function lineOf({ link = { delay: 20 }, back, seed, record }: PointToPointOptions): PointToPoint {
  return pointToPoint({
    link,
    ...(back && { back }),
    ...(seed !== undefined && { seed }),
    ...(record !== undefined && { record }),
  })
}

function outcome(network: Network, { forward, back }: Duplex): Pick<Exchange, 'trace' | 'packets' | 'bytes'> {
  return {
    trace: network.trace(),
    packets: forward.sentPackets + back.sentPackets,
    bytes: forward.sentBytes + back.sentBytes,
  }
}

/** The initial sequence number in the first SYN that this host sent. */
export function isnOf(trace: Trace, host: string): number {
  const syn = segmentsOf(trace).find(({ from, segment }) => from === host && segment.flags.syn)
  if (!syn) throw new RangeError(`${host} sent no SYN in this trace`)
  return syn.segment.seq
}

/** The state that a host's connection is in when everything at this moment has happened. @param connection of several, which */
export function stateAt(trace: Trace, host: string, time: number, connection?: string): State {
  let state: State = 'CLOSED'
  for (const event of trace.events)
    if (
      event.type === 'state' &&
      event.host === host &&
      event.time <= time &&
      (connection === undefined || event.connection === connection || otherWay(event.connection) === connection)
    )
      state = event.to
  return state
}

/** One line a segment: when it was sent, what it says, and the state of both ends once it has arrived, or is lost. */
export function steps(trace: Trace): string {
  const hosts = trace.hosts.map(({ name }) => name)
  const rows = journeys(trace).flatMap(({ sent, arrived, dropped, from, to, segment, origin, connection, copy }) => {
    if (!segment || copy) return []
    const text = formatSegment({ ...segment, options: {} }, origin)
      .replace(/^.*?(?=\[)/, '')
      .replace(/ win \d+/, '')
    const lost = dropped === undefined ? '' : ' (lost)'
    const states = hosts.map((host) => stateAt(trace, host, arrived ?? dropped ?? sent, connection))
    return [[String(sent), `${from} → ${to}`, text + lost, ...states]]
  })
  return textTable(['ms', 'from → to', 'segment', ...hosts], rows)
}
