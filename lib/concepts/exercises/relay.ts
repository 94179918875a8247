/** §2.2.1: whoever stands between a client and a server, and has to pass on what each of them says, the last word too. */
import { fromUtf8, utf8 } from '../../bytes.ts'
import { recvToEnd, type Socket, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT } from '../helpers.ts'
import type { Exercise } from './exercise.ts'
import { untilStuck, whoWaits } from './until-stuck.ts'

/** Copies between a connection to the client and one to the server, until both have said all. */
export type Relay = (outside: Socket, inside: Socket) => Promise<unknown>

/** One end's program. @returns what it has heard */
type Speaker = (socket: Socket) => Promise<string>

interface Conversation {
  client: Speaker
  server: Speaker
  /** What each of them hears when nobody stands between. */
  expected: { client: string; server: string }
}

const MUCH_TEXT = 'both ways at once '.repeat(4000)

export const relayExercise: Exercise<Relay> = [
  {
    title: 'a client that says all, and a server that answers then',
    missing: (answer) =>
      whatIsLost(answer, {
        client: sayThenHear('pear\napple\n'),
        server: async (socket) => {
          const heard = fromUtf8(await recvToEnd(socket))
          await sendAll(socket, utf8('apple\npear\n'))
          return heard
        },
        expected: { client: 'apple\npear\n', server: 'pear\napple\n' },
      }),
  },
  {
    title: 'a server that says all first, and a client that answers then',
    missing: (answer) =>
      whatIsLost(answer, {
        client: async (socket) => {
          const heard = fromUtf8(await recvToEnd(socket))
          await sendAll(socket, utf8(`you said ${heard}`))
          return heard
        },
        server: sayThenHear('welcome'),
        expected: { client: 'welcome', server: 'you said welcome' },
      }),
  },
  {
    title: 'both speak at once, and much',
    missing: (answer) =>
      whatIsLost(answer, {
        client: sayAndHear(MUCH_TEXT),
        server: sayAndHear(MUCH_TEXT),
        expected: { client: MUCH_TEXT, server: MUCH_TEXT },
      }),
  },
]

function sayThenHear(text: string): Speaker {
  return async (socket) => {
    await sendAll(socket, utf8(text))
    socket.shutdown('write')
    return fromUtf8(await recvToEnd(socket))
  }
}

function sayAndHear(text: string): Speaker {
  return async (socket) => {
    const say = async () => {
      await sendAll(socket, utf8(text))
      socket.shutdown('write')
    }
    const [heard] = await Promise.all([recvToEnd(socket), say()])
    return fromUtf8(heard)
  }
}

async function whatIsLost(relay: Relay, { client, server, expected }: Conversation): Promise<string | undefined> {
  const network = simulatedNetwork({ hosts: ['client', 'relay', 'server'], record: false })
  const [outer, inner] = ['relay', 'server'].map((name) => listenOn(network.host(name), 1, SERVER_PORT)) as [
    Socket,
    Socket,
  ]
  const caller = await connectTo(network.client, outer.getsockname())
  const inside = await connectTo(network.host('relay'), inner.getsockname())
  const [outside, called] = [await outer.accept(), await inner.accept()]
  const { results, stuck } = await untilStuck<{ client: string; server: string; relay: unknown }>(network, {
    client: client(caller).finally(() => caller.close()),
    server: server(called).finally(() => called.close()),
    relay: relay(outside, inside),
  })
  for (const end of ['client', 'server'] as const) {
    const heard = results[end]
    if (heard === undefined) return `the ${end} still waits for the end of what it hears; ${stuck && whoWaits(stuck)}`
    if (heard !== expected[end]) return `the ${end} has heard ${heard.length} of ${expected[end].length} characters`
  }
  return stuck && 'both ends have heard all, and the relay does not come to its end'
}
