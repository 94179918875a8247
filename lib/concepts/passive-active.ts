/** §2.1.1: the socket that listens and those that accept returns; the two queues before accept, and what a full one does. */
import { AMOUNT, COUNT, check, checkOptions, LIMIT, SEED } from '../check.ts'
import { isPureAck, nth, type Trace } from '../network/index.ts'
import { type Address, type Host, type Program, recvToEnd, type Socket } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { listenOn, outcomeOf, SERVER_PORT } from './helpers.ts'

/** What each call answers on a socket, by the call's name. None of them waits. */
export async function tryEverything(socket: Socket): Promise<Record<string, string>> {
  const nothing = new Uint8Array(1)
  return {
    send: await outcomeOf(() => socket.send(nothing, { dontWait: true })),
    recv: await outcomeOf(() => socket.recv(1, { dontWait: true })),
    connect: await outcomeOf(() => socket.connect({ address: '127.0.0.1', port: 9 })),
    getpeername: await outcomeOf(() => socket.getpeername()),
    getsockname: await outcomeOf(() => socket.getsockname()),
  }
}

/** A server: takes so many visitors, one after the other, and lets each go. @returns the address of each accepted socket */
export async function receiveVisitors(listener: Socket, visitors: number): Promise<Address[]> {
  const addresses: Address[] = []
  for (let visitor = 0; visitor < visitors; visitor++) {
    const connection = await listener.accept()
    addresses.push(connection.getsockname())
    await recvToEnd(connection)
    connection.close()
  }
  return addresses
}

/** A client: comes and goes. @returns the address that it had */
export async function visit(host: Host, server: Address): Promise<Address> {
  const socket = host.socket()
  await socket.connect(server)
  const own = socket.getsockname()
  socket.shutdown('write')
  await recvToEnd(socket)
  socket.close()
  return own
}

/** How far a client has got that asked for a connection. */
export interface Knock {
  socket: Socket
  /** When it asked, by the host's clock. */
  asked: number
  /** `still asking`: its SYN has not been answered; otherwise the error's code. */
  outcome: 'connected' | 'still asking' | (string & {})
}

/**
 * Asks for a connection and waits no longer than `patience` for it, in milliseconds. The system goes on asking after
 * that: the socket is writable (`host.poll`) when it has been let in.
 */
export async function knock(host: Host, server: Address, patience: number = 50): Promise<Knock> {
  check('knock: patience', patience, LIMIT)
  const socket = host.socket()
  const asked = host.now()
  socket.setsockopt('sendTimeout', patience)
  const outcome = await outcomeOf(() => socket.connect(server))
  if (outcome === 'done') return { socket, asked, outcome: 'connected' }
  if (outcome !== 'EINPROGRESS') return { socket, asked, outcome }
  // On a busy machine the time may have run out although the connection was made: its state tells.
  return { socket, asked, outcome: socket.getsockopt('tcpInfo').state === 'SYN-SENT' ? 'still asking' : 'connected' }
}

/** Clients who call one after the other, whether or not the one before was let in. Their sockets stay open. */
export async function queueUp(host: Host, server: Address, clients: number, patience?: number): Promise<Knock[]> {
  const knocks: Knock[] = []
  while (knocks.length < clients) knocks.push(await knock(host, server, patience))
  return knocks
}

/** How many clients a listener's system lets in while nobody calls accept. Closes all that it opened. */
export async function admitted(host: Host, backlog: number, patience?: number): Promise<number> {
  const listener = listenOn(host, backlog)
  const server = listener.getsockname()
  const knocks: Knock[] = []
  do knocks.push(await knock(host, server, patience))
  while (knocks.at(-1)?.outcome === 'connected')
  for (const { socket } of knocks) socket.close()
  listener.close()
  return knocks.length - 1
}

/** Three clients at a listener with a backlog of 1 whose program never accepts. @returns what each of them saw, and the queue */
export async function atFullDoor(host: Host): Promise<string[]> {
  const listener = listenOn(host, 1)
  const knocks = await queueUp(host, listener.getsockname(), 3)
  const told = knocks.map(({ outcome }, index) => `client ${index + 1}: ${outcome}`)
  told.push(`accept queue: ${listener.queued().in}`)
  for (const { socket } of knocks) socket.close()
  listener.close()
  return told
}

/** What both ends believe of a connection after its third segment was lost, and when the client has spoken. */
export interface HalfOpen {
  /** The client's state when its connect had returned. */
  client: string
  /** How many stood in the server's accept queue then, and after the client's first bytes. */
  queued: readonly [before: number, after: number]
  trace: Trace
}

/**
 * A handshake of which the last segment, the client's ACK, is lost.
 *
 * @param delay one way, in virtual milliseconds
 * @param silent how long the client waits, once it is connected, before its first bytes
 */
