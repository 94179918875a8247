/** §2.1: what a call returned, and how things stand, in words. */
import { textTable } from '../../draw/index.ts'
import {
  type CallEntry,
  type CallingSide,
  type CallRun,
  type CallStanding,
  type EndState,
  FOUR_MINUTES,
  type Press,
} from '../call-by-call.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  Client: 'Client',
  Server: 'Server',
  program: 'program',
  call: 'call',
  value: 'returned',
  number: 'nr',
  title: (calls: number, now: string) => `After ${calls} calls, at ${now}`,
  oneCall: (now: string) => `After one call, at ${now}`,
  before: 'Before the first call',
  ms: (time: string) => `${time} ms`,
  seconds: (time: string) => `${time} s`,
  made: {
    socket: 'a socket without address',
    bind: (address: string) => `has ${address} now`,
    listen: 'listens from now on',
    accept: (port: number) => `a socket for client port ${port}`,
    connect: (port: number) => `connected, from port ${port}`,
    send: (bytes: number) => `${bytes}, taken by its system`,
    recv: (text: string) => `“${text}”, ${text.length} bytes`,
    end: 'empty: the end',
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
} as const

/** The last call that a side has made, and those that still wait. */
export function lastOf({ entries }: CallStanding, side: CallingSide): CallEntry | undefined {
  return entries.findLast((entry) => entry.side === side && entry.outcome !== 'not made')
}

export function waitingOf({ entries }: CallStanding, side: CallingSide): CallEntry | undefined {
  return entries.find((entry) => entry.side === side && entry.outcome === 'waits')
}

export function shortValue({ outcome, code, text, taken, call }: CallEntry): string {
  if (outcome === 'waits') return SAYS.notYet
  if (code !== undefined) return code
  if (text !== undefined) return text === '' ? SAYS.short.end : SAYS.short.text(text)
  if (taken !== undefined) return SAYS.short.bytes(taken)
  return call === 'accept' ? SAYS.short.accept : SAYS.short.done
}

/** What it returned, as a reader is told. */
export function valueTold(entry: CallEntry): string {
  const { outcome, why, code, reason = '', call, text, taken = 0, port = 0, made = '' } = entry
  if (outcome === 'not made') return SAYS.notMade[why!]
  if (outcome === 'waits') return SAYS.waiting[call] ?? SAYS.notYet
  if (code !== undefined) return SAYS.failed(code, SAYS.reasons[code] ?? reason)
  if (call === 'recv') return text === '' ? SAYS.made.end : SAYS.made.recv(text ?? '')
  const say: string | ((value: never) => string) = SAYS.made[call]
  if (typeof say === 'string') return say
  return (say as (value: number | string) => string)(call === 'send' ? taken : call === 'bind' ? made : port)
}

export const sideName = (side: CallingSide): string => (side === 'client' ? SAYS.Client : SAYS.Server)

export function momentTitle({ entries, now }: CallStanding): string {
  if (entries.length === 0) return SAYS.before
  const time = now >= 10_000 ? SAYS.seconds((now / 1000).toFixed(1)) : SAYS.ms(String(Math.round(now)))
  return entries.length === 1 ? SAYS.oneCall(time) : SAYS.title(entries.length, time)
}

export function standingInWords(standing: CallStanding): string {
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

export function callsTable({ entries }: CallStanding): string {
  const rows = entries.map((entry, index) => [index + 1, SAYS[entry.side], entry.call, valueTold(entry)])
  return textTable([SAYS.number, SAYS.program, SAYS.call, SAYS.value], rows.length > 0 ? rows : [['–', '–', '–', '–']])
}

/** The last call, and those before it that have returned since. */
export function pressInWords({ standings }: CallRun, shown: number, press: Press | undefined): string {
  const { entries } = standings[shown]!
  if (press === undefined) return SAYS.nothingYet
  const last = press === FOUR_MINUTES ? undefined : entries.at(-1)
  const before = standings[shown - 1]!.entries
  const late = before.flatMap(({ outcome }, index) => {
    const now = entries[index]!
    return outcome === 'waits' && now.outcome !== 'waits'
      ? [SAYS.later(sideName(now.side), now.call, valueTold(now))]
      : []
  })
  return [last ? SAYS.said(sideName(last.side), last.call, valueTold(last)) : SAYS.patience, ...late].join(' ')
}
