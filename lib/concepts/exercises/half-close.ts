/** §2.2.1: ends that have said all, holders who hold too long, and whoever stands between two ends. */
import { utf8 } from '../../bytes.ts'
import { connectedPair, recvToEnd, type Socket, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { codeOf, connectTo, listenOn, outcomeOf, SERVER_PORT, segmentsOf } from '../helpers.ts'
import type { Exercise } from './exercise.ts'
import { type Relay, relayExercise } from './relay.ts'

/** What a worker does with the descriptor that it is given: it answers, and closes that. */
type Worker = (copy: Socket) => Promise<void>

export interface HalfCloseExercises {
  /** Of `shutdown('write')` twice and `shutdown('both')`: how many fail, and how many FINs leave. */
  endedTwice: Exercise<{ fail: number; fins: number }>
  /** Gives a worker a copy of the connection. */
  handOver: Exercise<(connection: Socket, worker: Worker) => Promise<unknown>>
  /** What the peer's next two reads say when a connection is closed with linger 0. */
  abruptEnd: Exercise<{ next: string; after: string }>
  /** Copies both ways between two connections. */
  relay: Exercise<Relay>
}

export const halfCloseExercises: HalfCloseExercises = {
  endedTwice: [
    {
      title: 'how many of the calls fail',
      missing: async ({ fail }) =>
        fail === (await afterEndingTwice()).fail
          ? undefined
          : `not ${fail}; what does a call say that finds its work done already?`,
    },
    {
      title: 'how many FINs leave the client',
      missing: async ({ fins }) =>
        fins === (await afterEndingTwice()).fins
          ? undefined
          : `not ${fins}; how many directions does the client have to end?`,
    },
  ],
  handOver: [
    { title: 'the client has the answer and its end', missing: (answer) => whatClientHears(answer, 0) },
    { title: 'a worker that takes its time', missing: (answer) => whatClientHears(answer, 50) },
    { title: 'no descriptor is left', missing: whatIsHeld },
  ],
  abruptEnd: [
    {
      title: 'the next read',
      missing: async ({ next }) =>
        next === (await readsAfterReset())[0] ? undefined : `not "${next}"; what has the closing end put on the wire?`,
    },
    {
      title: 'the one after',
      missing: async ({ after }) =>
        after === (await readsAfterReset())[1]
          ? undefined
          : `not "${after}"; an error is told once, and what is left to say then?`,
    },
  ],
  relay: relayExercise,
}

async function afterEndingTwice(): Promise<{ fail: number; fins: number }> {
  const network = simulatedNetwork()
  const { results, trace } = await network.run({
    server: async (host) => recvToEnd(await listenOn(host, 1, SERVER_PORT).accept()),
    client: async (host) => {
      const socket = await connectTo(host, { address: network.server.address, port: SERVER_PORT })
      const outcomes: string[] = []
      for (const how of ['write', 'write', 'both'] as const) outcomes.push(await outcomeOf(() => socket.shutdown(how)))
      return outcomes.filter((outcome) => outcome !== 'done').length
    },
  })
  const fins = segmentsOf(trace).filter(({ from, segment }) => from === 'client' && segment.flags.fin)
  return { fail: results.client, fins: fins.length }
}

/** Runs what is awaited until it is done, or nobody can go on. */
async function handedOver(answer: (connection: Socket, worker: Worker) => Promise<unknown>, pause: number) {
  const network = simulatedNetwork({ record: false })
  const { client, server } = await connectedPair(network.server)
  const worker: Worker = async (copy) => {
    await network.server.sleep(pause)
    await sendAll(copy, utf8('answer'))
    copy.close()
  }
  const heard = recvToEnd(client)
  heard.catch(() => {})
  const stuck = network.quiet().then(() => undefined)
  await Promise.race([answer(server, worker), stuck])
  return { server, heard: await Promise.race([heard, stuck]) }
}

async function whatClientHears(
  answer: (connection: Socket, worker: Worker) => Promise<unknown>,
  pause: number,
): Promise<string | undefined> {
  const { heard } = await handedOver(answer, pause)
  if (!heard) return 'the client waits for the end of the answer, and nobody will say it'
  return heard.length === utf8('answer').length ? undefined : `the client has ${heard.length} bytes of the answer`
}

async function whatIsHeld(answer: (connection: Socket, worker: Worker) => Promise<unknown>) {
  const { server } = await handedOver(answer, 0)
  const outcome = await outcomeOf(() => server.getsockname())
  return outcome === 'EBADF' ? undefined : 'the end has been said, but the server still holds its own descriptor'
}

async function readsAfterReset(): Promise<string[]> {
  const { client, server } = await connectedPair(simulatedNetwork({ record: false }).server)
  client.setsockopt('linger', 0)
  client.close()
  const read = () => server.recv(10).then((piece) => (piece.length === 0 ? 'end of file' : 'bytes'), codeOf)
  return [await read(), await read()]
}
