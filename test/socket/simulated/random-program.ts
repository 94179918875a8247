import fc from 'fast-check'
import { type Host, isSocketError, type Socket, sendAll } from '../../../lib/socket/index.ts'
import { connection, type Ends, pattern } from '../programs/program.ts'

/**
 * One call at one end of a connection; `twin` closes a second descriptor, which must change nothing. `flood` sends more
 * than both buffers of the direction hold, so that it waits until the other end has drained it, or something breaks it.
 */
export type Step =
  | { end: 'near' | 'far'; call: 'send'; length: number }
  | { end: 'near' | 'far'; call: 'recv'; length: number }
  | { end: 'near' | 'far'; call: 'shutdown'; how: 'read' | 'write' | 'both' }
  | { end: 'near' | 'far'; call: 'close' | 'reset' | 'twin' | 'error' | 'flood' | 'drain' }

/**
 * How much exactly a buffer holds is where systems differ. So the plain sends of a whole program fit into any of this
 * size, and a flood, less all that plain recvs take of it, into none.
 */
const BUFFERS = { sendBuffer: 65_536, receiveBuffer: 65_536 }
const MOST_STEPS = 12
const MOST_OCTETS = 4000
const FLOOD = 8 * 65_536
const whole = pattern(MOST_STEPS * FLOOD)

const end = fc.constantFrom('near' as const, 'far' as const)
const length = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: MOST_OCTETS }))

export const randomProgram: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ end, call: fc.constant('send' as const), length }) },
    { weight: 4, arbitrary: fc.record({ end, call: fc.constant('recv' as const), length }) },
    {
      weight: 2,
      arbitrary: fc.record({
        end,
        call: fc.constant('shutdown' as const),
        how: fc.constantFrom('read' as const, 'write' as const, 'both' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        end,
        call: fc.constantFrom('close' as const, 'reset' as const, 'twin' as const, 'error' as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ end, call: fc.constantFrom('flood' as const, 'drain' as const) }) },
  ),
  { minLength: 1, maxLength: MOST_STEPS },
)

/** What a program's calls have come to, to be looked at while it runs. */
export interface Progress {
  near: Socket
  far: Socket
  /** Sockets on which a recv waits. */
  receiving: ReadonlySet<Socket>
  /** Sockets on which a flood waits. */
  flooding: ReadonlySet<Socket>
  /** Calls that have settled. */
  settled: number
}

/**
 * Plays a program step by step: the next call is made when the last one has settled, or waits and everything is still.
 *
 * @param still waits until nothing moves any more
 * @returns for each step what came of it, and after which step
 */
export async function play(
  ends: Ends,
  steps: readonly Step[],
  still: (progress: Progress) => Promise<void>,
): Promise<string[]> {
  const { near, far } = await connection(ends, BUFFERS)
  // Or what the one end has sent could wait for an ACK that the other one delays.
  for (const socket of [near, far]) socket.setsockopt('noDelay', true)
  const streams = { near: new Stream(), far: new Stream() }
  const receiving = new Set<Socket>()
  const flooding = new Set<Socket>()
  const progress = { near, far, receiving, flooding, settled: 0 }
  const outcomes = steps.map(() => 'waits')
  for (const [index, step] of steps.entries()) {
    const socket = progress[step.end]
    const out = streams[step.end]
    const into = streams[step.end === 'near' ? 'far' : 'near']
    const settle = (outcome: string): void => {
      outcomes[index] = outcome
      progress.settled++
    }
    if (isNobodysPromise(step, out, into, receiving.has(socket))) {
      settle('left out')
      continue
    }
    if (step.call === 'send') {
      socket.send(out.next(step.length)).then(
        (taken) => {
          out.sent += taken
          settle(`${taken} taken`)
        },
        (error) => settle(codeOf(error)),
      )
    } else if (step.call === 'flood') {
      const all = out.next(FLOOD)
      out.flood = 'waits'
      out.sent += FLOOD
      flooding.add(socket)
      sendAll(socket, all)
        .then(
          () => {
            out.flood = 'over'
            settle('all taken')
          },
          (error) => {
            out.flood = 'broken'
            settle(codeOf(error))
          },
        )
        .finally(() => flooding.delete(socket))
    } else if (step.call === 'recv') {
      receiving.add(socket)
      socket
        .recv(step.length, { waitAll: true })
        .then((some) => settle(`${some.length} ${into.received(some)}`))
        .catch((error) => settle(codeOf(error)))
        .finally(() => receiving.delete(socket))
    } else if (step.call === 'drain') {
      try {
        const some = await socket.recv(into.left, { waitAll: true })
        // Of what was broken off, so much comes as the buffers have held.
        settle(`${into.flood === 'broken' ? 'the rest' : some.length} ${into.received(some)}`)
        if (into.flood === 'broken') into.sent = into.taken
      } catch (error) {
        settle(codeOf(error))
      }
    } else {
      try {
        settle(act(socket, step))
        if (step.call === 'shutdown' && step.how !== 'write') out.isDeaf = true
        if (step.call === 'shutdown' && step.how !== 'read') out.isShut = true
      } catch (error) {
        settle(codeOf(error))
      }
    }
    await still(progress)
    for (const [earlier, outcome] of outcomes.entries()) {
      if (earlier < index && outcome !== 'waits' && !outcome.includes(' @')) outcomes[earlier] = `${outcome} @${index}`
    }
    if (outcomes[index] !== 'waits') outcomes[index] += ` @${index}`
  }
  return outcomes.slice()
}

