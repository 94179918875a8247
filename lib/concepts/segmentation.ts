/** §2 (4): large data in small packets: a datagram that IP cuts is all or nothing; a stream is bytes with numbers, and loses none. */
import { equal } from '../bytes.ts'
import { AMOUNT, check, checkOptions, LIMIT, type Rules, SEED, SHARE, SOME } from '../check.ts'
import {
  type Duplex,
  type Host,
  isData,
  Network,
  nth,
  outage,
  type PacketEvent,
  pointToPoint,
  type Trace,
  UDP_HEADER,
} from '../network/index.ts'
import { Flow, type FlowOptions } from './flow.ts'
import { segmentsOf } from './helpers.ts'

export { SEGMENT } from './flow.ts'

/** Bytes of IP payload in each fragment of a datagram but the last, at an MTU of 1,500: 1,480, a multiple of 8. */
export const FRAGMENT = 1480
const ECHO_PORT = 7

/** One packet that carries data, in the order sent. */
export interface Piece {
  /** virtual milliseconds */
  sent: number
  /** Which bytes of the message are in it: from the first up to, not including, the last. */
  from: number
  to: number
  /** The same bytes had been sent before. */
  again: boolean
  lost: boolean
  /** Of a stream's segment: its sequence number as on the wire; and why it was sent again. */
  seq?: number
  cause?: NonNullable<PacketEvent['cause']>
}

export interface Crossing {
  pieces: Piece[]
  /** What arrived is byte for byte what was sent. */
  intact: boolean
  /** How many bytes the other program was given. */
  received: number
  trace: Trace
}

/** What becomes of the packets; `settings` and so on, only where they are a stream's. */
export interface CrossingOptions extends Pick<FlowOptions, 'settings' | 'receiver' | 'writes'> {
  /** Packets with data to lose, counted from 1. */
  lose?: readonly number[]
  /** Packets with data to hold back by `by` milliseconds, counted from 1. */
  late?: { which: readonly number[]; by: number }
  /** The largest packet on a line in the middle of the way. Default: none there is narrower than 1,500. */
  narrow?: number
  /** Virtual milliseconds. Default 60,000. */
  until?: number
}

const CROSSING_RULES: Rules<CrossingOptions> = {
  lose: 'any',
  late: 'any',
  narrow: { least: 68, most: 65_535, whole: true },
  settings: 'any',
  receiver: 'any',
  writes: 'any',
  until: LIMIT,
}
/** Fragments of one datagram, which has at most 65,507 bytes. */
const PIECES = { least: 1, most: Math.floor(65_515 / FRAGMENT), whole: true }

function checkCrossing(owner: string, options: CrossingOptions): void {
  checkOptions(owner, options, CROSSING_RULES)
  const { lose = [], late } = options
  for (const one of [...lose, ...(late?.which ?? [])]) check(`${owner}the number of a packet`, one, SOME)
  if (late) checkOptions(`${owner}late.`, late, { which: 'any', by: AMOUNT })
}

const LINK = { rate: 10e6, delay: 10 }

/** One UDP datagram, cut by IP where it does not fit. */
export function datagram(message: Uint8Array, options: CrossingOptions = {}): Crossing {
  checkCrossing('datagram: ', options)
  const { network, client, server, first } = wayOf(options)
  let count = 0
  first.forward.faults = { script: () => (options.lose?.includes(++count) ? 'drop' : undefined) }
  const port = server.openPort(ECHO_PORT)
  client.openPort().send({ address: server.address, port: ECHO_PORT }, message)
  network.run({ until: options.until ?? 60_000 })
  const arrived = port.receive()?.payload
  const trace = network.trace()
  return {
    pieces: piecesOf(trace, client.name, ({ datagram: piece }) => {
      if (!piece) return undefined
      // Bytes of the datagram behind its header: the first fragment carries the header as well.
      const start = Math.max(0, piece.offset - UDP_HEADER)
      return { from: start, to: piece.offset + piece.length - UDP_HEADER }
    }),
    intact: arrived !== undefined && equal(arrived, message),
    received: arrived?.length ?? 0,
    trace,
  }
}

