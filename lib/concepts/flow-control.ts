/** §2 (2): the receive window: why one segment at a time is slow, and how a reader that falls behind stops the sender. */
import { AMOUNT, checkOptions, LIMIT, NEEDED, POSITIVE, type Rules, SHARE, SOME } from '../check.ts'
import { isPureAck, type Network, type Passing, pointToPoint, type Trace } from '../network/index.ts'
import type { ConnectionSettings } from '../tcp/index.ts'
import { Flow, PACKET_LENGTH, type Reading, SEGMENT } from './flow.ts'
import { segmentsOf } from './helpers.ts'

export { mbit, percent, SEGMENT } from './flow.ts'

/** A line: its rate in bit/s, and how many milliseconds a bit travels one way. */
export interface Path {
  rate: number
  delay: number
  /** Which share of the packets is lost on the way there. Default 0. */
  loss?: number
}

export interface TransferOptions {
  /** What the receiver has room for, in segments of 1,460 bytes: the window that it offers. */
  window: number
  /** How many segments are sent. Default 500. */
  segments?: number
  /** Of both ends, over those of the scenario. */
  settings?: ConnectionSettings
  /** Keep a trace. Default true. */
  record?: boolean
}

export interface TransferResult {
  /** From the first data to the last acknowledgment, in virtual milliseconds. */
  duration: number
  /** Which share of this time the line carried data. */
  utilisation: number
  /** Data per second, in bit/s. */
  throughput: number
  trace: Trace
}

/** Sends segments over a line with nothing but the receiver's window to limit how many are under way. */
export function transfer(path: Path, options: TransferOptions): TransferResult {
  checkOptions('the path: ', path, PATH_RULES)
  checkOptions('transfer: ', options, TRANSFER_RULES)
  const { window, segments = 500, settings = {}, record = true } = options
  const { network, client, server, flow } = flowOver(path, record, {
    data: segments * SEGMENT,
    closes: false,
    settings: { congestion: 'none', sendBuffer: 1 << 24, ...settings },
    receiver: { receiveBuffer: window * SEGMENT, ...settings },
  })
  network.run({ when: () => flow.acknowledged !== undefined, maxEvents: 2e6 })
  if (flow.acknowledged === undefined || flow.opened === undefined) {
    throw new Error(
      `${client.name} to ${server.name}: ${segments} segments were not acknowledged; give the window room`,
    )
  }
  const duration = flow.acknowledged - flow.opened
  return {
    duration,
    utilisation: (segments * sendingTime(path)) / duration,
    throughput: (segments * SEGMENT * 8000) / duration,
    trace: network.trace(),
  }
}

/** Bytes that a receive buffer can have: what windows can tell. */
const LARGEST_BUFFER = 2 ** 30 - 1

const PATH_RULES: Rules<Path> = { rate: POSITIVE, delay: AMOUNT, loss: SHARE, [NEEDED]: ['rate', 'delay'] }
const TRANSFER_RULES: Rules<TransferOptions> = {
  window: { ...SOME, most: Math.floor(LARGEST_BUFFER / SEGMENT) },
  segments: SOME,
  settings: 'any',
  record: 'flag',
  [NEEDED]: ['window'],
}
const SLOW_READER_RULES: Rules<SlowReaderOptions> = {
  path: 'any',
  buffer: { ...SOME, most: LARGEST_BUFFER },
  bytes: SOME,
  reads: 'any',
  loseUpdate: 'flag',
  avoidsSilly: { oneOf: ['both', 'sender', 'receiver', 'nobody'] },
  sender: 'any',
  until: LIMIT,
  [NEEDED]: ['reads'],
}

/** L/C: how long a full packet of 1,500 bytes takes to be put on the line, in milliseconds. */
export function sendingTime({ rate }: Path): number {
  return (PACKET_LENGTH * 8000) / rate
}

/** The share of time in which a window of `segments` keeps the line busy: `segments`/(1 + RTT·C/L), at most 1. */
export function expectedUtilisation(path: Path, segments: number): number {
  return Math.min(1, segments / (1 + (2 * path.delay) / sendingTime(path)))
}

