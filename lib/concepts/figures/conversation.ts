/** §2.1.2 in pictures: the figures of its lesson, each a pure function of its parameters. */
import {
  headerFigure,
  ladderFigure,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  withData,
} from '../../draw/index.ts'
import { isSegment } from '../../network/index.ts'
import { count, list } from '../../words.ts'
import { type Gathering, introduceAll } from '../conversation.ts'
import { SERVER_PORT } from '../helpers.ts'

const CALLER_NAMES = ['Anna', 'Ben', 'Clara', 'Dora', 'Emil'] as const

const SAYS = {
  clients: 'clients',
  server: 'server',
  socket: (index: number) => `socket ${index}`,
  port: (port: number) => `port ${port}`,
  which: 'which socket is it for?',
  segments: 'segments',
  onePort: (clients: number) => `${clients} clients send to one port, and the server has a socket for each`,
  onePortInWords: (callers: readonly string[], port: number) =>
    `${list(callers)} are clients on one host, and send their segments to port ${port} of a server. ` +
    `The server has ${count(callers.length, 'socket')}, one for each. Which of them a segment is for is the question.`,
  between: (clients: number) =>
    `The segments of ${count(clients, 'conversation')} with one port cross in between one another`,
  pickedOut: (name: string) => `${name}’s conversation is picked out of the two by its four numbers`,
  ports: 'The two ports stand in the first four bytes of TCP’s header',
} as const

export interface OnePortParameters {
  /** At most five. */
  clients?: number
}

/** All clients send to one port, and the server has a socket for each: what is between is the lesson's question. */
export function onePort({ clients = 3 }: OnePortParameters = {}): ShownFigure<Scene> {
  const inside = (names: readonly string[], kind: SceneBox['kind']): SceneBox[] =>
    names.map((name) => ({ id: name, name, kind }))
  const callers = CALLER_NAMES.slice(0, clients)
  const sockets = callers.map((_, index) => SAYS.socket(index + 1))
  const door: SceneBox = { id: 'door', name: SAYS.port(SERVER_PORT), kind: 'router', note: SAYS.which }
  const boxes: SceneBox[] = [
    { id: 'clients', name: SAYS.clients, kind: 'host', inside: inside(callers, 'program') },
    { id: 'server', name: SAYS.server, kind: 'host', inside: [door, ...inside(sockets, 'socket')] },
  ]
  const links: Scene['links'] = [{ from: 'clients', to: 'door', kind: 'wire', label: SAYS.segments }]
  return sceneFigure(
    { boxes, links },
    { title: SAYS.onePort(clients), description: SAYS.onePortInWords(callers, SERVER_PORT) },
  )
}

export interface AtOnePortParameters {
  /** At most five. */
  clients?: number
  /** One way, in virtual milliseconds. */
  delay?: number
  /** Between one client's call and the next, in virtual milliseconds. */
  apart?: number
}

/** What crosses when so many clients talk to one port. */
export async function atOnePort({
  clients = 2,
  delay = 5,
  apart = 2,
}: AtOnePortParameters = {}): Promise<ShownFigure<Gathering>> {
  const all = await introduceAll(CALLER_NAMES.slice(0, clients), delay, apart)
  // The last client's word takes three ways and its answer a fourth; that all close then is not shown.
  const until = 3.5 * delay + (clients - 1) * apart
  const title = SAYS.between(clients)
  return withData(ladderFigure(all.trace, { title, states: false, payload: 'text', until }), all)
}

export interface PickedOutParameters {
  /** Whose conversation: the first's or the second's. */
  name?: 'Anna' | 'Ben'
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** One of two of them, picked out by its four numbers. */
export async function pickedOut({
  name = 'Anna',
  delay = 5,
}: PickedOutParameters = {}): Promise<ShownFigure<Gathering>> {
  const names = CALLER_NAMES.slice(0, 2)
  const all = await introduceAll(names, delay)
  const server = all.conversations[names.indexOf(name)]!
  const [door, client] = server.split(' ↔ ')
  const title = SAYS.pickedOut(name)
  return withData(ladderFigure(all.trace, { connection: `${client} → ${door}`, title }), all)
}

export interface FirstDataParameters {
  /** Whose segment. */
  name?: 'Anna' | 'Ben'
}

/** The header of the first segment with data that reached the server from one of the two. */
export async function firstData({ name = 'Anna' }: FirstDataParameters = {}): Promise<ShownFigure<Uint8Array>> {
  const names = CALLER_NAMES.slice(0, 2)
  const { trace, visitors } = await introduceAll(names)
  const own = visitors[names.indexOf(name)]!.own
  const first = trace.events.filter(isSegment).find(({ what, segment }) => {
    return what === 'delivered' && segment.payload.length > 0 && own.endsWith(`:${segment.sourcePort}`)
  })!
  return headerFigure(first.bytes, { ip: true, title: SAYS.ports })
}