/**
 * Of two calls that wait on one socket, which gets what comes, whose octets go first, and which is told of a reset. And
 * when a flood into an end that reads no more and shuts down is reset: with the next octet for which there is room, or
 * that a probe brings.
 */
function isNobodysPromise(step: Step, out: Stream, into: Stream, isReceiving: boolean): boolean {
  const isSending = out.flood === 'waits'
  switch (step.call) {
    case 'send':
      return isSending
    case 'flood':
      return isSending || isReceiving
    case 'recv':
      return isReceiving || (isSending && into.left < step.length)
    case 'drain':
      return isReceiving || out.isDeaf || into.left === 0
    case 'shutdown':
      return into.isStuck && (out.isDeaf || step.how !== 'write') && (out.isShut || step.how !== 'read')
    default:
      return false
  }
}

/** One direction: what its sending end has handed over, and how much of it the other one has read. */
class Stream {
  sent = 0
  taken = 0
  flood: 'none' | 'waits' | 'over' | 'broken' = 'none'
  /** Its sending end reads no more of the other direction; or has shut this one down. */
  isDeaf = false
  isShut = false

  /** Octets of a flood wait at its sending end, even after that was closed. */
  get isStuck(): boolean {
    return this.flood === 'waits' || (this.flood === 'broken' && this.left > 0)
  }

  get left(): number {
    return this.sent - this.taken
  }

  next(length: number): Uint8Array {
    return whole.subarray(this.sent, this.sent + length)
  }

  received(some: Uint8Array): 'right' | 'WRONG' {
    const expected = whole.subarray(this.taken, this.taken + some.length)
    this.taken += some.length
    return some.every((octet, at) => octet === expected[at]) ? 'right' : 'WRONG'
  }
}

function act(socket: Socket, step: Step): string {
  switch (step.call) {
    case 'shutdown':
      socket.shutdown(step.how)
      return 'shut'
    case 'reset':
      socket.setsockopt('linger', 0)
      socket.close()
      return 'reset'
    case 'close':
      socket.close()
      return 'closed'
    case 'twin':
      socket.dup().close()
      return 'closed'
    case 'error':
      return socket.getsockopt('error') ?? 'no error'
    default:
      throw new Error(`${step.call} is no call that returns at once`)
  }
}

function codeOf(error: unknown): string {
  if (!isSocketError(error)) throw error
  return error.code
}

/** Waits until neither queue nor state of the two sockets changes, and nobody who waits could go on. */
export async function stillOnSystem(host: Host, progress: Progress): Promise<void> {
  const looks = 4
  let same = 0
  let last = ''
  while (same < looks) {
    await host.sleep(1)
    const now = `${lookAt(progress.near)} ${lookAt(progress.far)} ${progress.settled}`
    const { receiving, flooding } = progress
    const isMoving =
      [...receiving, ...flooding].some((socket) => lookAt(socket) === 'closed') ||
      (await isReady(host, receiving, flooding))
    same = now === last && !isMoving ? same + 1 : 0
    last = now
  }
}

function lookAt(socket: Socket): string {
  try {
    const { in: incoming, out } = socket.queued()
    return `${incoming} ${out} ${socket.getsockopt('tcpInfo').state}`
  } catch {
    return 'closed'
  }
}

async function isReady(host: Host, receiving: Iterable<Socket>, flooding: Iterable<Socket>): Promise<boolean> {
  const requests = [
    ...[...receiving].map((socket) => ({ socket, readable: true })),
    ...[...flooding].map((socket) => ({ socket, writable: true })),
  ]
  if (requests.length === 0) return false
  try {
    return (await host.poll(requests, 0)).length > 0
  } catch {
    return true
  }
}
