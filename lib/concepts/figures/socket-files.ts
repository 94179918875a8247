/** §2.2.2 in pictures: what a file's buffer saves, where a stream is cut, and a conversation in lines. */
import { utf8 } from '../../bytes.ts'
import { barFigure, ladderFigure, type Scene, type ShownFigure, sceneFigure, withData } from '../../draw/index.ts'
import type { Socket } from '../../socket/index.ts'
import { count, thousands } from '../../words.ts'
import { segmentsOf } from '../helpers.ts'
import { askLines, asStream, eachAlone, hear, readAndClose, say, serveLines, writeLines } from '../socket-files.ts'
import { onTwoHosts, type TwoHosts } from '../two-hosts.ts'

const SAYS = {
  noBuffer: 'no buffer',
  bytes: (size: number) => `${size} bytes`,
  bar: (buffer: string, segments: string) => `${buffer}: ${segments}`,
  segment: 'segment',
  line: 'line',
  lines: (lines: string, kept: string, direct: number) =>
    `${lines} cross in ${kept} with a buffer, in ${direct} without`,
  onTheWire: 'bytes on the wire',
  cut: (bytes: string, segments: string, isCut: boolean) =>
    `One send of ${bytes} bytes crosses in ${segments}, ${isCut ? '' : 'not '}cut within a letter`,
  oneTrip: 'Four questions and their answers take one round trip',
  fourTrips: 'Four questions and their answers take four round trips',
  questions: ['shout grüezi', 'length grüezi', 'dance', 'quit'],
  afterEach: 'after each',
  atTheEnd: 'at the end',
  host: 'one host',
  program: 'program',
  speaksLines: 'speaks in lines of text',
  file: 'file',
  fileCalls: 'write, readLine',
  socket: 'socket',
  socketCalls: 'send, recv',
  sendBuffer: 'send buffer',
  receiveBuffer: 'receive buffer',
  asText: 'text',
  asBytes: 'bytes',
  between: 'A file stands between a program that speaks in lines and a socket that knows bytes',
  betweenInWords: (places: number) =>
    `A program hands text to a file and takes text from it, the file bytes to a socket, which has a send buffer and a receive buffer of ${places} places, still empty.`,
} as const

const CHAT_LINK = { seed: 222, delay: 10 }

export interface HundredLinesParameters {
  /** How many lines are written. */
  lines?: number
  /** How much the file keeps back, in bytes. */
  buffer?: number
}

/** What became of the lines with one buffer. */
export interface LinesCost {
  /** bytes; 0 = none */
  buffer: number
  /** with data */
  segments: number
  /** All of these, with their headers. */
  bytes: number
}

/** What short lines cost on the wire, through a file with a buffer and through one without. */
export async function hundredLines({
  lines = 100,
  buffer = 8192,
}: HundredLinesParameters = {}): Promise<ShownFigure<LinesCost[]>> {
  const costs: LinesCost[] = []
  for (const size of [buffer, 0]) {
    const { trace } = await onTwoHosts(readAndClose, (socket) => writeLines(socket, lines, size), CHAT_LINK)
    const data = segmentsOf(trace).filter(({ segment }) => segment.payload.length > 0)
    costs.push({ buffer: size, segments: data.length, bytes: data.reduce((sum, { bytes }) => sum + bytes.length, 0) })
  }
  const [kept, direct] = costs.map(({ segments }) => segments) as [number, number]
  const bars = costs.map(({ buffer: size, segments, bytes }) => ({
    name: SAYS.bar(size === 0 ? SAYS.noBuffer : SAYS.bytes(size), count(segments, SAYS.segment)),
    value: bytes,
  }))
  const figure = barFigure(bars, {
    title: SAYS.lines(count(lines, SAYS.line), count(kept, SAYS.segment), direct),
    measure: SAYS.onTheWire,
  })
  return withData(figure, costs)
}

export interface CutParameters {
  /** How many letters of two bytes each are sent behind one of one byte. */
  letters?: number
  /** The largest segment that each end takes, in bytes. */
  mss?: number
}

/** A text that was sent by one call: as it is heard by each decoder, and what crossed. */
export interface CutText {
  text: string
  /** Each piece decoded by itself. */
  alone: TwoHosts<string, void>
  /** All pieces decoded as one stream. */
  streamed: TwoHosts<string, void>
}

/** One send of whole letters, which TCP cuts where a segment is full. */
export async function cutByTcp({ letters = 1000, mss = 1460 }: CutParameters = {}): Promise<ShownFigure<CutText>> {
  const text = `x${'ü'.repeat(letters)}`
  const talk = (socket: Socket): Promise<void> => say(socket, text)
  const link = { ...CHAT_LINK, tcp: { mss } }
  const alone = await onTwoHosts(hear(eachAlone()), talk, link)
  const streamed = await onTwoHosts(hear(asStream()), talk, link)
  const isCut = alone.results.server.includes(NO_CHARACTER)
  const data = segmentsOf(alone.trace).filter(({ segment }) => segment.payload.length > 0)
  const title = SAYS.cut(thousands(utf8(text).length), count(data.length, SAYS.segment), isCut)
  return withData(ladderFigure(alone.trace, { title, states: false }), { text, alone, streamed })
}

/** What a decoder puts where no character is. */
const NO_CHARACTER = '\ufffd'

/** When the client flushes: after each question, or when all are written. */
export type Flushing = typeof SAYS.afterEach | typeof SAYS.atTheEnd

export interface QuestionsParameters {
  flush?: Flushing
  /** One way, in virtual milliseconds. */
  delay?: number
}

const QUESTIONS = SAYS.questions

/** A conversation in lines. */
export async function fourQuestions({
  flush = SAYS.afterEach,
  delay = 10,
}: QuestionsParameters = {}): Promise<ShownFigure<TwoHosts<void, string[]>>> {
  const ask = (socket: Socket): Promise<string[]> => askLines(socket, QUESTIONS, flush === SAYS.atTheEnd)
  const run = await onTwoHosts(serveLines, ask, { ...CHAT_LINK, delay })
  const title = flush === SAYS.atTheEnd ? SAYS.oneTrip : SAYS.fourTrips
  return withData(ladderFigure(run.trace, { title, states: false, payload: 'text' }), run)
}

export interface FileParameters {
  /** How many places each of the socket's buffers has. */
  places?: number
}

/** A file between a program and its socket, before a word is said. */
export function fileAroundSocket({ places = 12 }: FileParameters = {}): ShownFigure<Scene> {
  const scene: Scene = {
    boxes: [
      {
        id: 'host',
        name: SAYS.host,
        kind: 'host',
        inside: [
          { id: 'program', name: SAYS.program, kind: 'program', note: SAYS.speaksLines },
          { id: 'file', name: SAYS.file, kind: 'file', note: SAYS.fileCalls },
          {
            id: 'socket',
            name: SAYS.socket,
            kind: 'socket',
            note: SAYS.socketCalls,
            inside: [
              { id: 'out', name: SAYS.sendBuffer, kind: 'buffer', places, taken: 0 },
              { id: 'in', name: SAYS.receiveBuffer, kind: 'buffer', places, taken: 0 },
            ],
          },
        ],
      },
    ],
    links: [
      { from: 'program', to: 'file', kind: 'call', label: SAYS.asText, both: true },
      { from: 'file', to: 'socket', kind: 'call', label: SAYS.asBytes, both: true },
    ],
  }
  return sceneFigure(scene, {
    title: SAYS.between,
    description: SAYS.betweenInWords(places),
  })
}
