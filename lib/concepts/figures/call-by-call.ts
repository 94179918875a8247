/** §2.1, to be played: a client and a server whose next call the reader makes. */
import {
  ladderFigure,
  type Play,
  type PlayAction,
  type PlayView,
  type Scene,
  type SceneBox,
  type SceneLink,
  type ShownFigure,
  sceneFigure,
  textTable,
  withData,
  withPlay,
} from '../../draw/index.ts'
import {
  CALLS_OF,
  type CallEntry,
  type CallingSide,
  type CallName,
  type CallRun,
  callsInOrder,
  type EndState,
  PATIENCE,
  type Press,
  READS,
  type Standing,
  WORDS,
} from '../call-by-call.ts'
import { SERVER_PORT } from '../helpers.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  Client: 'Client',
  Server: 'Server',
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
  call: 'call',
  value: 'returned',
  number: 'nr',
  title: (calls: number, now: string) => `After ${calls} calls, at ${now}`,
  oneCall: (now: string) => `After one call, at ${now}`,
  before: 'Before the first call',
  ms: (time: string) => `${time} ms`,
  seconds: (time: string) => `${time} s`,
  time: 'time',
  fourMinutes: 'let four minutes pass',
  made: {
    socket: 'a socket, unbound and unconnected',
    bind: (address: string) => `bound to ${address}`,
    listen: 'done: it listens from now on',
    accept: (port: number) => `a new socket, for the client at port ${port}`,
    connect: (port: number) => `connected, from port ${port}`,
    send: (bytes: number) => `${bytes}: its system has taken ${bytes} bytes`,
    recv: (text: string) => `“${text}”, ${text.length} bytes`,
    end: 'empty: the end of the stream',
    close: 'done',
  },
  reasons: {
    EADDRINUSE: 'an old connection still has the address',
    EBADF: 'the socket is closed',
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the other side has reset the connection',
    EINVAL: 'not in this order',
    EISCONN: 'it has a connection already',
    ENOTCONN: 'it is not connected',
    EPIPE: 'there is no connection, or it is over',
    ETIMEDOUT: 'no answer came',
  } as Readonly<Record<string, string>>,
  short: {
    done: 'done',
    accept: 'a new socket',
    bytes: (bytes: number) => `${bytes} bytes`,
    text: (text: string) => `“${text}”`,
    end: 'the end',
  },
  failed: (code: string, reason: string) => `${code}: ${reason}`,
  waiting: {
    accept: 'waits: there is no connection in the queue',
    connect: 'waits: no answer has come',
    recv: 'waits: there is no byte to read',
    send: 'waits: there is no room',
  } as Readonly<Record<string, string>>,
  notMade: {
    waiting: 'not made: its program still waits in an earlier call',
    'no socket': 'not made: there is no socket yet',
    'has one': 'not made: it has one',
    closed: 'not made: all is closed',
  },
  notYet: 'waits …',
  said: (side: string, call: string, value: string) => `${side}: ${call} → ${value}.`,
  later: (side: string, call: string, value: string) => `${side}: the ${call} that waited → ${value}.`,
  patience: 'Four minutes have passed.',
  nothingYet: 'Nobody has called anything. The server usually begins with socket, bind and listen.',
  has: (side: string, state: string, port: number) => `The ${side}’s end of connection ${port} is ${state}`,
  holds: (letters: string) => `“${letters}” is there unread`,
  andQueue: (queue: number) => `In the accept queue: ${queue}.`,
  serverCalls: 'The server calls',
  clientCalls: 'The client calls',
  orElse: 'Or',
  begin: 'Begin with',
  fromStart: 'nothing called',
  back: 'take the last back',
  presets: {
    early: 'bound, not listening',
    patient: 'the server waits in accept',
    unaccepted: 'connected, not accepted',
    answered: 'answered and closed',
  },
  nothingToTakeBack: 'nothing has been called',
  isBusy: (side: string, call: string) => `The ${side} waits in ${call}`,
  hasSocket: 'It has a socket',
  noSocket: 'There is no socket yet',
  allClosed: 'All is closed',
  enough: 'That is as many calls as fit: take some back',
  serverProgram: 'The server’s program',
  clientProgram: 'The client’s program',
  crossed: 'What has crossed',
  crossedTitle: 'Calls at the sides, segments between them',
  ask: 'Have the server read the client’s five bytes, although the client had closed before anybody called accept.',
  met: 'The two systems did it all: connection, bytes and end were there when the server’s program came.',
  serverLines: {
    socket: 'const listener = host.socket()',
    bind: `listener.bind({ address, port: ${SERVER_PORT} })`,
    listen: 'listener.listen(1)',
    accept: 'const connection = await listener.accept()',
    recv: `const message = await connection.recv(${READS})`,
    send: `await connection.send(utf8('${WORDS.server}'))`,
    close: 'connection.close()',
  },
  clientLines: {
    socket: 'const socket = host.socket()',
    connect: 'await socket.connect(server)',
    send: `await socket.send(utf8('${WORDS.client}'))`,
    recv: `const answer = await socket.recv(${READS})`,
    close: 'socket.close()',
  },
} as const

