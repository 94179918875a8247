/** §2.1.1: what a closed listener leaves behind, two doors watched at once, and how long a queue has to be. */
import type { Host, Socket } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { listenOn, outcomeOf, SERVER_PORT } from '../helpers.ts'
import { crowd, knock } from '../passive-active.ts'
import type { Exercise, Trial } from './exercise.ts'

/** What becomes of three clients when the listener is closed: `goes on`, `is reset` or `is refused`. */
export type AfterClosing = Record<'accepted' | 'queued' | 'asking', string>

/** The smallest backlog with which nobody waits for a timer, by how often clients come. */
export type SmallestBacklog = Record<'every20' | 'every50', number>

export interface PassiveActiveExercises {
  /** Predicts what becomes of the clients of a listener that is closed. */
  closedDoor: Exercise<AfterClosing>
  /** The connection of whoever calls next, at whichever of the listeners. */
  nextVisitor: Exercise<NextVisitor>
  /** Calculates a backlog. */
  smallestBacklog: Exercise<SmallestBacklog>
}

type NextVisitor = (host: Host, listeners: Socket[]) => Promise<Socket>

export const passiveActiveExercises: PassiveActiveExercises = {
  closedDoor: [
    closingPredicted('accepted', 'the client that has been accepted', 'which socket is its conversation on?'),
    closingPredicted(
      'queued',
      'the client in the accept queue',
      'its connection is complete, but whose is it, if no program has taken it?',
    ),
    closingPredicted(
      'asking',
      'the client whose SYN was dropped',
      'it knows nothing of the closing; who answers when its timer lets it ask again?',
    ),
  ],
  nextVisitor: [
    { title: 'a visitor at the first door', missing: (answer) => afterVisits(answer, [0]) },
    { title: 'a visitor at the second door, nobody at the first', missing: (answer) => afterVisits(answer, [1]) },
    { title: 'a visitor who keeps us waiting', missing: (answer) => afterVisits(answer, [1], { pause: 5000 }) },
    {
      title: 'one visitor after another, now at this door and now at that',
      missing: (answer) => afterVisits(answer, [1, 0, 0, 1]),
    },
    {
      title: 'a visitor at each door before we look',
      missing: (answer) => afterVisits(answer, [0, 1], { opensAfter: 500 }),
    },
  ],
  smallestBacklog: [backlogCalculated('every20', 20), backlogCalculated('every50', 50)],
}

function closingPredicted(name: keyof AfterClosing, title: string, hint: string): Trial<AfterClosing> {
  return {
    title,
    missing: async (answer) => {
      const said = answer[name]
      if (!['goes on', 'is reset', 'is refused'].includes(said))
        return `'${said}' is none of 'goes on', 'is reset', 'is refused'`
      return said === (await fatesAfterClosing())[name] ? undefined : `something else becomes of it; ${hint}`
    },
  }
}

async function fatesAfterClosing(): Promise<AfterClosing> {
  const { server, client } = simulatedNetwork({ seed: 211 })
  const listener = listenOn(server, 0, SERVER_PORT)
  const accepted = await knock(client, listener.getsockname())
  const connection = await listener.accept()
  const queued = await knock(client, listener.getsockname())
  const asking = await knock(client, listener.getsockname())
  listener.close()
  await accepted.socket.send(new Uint8Array(1))
  await client.poll([{ socket: asking.socket, writable: true }])
  return {
    accepted: fateByCode(await outcomeOf(() => connection.recv(1))),
    queued: fateByCode(await outcomeOf(() => queued.socket.recv(1))),
    asking: fateByCode(asking.socket.getsockopt('error') ?? 'done'),
  }
}

function fateByCode(code: string): string {
  if (code === 'done') return 'goes on'
  return code === 'ECONNREFUSED' ? 'is refused' : 'is reset'
}

interface Visits {
  /** Milliseconds before each. */
  pause?: number
  /** Milliseconds after which the server begins to look. */
  opensAfter?: number
}

async function afterVisits(answer: NextVisitor, doors: number[], times: Visits = {}): Promise<string | undefined> {
  const { pause = 100, opensAfter = 0 } = times
  const net = simulatedNetwork({ seed: 211 })
  const listeners = [listenOn(net.server, 8, SERVER_PORT), listenOn(net.server, 8, SERVER_PORT + 1)]
  let letIn = 0
  await net.run(
    {
      server: async (host) => {
        await host.sleep(opensAfter)
        for (; letIn < doors.length; letIn++) await (await answer(host, listeners)).send(new Uint8Array(1))
      },
      client: async (host) => {
        for (const door of doors) {
          await host.sleep(pause)
          await host.socket().connect({ address: net.server.address, port: SERVER_PORT + door })
        }
        await host.sleep(1000)
      },
    },
    { stuck: 'return' },
  )
  if (letIn === doors.length) return undefined
  if (doors.length === 1) return 'the visitor is at the door, connected, and is not let in'
  return `${letIn} of ${doors.length} visitors were let in, and the next one stands before a closed door`
}

function backlogCalculated(name: keyof SmallestBacklog, every: number): Trial<SmallestBacklog> {
  return {
    title: `ten clients, one every ${every} ms`,
    missing: async (answer) => {
      const backlog = answer[name]
      if (!Number.isInteger(backlog) || backlog < 0) return `${backlog} is no backlog: give a whole number, from 0 on`
      const late = await lateClients(backlog, every)
      if (late > 0) return `with a backlog of ${backlog}, ${late} of them wait for a timer`
      if (backlog === 0 || (await lateClients(backlog - 1, every)) > 0) return undefined
      return `with a backlog of ${backlog} nobody waits for a timer, nor with a smaller one`
    },
  }
}

async function lateClients(backlog: number, every: number): Promise<number> {
  const { connects } = await crowd({ clients: 10, backlog, every, each: 100 })
  return connects.filter((time) => time > 500).length
}
