/** §2.1: what a reader can press beside the two programs, and what is seen with them. */
import { ladderFigure, type Play, type PlayAction, type PlayView } from '../../draw/index.ts'
import {
  CALLS_OF,
  type CallingSide,
  type CallName,
  type CallRun,
  type CallStanding,
  FOUR_MINUTES,
  type Press,
  READS,
  WORDS,
} from '../call-by-call.ts'
import { SERVER_PORT } from '../helpers.ts'
import { lastOf, pressInWords, valueTold, waitingOf } from './call-words.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  ended: (call: string, value: string) => `${call}: ${value}`,
  before: 'Before the first call',
  fourMinutes: 'let four minutes pass',
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

/** The client has connected, sent and knows of nothing amiss; the server's program has not called accept. */
export const NOBODY_ACCEPTED: readonly Press[] = [
  'server.socket',
  'server.bind',
  'server.listen',
  'client.socket',
  'client.connect',
  'client.send',
]

const AT_THE_LISTENER = NOBODY_ACCEPTED.slice(0, 3)

const PRESETS: Readonly<Record<keyof typeof SAYS.presets, readonly Press[]>> = {
  early: ['server.socket', 'server.bind', 'client.socket'],
  patient: [...AT_THE_LISTENER, 'server.accept', 'client.socket'],
  unaccepted: NOBODY_ACCEPTED,
  answered: [...NOBODY_ACCEPTED, 'server.accept', 'server.recv', 'server.send', 'server.close'],
}

const MOST_PRESSES = 40

export function callPlay(run: CallRun, calls: readonly Press[], shown: number): Play {
  const standing = run.standings[shown]!
  const made = calls.slice(0, shown)
  return {
    moments: [SAYS.before, ...calls.map((press) => nameOfPress(press))],
    actions: [...callActions(standing, made), ...otherActions(made)],
    views: callViews(run, standing),
    challenge: { ask: SAYS.ask, isMet: isLateAndComplete(standing), told: SAYS.met },
    said: pressInWords(run, shown, made.at(-1)),
  }
}

function nameOfPress(press: Press): string {
  if (press === FOUR_MINUTES) return SAYS.fourMinutes
  const [side, call] = press.split('.') as [CallingSide, CallName]
  return SAYS.ended(SAYS[side], call)
}

function callActions(standing: CallStanding, made: readonly Press[]): PlayAction[] {
  return (['server', 'client'] as const).flatMap((side) =>
    CALLS_OF[side].map((call): PlayAction => {
      const isOff = made.length >= MOST_PRESSES ? SAYS.enough : whyNot(standing, side, call)
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
function whyNot(standing: CallStanding, side: CallingSide, call: CallName): string | undefined {
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
  const full = made.length >= MOST_PRESSES ? { isOff: SAYS.enough } : {}
  return [
    { label: SAYS.fourMinutes, group: SAYS.orElse, set: { calls: [...made, FOUR_MINUTES], at: undefined }, ...full },
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

function callViews({ trace }: CallRun, standing: CallStanding): PlayView[] {
  const views: PlayView[] = [
    { name: SAYS.serverProgram, lines: programLines(standing, 'server') },
    { name: SAYS.clientProgram, lines: programLines(standing, 'client') },
  ]
  if (standing.entries.some(({ outcome }) => outcome !== 'not made'))
    views.push({
      name: SAYS.crossed,
      figure: ladderFigure(trace, { until: standing.now, states: false, time: 'even', title: SAYS.crossedTitle }),
    })
  return views
}

/** A program, a call a line; beside each what it last returned. */
function programLines(standing: CallStanding, side: CallingSide): NonNullable<PlayView['lines']> {
  const last = lastOf(standing, side)
  const texts: Readonly<Record<string, string>> = side === 'server' ? SAYS.serverLines : SAYS.clientLines
  return Object.entries(texts).map(([call, text]) => {
    const entry = standing.entries.findLast(
      (one) => one.side === side && one.call === call && one.outcome !== 'not made',
    )
    return { text, isLit: last !== undefined && last === entry, ...(entry && { note: valueTold(entry) }) }
  })
}

/** Whether the server has read what a client sent that had closed before accept was called. */
function isLateAndComplete({ entries }: CallStanding): boolean {
  const closed = entries.findIndex(
    ({ side, call, outcome }) => side === 'client' && call === 'close' && outcome === 'returned',
  )
  const sent = entries.findIndex(({ side, taken = 0 }) => side === 'client' && taken > 0)
  const accepted = entries.findIndex(({ call }) => call === 'accept')
  const read = entries.findIndex(({ side, text = '' }) => side === 'server' && text !== '')
  return sent >= 0 && sent < closed && closed < accepted && accepted < read
}
