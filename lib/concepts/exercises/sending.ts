/** §2.1.3: what the queues hold; a loop that hands over all its bytes; one that gives up. */
import { Random } from '../../network/index.ts'
import { chunks, connectedPair, type Host, type Queued, type Socket } from '../../socket/index.ts'
import { type SimulatedNetwork, simulatedNetwork } from '../../socket/simulated/index.ts'
import type { Exercise } from './exercise.ts'
import { limited } from './limited.ts'

/** What the reader expects: the sender's bytes that are not acknowledged, the receiver's that are not read. */
export interface PredictedQueues {
  /** a second after 3000 bytes were handed over */
  unread: Queued
  /** when 1000 of them have been read */
  afterRead: Queued
}

export interface SendingExercises {
  queues: Exercise<PredictedQueues>
  /** Hands over all bytes, whatever one call takes, and tells after each how many were taken. */
  sendAll: Exercise<(socket: Socket, bytes: Uint8Array, tell: (taken: number) => void) => Promise<unknown>>
  /** Tries for so many milliseconds. Returns how many bytes were taken. */
  sendFor: Exercise<(host: Host, socket: Socket, bytes: Uint8Array, milliseconds: number) => Promise<number>>
}

const BUFFERS_TO_FILL = { sendBuffer: 8192, receiveBuffer: 4096 }

export const sendingExercises: SendingExercises = {
  queues: [
    { title: 'a second later', missing: async ({ unread }) => offInQueues(unread, (await measuredQueues()).unread) },
    {
      title: 'when 1000 bytes have been read',
      missing: async ({ afterRead }) => offInQueues(afterRead, (await measuredQueues()).afterRead),
    },
  ],
  sendAll: [
    { title: 'a short message', missing: (answer) => afterSending(answer, { length: 16, take: 65_536 }) },
    {
      title: 'more than the buffers hold',
      missing: (answer) => afterSending(answer, { length: 50_000, take: 65_536 }),
    },
    {
      title: 'a peer that reads one byte at a time',
      missing: (answer) => afterSending(answer, { length: 14_000, take: 1 }),
    },
  ],
  sendFor: [
    {
      title: 'a peer that reads all the time',
      missing: (answer) => untilGivenUp(answer, { length: 50_000, pause: 0 }),
    },
    { title: 'a peer that never reads', missing: (answer) => untilGivenUp(answer, { length: 50_000 }) },
    {
      title: 'a peer that reads a little every 90 ms',
      missing: (answer) => untilGivenUp(answer, { length: 50_000, pause: 90 }),
    },
  ],
}

const networkForSending = (): SimulatedNetwork => simulatedNetwork({ seed: 213 })
const hostForSending = (): Host => networkForSending().server

async function measuredQueues(): Promise<PredictedQueues> {
  const host = hostForSending()
  const { client, server } = await connectedPair(host, BUFFERS_TO_FILL)
  const look = (): Queued => ({ out: client.queued().out, in: server.queued().in })
  await client.send(new Uint8Array(3000))
  await host.sleep(1000)
  const unread = look()
  await server.recv(1000)
  return { unread, afterRead: look() }
}

function offInQueues(predicted: Queued, measured: Queued): string | undefined {
  if (predicted.out !== measured.out) return `out is not ${predicted.out}: when may a byte leave the send buffer?`
  if (predicted.in !== measured.in)
    return `in is not ${predicted.in}: which bytes have arrived, and who takes them away?`
  return undefined
}

type SendAll = (socket: Socket, bytes: Uint8Array, tell: (taken: number) => void) => Promise<unknown>

