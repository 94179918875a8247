/** §2.1, to be played: a client and a server whose next call the reader makes. */
import {
  type Scene,
  type SceneBox,
  type SceneLink,
  type ShownFigure,
  sceneFigure,
  withData,
  withPlay,
} from '../../draw/index.ts'
import {
  type CallingSide,
  type CallRun,
  type CallStanding,
  callsInOrder,
  type EndState,
  type Press,
} from '../call-by-call.ts'
import { SERVER_PORT } from '../helpers.ts'
import { callPlay, NOBODY_ACCEPTED } from './call-play.ts'
import { callsTable, lastOf, momentTitle, shortValue, standingInWords } from './call-words.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  program: 'program',
  socket: 'socket',
  listener: 'listener',
  connection: 'connection',
  queue: 'accept queue',
  joined: 'connection',
  apart: 'network',
  unread: 'arrived, not read',
  unacknowledged: 'sent, not acknowledged',
  idle: 'has called nothing',
  waits: (call: string) => `waits in ${call}`,
  ended: (call: string, value: string) => `${call}: ${value}`,
  none: 'none',
  fresh: 'not connected',
  closed: 'closed',
  unbound: 'no address yet',
  bound: (port: number) => `port ${port}, not listening`,
  listens: (port: number) => `listens at port ${port}`,
  queued: (state: string) => `${state}, nobody’s yet`,
  left: (state: string) => `${state}; closed by its program`,
} as const

export interface CallByCallParameters {
  /** The calls in the order in which they were made. */
  calls?: readonly Press[]
  /** Virtual milliseconds from one to the next. */
  between?: number
  /** After how many of them it is shown; all of them unless told. */
  at?: number
}

/** So many letters of a buffer are shown. */
const LETTER_PLACES = 12
let lastCalls: { of: string; run: CallRun } | undefined

/** Two programs, each of which makes one call at a time: what it returned, what waits, and where bytes and connections are. */
export async function callByCall({
  calls = NOBODY_ACCEPTED,
  between = 100,
  at = calls.length,
}: CallByCallParameters = {}): Promise<ShownFigure<CallStanding>> {
  const of = [between, ...calls].join()
  if (lastCalls?.of !== of) lastCalls = { of, run: await callsInOrder(calls, between) }
  const { run } = lastCalls
  const shown = Math.max(0, Math.min(at, calls.length))
  const standing = run.standings[shown]!
  const figure = sceneFigure(sceneOf(standing), {
    title: momentTitle(standing),
    description: standingInWords(standing),
  })
  const told = { ...withData(figure, standing), table: callsTable(standing) }
  return withPlay(withData(told, standing), () => callPlay(run, calls, shown))
}

function sceneOf(standing: CallStanding): Scene {
  const { client, server, clientSocket, listener, queue } = standing
  const buffers = (id: string, end: EndState | undefined): SceneBox[] => [
    {
      id: `${id}-out`,
      name: SAYS.unacknowledged,
      kind: 'buffer',
      places: LETTER_PLACES,
      taken: shownLetters(end?.unacknowledged),
    },
    { id: `${id}-in`, name: SAYS.unread, kind: 'buffer', places: LETTER_PLACES, taken: shownLetters(end?.unread) },
  ]
  const clientNote = client
    ? endNote(client)
    : clientSocket === 'none'
      ? SAYS.none
      : clientSocket === 'open'
        ? SAYS.fresh
        : SAYS.closed
  const listenerNote = {
    none: SAYS.none,
    unbound: SAYS.unbound,
    bound: SAYS.bound(SERVER_PORT),
    listens: SAYS.listens(SERVER_PORT),
    closed: SAYS.closed,
  }[listener]
  const boxes: SceneBox[] = [
    {
      id: 'client',
      name: SAYS.client,
      kind: 'host',
      inside: [
        { id: 'client-program', name: SAYS.program, kind: 'program', note: programNote(standing, 'client') },
        { id: 'client-socket', name: SAYS.socket, kind: 'socket', note: clientNote, inside: buffers('client', client) },
      ],
    },
    {
      id: 'server',
      name: SAYS.server,
      kind: 'host',
      inside: [
        { id: 'server-program', name: SAYS.program, kind: 'program', note: programNote(standing, 'server') },
        {
          id: 'listener',
          name: SAYS.listener,
          kind: 'socket',
          note: listenerNote,
          inside: [{ id: 'queue', name: SAYS.queue, kind: 'queue', places: 2, taken: queue }],
        },
        {
          id: 'server-socket',
          name: SAYS.connection,
          kind: 'socket',
          note: server ? endNote(server) : SAYS.none,
          inside: buffers('server', server),
        },
      ],
    },
  ]
  const links: SceneLink[] = [
    { from: 'client-program', to: 'client-socket', kind: 'call' },
    { from: 'server-program', to: 'listener', kind: 'call' },
  ]
  if (server?.held === 'program') links.push({ from: 'server-program', to: 'server-socket', kind: 'call' })
  const isJoined = client !== undefined && client.port === server?.port
  links.push({
    from: 'client-socket',
    to: 'server-socket',
    both: true,
    ...(isJoined ? { kind: 'connection', label: SAYS.joined } : { kind: 'wire', label: SAYS.apart }),
  })
  return { boxes, links }
}

function shownLetters(letters: string = ''): string {
  return letters.length > LETTER_PLACES ? `${letters.slice(0, LETTER_PLACES - 1)}…` : letters
}

function endNote({ state, held }: EndState): string {
  return held === 'program' ? state : held === 'queue' ? SAYS.queued(state) : SAYS.left(state)
}

function programNote(standing: CallStanding, side: CallingSide): string {
  const last = lastOf(standing, side)
  if (!last) return SAYS.idle
  return last.outcome === 'waits' ? SAYS.waits(last.call) : SAYS.ended(last.call, shortValue(last))
}