export async function loseThirdSegment(delay: number = 20, silent: number = 100): Promise<HalfOpen> {
  const net = simulatedNetwork({ seed: 1, delay, script: nth(1, isPureAck, 'drop'), back: { script: [] } })
  const listener = listenOn(net.server, 1, SERVER_PORT)
  const server = listener.getsockname()
  const { results, trace } = await net.run({
    client: async (host) => {
      const socket = host.socket()
      await socket.connect(server)
      const { state } = socket.getsockopt('tcpInfo')
      await host.sleep(silent)
      const before = listener.queued().in
      await socket.send(new Uint8Array(5))
      await host.sleep(4 * delay + 50)
      return { client: state, queued: [before, listener.queued().in] as const }
    },
  })
  return { ...results.client, trace }
}

/** A server that sleeps before it accepts so many visitors, and lets each go at once. */
export async function openLate(host: Host, listener: Socket, opens: number, visitors: number): Promise<void> {
  await host.sleep(opens)
  for (let visitor = 0; visitor < visitors; visitor++) (await listener.accept()).close()
}

/** Clients in turn, of whom the last waits until it is let in, and then until it is let go. */
export async function lastInLine(host: Host, server: Address, clients: number): Promise<LastInLine> {
  const { socket, asked } = (await queueUp(host, server, clients)).at(-1)!
  await host.poll([{ socket, writable: true }])
  const took = host.now() - asked
  await recvToEnd(socket)
  return { own: socket.getsockname(), asked, took }
}

export interface LastInLine {
  /** The address that its system gave it. */
  own: Address
  /** When it asked, by the host's clock. */
  asked: number
  /** How long its connect took, in milliseconds. */
  took: number
}

/** A server that opens late, and as many clients as its queue has room for, and one more. Times in virtual milliseconds. */
export interface FullQueueOptions {
  backlog?: number
  /** when the server begins to accept */
  opens?: number
  /** one way */
  delay?: number
}

/** What became of the last client at a full queue. */
export async function fullQueue(
  options: FullQueueOptions = {},
): Promise<LastInLine & { server: Address; trace: Trace }> {
  checkOptions('fullQueue: ', options, { backlog: COUNT, opens: AMOUNT, delay: AMOUNT })
  const { backlog = 1, opens = 200, delay = 5 } = options
  const net = simulatedNetwork({ seed: 211, delay })
  const listener = listenOn(net.server, backlog, SERVER_PORT)
  const server = listener.getsockname()
  const clients = backlog + 2
  const { results, trace } = await net.run({
    server: (host) => openLate(host, listener, opens, clients),
    client: (host) => lastInLine(host, server, clients),
  })
  return { ...results.client, server, trace }
}

/** A crowd of clients before a slow server. Times in virtual milliseconds. */
export interface CrowdOptions {
  clients: number
  backlog: number
  /** between one client and the next */
  every: number
  /** how long the server takes for each */
  each: number
  seed?: number
}

export interface Crowd {
  /** How long each client's connect took. */
  connects: number[]
  /** How many stood in the accept queue, whenever that changed: time and number, in upright steps. */
  queue: [time: number, waiting: number][]
  trace: Trace
}

/** Clients who call one after the other, and a server that takes one at a time and is slower than they come. */
export async function crowd(options: CrowdOptions): Promise<Crowd> {
  checkOptions('crowd: ', options, { clients: COUNT, backlog: COUNT, every: AMOUNT, each: AMOUNT, seed: SEED })
  const { clients, backlog, every, each, seed = 1 } = options
  const net = simulatedNetwork({ seed, delay: 5 })
  const listener = listenOn(net.server, backlog, SERVER_PORT)
  const address = listener.getsockname()
  const connects: number[] = []
  const queue: Crowd['queue'] = []
  let left = clients
  const serve: Program = async (host) => {
    while (left > 0) {
      const connection = await listener.accept()
      await host.sleep(each)
      connection.close()
      left--
    }
  }
  const watch: Program = async (host) => {
    while (left > 0) {
      const { in: waiting } = listener.queued()
      const last = queue.at(-1)?.[1] ?? 0
      // Upright steps: it stood at the last number until now.
      if (queue.length === 0 || waiting !== last) queue.push([host.now(), last], [host.now(), waiting])
      await host.sleep(1)
    }
    queue.push([host.now(), listener.queued().in])
  }
  const call =
    (index: number): Program =>
    async (host) => {
      await host.sleep(index * every)
      const start = host.now()
      const socket = host.socket()
      await socket.connect(address)
      connects[index] = host.now() - start
      await recvToEnd(socket)
    }
  const callers = Array.from({ length: clients }, (_, index) => [
    `client ${index + 1}`,
    { host: 'client', run: call(index) },
  ])
  const { trace } = await net.run({
    server: serve,
    watch: { host: 'server', run: watch },
    ...Object.fromEntries(callers),
  })
  listener.close()
  return { connects, queue, trace }
}
