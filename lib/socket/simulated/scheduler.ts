import type { Network } from '../../network/network.ts'
import { AbortError } from '../errors.ts'
import type { Task } from './task.ts'
import { inNextTurn } from './turn.ts'
import { Wait, type Waited, type WaitRequest } from './wait.ts'

/** Moments of the network in one turn: then whatever else the platform has to do gets its turn. */
const MOMENTS_A_TURN = 64
/** So many calls that need not wait take a millisecond: a program that never waits would else stop the time. */
const CALLS_A_MILLISECOND = 1000

/** Something outside of the programs that goes on when the network has come so far. */
export interface Watcher {
  /** Looked at when no program can go on. */
  isMet(): boolean
  met(): void
}

/**
 * Who waits for what, and the passing of virtual time: it advances only in a macrotask turn, when every program waits,
 * and only as long as somebody's wait may end by what is under way. It stands still while nobody waits.
 */
export class Scheduler {
  readonly #network: Network
  readonly #isCalm: () => boolean
  readonly #waits = new Set<Wait>()
  readonly #touched = new Set<Wait>()
  readonly #watchers = new Set<Watcher>()
  readonly #tasks = new Set<Task>()
  readonly #quiet = new Set<() => void>()
  /** What has something to send when the programs that were woken have had their turn. */
  readonly #unflushed = new Set<{ flush(): void }>()
  /** Those are sending now. */
  isFlushing = false
  /** The wait that gave hope last: likely it still does. */
  #hopeful: Wait | undefined
  #isAsked = false
  #order = 0
  /** Calls made at one moment, and which. */
  #calls = 0
  #countedAt = 0

  /** @param isCalm has everything arrived and been acknowledged that is under way? */
  constructor(network: Network, isCalm: () => boolean) {
    this.#network = network
    this.#isCalm = isCalm
  }

  get waits(): Iterable<Wait> {
    return this.#waits
  }

  /**
   * @returns true when the call is worth trying again, false when the deadline came first
   * @throws AbortError
   */
  wait(request: WaitRequest): Promise<boolean> {
    const { signal, subject, call, deadline, waiting } = request
    const calls = request.sockets.map((socket) => ({ socket, call }))
    return new Promise((resolve, reject) => {
      const wait = new Wait(request, ++this.#order)
      let callOff: (() => void) | undefined
      const leave = (): void => {
        callOff?.()
        signal?.removeEventListener('abort', abort)
        if (this.#waits.delete(wait)) request.task.waits--
        this.#touched.delete(wait)
        for (const { waits } of request.on) waits.delete(wait)
        for (const one of calls) waiting.delete(one)
      }
      const abort = (): void => {
        leave()
        reject(new AbortError(subject(), call, signal?.reason))
      }
      wait.settle = (ready) => {
        leave()
        resolve(ready)
      }
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort)
      this.#waits.add(wait)
      request.task.waits++
      for (const { waits } of request.on) waits.add(wait)
      for (const one of calls) waiting.add(one)
      if (deadline !== Number.POSITIVE_INFINITY) {
        callOff = this.#network.at(deadline, () => {
          wait.isOver = true
          this.#touched.add(wait)
        })
      }
      this.ask()
    })
  }

  /** Something happened that may end these waits. */
  touch(waits: Iterable<Wait>): void {
    for (const wait of waits) this.#touched.add(wait)
    if (this.#touched.size > 0) this.ask()
  }

  /** Told when nothing can go on any more until a program calls something. @returns a function that ends it */
  onQuiet(tell: () => void): () => void {
    this.#quiet.add(tell)
    this.ask()
    return () => this.#quiet.delete(tell)
  }

  /** Time passes until it is met. @returns a function that ends it */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    this.ask()
    return () => this.#watchers.delete(watcher)
  }

  /** Notes that a call is made. @returns whether its program has to pause first, or it would hold the others up */
  mustPause(): boolean {
    const { now } = this.#network
    if (now !== this.#countedAt) {
      this.#countedAt = now
      this.#calls = 0
    }
    return ++this.#calls >= CALLS_A_MILLISECOND
  }

  /** Notes from now on when this program awaits something else than its host. @returns a function that ends it */
  observe(task: Task): () => void {
    this.#tasks.add(task)
    return () => this.#tasks.delete(task)
  }

  /** Has it send what it holds back as soon as the programs that can go on have done so, before time passes. */
  flushLater(host: { flush(): void }): void {
    this.#unflushed.add(host)
    this.ask()
  }

  /** Something may go on, if anybody waits for it. */
  askIfAwaited(): void {
    if (this.#waits.size > 0 || this.#watchers.size > 0 || this.#quiet.size > 0) this.ask()
  }

  /** Has a turn taken soon, to see what can go on. */
  ask(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    inNextTurn(() => {
      this.#isAsked = false
      this.#turn()
    })
  }

  #turn(): void {
    for (const task of this.#tasks) if (task.waits === 0) task.wentElsewhere = true
    for (let moments = 0; ; moments++) {
      if (this.#settle() || this.#meet() || moments === MOMENTS_A_TURN) {
        this.ask()
        return
      }
      this.#flush()
      if (!this.#isHopeful() || this.#network.step() === 0) break
    }
    for (const tell of [...this.#quiet]) tell()
  }

  /** Ends the waits that can end, in the order in which they began. */
  #settle(): boolean {
    if (this.#touched.size === 0) return false
    const touched = [...this.#touched].sort((a, b) => a.order - b.order)
    this.#touched.clear()
    const admitted = new Map<Waited, number>()
    let any = false
    for (const wait of touched) {
      const ready = wait.isReady()
      if (!ready && !wait.isOver) continue
      if (ready && !admits(wait, admitted)) {
        // Looked at again in the next turn: those before it may have left something.
        this.#touched.add(wait)
        continue
      }
      wait.settle(ready)
      any = true
    }
    return any
  }

  #flush(): void {
    if (this.#unflushed.size === 0) return
    this.isFlushing = true
    for (const host of this.#unflushed) host.flush()
    this.isFlushing = false
    this.#unflushed.clear()
  }

  #meet(): boolean {
    let any = false
    for (const watcher of [...this.#watchers]) {
      if (!watcher.isMet()) continue
      this.#watchers.delete(watcher)
      watcher.met()
      any = true
    }
    return any
  }

  /** Can anything that is waited for come about without a program's doing, or is something on its way at least? */
  #isHopeful(): boolean {
    if (this.#watchers.size > 0) return true
    if (this.#waits.size === 0) return false
    if (this.#hopeful && this.#waits.has(this.#hopeful) && this.#hopeful.endsByItself) return true
    this.#hopeful = undefined
    for (const wait of this.#waits) {
      if (!wait.endsByItself) continue
      this.#hopeful = wait
      return true
    }
    return !this.#isCalm()
  }
}

/** One connection wakes one accept, however many wait. Counts the admitted by what they wait on. */
function admits({ request }: Wait, admitted: Map<Waited, number>): boolean {
  const [on] = request.on
  if (!request.sufficesFor || !on) return true
  const before = admitted.get(on) ?? 0
  if (before >= request.sufficesFor()) return false
  admitted.set(on, before + 1)
  return true
}
