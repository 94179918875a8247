/** §2.2, to be played: the four buffers between two programs as tanks in a ring, and what fills, blocks and frees them. */
import { type ShownFigure, type TankRing, tankRingFigure, withData, withPlay } from '../../draw/index.ts'
import { count, thousands } from '../../words.ts'
import { type TankCure, type TankRun, type TankSample, type TankSettings, tankRun } from '../tanks.ts'
import { tanksPlay } from './tanks-play.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  send: 'send buffer',
  receive: 'receive buffer',
  handedOver: (bytes: string) => `sent ${bytes}`,
  ofAll: (bytes: string) => `of ${bytes}`,
  cameBack: (bytes: string) => `read ${bytes}`,
  inHand: (bytes: string) => `${bytes} in hand`,
  waits: (call: string) => `waits in ${call}`,
  room: 'waits for room',
  runs: 'runs',
  done: 'is done',
  gaveUp: 'has given up',
  inServersHand: 'server, in hand',
  readByClient: 'read by the client',
  tank: 'buffer',
  level: 'bytes in it',
  capacity: 'room',
  of: (end: string, name: string) => `${end}’s ${name}`,
  onItsWay: (bytes: string) => `Of ${bytes} bytes handed over, every one is on its way, and none has come back`,
  someBack: (bytes: string, back: string) => `Of ${bytes} bytes handed over, ${back} have come back; nothing moves now`,
  allBack: (bytes: string, time: string) => `All ${bytes} bytes have come back, after ${time} ms`,
  noWait: (taken: string) => `${taken} bytes were taken; after that, every send returned at once and had taken none`,
  underWay: (time: string, bytes: string, back: string) => `At ${time} ms: ${bytes} bytes handed over, ${back} back`,
  cycle: ' The client waits until the server reads, the server until the client reads.',
  described: (title: string, cycle: string, levels: string, byHand: string) =>
    `${title}.${cycle} Bytes in the buffers, in the order of the way: ${levels}.${byHand}`,
  byHand: (times: string) => ` At the client, ${times} by hand.`,
  once: 'reading',
} as const

/** Sizes are told in KiB. */
const BYTES_OF_UNIT = 1024

export interface TanksParameters {
  /** What the client has to send, in KiB. */
  message?: number
  /** The four buffers, in KiB. */
  clientSend?: number
  serverReceive?: number
  serverSend?: number
  clientReceive?: number
  /** What the client does about its waiting. */
  cure?: TankCure
  /** Virtual milliseconds at which 4096 bytes are read by hand. */
  reads?: readonly number[]
  /** The moment that is shown; the end unless told. */
  at?: number
}

/** A place on the way round, and how many of the client's bytes are there. */
export interface Whereabouts {
  name: string
  /** bytes */
  value: number
}

export interface Tanks extends Pick<TankRun, 'client' | 'server' | 'report' | 'trace'> {
  /** How it is in the moment that is shown. */
  shown: TankSample
  /** Where every byte is in it that the client has handed over, from its own send buffer round to its own program. */
  places: Whereabouts[]
}

let lastTanks: { of: string; run: TankRun } | undefined

/** A client and a server that answers piece by piece, with a tank for each buffer between them. */
export async function tanksInARing({
  message = 128,
  clientSend = 8,
  serverReceive = 4,
  serverSend = 8,
  clientReceive = 4,
  cure = 'none',
  reads = [],
  at,
}: TanksParameters = {}): Promise<ShownFigure<Tanks>> {
  const inBytes = { clientSend, serverReceive, serverSend, clientReceive, message }
  const sizes = Object.fromEntries(Object.entries(inBytes).map(([name, kib]) => [name, kib * BYTES_OF_UNIT]))
  const settings = { ...sizes, cure, reads } as unknown as TankSettings
  const of = JSON.stringify(settings)
  if (lastTanks?.of !== of) lastTanks = { of, run: await tankRun(settings) }
  const { run } = lastTanks
  const index = Math.max(0, Math.min(at ?? run.samples.length - 1, run.samples.length - 1))
  const shown = run.samples[index]!
  const title = titleAt(run, settings, shown)
  const ring = ringOf(run, settings, shown)
  const figure = tankRingFigure(ring, {
    title,
    description: SAYS.described(
      title,
      waitsForEachOther(shown) ? SAYS.cycle : '',
      ring.tanks.map(({ level }) => thousands(level)).join('; '),
      reads.length === 0 ? '' : SAYS.byHand(count(reads.length, SAYS.once)),
    ),
    columns: [SAYS.tank, SAYS.level, SAYS.capacity],
  })
  const { client, server, report, trace } = run
  const data = { client, server, report, trace, shown, places: whereaboutsOf(shown, ring) }
  return withPlay(withData(figure, data), () => tanksPlay(run, settings, index))
}