/** The same bytes over a TCP connection, opened for them and closed after them. */
export function stream(message: Uint8Array, options: CrossingOptions = {}): Crossing & { connection: Ends } {
  checkCrossing('stream: ', options)
  const { lose = [], late, narrow: _, until = 60_000, ...flowOptions } = options
  const { network, client, server, first } = wayOf(options)
  first.forward.faults = {
    script: [nth(lose, isData, 'drop'), ...(late ? [nth(late.which, isData, { delay: late.by })] : [])],
  }
  const flow = new Flow(network, client, server, { ...flowOptions, data: message })
  network.run({ until, when: () => flow.finished !== undefined && flow.acknowledged !== undefined })
  const trace = network.trace()
  const { iss = 0, mss = 0 } = flow.connection?.status().snd ?? {}
  return {
    pieces: piecesOf(trace, client.name, ({ segment }) => {
      if (!segment || segment.payload.length === 0) return undefined
      const from = (segment.seq - iss - 1) >>> 0
      return { from, to: from + segment.payload.length, seq: segment.seq }
    }),
    intact: flow.received === message.length && equal(flow.bytes, message),
    received: flow.received,
    trace,
    connection: { iss, mss },
  }
}

/** Of the sender's connection: where its numbers began, and the bytes of data that a segment of it takes. */
export interface Ends {
  iss: number
  mss: number
}

/** What the receiver holds at a moment: bytes its program may read, and bytes behind a hole. */
export interface Held {
  time: number
  readable: number
  waiting: number
}

/** The receiver's queue while a stream comes in out of order; its program reads nothing before the end. */
export function holding(message: Uint8Array, options: CrossingOptions, times: readonly number[]): Held[] {
  checkCrossing('holding: ', options)
  const { network, client, server, first } = wayOf(options)
  const { late } = options
  if (late) first.forward.faults = { script: nth(late.which, isData, { delay: late.by }) }
  const reads = { bytes: message.length, every: 1000, from: Number.MAX_SAFE_INTEGER }
  const flow = new Flow(network, client, server, { data: message, reads, closes: false })
  return times.map((time) => {
    network.run({ until: time })
    const { readable = 0, waiting = 0 } = flow.peer?.status() ?? {}
    return { time, readable, waiting }
  })
}

/** Sends `trials` datagrams of so many fragments over a link that loses packets. @returns the share that arrived */
export function datagramOdds(
  pieces: number,
  { loss, trials = 1000, seed = 1 }: { loss: number; trials?: number; seed?: number },
): number {
  checkOptions(
    'datagramOdds: ',
    { pieces, loss, trials, seed },
    { pieces: PIECES, loss: SHARE, trials: SOME, seed: SEED },
  )
  const { network, client, server } = pointToPoint({ seed, record: false, link: { ...LINK, loss } })
  const port = server.openPort(ECHO_PORT)
  port.limit = trials
  const sender = client.openPort()
  const message = new Uint8Array(pieces * FRAGMENT - UDP_HEADER)
  const pause = pieces * 2
  for (let trial = 0; trial < trials; trial++) {
    network.at(trial * pause, () => sender.send({ address: server.address, port: ECHO_PORT }, message))
  }
  network.run()
  return port.queued / trials
}

/**
 * How many packets with data it takes, for each packet's worth of message, to bring messages across a lossy link: datagrams sent again as a
 * whole until they arrive, and a stream.
 */
export function costOf(
  pieces: number,
  { loss, messages = 200, seed = 1 }: { loss: number; messages?: number; seed?: number },
): { datagrams: number; stream: number } {
  // With all packets lost, nothing ever arrives.
  const below = { least: 0, most: 0.9 }
  checkOptions(
    'costOf: ',
    { pieces, loss, messages, seed },
    { pieces: PIECES, loss: below, messages: SOME, seed: SEED },
  )
  return {
    datagrams: datagramCost(pieces, messages, loss, seed),
    stream: streamCost(pieces * messages, loss, seed),
  }
}

