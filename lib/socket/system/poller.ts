import { isMainThread } from 'node:worker_threads'
import { type Libc, libc } from './libc.ts'
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT } from './platform.ts'
import { epollSelector, pollSelector, type Selector } from './selector.ts'

/** What a wait is for. */
export type Interest = 'read' | 'write'

/** One thing that waits, until it is woken or leaves. */
interface Waiter {
  wake(): void
}

interface Waiters {
  read: Set<Waiter>
  write: Set<Waiter>
}

/** In a worker there is no exit hook when it is terminated: there the sleep ends by itself, again and again. */
const LONGEST_SLEEP = isMainThread ? -1 : 50

/**
 * Wakes whoever waits for a descriptor. One for the process: while anything waits, one thread of the pool sleeps in the
 * kernel for all of it and keeps the process alive; when nothing waits any more it is woken, and the process may end.
 */
export class Poller {
  readonly #selector: Selector
  readonly #waiting = new Map<number, Waiters>()
  #asleep = false
  #due = false

  constructor(selector: Selector) {
    this.#selector = selector
  }

  /** Calls `waiter.wake` once, when `fd` is ready or has failed. */
  add(fd: number, interest: Interest, waiter: Waiter): void {
    let waiters = this.#waiting.get(fd)
    if (!waiters) {
      waiters = { read: new Set(), write: new Set() }
      this.#waiting.set(fd, waiters)
    }
    const known = waiters[interest].size > 0
    waiters[interest].add(waiter)
    if (!known) {
      try {
        this.#selector.watch(fd, events(waiters))
      } catch (error) {
        this.remove(fd, interest, waiter)
        throw error
      }
    }
    this.#lookSoon()
  }

  /** The waiter no longer waits. */
  remove(fd: number, interest: Interest, waiter: Waiter): void {
    const waiters = this.#waiting.get(fd)
    if (!waiters?.[interest].delete(waiter)) return
    if (waiters.read.size + waiters.write.size > 0) return
    this.#waiting.delete(fd)
    this.#selector.watch(fd, 0)
    if (this.#waiting.size === 0) this.wake()
  }

  /** Before `fd` is closed: nothing waits for it any more. */
  forget(fd: number): void {
    // Also without a waiter: what was reported once is still in the kernel's set, and a duplicate would keep it there.
    this.#selector.watch(fd, 0)
    const waiters = this.#waiting.get(fd)
    this.#waiting.delete(fd)
    for (const waiter of waiters ? [...waiters.read, ...waiters.write] : []) waiter.wake()
    if (this.#waiting.size === 0) this.wake()
  }

  /** Ends the sleep, so that the process can end. */
  wake(): void {
    if (this.#asleep) this.#selector.wake()
  }

  #lookSoon(): void {
    if (this.#asleep || this.#due) return
    this.#due = true
    setImmediate(() => this.#turn())
  }

  /** Looks first and sleeps only if nothing is ready: a busy program never pays for the thread. */
  #turn(): void {
    this.#due = false
    let found = false
    this.#selector.look((fd, happened) => {
      found = true
      this.#dispatch(fd, happened)
    })
    if (this.#waiting.size === 0) return
    if (found) this.#lookSoon()
    else this.#sleep()
  }

  #sleep(): void {
    this.#asleep = true
    this.#selector.sleep(LONGEST_SLEEP, () => {
      this.#asleep = false
      this.#turn()
    })
  }

  #dispatch(fd: number, happened: number): void {
    const waiters = this.#waiting.get(fd)
    if (!waiters) return
    const failed = (happened & (POLLERR | POLLHUP | POLLNVAL)) !== 0
    const woken: Waiter[] = []
    if (failed || happened & POLLIN) woken.push(...waiters.read)
    if (failed || happened & POLLOUT) woken.push(...waiters.write)
    if (failed || happened & POLLIN) waiters.read.clear()
    if (failed || happened & POLLOUT) waiters.write.clear()
    if (waiters.read.size + waiters.write.size === 0) this.#waiting.delete(fd)
    else this.#selector.watch(fd, events(waiters))
    for (const waiter of woken) waiter.wake()
  }
}

function events(waiters: Waiters): number {
  return (waiters.read.size > 0 ? POLLIN : 0) | (waiters.write.size > 0 ? POLLOUT : 0)
}

let shared: Poller | undefined

/** The process's poller, made when first asked for. */
export function poller(): Poller {
  if (!shared) {
    shared = new Poller(selectorOf(libc()))
    process.on('exit', () => shared?.wake())
  }
  return shared
}

function selectorOf(libc: Libc): Selector {
  const { epollEventSize } = libc.platform
  return epollEventSize === undefined ? pollSelector(libc) : epollSelector(libc, epollEventSize)
}