async function afterSending(
  answer: SendAll,
  { length, take }: { length: number; take: number },
): Promise<string | undefined> {
  const random = new Random(213)
  const message = new Uint8Array(length).map(() => random.uniform() * 256)
  const network = networkForSending()
  const { client, server } = await connectedPair(network.server, BUFFERS_TO_FILL)
  const told: number[] = []
  const arriving = arrivalOf(server, length, take)
  let thrown: unknown
  let hasReturned = false
  const answering = async () => {
    try {
      await answer(limited(client, 'send', 1000), message, (taken) => told.push(taken))
    } catch (error) {
      thrown = error
    }
    hasReturned = true
  }
  await Promise.race([answering(), network.quiet()])
  const isStuck = !hasReturned
  client.close()
  const arrived = await arriving
  // A byte at a wrong place says more than the many calls that it led to.
  const fault = faultInArrival(arrived, message)
  if (fault !== undefined) return fault
  // What it throws once its socket is closed is none of its doing.
  if (thrown !== undefined && !isStuck) throw thrown
  const stuck = isStuck ? ', nothing moves any more, and it has not returned: what does it wait for?' : ''
  if (arrived.length < length) return `only ${arrived.length} of ${length} bytes have arrived${stuck}`
  if (isStuck) return `all ${length} bytes have arrived${stuck}`
  return faultOfTold(told, length)
}

/** What arrives, up to a little more than was to come. */
async function arrivalOf(socket: Socket, length: number, take: number): Promise<Uint8Array> {
  const arrived = new Uint8Array(length + 64)
  let count = 0
  for await (const chunk of chunks(socket, { max: take })) {
    const kept = chunk.subarray(0, arrived.length - count)
    arrived.set(kept, count)
    count += kept.length
  }
  return arrived.subarray(0, count)
}

function faultInArrival(arrived: Uint8Array, message: Uint8Array): string | undefined {
  const place = arrived.findIndex((octet, at) => octet !== message[at])
  if (place < 0) return undefined
  if (place >= message.length) return `all ${message.length} bytes have arrived, and then more came`
  const came = arrived.subarray(place, place + 8)
  const from = message.findIndex((_, start) => came.every((octet, at) => octet === message[start + at]))
  if (from < 0) return `byte ${place} that arrived is not byte ${place} of the message`
  return `after ${place} bytes, byte ${from} of the message arrived${from < place ? ' once more' : ''}, and not byte ${place}`
}

function faultOfTold(told: readonly number[], length: number): string | undefined {
  if (told.length === 0) return 'all bytes have arrived, but tell was never called'
  const last = told.at(-1)!
  const falls = told.findIndex((taken, at) => at > 0 && taken <= told[at - 1]!)
  if (falls >= 0)
    return `told ${told
      .slice(0, falls + 1)
      .slice(-3)
      .join(', ')}: numbers that grow were expected`
  if (last !== length) return `the last number told was ${last}, and ${length} bytes had been taken`
  return undefined
}

type SendFor = (host: Host, socket: Socket, bytes: Uint8Array, milliseconds: number) => Promise<number>

const TIME_TO_SEND = 100
/** How much later it may come back, and be in time: two milliseconds, by which clocks and timers are rounded. */
const TIME_TO_SEND_TOLERANCE = 2

/** @param options `pause` milliseconds between the peer's reads; without it, it never reads */
async function untilGivenUp(
  answer: SendFor,
  { length, pause }: { length: number; pause?: number },
): Promise<string | undefined> {
  const host = hostForSending()
  const { client, server } = await connectedPair(host, BUFFERS_TO_FILL)
  let read = 0
  let isOver = false
  const readAllOfIt = async () => {
    for (;;) {
      if (pause && !isOver) await host.sleep(pause)
      const piece = await server.recv(pause && !isOver ? 3000 : 65_536)
      if (piece.length === 0) return
      read += piece.length
    }
  }
  const reading = pause === undefined ? undefined : readAllOfIt()
  const start = host.now()
  const answered = answer(host, limited(client, 'send', 1000), new Uint8Array(length), TIME_TO_SEND)
  const returned = await Promise.race([answered, host.sleep(20 * TIME_TO_SEND)])
  const took = host.now() - start
  isOver = true
  client.close()
  await (reading ?? readAllOfIt())
  if (returned === undefined) return `it had returned no number after ${Math.round(took)} ms`
  if (took > TIME_TO_SEND + TIME_TO_SEND_TOLERANCE)
    return `it came back after ${Math.round(took)} ms, not after ${TIME_TO_SEND}`
  if (returned < length && took < TIME_TO_SEND - TIME_TO_SEND_TOLERANCE)
    return `it gave up after ${Math.round(took)} ms, before its time had passed`
  return returned === read ? undefined : `it returned ${returned}, and ${read} bytes had been taken`
}