export interface CallByCallParameters {
  /** The calls in the order in which they were made. */
  calls?: readonly Press[]
  /** Virtual milliseconds from one to the next. */
  between?: number
  /** After how many of them it is shown; all of them unless told. */
  at?: number
}

/** The client has connected, sent and knows of nothing amiss; the server's program has not called accept. */
const NOBODY_ACCEPTED: readonly Press[] = [
  'server.socket',
  'server.bind',
  'server.listen',
  'client.socket',
  'client.connect',
  'client.send',
]

const LISTENING = NOBODY_ACCEPTED.slice(0, 3)

const PRESETS: Readonly<Record<keyof typeof SAYS.presets, readonly Press[]>> = {
  early: ['server.socket', 'server.bind', 'client.socket'],
  patient: [...LISTENING, 'server.accept', 'client.socket'],
  unaccepted: NOBODY_ACCEPTED,
  answered: [...NOBODY_ACCEPTED, 'server.accept', 'server.recv', 'server.send', 'server.close'],
}

/** So many letters of a buffer are shown. */
const PLACES = 12
const MOST_CALLS = 40

let lastRun: { of: string; run: CallRun } | undefined

/** Two programs, each of which makes one call at a time: what it returned, what waits, and where bytes and connections are. */
export async function callByCall({
  calls = NOBODY_ACCEPTED,
  between = 100,
  at = calls.length,
}: CallByCallParameters = {}): Promise<ShownFigure<Standing>> {
  const of = [between, ...calls].join()
  if (lastRun?.of !== of) lastRun = { of, run: await callsInOrder(calls, between) }
  const { run } = lastRun
  const shown = Math.max(0, Math.min(at, calls.length))
  const standing = run.standings[shown]!
  const figure = sceneFigure(sceneOf(standing), { title: titleOf(standing), description: inWords(standing) })
  const told = { ...withData(figure, standing), table: tableOf(standing) }
  return withPlay(withData(told, standing), () => playOf(run, calls, shown))
}

function sceneOf(standing: Standing): Scene {
  const { client, server, clientSocket, listener, queue } = standing
  const buffers = (id: string, end: EndState | undefined): SceneBox[] => [
    {
      id: `${id}-out`,
      name: SAYS.unacknowledged,
      kind: 'buffer',
      places: PLACES,
      taken: shownLetters(end?.unacknowledged),
    },
    { id: `${id}-in`, name: SAYS.unread, kind: 'buffer', places: PLACES, taken: shownLetters(end?.unread) },
  ]
  const clientNote = client
    ? noteOf(client)
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
          note: server ? noteOf(server) : SAYS.none,
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
  return letters.length > PLACES ? `${letters.slice(0, PLACES - 1)}…` : letters
}

function noteOf({ state, held }: EndState): string {
  return held === 'program' ? state : held === 'queue' ? SAYS.queued(state) : SAYS.left(state)
}

/** The last call that a side has made, and those that still wait. */
function lastOf({ entries }: Standing, side: CallingSide): CallEntry | undefined {
  return entries.findLast((entry) => entry.side === side && entry.outcome !== 'not made')
}

