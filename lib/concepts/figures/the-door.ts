/** §2.1.1, to be played: eight clients before a slow server, where each stands at any moment, and what a full queue costs. */
import { type Door, doorFigure, type ShownFigure, withData, withPlay } from '../../draw/index.ts'
import {
  BY_TIMER,
  type DoorClient,
  type DoorRun,
  type DoorStanding,
  endOfService,
  idleTimes,
  slowDoor,
  waitedForTimer,
  whereAt,
} from '../slow-door.ts'
import { type DoorData, doorMoments, doorPlay, doorSummary, laneTargets, placeTargets } from './door-play.ts'

const SAYS = {
  asking: 'asking',
  synQueue: 'SYN queue',
  acceptQueue: 'accept queue',
  program: 'program',
  gone: 'gone',
  client: (number: number) => `client ${number}`,
  server: 'server',
  nobody: 'nobody',
  asksAgain: (time: string) => `again in ${time} ms`,
  onTheWay: 'on the way',
  places: (taken: number, room: number) => `${taken} of ${room} taken`,
  full: (room: number) => `full: ${room} of ${room}`,
  halfOpen: 'no ACK yet',
  held: 'ACK dropped',
  idle: 'idle',
  busy: 'busy',
  served: (many: number, all: number) => `${many} of ${all}`,
  idleFor: (time: string) => `idle ${time} ms`,
  columns: ['place', 'clients', 'note'],
  atMoment: (time: string, what: string) => `At ${time} ms ${what}.`,
  title: 'Eight clients before a server that takes one at a time',
  ask: 'Leave the clients and the server as they are. Find the smallest backlog with which nobody waits for a timer.',
  met: 'With one place less somebody would. The server is no faster now, but it never idles while clients wait.',
} as const

const DOOR_CLIENTS = 8
/** The most that a backlog can be here, and one more. */
const DOOR_PLACES = 11

export interface DoorParameters {
  /** What the server gives to listen: its queue has room for one more. */
  backlog?: number
  /** Between one client and the next, in virtual milliseconds. */
  every?: number
  /** What the server needs for each, in virtual milliseconds. */
  each?: number
  /** The moment that is shown; the end unless told. */
  at?: number
}

const lastDoors = new Map<string, DoorRun>()

async function doorRun(backlog: number, every: number, each: number): Promise<DoorRun> {
  const of = [backlog, every, each].join()
  const run = lastDoors.get(of) ?? (await slowDoor({ clients: DOOR_CLIENTS, backlog, every, each }))
  // This one and the one with a place less are asked for again and again.
  if (!lastDoors.has(of) && lastDoors.size > 3) lastDoors.clear()
  lastDoors.set(of, run)
  return run
}

/** Clients on their way through two queues to a server that takes one at a time. */
export async function theDoor({
  backlog = 2,
  every = 20,
  each = 100,
  at,
}: DoorParameters = {}): Promise<ShownFigure<DoorData>> {
  const { clients } = await doorRun(backlog, every, each)
  const late = waitedForTimer(clients)
  const isLeast =
    late.length === 0 && backlog > 0 && waitedForTimer((await doorRun(backlog - 1, every, each)).clients).length > 0
  const data: DoorData = { clients, late, idle: idleTimes(clients) }
  const moments = doorMoments(clients)
  const index = Math.max(0, Math.min(at ?? moments.length - 1, moments.length - 1))
  const moment = moments[index]!
  const isEnd = index === moments.length - 1
  const said = isEnd ? doorSummary(data) : SAYS.atMoment(moment.time.toFixed(), moment.words)
  const door = doorAt(data, backlog, moment.time, isEnd)
  const figure = doorFigure(door, { title: SAYS.title, description: said, columns: SAYS.columns })
  return withPlay(withData(figure, data), () => ({
    ...doorPlay(data, moments, index),
    targets: (width) => [...placeTargets(figure, backlog, width), ...laneTargets(figure, clients, moments, width)],
    challenge: { ask: SAYS.ask, isMet: isLeast, told: SAYS.met },
    said,
  }))
}

function doorAt({ clients, late, idle }: DoorData, backlog: number, time: number, isEnd: boolean): Door {
  const all = clients.map((client, index) => ({ ...client, number: index + 1, standing: whereAt(client, time) }))
  const those = (standing: DoorStanding, by: 'asked' | 'queued' | 'accepted') =>
    all.filter((one) => one.standing === standing).sort((one, other) => one[by] - other[by])
  const numbers = (ones: readonly { number: number }[]): number[] => ones.map(({ number }) => number)
  const asking = those('asking', 'asked')
  const greeted = those('syn', 'asked')
  const queued = those('queue', 'queued')
  const served = those('served', 'accepted')
  const gone = those('gone', 'accepted')
  // Of a client that was turned away, how long until its timer sends the SYN again: it is there half a round trip later.
  const timers = asking.flatMap(({ syns }) => {
    const next = syns.find((syn) => syn.time > time)
    return syns[0] && syns[0].time <= time && next ? [next.time - time] : []
  })
  const room = backlog + 1
  const isHeld = greeted.some(({ connected, queued: inQueue }) => inQueue - connected > BY_TIMER && connected <= time)
  return {
    places: [
      {
        name: SAYS.asking,
        note:
          timers.length > 0
            ? SAYS.asksAgain(Math.min(...timers).toFixed())
            : asking.length > 0
              ? SAYS.onTheWay
              : SAYS.nobody,
        people: numbers(asking),
        columns: 4,
      },
      {
        name: SAYS.synQueue,
        note: greeted.length === 0 ? SAYS.nobody : isHeld ? SAYS.held : SAYS.halfOpen,
        people: numbers(greeted),
        columns: 3,
      },
      {
        name: SAYS.acceptQueue,
        note: queued.length === room ? SAYS.full(room) : SAYS.places(queued.length, room),
        people: numbers(queued),
        columns: DOOR_PLACES,
        room,
      },
      { name: SAYS.program, note: served.length > 0 ? SAYS.busy : SAYS.idle, people: numbers(served), columns: 1 },
      { name: SAYS.gone, note: SAYS.served(gone.length, clients.length), people: numbers(gone), columns: 4 },
    ],
    lanes: [
      ...clients.map((client, index) => ({
        name: SAYS.client(index + 1),
        spans: spansOf(client),
        dropped: client.syns.filter(({ isTaken }) => !isTaken).map((syn) => syn.time),
      })),
      {
        name: SAYS.server,
        spans: clients.map(({ accepted, closed }) => ({ kind: 'served' as const, from: accepted, to: closed })),
        gaps: idle.map(({ from, to }) => ({ from, to, text: SAYS.idleFor((to - from).toFixed()) })),
      },
    ],
    // From when its SYN is dropped, or its ACK.
    marked: late.filter((number) => {
      const { syns, connected } = clients[number - 1]!
      return time >= (syns[0]!.isTaken ? connected : syns[0]!.time)
    }),
    end: endOfService(clients),
    ...(!isEnd && { shown: time }),
  }
}

function spansOf({ asked, connected, queued, accepted, closed }: DoorClient): Door['lanes'][0]['spans'] {
  const isHeld = queued - connected > BY_TIMER
  return [
    { kind: 'asks', from: asked, to: isHeld ? connected : queued },
    ...(isHeld ? [{ kind: 'half' as const, from: connected, to: queued }] : []),
    ...(accepted > queued ? [{ kind: 'waits' as const, from: queued, to: accepted }] : []),
    { kind: 'served', from: accepted, to: closed },
  ]
}