function waitsForEachOther({ clientWaits, serverWaits }: TankSample): boolean {
  return clientWaits === 'send' && serverWaits === 'send'
}

function titleAt({ samples }: TankRun, { message, cure }: TankSettings, shown: TankSample): string {
  const { time, sent, received } = shown
  if (shown !== samples.at(-1)) return SAYS.underWay(time.toFixed(), thousands(sent), thousands(received))
  if (received === message) return SAYS.allBack(thousands(message), time.toFixed())
  if (cure === 'no wait' && !waitsForEachOther(shown)) return SAYS.noWait(thousands(sent))
  return received === 0 ? SAYS.onItsWay(thousands(sent)) : SAYS.someBack(thousands(sent), thousands(received))
}

function ringOf({ samples }: TankRun, settings: TankSettings, shown: TankSample): TankRing {
  const { levels, sent, received, inHand, clientWaits, serverWaits } = shown
  const { message, clientSend, serverReceive, serverSend, clientReceive } = settings
  const rooms = [clientSend, serverReceive, serverSend, clientReceive]
  const tank = (index: number): TankRing['tanks'][0] => ({
    name: index % 2 === 0 ? SAYS.send : SAYS.receive,
    level: levels[index]!,
    capacity: rooms[index]!,
  })
  const fill = (first: number): number =>
    Math.min(0.95, (levels[first]! + levels[first + 1]!) / (rooms[first]! + rooms[first + 1]!))
  const isLast = shown === samples.at(-1)
  const isDone = received === message
  const clientDoes = isDone ? SAYS.done : isLast ? SAYS.gaveUp : SAYS.runs
  const serverDoes = isLast && isDone ? SAYS.done : SAYS.runs
  return {
    ends: [
      {
        name: SAYS.client,
        notes: [
          SAYS.handedOver(thousands(sent)),
          SAYS.ofAll(thousands(message)),
          SAYS.cameBack(thousands(received)),
          clientWaits === undefined ? clientDoes : SAYS.waits(nameOfCall(clientWaits)),
        ],
        waitsFor: SAYS.room,
        wait: clientWaits === 'send' ? 1 : sent === message ? 0 : fill(0),
      },
      {
        name: SAYS.server,
        notes: [
          SAYS.inHand(thousands(inHand)),
          serverWaits === undefined ? serverDoes : SAYS.waits(nameOfCall(serverWaits)),
        ],
        waitsFor: SAYS.room,
        wait: serverWaits === 'send' ? 1 : isDone ? 0 : fill(2),
      },
    ],
    tanks: [tank(0), tank(1), tank(2), tank(3)],
  }
}

/** `recv(65536)` without what it asks for. */
function nameOfCall(call: string): string {
  return call.replace(/\(.*/, '')
}

function whereaboutsOf({ levels, inHand, received }: TankSample, { tanks }: TankRing): Whereabouts[] {
  const buffer = (index: number): Whereabouts => {
    const end = index % 3 === 0 ? SAYS.client : SAYS.server
    return { name: SAYS.of(end, tanks[index]!.name), value: levels[index]! }
  }
  const [held, read] = [
    { name: SAYS.inServersHand, value: inHand },
    { name: SAYS.readByClient, value: received },
  ]
  return [buffer(0), buffer(1), held, buffer(2), buffer(3), read]
}
