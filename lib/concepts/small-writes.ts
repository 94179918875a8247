/** §2.1.3: a request of two small writes, Nagle's algorithm, and an acknowledgment that waits. RFC 9293 §3.7.4, §3.8.6.3. */
import { concat, utf8 } from '../bytes.ts'
import { AMOUNT, checkOptions, SOME } from '../check.ts'
import type { Trace } from '../network/index.ts'
import { connectedPair, type Host, recvAll, type Socket, sendAll } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT } from './helpers.ts'

/** A request: a head that tells how long the body is, and the body. */
export const REQUEST_HEAD: Uint8Array = utf8('len:0016')
export const REQUEST_BODY: Uint8Array = utf8('Hello, 16 bytes!')
const THANKS: Uint8Array = utf8('thanks')

/** The client: each piece by a send of its own, then the answer. @returns how long that took, in milliseconds */
export async function askInPieces(host: Host, socket: Socket, pieces: readonly Uint8Array[]): Promise<number> {
  const began = host.now()
  for (const piece of pieces) await sendAll(socket, piece)
  await recvAll(socket, THANKS.length)
  return host.now() - began
}

/** The server: answers each request as soon as it has all of it. */
export async function answerRequests(connection: Socket, requests: number): Promise<void> {
  for (let answered = 0; answered < requests; answered++) {
    await recvAll(connection, REQUEST_HEAD.length + REQUEST_BODY.length)
    await sendAll(connection, THANKS)
  }
}

export interface SmallWritesOptions {
  /** Head and body by a send each, or both by one. Default two. */
  writes?: 'two' | 'one'
  /** Set TCP_NODELAY on the client's socket. Default false. */
  noDelay?: boolean
}

/** Exchanges in turn over one connection of a host with itself. @returns how long each took, in milliseconds */
export async function exchanges(host: Host, count: number, options: SmallWritesOptions = {}): Promise<number[]> {
  checkOptions('exchanges: ', { count }, { count: SOME })
  checkOptions('exchanges: ', options, SMALL_WRITES_RULES)
  const { client, server } = await connectedPair(host)
  client.setsockopt('noDelay', options.noDelay ?? false)
  const answering = answerRequests(server, count)
  const times: number[] = []
  while (times.length < count) times.push(await askInPieces(host, client, requestIn(options)))
  await answering
  for (const socket of [client, server]) socket.close()
  return times
}

/** One request over a simulated link. */
export interface Answered {
  /** From the first send to the end of the answer, in virtual milliseconds. */
  took: number
  /** When the client began to send. */
  began: number
  trace: Trace
}

export interface RequestOptions extends SmallWritesOptions {
  /** How long the server's acknowledgment may wait, in milliseconds; 0 = it never does. */
  delayedAck?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** {@link askInPieces} and {@link answerRequests} on the simulated network, once. */
export async function oneExchange(options: RequestOptions = {}): Promise<Answered> {
  checkOptions('oneExchange: ', options, { ...SMALL_WRITES_RULES, delayedAck: AMOUNT, delay: AMOUNT })
  const { delayedAck = 40, delay = 5, noDelay = false } = options
  const net = simulatedNetwork({ seed: 213, delay, tcp: { delayedAck } })
  const listener = listenOn(net.server, 1, SERVER_PORT)
  const { results, trace } = await net.run({
    server: async () => {
      const connection = await listener.accept()
      await answerRequests(connection, 1)
    },
    client: async (host) => {
      const socket = await connectTo(host, listener.getsockname())
      socket.setsockopt('noDelay', noDelay)
      // The handshake is over then at both ends, and no part of a picture of the request.
      await host.sleep(2 * delay)
      const began = host.now()
      return { began, took: await askInPieces(host, socket, requestIn(options)) }
    },
  })
  return { ...results.client, trace }
}

const SMALL_WRITES_RULES = { writes: { oneOf: ['two', 'one'] }, noDelay: 'flag' } as const

function requestIn({ writes = 'two' }: SmallWritesOptions): readonly Uint8Array[] {
  return writes === 'two' ? [REQUEST_HEAD, REQUEST_BODY] : [concat([REQUEST_HEAD, REQUEST_BODY])]
}

/** A request in two writes, with TCP_NODELAY, and in one write: the first exchange, and the middle one of those after it. */
export async function inThreeWays(host: Host): Promise<string[]> {
  const ways: Record<string, SmallWritesOptions> = {
    'two writes': {},
    'with TCP_NODELAY': { noDelay: true },
    'one write': { writes: 'one' },
  }
  const told: string[] = []
  let slowest = { way: '', time: 0 }
  for (const [way, options] of Object.entries(ways)) {
    const [first = 0, ...later] = await exchanges(host, 6, options)
    const time = later.toSorted((one, other) => one - other)[2]!
    told.push(`${way}, first: ${first.toFixed(2)} ms`, `${way}, later: ${time.toFixed(2)} ms`)
    if (time > slowest.time) slowest = { way, time }
  }
  return [`slowest: ${slowest.way}`, ...told]
}
