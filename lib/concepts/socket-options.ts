/** §2.1.5: starting a server again: who closed first, what stays behind, and what SO_REUSEADDR and SO_LINGER change. */
import { fromUtf8, utf8 } from '../bytes.ts'
import { COUNT, checkOptions, PORT, SEED, SHARE, SOME } from '../check.ts'
import { isPureAck, nth, Random, type Trace } from '../network/index.ts'
import { type Address, connectedPair, type Host, recvToEnd, type Socket, sendAll } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { codeOf, listenOn, outcomeOf, SERVER_PORT, until, untilArrived } from './helpers.ts'

/** Who ends the conversation before the server is started again, and how. */
export type Ending = 'server closes first' | 'client closes first' | 'server resets'

export interface ServerOptions {
  /** Set SO_REUSEADDR before bind. Default false. */
  reuse?: boolean
  /** 0 = any free one. */
  port?: number
}

/** A server's listener, with or without SO_REUSEADDR. @throws SocketError EADDRINUSE */
export function startServer(host: Host, options: ServerOptions = {}): Socket {
  checkOptions('startServer: ', options, { reuse: 'flag', port: PORT })
  const { reuse = false, port = 0 } = options
  return listenOn(host, 1, port, { reuseAddress: reuse })
}

/** Would a server get this port now? What was started for the trial is closed. @returns `done`, or the error's code */
export function tryToStart(host: Host, options: ServerOptions): Promise<string> {
  return outcomeOf(() => startServer(host, options).close())
}

/**
 * The server: one conversation, then everything is closed, and a new listener is tried on the same port.
 *
 * @param reuse does the *new* listener set SO_REUSEADDR?
 * @returns `done` = it could be started again; or the error's code
 */
export async function serveAndRestart(host: Host, listener: Socket, ending: Ending, reuse: boolean): Promise<string> {
  const { port } = listener.getsockname()
  const connection = await listener.accept()
  await connection.recv(1)
  if (ending === 'server resets') abort(connection)
  else await leave(host, connection, ending === 'server closes first')
  listener.close()
  return tryToStart(host, { reuse, port })
}

/** The client of {@link serveAndRestart}. */
export async function callAndLeave(host: Host, server: Address, ending: Ending): Promise<void> {
  const socket = host.socket()
  await socket.connect(server)
  // A connection that is reset before connect has returned would look like one that was never made.
  await socket.send(new Uint8Array(1))
  if (ending === 'server resets') {
    await outcomeOf(() => socket.recv(1))
    socket.close()
  } else await leave(host, socket, ending === 'client closes first')
}

/**
 * Closes in good order, as the first or after the other, and sees the connection's end at this side before it returns.
 *
 * @returns how it ended here: `in good order`, or the error's code
 */
export async function leave(host: Host, socket: Socket, first: boolean): Promise<string> {
  if (!first) await recvToEnd(socket)
  socket.shutdown('write')
  if (first) await recvToEnd(socket)
  // Nothing more can be read, so there is no event to wait for: the state is all that changes.
  await until(host, () => isOver(socket))
  const error = socket.getsockopt('error')
  socket.close()
  return error ?? 'in good order'
}

/** As far as the program is concerned: Linux calls a socket CLOSED whose connection its table has in TIME-WAIT. */
function isOver(socket: Socket): boolean {
  const { state } = socket.getsockopt('tcpInfo')
  return state === 'CLOSED' || state === 'TIME-WAIT'
}

/** Ends a connection by RST, at once: close with linger 0. */
export function abort(socket: Socket): void {
  socket.setsockopt('linger', 0)
  socket.close()
}

/** Accepts one client and lets it go, without closing first. @returns as {@link leave} */
export async function seeOff(host: Host, listener: Socket): Promise<string> {
  const connection = await listener.accept()
  const ended = await leave(host, connection, false)
  listener.close()
  return ended
}

/** The client of {@link seeOff}: comes, says nothing, and closes first. @returns as {@link leave} */
export async function comeAndGo(host: Host, server: Address): Promise<string> {
  const socket = host.socket()
  await socket.connect(server)
  return leave(host, socket, true)
}