function datagramCost(pieces: number, messages: number, loss: number, seed: number): number {
  const { network, client, server, forward } = pointToPoint({ seed, record: false, link: { ...LINK, loss } })
  const port = server.openPort(ECHO_PORT)
  const sender = client.openPort()
  const message = new Uint8Array(pieces * FRAGMENT - UDP_HEADER)
  for (let arrived = 0; arrived < messages; ) {
    sender.send({ address: server.address, port: ECHO_PORT }, message)
    network.run({ until: network.now + pieces * 2 + LINK.delay })
    if (port.receive()) arrived++
  }
  return forward.sentPackets / (messages * pieces)
}

function streamCost(segments: number, loss: number, seed: number): number {
  const { network, client, server, forward } = pointToPoint({
    seed,
    record: false,
    link: { ...LINK, loss },
    back: { delay: LINK.delay },
  })
  const flow = new Flow(network, client, server, { data: segments * 1460, closes: false, settings: { minRto: 200 } })
  network.run({ when: () => flow.acknowledged !== undefined, until: 3_600_000 })
  // The SYN and the acknowledgment of its answer are not data.
  return (forward.sentPackets - 1) / segments
}

/** The line goes dead in the middle of a transfer, and stays so. What each side then does. */
export interface GivingUp {
  /** Packets that each side sent after the line went dead: when. */
  sender: number[]
  receiver: number[]
  /** When the sender gave up; its error; and both states, at the end. */
  gaveUp: number | undefined
  error: string | undefined
  states: { sender: string; receiver: string }
  trace: Trace
}

/** @param dead when the line goes dead, in virtual milliseconds */
export function deadLine(dead: number, until: number = 600_000): GivingUp {
  checkOptions('deadLine: ', { dead, until }, { dead: AMOUNT, until: LIMIT })
  const { network, client, server, forward, back } = pointToPoint({ link: LINK })
  const flow = new Flow(network, client, server, { data: 4 << 20, receiver: { receiveBuffer: 65_535 } })
  const script = outage(dead, Number.POSITIVE_INFINITY)
  forward.faults = { script }
  back.faults = { script }
  network.run({ until })
  const trace = network.trace()
  // What was under way when the line went dead still arrives, and is still answered.
  const settled = dead + 100
  const sentBy = (host: Host): number[] =>
    segmentsOf(trace)
      .filter(({ from, time }) => from === host.name && time > settled)
      .map(({ time }) => time)
  return {
    sender: sentBy(client),
    receiver: sentBy(server),
    gaveUp: trace.events.find((event) => event.type === 'state' && event.host === client.name && event.to === 'CLOSED')
      ?.time,
    error: flow.connection?.error?.code,
    states: { sender: flow.connection?.state ?? 'CLOSED', receiver: flow.peer?.state ?? 'CLOSED' },
    trace,
  }
}

/** client — server, or with a narrow line between two routers: client — a — b — server. */
function wayOf({ narrow }: CrossingOptions): { network: Network; client: Host; server: Host; first: Duplex } {
  if (narrow === undefined) {
    const { network, client, server, forward, back } = pointToPoint({ link: LINK })
    return { network, client, server, first: { forward, back } }
  }
  const network = new Network()
  const client = network.host('client', '10.0.0.1')
  const server = network.host('server', '10.0.0.2')
  const a = network.router('a', '10.0.1.1')
  const b = network.router('b', '10.0.1.2')
  const first = network.link(client, a, LINK)
  network.link(a, b, { ...LINK, mtu: narrow })
  network.link(b, server, LINK)
  return { network, client, server, first }
}

function piecesOf(
  trace: Trace,
  host: string,
  range: (event: PacketEvent) => Pick<Piece, 'from' | 'to' | 'seq'> | undefined,
): Piece[] {
  const lost = new Set(
    trace.events.flatMap((event) => (event.type === 'packet' && event.what === 'dropped' ? [event.id] : [])),
  )
  return trace.events.flatMap((event) => {
    if (event.type !== 'packet' || event.what !== 'sent' || event.from !== host) return []
    const place = range(event)
    if (!place) return []
    const { time, retransmission: again = false, cause } = event
    return [{ sent: time, ...place, again, lost: lost.has(event.id), ...(cause && { cause }) }]
  })
}
