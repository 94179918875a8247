/** §2.1.5: where TIME-WAIT stands and whether a server can start again; how many ports a client needs; who closes first. */
import type { Trace } from '../../network/index.ts'
import { type Address, type Host, recvToEnd, type Socket } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { outcomeOf, SERVER_PORT } from '../helpers.ts'
import { callAndLeave, connectInTurn, leave, serveAndRestart, startServer, tryToStart } from '../socket-options.ts'
import type { Exercise } from './exercise.ts'

/** What is left of a connection, and what becomes of its server. */
export interface PredictedEnding {
  /** `client`, `server`, `both` or `neither` */
  timeWait: string
  /** `done` or the error's code: a new listener on the old one's port, without SO_REUSEADDR */
  restart: string
}

export interface SocketOptionExercises {
  endings: Exercise<{ serverResets: PredictedEnding; bothAtOnce: PredictedEnding }>
  /** Requests a second of a client that closes first. */
  proxy: Exercise<{ linux: number; fourMinutes: number; hundredEach: number }>
  /** Ends a server's conversation: lets the client close first, but waits no longer than so many milliseconds. */
  letGo: Exercise<(host: Host, connection: Socket, milliseconds: number) => Promise<unknown>>
}

const PORTS_OF_PROXY = 28_232

export const socketOptionExercises: SocketOptionExercises = {
  endings: [
    { title: 'the server resets', missing: async (answer) => offInEnding(answer.serverResets, await reset()) },
    { title: 'both close at once', missing: async (answer) => offInEnding(answer.bothAtOnce, await crossing()) },
  ],
  proxy: [
    {
      title: '60 seconds of TIME-WAIT',
      missing: async ({ linux }) => offInRate(linux, await rateOfProxy(30_000)),
    },
    {
      title: 'four minutes of TIME-WAIT',
      missing: async ({ fourMinutes }) => offInRate(fourMinutes, await rateOfProxy(120_000)),
    },
    {
      title: 'a hundred requests over each connection',
      missing: async ({ hundredEach }) => offInRate(hundredEach, 100 * (await rateOfProxy(30_000))),
    },
  ],
  letGo: [
    { title: 'a client that closes', missing: (answer) => afterLetGo(answer, goodbyeAfter('')) },
    {
      title: 'a client that says something more, and closes',
      missing: (answer) => afterLetGo(answer, goodbyeAfter('!')),
    },
    { title: 'a client that never closes', missing: (answer) => afterLetGo(answer, { visit: stay, isPolite: false }) },
    {
      title: 'a client that goes on sending, a byte every 40 milliseconds',
      missing: (answer) => afterLetGo(answer, { visit: goOnSending, isPolite: false }),
    },
  ],
}

async function reset(): Promise<PredictedEnding> {
  const network = simulatedNetwork({ seed: 215, delay: 20 })
  const listener = startServer(network.server, { port: SERVER_PORT })
  const address = listener.getsockname()
  const { results, trace } = await network.run({
    server: (host) => serveAndRestart(host, listener, 'server resets', false),
    client: (host) => callAndLeave(host, address, 'server resets'),
  })
  return { timeWait: endsInTimeWait(trace), restart: results.server }
}

async function crossing(): Promise<PredictedEnding> {
  const network = simulatedNetwork({ seed: 215, delay: 20 })
  const listener = startServer(network.server, { port: SERVER_PORT })
  const address = listener.getsockname()
  const leaveAtOnce = async (host: Host, socket: Socket) => {
    await host.sleep(100 - host.now())
    await leave(host, socket, true)
  }
  const { results, trace } = await network.run({
    server: async (host) => {
      await leaveAtOnce(host, await listener.accept())
      listener.close()
      return tryToStart(host, { port: SERVER_PORT })
    },
    client: async (host) => {
      const socket = host.socket()
      await socket.connect(address)
      await leaveAtOnce(host, socket)
    },
  })
  return { timeWait: endsInTimeWait(trace), restart: results.server }
}

function endsInTimeWait(trace: Trace): string {
  const ends = ['client', 'server'].filter((host) =>
    trace.events.some((event) => event.type === 'state' && event.host === host && event.to === 'TIME-WAIT'),
  )
  return ends.length === 2 ? 'both' : (ends[0] ?? 'neither')
}

