/** §2.2.1 in pictures: what crosses when one end will not listen, hangs up, or says only that it has said all. */
import {
  ladderFigure,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  statePath,
  statesFigure,
  withData,
} from '../../draw/index.ts'
import type { Socket } from '../../socket/index.ts'
import { count, list, thousands } from '../../words.ts'
import {
  ANSWER,
  answerEarly,
  askAndHangUp,
  askAndReadLate,
  askSorted,
  END_OF_FILE,
  finishAndClose,
  type GotAnswer,
  listenNoMore,
  serveSorted,
  speak,
} from '../half-close.ts'
import { onTwoHosts, type TwoHosts } from '../two-hosts.ts'

const SAYS = {
  noSegment: "No segment tells of shutdown('read'), and the bytes arrive",
  gotAll: (bytes: string) => `all ${bytes} bytes`,
  gotPart: (got: string, all: string) => `${got} of ${all} bytes`,
  closesEarly: 'closes with bytes unread',
  readsFirst: 'reads to the end before it closes',
  endOfFile: 'the end of file',
  reset: 'a reset',
  early: (how: string, got: string, ended: string) => `The server ${how}, and the client gets ${got} and ${ended}`,
  hungUp: 'The client has hung up, and the answer finds no reader',
  allSaid: 'The client has said all, and the answer still comes',
  waysAfterClose: 'The client hangs up: a reset ends both ways, and neither end waits in TIME-WAIT',
  waysAfterShutdown: 'The client half-closes and waits in FIN-WAIT-2, the server answers in CLOSE-WAIT',
  fruit: ['pear', 'apple', 'fig', 'plum', 'kiwi'],
  client: 'client',
  server: 'server',
  program: 'program',
  toSend: 'to send',
  toRead: 'to read',
  has: (lines: string) => `has ${lines}`,
  sorts: 'sorts when it has all',
  twoStreams: 'Two streams lie between client and server, and nothing in them says which line is the last',
  twoStreamsInWords: (lines: string, which: string) =>
    `A client with ${lines}, ${which}, and a server that sorts them when it has all. A stream leads each way; nothing in them says which line is the last.`,
  line: 'line',
} as const

const SORTING_SEED = 221
/** Of the client's end, in bytes. */
const RECEIVE_BUFFER = 4096

export interface DeafParameters {
  /** When the client speaks, in virtual milliseconds after it has connected. */
  pause?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** The server will not listen, and tells its own end alone. */
export async function deafReader({
  pause = 20,
  delay = 5,
}: DeafParameters = {}): Promise<ShownFigure<TwoHosts<void, void>>> {
  const run = await onTwoHosts(listenNoMore, (socket, host) => speak(socket, host, pause), {
    seed: SORTING_SEED,
    delay,
  })
  const title = SAYS.noSegment
  return withData(ladderFigure(run.trace, { title }), run)
}

/** How a server finishes: at once, or after it has read to the end. */
export type Farewell = 'close' | 'finish, then close'

export interface EarlyAnswerParameters {
  /** Of the server. */
  finish?: Farewell
  /** How much the client's end can hold unread, in KiB. */
  buffer?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

const closeIt = (connection: Socket): void => connection.close()

/** A server answers a request of which it has read four bytes, and finishes. */
export async function answerAndClose({
  finish = 'close',
  buffer = 4,
  delay = 5,
}: EarlyAnswerParameters = {}): Promise<ShownFigure<TwoHosts<void, GotAnswer>>> {
  const run = await onTwoHosts(
    (connection) => answerEarly(connection, finish === 'close' ? closeIt : finishAndClose),
    askAndReadLate,
    { seed: SORTING_SEED, delay },
    { receiveBuffer: buffer * 1024 },
  )
  const { bytes, ended } = run.results.client
  const all = thousands(ANSWER)
  const got = bytes === ANSWER ? SAYS.gotAll(all) : SAYS.gotPart(thousands(bytes), all)
  const how = finish === 'close' ? SAYS.closesEarly : SAYS.readsFirst
  const title = SAYS.early(how, got, ended === END_OF_FILE ? SAYS.endOfFile : SAYS.reset)
  return withData(ladderFigure(run.trace, { title }), run)
}

/** How a client says that this was all. */
export type LastWord = "shutdown('write')" | 'close()'

export interface LastWordParameters {
  /** Of the client. */
  word?: LastWord
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** What the client has the server sort. */
const FRUIT = SAYS.fruit.slice(0, 3)

function sorting({ word = "shutdown('write')", delay = 20 }: LastWordParameters): Promise<TwoHosts<void, string[]>> {
  const ask = word === 'close()' ? askAndHangUp : askSorted
  return onTwoHosts(
    serveSorted,
    (socket) => ask(socket, FRUIT).finally(() => socket.close()),
    { seed: SORTING_SEED, delay },
    { receiveBuffer: RECEIVE_BUFFER },
  )
}

/** The client has said all: what still comes from the server. */
export async function allSaid(parameters: LastWordParameters = {}): Promise<ShownFigure<TwoHosts<void, string[]>>> {
  const run = await sorting(parameters)
  const title = parameters.word === 'close()' ? SAYS.hungUp : SAYS.allSaid
  return withData(ladderFigure(run.trace, { title }), run)
}

/** The ways of both ends through the states. */
export async function waysToClosed({
  word = "shutdown('write')",
}: Pick<LastWordParameters, 'word'> = {}): Promise<ShownFigure<TwoHosts<void, string[]>>> {
  const run = await sorting({ word })
  const paths = ['client', 'server'].map((end) => statePath(run.trace, end))
  const title = word === 'close()' ? SAYS.waysAfterClose : SAYS.waysAfterShutdown
  return withData(statesFigure(paths, { title }), run)
}

export interface LinesParameters {
  /** How many lines the client has written. */
  lines?: number
}

/** A stream in each direction, before a word is said. */
export function twoStreams({ lines = 3 }: LinesParameters = {}): ShownFigure<Scene> {
  const written = SAYS.fruit.slice(0, lines)
  const end = (id: 'client' | 'server', note: string, ways: readonly ('toSend' | 'toRead')[]): SceneBox => ({
    id,
    name: SAYS[id],
    kind: 'host',
    inside: [
      { id: `${id}-program`, name: SAYS.program, kind: 'program', note },
      ...ways.map((way): SceneBox => ({ id: `${id}-${way}`, name: SAYS[way], kind: 'buffer', places: 6, taken: 0 })),
    ],
  })
  const scene: Scene = {
    boxes: [
      end('client', SAYS.has(written.join(', ')), ['toSend', 'toRead']),
      end('server', SAYS.sorts, ['toRead', 'toSend']),
    ],
    links: [
      { from: 'client-toSend', to: 'server-toRead', kind: 'connection' },
      { from: 'server-toSend', to: 'client-toRead', kind: 'connection' },
    ],
  }
  return sceneFigure(scene, {
    title: SAYS.twoStreams,
    description: SAYS.twoStreamsInWords(count(lines, SAYS.line), list(written)),
  })
}
