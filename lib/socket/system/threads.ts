import type { AbortableWait } from '../abortable.ts'
import { AbortError, SocketError } from '../errors.ts'
import { libc, type Returned } from './libc.ts'

/** The pool's threads less the one that the poller sleeps on. */
const MOST = Math.max(1, Number(process.env.UV_THREADPOOL_SIZE ?? 4) - 1)
const SHUT_RDWR = 2

/** Calls that block a thread, by descriptor. */
const blocked = new Map<number, number>()
let runningThreads = 0
let hooked = false

/**
 * Makes a call that really blocks, on a thread of the pool. Nothing but shutdown(2) ends such a call early, so that is
 * what an abort does, and what the end of the process does.
 *
 * @returns the call's result and, if that is negative, its error's code
 * @throws AbortError, unless the call had done something before it was ended
 * @throws SocketError EAGAIN when no thread is free
 */
export function blockingCall(
  fd: number,
  { subject, call, signal }: AbortableWait,
  start: (returned: Returned) => void,
): Promise<readonly [result: number, code: string]> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AbortError(subject(), call, signal.reason))
    if (runningThreads >= MOST) {
      return reject(
        new SocketError('EAGAIN', subject(), call, {
          reason: `${runningThreads} blocking calls are under way already, one on each thread that there is`,
          remedy: 'Start the process with a higher UV_THREADPOOL_SIZE, or take a host that does not block.',
        }),
      )
    }
    if (!hooked) process.on('exit', releaseThread)
    hooked = true
    const abort = (): void => void libc().shutdown(fd, SHUT_RDWR)
    signal?.addEventListener('abort', abort)
    runningThreads++
    blocked.set(fd, (blocked.get(fd) ?? 0) + 1)
    start((result, code) => {
      runningThreads--
      const others = (blocked.get(fd) ?? 1) - 1
      if (others > 0) blocked.set(fd, others)
      else blocked.delete(fd)
      signal?.removeEventListener('abort', abort)
      if (signal?.aborted && result <= 0) reject(new AbortError(subject(), call, signal.reason))
      else resolve([result, code])
    })
  })
}

/** A thread that is blocked keeps the process from ending, even by process.exit(). */
function releaseThread(): void {
  for (const fd of blocked.keys()) libc().shutdown(fd, SHUT_RDWR)
}
