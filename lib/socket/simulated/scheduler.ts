/** The scheduler of the programs on a simulated network: which calls are blocked, which are woken, and when virtual time may pass. */
import { isPassing } from '../../network/clock.ts'
import type { Network } from '../../network/network.ts'
import { abortable } from '../abortable.ts'
import { BlockedCall, type BlockRequest, type WaitQueue } from './blocked-call.ts'
import { inMacrotask } from './macrotask.ts'
import type { Task } from './task.ts'

/** Moments of the network in one turn: then whatever else the platform has to do gets its turn. */
const MOMENTS_A_TURN = 64
/** So many calls that need not wait take a millisecond: a program that never waits would else stop the time. */
const CALLS_A_MILLISECOND = 1000

/**
 * Virtual time advances only in a macrotask of its own, when every program is blocked, and only as long as what is under
 * way may unblock one. It stands still while nobody waits. On a network whose time passes by itself, turns wake programs and nothing else.
 */
export class Scheduler {
  readonly #network: Network
  /** Time passes by itself: then nobody waits in vain, for who is outside may do anything. */
  readonly #passes: boolean
  readonly #soon: (action: () => void) => void
  readonly #isQuiescent: () => boolean
  readonly #blocked = new Set<BlockedCall>()
  /** The run queue: calls for which something has changed, to be looked at in the next turn. */
  readonly #woken = new Set<BlockedCall>()
  readonly #conditions = new Set<{ holds: () => boolean; met: () => void }>()
  readonly #idle = new Set<() => void>()
  readonly #observed = new Set<Task>()
  /** What has something to send when the programs that were woken have had their turn. */
  readonly #unflushed = new Set<{ flush(): void }>()
  /** Those are sending now. */
  isFlushing = false
  /** The call that was going to end by itself when last asked: likely it still is. */
  #advancing: BlockedCall | undefined
  #isTurnDue = false
  #order = 0
  /** Calls made at one moment, and which. */
  #calls = 0
  #countedAt = 0

  /** @param isQuiescent has everything arrived and been acknowledged that is under way? */
  constructor(network: Network, isQuiescent: () => boolean) {
    const { clock } = network
    this.#network = network
    this.#isQuiescent = isQuiescent
    this.#passes = isPassing(clock)
    this.#soon = isPassing(clock) ? (action) => clock.soon(action) : inMacrotask
    if (isPassing(clock)) clock.onMoment(() => this.#woken.size + this.#conditions.size > 0 && this.takeTurn())
  }

  get blocked(): Iterable<BlockedCall> {
    return this.#blocked
  }

  /**
   * @returns true when the call is worth trying again, false when the deadline came first
   * @throws AbortError
   */
  block(request: BlockRequest): Promise<boolean> {
    const { caller, call, conditions, deadline } = request
    return abortable<boolean>(request, (unblock) => {
      const blocked = new BlockedCall(request, ++this.#order, unblock)
      const calls = [...new Set(conditions.map(({ socket }) => socket))].map((socket) => ({ socket, call }))
      const expire = (): void => {
        blocked.isExpired = true
        this.#woken.add(blocked)
      }
      this.#blocked.add(blocked)
      caller.task.blockedCalls++
      for (const queue of blocked.queues) queue.blocked.add(blocked)
      for (const one of calls) caller.calls.add(one)
      const callOff = deadline === Number.POSITIVE_INFINITY ? undefined : this.#network.at(deadline, expire)
      this.takeTurn()
      return () => {
        callOff?.()
        this.#blocked.delete(blocked)
        this.#woken.delete(blocked)
        caller.task.blockedCalls--
        for (const queue of blocked.queues) queue.blocked.delete(blocked)
        for (const one of calls) caller.calls.delete(one)
      }
    })
  }

  /** Something happened that may unblock calls. */
  wake({ blocked }: WaitQueue): void {
    for (const call of blocked) this.#woken.add(call)
    if (this.#woken.size > 0) this.takeTurn()
  }

  /** Told when nothing can go on any more until a program calls something. @returns a function that ends it */
  onIdle(tell: () => void): () => void {
    this.#idle.add(tell)
    this.takeTurn()
    return () => this.#idle.delete(tell)
  }

  /** Lets time pass until a condition holds; it is looked at when no program can go on. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((met) => {
      this.#conditions.add({ holds, met })
      this.takeTurn()
    })
  }

  /** Counts a call. @returns whether its program has to pause first, or it would hold the others up */
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
    this.#observed.add(task)
    return () => this.#observed.delete(task)
  }

  /** Has it send what it holds back as soon as the programs that can go on have done so, before time passes. */
  flushLater(host: { flush(): void }): void {
    this.#unflushed.add(host)
    this.takeTurn()
  }

  /** Something may go on, if anybody waits for it. */
  takeTurnIfAwaited(): void {
    if (this.#blocked.size > 0 || this.#conditions.size > 0 || this.#idle.size > 0) this.takeTurn()
  }

  /** Has a turn taken soon, to see what can go on. */
  takeTurn(): void {
    if (this.#isTurnDue) return
    this.#isTurnDue = true
    this.#soon(() => {
      this.#isTurnDue = false
      this.#turn()
    })
  }

  #turn(): void {
    for (const task of this.#observed) if (task.blockedCalls === 0) task.hasAwaitedOther = true
    for (let moments = 0; ; moments++) {
      if (this.#unblock() || this.#meet() || moments === MOMENTS_A_TURN) {
        this.takeTurn()
        return
      }
      this.#flush()
      if (this.#passes) return
      if (!this.#canAdvance() || this.#network.step() === 0) break
    }
    for (const tell of [...this.#idle]) tell()
  }

  /** Unblocks the woken calls that can go on, in the order in which they were blocked. */
  #unblock(): boolean {
    if (this.#woken.size === 0) return false
    const woken = [...this.#woken].sort((a, b) => a.order - b.order)
    this.#woken.clear()
    const admitted = new Map<WaitQueue, number>()
    let any = false
    for (const call of woken) {
      const { isReady } = call
      if (!isReady && !call.isExpired) continue
      if (isReady && !admits(call, admitted)) {
        // Looked at again in the next turn: those before it may have left something.
        this.#woken.add(call)
        continue
      }
      call.unblock(isReady)
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
    const met = [...this.#conditions].filter(({ holds }) => holds())
    for (const condition of met) {
      this.#conditions.delete(condition)
      condition.met()
    }
    return met.length > 0
  }

  /** Can anything that is waited for come about without a program's doing, or is something on its way at least? */
  #canAdvance(): boolean {
    if (this.#conditions.size > 0) return true
    if (this.#blocked.size === 0) return false
    if (this.#advancing && this.#blocked.has(this.#advancing) && this.#advancing.blockers.length === 0) return true
    for (const call of this.#blocked) {
      if (call.blockers.length > 0) continue
      this.#advancing = call
      return true
    }
    this.#advancing = undefined
    return !this.#isQuiescent()
  }
}

/** One connection wakes one accept, however many wait. Counts the admitted by what they wait on. */
function admits({ request }: BlockedCall, admitted: Map<WaitQueue, number>): boolean {
  const [condition] = request.conditions
  if (!request.sufficesFor || !condition) return true
  const before = admitted.get(condition.queue) ?? 0
  if (before >= request.sufficesFor()) return false
  admitted.set(condition.queue, before + 1)
  return true
}