function waitingOf({ entries }: Standing, side: CallingSide): CallEntry | undefined {
  return entries.find((entry) => entry.side === side && entry.outcome === 'waits')
}

function programNote(standing: Standing, side: CallingSide): string {
  const last = lastOf(standing, side)
  if (!last) return SAYS.idle
  return last.outcome === 'waits' ? SAYS.waits(last.call) : SAYS.ended(last.call, shortValue(last))
}

function shortValue({ outcome, code, text, taken, call }: CallEntry): string {
  if (outcome === 'waits') return SAYS.notYet
  if (code !== undefined) return code
  if (text !== undefined) return text === '' ? SAYS.short.end : SAYS.short.text(text)
  if (taken !== undefined) return SAYS.short.bytes(taken)
  return call === 'accept' ? SAYS.short.accept : SAYS.short.done
}

/** What it returned, as a reader is told. */
function valueTold(entry: CallEntry): string {
  const { outcome, why, code, reason = '', call, text, taken = 0, port = 0, made = '' } = entry
  if (outcome === 'not made') return SAYS.notMade[why!]
  if (outcome === 'waits') return SAYS.waiting[call] ?? SAYS.notYet
  if (code !== undefined) return SAYS.failed(code, SAYS.reasons[code] ?? reason)
  if (call === 'recv') return text === '' ? SAYS.made.end : SAYS.made.recv(text ?? '')
  const say: string | ((value: never) => string) = SAYS.made[call]
  if (typeof say === 'string') return say
  return (say as (value: number | string) => string)(call === 'send' ? taken : call === 'bind' ? made : port)
}

const sideName = (side: CallingSide): string => (side === 'client' ? SAYS.Client : SAYS.Server)

function titleOf({ entries, now }: Standing): string {
  if (entries.length === 0) return SAYS.before
  const time = now >= 10_000 ? SAYS.seconds((now / 1000).toFixed(1)) : SAYS.ms(String(Math.round(now)))
  return entries.length === 1 ? SAYS.oneCall(time) : SAYS.title(entries.length, time)
}

function inWords(standing: Standing): string {
  const { entries, client, server, queue } = standing
  const last = entries.at(-1)
  const said = last ? SAYS.said(sideName(last.side), last.call, valueTold(last)) : SAYS.nothingYet
  const told = (side: CallingSide, end: EndState | undefined): string[] => {
    if (!end) return []
    const state = SAYS.has(SAYS[side], end.state, end.port)
    return [end.unread === '' ? `${state}.` : `${state}; ${SAYS.holds(end.unread)}.`]
  }
  return [said, ...told('client', client), ...told('server', server), SAYS.andQueue(queue)].join(' ')
}

function tableOf({ entries }: Standing): string {
  const rows = entries.map((entry, index) => [index + 1, SAYS[entry.side], entry.call, valueTold(entry)])
  return textTable([SAYS.number, SAYS.program, SAYS.call, SAYS.value], rows.length > 0 ? rows : [['–', '–', '–', '–']])
}

function playOf(run: CallRun, calls: readonly Press[], shown: number): Play {
  const standing = run.standings[shown]!
  const made = calls.slice(0, shown)
  return {
    moments: [SAYS.before, ...calls.map((press) => nameOfPress(press))],
    actions: [...callActions(standing, made), ...otherActions(made)],
    views: viewsOf(run, standing),
    challenge: { ask: SAYS.ask, isMet: isLateAndComplete(standing), told: SAYS.met },
    said: saidOf(run, shown, made.at(-1)),
  }
}

function nameOfPress(press: Press): string {
  if (press === PATIENCE) return SAYS.fourMinutes
  const [side, call] = press.split('.') as [CallingSide, CallName]
  return SAYS.ended(SAYS[side], call)
}

function callActions(standing: Standing, made: readonly Press[]): PlayAction[] {
  return (['server', 'client'] as const).flatMap((side) =>
    CALLS_OF[side].map((call): PlayAction => {
      const isOff = made.length >= MOST_CALLS ? SAYS.enough : whyNot(standing, side, call)
      return {
        label: call,
        group: side === 'server' ? SAYS.serverCalls : SAYS.clientCalls,
        set: { calls: [...made, `${side}.${call}`], at: undefined },
        ...(isOff !== undefined && { isOff }),
      }
    }),
  )
}

