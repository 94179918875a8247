import fc from 'fast-check'
import { type Host, isSocketError, type Socket } from '../../../lib/socket/index.ts'
import { connection, type Ends, pattern } from '../programs/program.ts'

/** One call at one end of a connection; `twin` closes a second descriptor, which must change nothing. */
export type Step =
  | { end: 'near' | 'far'; call: 'send'; length: number }
  | { end: 'near' | 'far'; call: 'recv'; length: number }
  | { end: 'near' | 'far'; call: 'shutdown'; how: 'read' | 'write' | 'both' }
  | { end: 'near' | 'far'; call: 'close' | 'reset' | 'twin' | 'error' }

/** Sends of a whole program fit into every system's buffers, so that none blocks: those sizes are where systems differ. */
const MOST_STEPS = 12
const MOST_OCTETS = 4000

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
  ),
  { minLength: 1, maxLength: MOST_STEPS },
)

/** What a program's calls have come to, to be looked at while it runs. */
export interface Progress {
  near: Socket
  far: Socket
  /** Sockets on which a recv waits. */
  receiving: ReadonlySet<Socket>
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
  const { near, far } = await connection(ends)
  // Or what the one end has sent could wait for an ACK that the other one delays.
  for (const socket of [near, far]) socket.setsockopt('noDelay', true)
  const whole = pattern(MOST_STEPS * MOST_OCTETS)
  const sent = { near: 0, far: 0 }
  const received = { near: 0, far: 0 }
  const receiving = new Set<Socket>()
  const progress = { near, far, receiving, settled: 0 }
  const outcomes = steps.map(() => 'waits')
  for (const [index, step] of steps.entries()) {
    const socket = progress[step.end]
    const settle = (outcome: string): void => {
      outcomes[index] = outcome
      progress.settled++
    }
    if (step.call === 'send') {
      const piece = whole.subarray(sent[step.end], sent[step.end] + step.length)
      socket.send(piece).then(
        (taken) => {
          sent[step.end] += taken
          settle(`${taken} taken`)
        },
        (error) => settle(classOf(error)),
      )
    } else if (step.call === 'recv') {
      // Which of two that wait gets what is nobody's promise.
      if (receiving.has(socket)) {
        settle('left out')
        continue
      }
      receiving.add(socket)
      socket
        .recv(step.length, { waitAll: true })
        .then(
          (some) => {
            const expected = whole.subarray(received[step.end], received[step.end] + some.length)
            const right = some.every((octet, at) => octet === expected[at])
            received[step.end] += some.length
            settle(`${some.length} ${right ? 'right' : 'WRONG'}`)
          },
          (error) => settle(classOf(error)),
        )
        .finally(() => receiving.delete(socket))
    } else {
      try {
        settle(act(socket, step))
      } catch (error) {
        settle(classOf(error))
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

function act(socket: Socket, step: Exclude<Step, { call: 'send' | 'recv' }>): string {
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
      return classOfCode(socket.getsockopt('error'))
  }
}

function classOf(error: unknown): string {
  if (!isSocketError(error)) throw error
  return classOfCode(error.code)
}

/** After a reset, which of the two a call fails with is up to the system. */
function classOfCode(code: string | undefined): string {
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'broken' : (code ?? 'no error')
}

/** Waits until neither queue nor state of the two sockets changes, and nobody who waits could go on. */
export async function stillOnSystem(host: Host, progress: Progress): Promise<void> {
  const looks = 4
  let same = 0
  let last = ''
  while (same < looks) {
    await host.sleep(1)
    const now = `${lookAt(progress.near)} ${lookAt(progress.far)} ${progress.settled}`
    const waiting = [...progress.receiving]
    const isMoving = waiting.some((socket) => lookAt(socket) === 'closed') || (await isReady(host, waiting))
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

async function isReady(host: Host, waiting: readonly Socket[]): Promise<boolean> {
  if (waiting.length === 0) return false
  try {
    return (
      (
        await host.poll(
          waiting.map((socket) => ({ socket, readable: true })),
          0,
        )
      ).length > 0
    )
  } catch {
    return true
  }
}