export interface SlowReaderOptions {
  path?: Path
  /** The receiver's buffer, in bytes. Default eight segments. */
  buffer?: number
  /** How many bytes the sender has. Default 40 segments. */
  bytes?: number
  /** How the program reads: in one rhythm, in several, in none and never; or whatever has arrived, at once. */
  reads: Reading | readonly Reading[] | 'immediately'
  /** Drop the first ACK that opens the window again. */
  loseUpdate?: boolean
  /** Which end avoids silly windows (RFC 9293 §3.8.6.2). Default both, as both must. */
  avoidsSilly?: 'both' | 'sender' | 'receiver' | 'nobody'
  /** Settings of the sender, over those of the scenario. */
  sender?: ConnectionSettings
  /** Virtual milliseconds after which to stop watching. Default 600,000. */
  until?: number
}

/** What the sender knows, and what the receiving program has done. */
export interface Standing {
  /** virtual milliseconds */
  time: number
  state: string
  /** bytes */
  acknowledged: number
  read: number
  /** SND.WND */
  window: number
}

export interface SlowReader {
  /** What the receiving program read in the end, and when it had all; `undefined` = it has not. */
  read: number
  finished: number | undefined
  /** Segments with data that were sent, probes counted; and bytes of header and data on the line for them and their ACKs. */
  segments: number
  bytesOnLine: number
  /** When the sender asked whether the window is still closed. */
  probes: number[]
  /** At the end. */
  standing: Standing
  trace: Trace
}

/** A sender that has much to send, and a program at the other end that reads little, late, or in small bites. */
export function slowReader(options: SlowReaderOptions): SlowReader {
  const { path = { rate: 10e6, delay: 10 }, buffer = 8 * SEGMENT, bytes = 40 * SEGMENT, reads } = options
  const { avoidsSilly = 'both' } = options
  checkOptions('the path: ', path, PATH_RULES)
  checkOptions('slowReader: ', options, SLOW_READER_RULES)
  const silly = (end: 'sender' | 'receiver'): ConnectionSettings => ({
    sillyWindow: avoidsSilly === 'both' || avoidsSilly === end ? 'avoid' : 'allow',
  })
  const { network, back, forward, flow } = flowOver(path, true, {
    data: bytes,
    closes: false,
    ...(reads !== 'immediately' && { reads }),
    settings: { congestion: 'none', ...silly('sender'), ...options.sender },
    receiver: { receiveBuffer: buffer, ...silly('receiver') },
  })
  if (options.loseUpdate) back.faults = { script: loseFirstOpening() }
  network.run({ until: options.until ?? 600_000, when: () => flow.finished !== undefined })
  const trace = network.trace()
  const all = segmentsOf(trace)
  const sent = all.filter(({ segment }) => segment.payload.length > 0)
  const status = flow.connection?.status()
  return {
    read: flow.received,
    finished: flow.finished,
    segments: sent.length,
    bytesOnLine: forward.sentBytes + back.sentBytes,
    probes: all.filter(({ windowProbe }) => windowProbe).map(({ time }) => time),
    standing: {
      time: network.now,
      state: status?.state ?? 'CLOSED',
      acknowledged: status ? (status.snd.una - status.snd.iss - 1) >>> 0 : 0,
      read: flow.received,
      window: status?.snd.wnd ?? 0,
    },
    trace,
  }
}

/** Loses the first ACK whose window is above zero after one of zero. */
function loseFirstOpening(): (passing: Passing) => 'drop' | undefined {
  let wasClosed = false
  let done = false
  return (passing) => {
    if (!isPureAck(passing) || done) return undefined
    const opens = wasClosed && passing.segment!.window > 0
    wasClosed = passing.segment!.window === 0
    done = opens
    return opens ? 'drop' : undefined
  }
}

function flowOver(
  { rate, delay, loss = 0 }: Path,
  record: boolean,
  options: ConstructorParameters<typeof Flow>[3],
): ReturnType<typeof pointToPoint> & { network: Network; flow: Flow } {
  // The way back takes no time but the distance: acknowledgments are small.
  const line = pointToPoint({ link: { rate, delay, loss }, back: { delay }, record })
  return { ...line, flow: new Flow(line.network, line.client, line.server, options) }
}