/**
 * A client that closes first, and whose last ACK is lost.
 *
 * @param msl virtual milliseconds, of which TIME-WAIT lasts twice as many
 * @param delay one way, in virtual milliseconds
 */
export async function loseLastAck(msl: number, delay: number = 20): Promise<Trace> {
  const script = nth(2, isPureAck, 'drop')
  const net = simulatedNetwork({ seed: 1, delay, tcp: { msl }, script, back: { script: [] } })
  const listener = startServer(net.server, { port: SERVER_PORT })
  const address = listener.getsockname()
  const { trace } = await net.run({
    server: (host) => seeOff(host, listener),
    client: (host) => comeAndGo(host, address),
  })
  return trace
}

/**
 * How long a port stays taken that the server's last conversation had, when the server closed first and nobody sets
 * SO_REUSEADDR.
 *
 * @param msl of the server's system, in virtual milliseconds
 * @param every between one try to start again and the next
 * @returns virtual milliseconds
 */
export async function untilFree(msl: number, every: number = 1000): Promise<number> {
  const net = simulatedNetwork({ seed: 215, tcp: { msl } })
  const listener = startServer(net.server, { port: SERVER_PORT })
  const address = listener.getsockname()
  const { results } = await net.run({
    server: async (host) => {
      await serveAndRestart(host, listener, 'server closes first', false)
      const start = host.now()
      while ((await tryToStart(host, { port: SERVER_PORT })) !== 'done') await host.sleep(every)
      return host.now() - start
    },
    client: (host) => callAndLeave(host, address, 'server closes first'),
  })
  return results.server
}

/**
 * How many connections a client can make from a few local ports, one after the other, when it closes each of them first.
 *
 * @param ports how many it has, each used again as soon as TIME-WAIT has left it
 * @param msl of its system, in virtual milliseconds
 * @param duration virtual milliseconds in which it may connect
 */
export async function connectInTurn(ports: number, msl: number, duration: number): Promise<number> {
  const net = simulatedNetwork({ seed: 215, tcp: { msl }, record: false })
  const listener = startServer(net.server, { port: SERVER_PORT })
  const calls = async (host: Host): Promise<number> => {
    let made = 0
    for (let at = 0; host.now() < duration; at = (at + 1) % ports) {
      while (!(await callFrom(host, FIRST_PORT + at, listener.getsockname()))) await host.sleep(msl / 50)
      if (host.now() < duration) made++
    }
    return made
  }
  const answers = async (host: Host): Promise<void> => {
    for (;;) await leave(host, await listener.accept(), false)
  }
  const { results } = await net.run({ client: calls, server: answers }, { until: duration + 4 * msl, stuck: 'return' })
  return results.client ?? 0
}

const FIRST_PORT = 40_000

/** Comes from this port and leaves first. @returns false = the port is still taken */
async function callFrom(host: Host, port: number, server: Address): Promise<boolean> {
  const socket = host.socket()
  try {
    socket.bind({ address: host.address, port })
  } catch (error) {
    socket.close()
    if (codeOf(error) === 'EADDRINUSE') return false
    throw error
  }
  await socket.connect(server)
  await leave(host, socket, true)
  return true
}

/** What the server does with the client's request before it closes. */
export const HANG_UPS = ['reads it, closes', 'does not read it, closes', 'reads it, closes with linger 0'] as const
export type HangUp = (typeof HANG_UPS)[number]

/** What a read says at the end of a stream. */
export const THE_END = 'the end'

/** A server that hangs up on its only client. */
export async function hangUp(host: Host, listener: Socket, requestLength: number, how: HangUp): Promise<void> {
  const connection = await listener.accept()
  await untilArrived(host, connection, requestLength)
  if (how !== 'does not read it, closes') await connection.recv(requestLength)
  if (how === 'reads it, closes with linger 0') connection.setsockopt('linger', 0)
  connection.close()
  listener.close()
}