/** Why a program could not make this call now. That it fails is no reason. */
function whyNot(standing: Standing, side: CallingSide, call: CallName): string | undefined {
  const waiting = waitingOf(standing, side)
  if (waiting) return SAYS.isBusy(SAYS[side], waiting.call)
  const { listener, clientSocket, server } = standing
  const first = side === 'client' ? clientSocket : listener
  if (call === 'socket') return first === 'none' || first === 'closed' ? undefined : SAYS.hasSocket
  if (first === 'none') return SAYS.noSocket
  const isOpen = first !== 'closed' || (side === 'server' && server?.held === 'program')
  return call === 'close' && !isOpen ? SAYS.allClosed : undefined
}

function otherActions(made: readonly Press[]): PlayAction[] {
  const isEmpty = made.length === 0
  const off = isEmpty ? { isOff: SAYS.nothingToTakeBack } : {}
  const full = made.length >= MOST_CALLS ? { isOff: SAYS.enough } : {}
  return [
    { label: SAYS.fourMinutes, group: SAYS.orElse, set: { calls: [...made, PATIENCE], at: undefined }, ...full },
    { label: SAYS.back, group: SAYS.orElse, set: { calls: made.slice(0, -1), at: undefined }, ...off },
    { label: SAYS.fromStart, group: SAYS.begin, set: { calls: [], at: undefined } },
    ...Object.entries(PRESETS).map(
      ([name, calls]): PlayAction => ({
        label: SAYS.presets[name as keyof typeof PRESETS],
        group: SAYS.begin,
        set: { calls, at: undefined },
      }),
    ),
  ]
}

function viewsOf({ trace }: CallRun, standing: Standing): PlayView[] {
  const views: PlayView[] = [
    { name: SAYS.serverProgram, lines: linesOf(standing, 'server') },
    { name: SAYS.clientProgram, lines: linesOf(standing, 'client') },
  ]
  if (standing.entries.some(({ outcome }) => outcome !== 'not made'))
    views.push({
      name: SAYS.crossed,
      figure: ladderFigure(trace, { until: standing.now, states: false, time: 'even', title: SAYS.crossedTitle }),
    })
  return views
}

/** A program, a call a line; beside each what it last returned. */
function linesOf(standing: Standing, side: CallingSide): NonNullable<PlayView['lines']> {
  const last = lastOf(standing, side)
  const texts: Readonly<Record<string, string>> = side === 'server' ? SAYS.serverLines : SAYS.clientLines
  return Object.entries(texts).map(([call, text]) => {
    const entry = standing.entries.findLast(
      (one) => one.side === side && one.call === call && one.outcome !== 'not made',
    )
    return { text, isLit: last !== undefined && last === entry, ...(entry && { note: valueTold(entry) }) }
  })
}

/** The last call, and those before it that have returned since. */
function saidOf({ standings }: CallRun, shown: number, press: Press | undefined): string {
  const { entries } = standings[shown]!
  if (press === undefined) return SAYS.nothingYet
  const last = press === PATIENCE ? undefined : entries.at(-1)
  const before = standings[shown - 1]!.entries
  const late = before.flatMap(({ outcome }, index) => {
    const now = entries[index]!
    return outcome === 'waits' && now.outcome !== 'waits'
      ? [SAYS.later(sideName(now.side), now.call, valueTold(now))]
      : []
  })
  return [last ? SAYS.said(sideName(last.side), last.call, valueTold(last)) : SAYS.patience, ...late].join(' ')
}

/** Whether the server has read what a client sent that had closed before accept was called. */
function isLateAndComplete({ entries }: Standing): boolean {
  const closed = entries.findIndex(
    ({ side, call, outcome }) => side === 'client' && call === 'close' && outcome === 'returned',
  )
  const sent = entries.findIndex(({ side, taken = 0 }) => side === 'client' && taken > 0)
  const accepted = entries.findIndex(({ call }) => call === 'accept')
  const read = entries.findIndex(({ side, text = '' }) => side === 'server' && text !== '')
  return sent >= 0 && sent < closed && closed < accepted && accepted < read
}