function offInEnding(predicted: PredictedEnding, measured: PredictedEnding): string | undefined {
  if (predicted.timeWait !== measured.timeWait)
    return `timeWait is not '${predicted.timeWait}': which end has sent its FIN before it got one?`
  if (predicted.restart !== measured.restart)
    return `restart is not '${predicted.restart}': what is left on the server's port?`
  return undefined
}

/** Connections a second of all its ports, by what a few of them can do in five rounds of TIME-WAIT. @param msl virtual milliseconds */
async function rateOfProxy(msl: number): Promise<number> {
  const [few, rounds] = [5, 5]
  const made = await connectInTurn(few, msl, rounds * 2 * msl)
  return (PORTS_OF_PROXY / few) * (made / ((rounds * 2 * msl) / 1000))
}

/** To one in fifty, so that it may be rounded, and what a connection itself takes is left out. */
function offInRate(predicted: number, rate: number): string | undefined {
  if (Math.abs(predicted - rate) <= rate / 50) return undefined
  return `not ${predicted}, but ${predicted < rate ? 'more' : 'fewer'}: how often can one port be used?`
}

type LetGo = (host: Host, connection: Socket, milliseconds: number) => Promise<unknown>

/** A client, and whether it closes in time. */
interface Visitor {
  /** @returns `done`, or the code of the error that it got */
  visit(host: Host, server: Address): Promise<string>
  isPolite: boolean
}

const TIME_TO_GO = 100
/** Milliseconds by which clocks and timers are rounded. */
const GO_TOLERANCE = 2

async function afterLetGo(answer: LetGo, { visit, isPolite }: Visitor): Promise<string | undefined> {
  const network = simulatedNetwork({ seed: 215, delay: 5 })
  const listener = startServer(network.server, { port: SERVER_PORT })
  const address = listener.getsockname()
  const { results } = await network.run({
    server: async (host) => {
      const connection = await listener.accept()
      const start = host.now()
      await Promise.race([answer(host, connection, TIME_TO_GO), host.sleep(20 * TIME_TO_GO)])
      const took = host.now() - start
      connection.close()
      listener.close()
      await host.sleep(500)
      return { took, restart: await tryToStart(host, { port: SERVER_PORT }) }
    },
    client: (host) => visit(host, address),
  })
  const { took, restart } = results.server
  if (took > TIME_TO_GO + GO_TOLERANCE) return `it had ${TIME_TO_GO} ms, and took ${Math.round(took)}`
  if (isPolite && results.client !== 'done')
    return `the client closed in good order, and got ${results.client}, not the end of the stream`
  if (restart !== 'done') return `the server cannot be started again: ${restart}`
  if (!isPolite && took < TIME_TO_GO - GO_TOLERANCE) return `it waited only ${Math.round(took)} of ${TIME_TO_GO} ms`
  return undefined
}

async function visitor(host: Host, server: Address): Promise<Socket> {
  const socket = host.socket()
  await socket.connect(server)
  return socket
}

/** Says this much more, and then goodbye. */
function goodbyeAfter(text: string): Visitor {
  const visit = async (host: Host, server: Address) => {
    const socket = await visitor(host, server)
    await host.sleep(20)
    const outcome = await outcomeOf(async () => {
      for (const _ of text) await socket.send(new Uint8Array(1))
      await host.sleep(20)
      socket.shutdown('write')
      await recvToEnd(socket)
    })
    socket.close()
    return outcome
  }
  return { visit, isPolite: true }
}

async function stay(host: Host, server: Address): Promise<string> {
  const socket = await visitor(host, server)
  const outcome = await outcomeOf(() => recvToEnd(socket))
  socket.close()
  return outcome
}

async function goOnSending(host: Host, server: Address): Promise<string> {
  const socket = await visitor(host, server)
  const outcome = await outcomeOf(async () => {
    for (let sent = 0; sent < 50; sent++) {
      await socket.send(new Uint8Array(1))
      await host.sleep(40)
    }
  })
  socket.close()
  return outcome
}