/** Its client. @returns what its read says: `the end`, or the error's code */
export async function sendAndWait(host: Host, server: Address, request: Uint8Array): Promise<string> {
  const socket = host.socket()
  await socket.connect(server)
  await sendAll(socket, request)
  const outcome = await outcomeOf(() => socket.recv(1))
  socket.close()
  return outcome === 'done' ? THE_END : outcome
}

/** What a client saw that was hung up on, and what crossed. */
export interface HungUp {
  /** As {@link sendAndWait}. */
  client: string
  trace: Trace
}

/** {@link hangUp} and {@link sendAndWait} on the simulated network. @param delay one way, in virtual milliseconds */
export async function hangUpOn(request: Uint8Array, how: HangUp, delay: number = 5): Promise<HungUp> {
  const net = simulatedNetwork({ seed: 215, delay })
  const listener = startServer(net.server, { port: SERVER_PORT })
  const { results, trace } = await net.run({
    server: (host) => hangUp(host, listener, request.length, how),
    client: (host) => sendAndWait(host, listener.getsockname(), request),
  })
  return { client: results.client, trace }
}

/**
 * A server answers a request that it has not read, and closes.
 * Its client reads three times when all that has arrived.
 *
 * @returns what each read says: a text, `end of file`, or the error's code
 */
export async function readThreeTimes(host: Host): Promise<string[]> {
  const { client, server } = await connectedPair(host)
  await sendAll(client, utf8('GET / HTTP/1.1'))
  await untilArrived(host, server, 1)
  await sendAll(server, utf8('too large'))
  server.close()
  // Before the reset, the answer alone may have come.
  await until(host, () => client.getsockopt('tcpInfo').state === 'CLOSED')
  const said: string[] = []
  for (let turn = 0; turn < 3; turn++) {
    const text = await client.recv(100).then(fromUtf8, codeOf)
    said.push(text === '' ? 'end of file' : text)
  }
  client.close()
  return said
}

/** A client that hands over its bytes and closes at once. @param linger 0 = by RST; `undefined` = in good order */
export async function sendAndClose(
  host: Host,
  server: Address,
  bytes: Uint8Array,
  linger: number | undefined,
): Promise<void> {
  const socket = host.socket()
  await socket.connect(server)
  socket.setsockopt('linger', linger)
  await sendAll(socket, bytes)
  socket.close()
}

/** How much reached the reader, and how the stream ended: `the end`, or the error's code. */
export interface StreamRead {
  bytes: number
  ended: string
}

/** Takes one connection and reads as long as anything comes. */
export async function readAll(listener: Socket): Promise<StreamRead> {
  const connection = await listener.accept()
  const delivery: StreamRead = { bytes: 0, ended: 'the end' }
  try {
    for (;;) {
      const { length } = await connection.recv(65_536)
      if (length === 0) break
      delivery.bytes += length
    }
  } catch (error) {
    delivery.ended = codeOf(error)
  }
  connection.close()
  listener.close()
  return delivery
}

/** How many of so many mornings ended how. */
export interface Mornings {
  together: number
  alone: number
  neither: number
}

/**
 * Two generals, who win only together, agree by messengers: a proposal, its confirmation, the confirmation of that …, up
 * to an agreed number. Each message is lost with a probability of `loss`; nobody sends the next without having had the
 * last. A general attacks if he has had all the messages that are meant for him.
 *
 * @param messages how many are agreed, 1 or more; the first general sends the first
 * @see Akkoyunlu, Ekanadham, Huber 1975; Gray 1978
 */
export function twoGenerals(messages: number, loss: number, mornings: number, seed: number = 1): Mornings {
  const rules = { messages: SOME, loss: SHARE, mornings: COUNT, seed: SEED }
  checkOptions('twoGenerals: ', { messages, loss, mornings, seed }, rules)
  const random = new Random(seed)
  const result: Mornings = { together: 0, alone: 0, neither: 0 }
  for (let morning = 0; morning < mornings; morning++) {
    let arrived = 0
    while (arrived < messages && random.uniform() >= loss) arrived++
    // With the last one lost, its sender has had all of his; with an earlier one lost, neither has.
    if (arrived === messages) result.together++
    else if (arrived === messages - 1) result.alone++
    else result.neither++
  }
  return result
}
