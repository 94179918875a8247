import type { DeferredTask, PassingClock, Timed } from '../../network/clock.ts'
import { Ring } from '../../ring.ts'
import { type Timer, TimerQueue } from '../../timer-queue.ts'

/** What a {@link RealClock} asks of the platform; a test has its own. */
export interface TimeSource {
  /** Milliseconds since some fixed moment, with fractions. */
  now(): number
  /** Has it done as soon as the platform's other events have had their turn. */
  soon(action: () => void): void
  /** Has it done in so many milliseconds, and does not keep the process alive for it. @returns what calls it off */
  later(action: () => void, milliseconds: number): () => void
}

const NODE: TimeSource = {
  now: () => performance.now(),
  soon: (action) => void setImmediate(action),
  later: (action, milliseconds) => {
    const timeout = setTimeout(action, milliseconds).unref()
    return () => clearTimeout(timeout)
  },
}

/** Events in one turn: then the platform's other events have theirs. */
const EVENTS_A_TURN = 2_000
/** The platform's timers count whole milliseconds, and come late rather than early: what is nearer is waited for turn by turn. */
const SHORTEST_WAIT = 1

/** The time of this machine, in milliseconds since the clock was made. It stands still within a moment, and is never stale between two. */
export class RealClock implements PassingClock {
  readonly #platform: TimeSource
  readonly #start: number
  readonly #timers = new TimerQueue<Timed>()
  readonly #deferred = new Ring<DeferredTask>()
  #tell: () => void = () => {}
  /** The last time that was read: none is earlier. */
  #last = 0
  #isMoment = false
  #isTurnDue = false
  /** When the platform's timer is set to, and what calls it off. */
  #alarm: { at: number; callOff: () => void } | undefined
  #isStopped = false

  constructor(platform: TimeSource = NODE) {
    this.#platform = platform
    this.#start = platform.now()
  }

  get now(): number {
    if (!this.#isMoment) this.#last = Math.max(this.#last, this.#platform.now() - this.#start)
    return this.#last
  }

  schedule(timer: Timer<Timed>, time: number): void {
    this.#timers.set(timer, time)
    if (!this.#isMoment) this.#arm()
  }

  defer(task: DeferredTask): void {
    if (task.isDeferred) return
    task.isDeferred = true
    this.#deferred.push(task)
    if (!this.#isMoment) this.#arm()
  }

  soon(action: () => void): void {
    this.#platform.soon(action)
  }

  onMoment(tell: () => void): void {
    this.#tell = tell
  }

  /** Does what comes from outside, and all that is due by then, in one moment. */
  moment(action: (now: number) => void): void {
    if (this.#isStopped) return
    const { now } = this
    this.#isMoment = true
    try {
      action(now)
      this.#settle(now)
    } finally {
      this.#isMoment = false
    }
    this.#tell()
    this.#arm()
  }

  /** Nothing happens any more. */
  stop(): void {
    this.#isStopped = true
    this.#alarm?.callOff()
    this.#alarm = undefined
  }

  #settle(now: number): void {
    let events = 0
    while (events < EVENTS_A_TURN) {
      if (this.#timers.next() <= now) this.#timers.take().owner.fire(now)
      else if (this.#deferred.length > 0) {
        const task = this.#deferred.shift()!
        task.isDeferred = false
        task.run(now)
      } else return
      events++
    }
  }

  #arm(): void {
    if (this.#isStopped || this.#isTurnDue) return
    const next = this.#deferred.length > 0 ? 0 : this.#timers.next()
    if (next === this.#alarm?.at) return
    this.#alarm?.callOff()
    this.#alarm = undefined
    if (next === Number.POSITIVE_INFINITY) return
    const wait = next - this.now
    if (wait < SHORTEST_WAIT) {
      this.#isTurnDue = true
      this.#platform.soon(() => {
        this.#isTurnDue = false
        this.#turn()
      })
      return
    }
    // A platform's timer takes no more than 2^31 - 1.
    const callOff = this.#platform.later(() => this.#turn(), Math.min(Math.floor(wait), 2 ** 31 - 1))
    this.#alarm = { at: next, callOff }
  }

  #turn(): void {
    this.#alarm = undefined
    const due = this.#deferred.length > 0 || this.#timers.next() <= this.now
    if (due) this.moment(() => {})
    else this.#arm()
  }
}
