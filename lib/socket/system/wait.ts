import { AbortError } from '../errors.ts'
import { alarm } from './alarm.ts'
import { type Interest, poller } from './poller.ts'

/** What a wait is for, for its errors, and what may end it. */
export interface Wait {
  subject: () => string
  call: string
  signal: AbortSignal | undefined
  /** the moment of `performance.now()` at which the wait is over, Infinity = never */
  deadline: number
}

/**
 * Waits for a descriptor.
 *
 * @returns false if the deadline came first; true if the call is worth trying again, also because the descriptor was closed
 * @throws AbortError
 */
export function readiness(fd: number, interest: Interest, wait: Wait): Promise<boolean> {
  return anyReadiness([[fd, interest]], wait)
}

/** Waits for the first of several descriptors. */
export function anyReadiness(
  watched: readonly (readonly [fd: number, interest: Interest])[],
  { subject, call, signal, deadline }: Wait,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let callOff: (() => void) | undefined
    const leave = (): void => {
      callOff?.()
      signal?.removeEventListener('abort', abort)
      for (const [fd, interest] of watched) poller().remove(fd, interest, waiter)
    }
    const abort = (): void => {
      leave()
      reject(new AbortError(subject(), call, signal?.reason))
    }
    const waiter = {
      wake: () => {
        leave()
        resolve(true)
      },
    }
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort)
    if (deadline !== Number.POSITIVE_INFINITY) {
      callOff = alarm(deadline, () => {
        leave()
        resolve(false)
      })
    }
    try {
      for (const [fd, interest] of watched) poller().add(fd, interest, waiter)
    } catch (error) {
      leave()
      reject(error)
    }
  })
}

/** How many calls in a row may succeed at once before the rest of the program has its turn. */
const IN_A_ROW = 32
let inARow = 0

/**
 * A call that needs not wait settles without leaving the microtasks: a loop of such calls would keep timers and other
 * descriptors waiting for ever. So every so often a call lets the event loop turn first.
 */
export function turn(): Promise<void> | undefined {
  if (++inARow < IN_A_ROW) return undefined
  inARow = 0
  return new Promise((resolve) => setImmediate(resolve))
}

/** A time limit of a socket, 0 = none, as a deadline. */
export function deadlineAfter(milliseconds: number): number {
  return milliseconds > 0 ? performance.now() + milliseconds : Number.POSITIVE_INFINITY
}
