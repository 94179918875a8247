import { type AbortableWait, abortable } from '../abortable.ts'
import { alarm } from './alarm.ts'
import { type Interest, poller } from './poller.ts'

export interface Wait extends AbortableWait {
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
  wait: Wait,
): Promise<boolean> {
  return abortable<boolean>(wait, (settle) => {
    const waiter = { wake: () => settle(true) }
    const callOff = wait.deadline === Number.POSITIVE_INFINITY ? undefined : alarm(wait.deadline, () => settle(false))
    const tidyUp = (): void => {
      callOff?.()
      for (const [fd, interest] of watched) poller().remove(fd, interest, waiter)
    }
    try {
      for (const [fd, interest] of watched) poller().add(fd, interest, waiter)
    } catch (error) {
      tidyUp()
      throw error
    }
    return tidyUp
  })
}

/** How many calls in a row may succeed at once before the rest of the program has its turn. */
const MOST_AT_ONCE = 32
let callsAtOnce = 0

/**
 * A call that needs not wait settles without leaving the microtasks: a loop of such calls would keep timers and other
 * descriptors waiting for ever. So every so often a call lets the event loop turn first.
 */
export function turn(): Promise<void> | undefined {
  if (++callsAtOnce < MOST_AT_ONCE) return undefined
  callsAtOnce = 0
  return new Promise((resolve) => setImmediate(resolve))
}

/** A time limit of a socket, 0 = none, as a deadline. */
export function deadlineAfter(milliseconds: number): number {
  return milliseconds > 0 ? performance.now() + milliseconds : Number.POSITIVE_INFINITY
}
