import { checkOptions, FUNCTION, LIMIT, type Rules } from '../check.ts'
import { Ring } from '../ring.ts'
import { type Timer, TimerQueue } from '../timer-queue.ts'
import { runWatcher } from './watch.ts'

/** Something that happens when its time has come. */
export interface Timed {
  fire(now: number): void
}

/** Something to do at the end of a moment. */
export interface DeferredTask {
  /** It is to be done already. Set by the clock. */
  isDeferred: boolean
  run(now: number): void
}

/** Where a network takes its time from, in milliseconds. */
export interface Clock {
  /** Never runs back, and stands still while something happens. */
  readonly now: number
  /** Has the timer's owner fire at `time`, instead of whenever it was due; `Infinity` = no more. */
  schedule(timer: Timer<Timed>, time: number): void
  /** Has this done, once, when all that happens at this moment has happened. */
  defer(task: DeferredTask): void
}

/** A clock whose time passes by itself, whatever happens on the network. */
export interface PassingClock extends Clock {
  /** Has `action` done soon, when all else that is due on this platform has had its turn. */
  soon(action: () => void): void
  /** From now on, `tell` is called after each moment in which something happened. */
  onMoment(tell: () => void): void
}

/** Does its time pass by itself? */
export function isPassing(clock: Clock): clock is PassingClock {
  return 'onMoment' in clock
}

export interface RunOptions {
  /** Virtual milliseconds at which to stop: what is due then still happens. Default: when nothing is left to do. */
  until?: number
  /** Events after which to stop in any case. Default 100 million. */
  maxEvents?: number
  /** Looked at after each moment: true ends the run. */
  when?: () => boolean
}

export interface RunResult {
  /** `idle`: nothing is left to do. `until`, `when`: as asked. `bound`: `maxEvents` were used up. */
  ended: 'idle' | 'until' | 'when' | 'bound'
  events: number
  /** Virtual milliseconds. */
  now: number
}

const RUN_RULES: Rules<RunOptions> = { until: LIMIT, maxEvents: LIMIT, when: FUNCTION }

/** Events at one moment after which time is thought to stand still. */
const STANDSTILL = 1_000_000

/** Events in a run that nobody has the time to interrupt. */
const SHORT_RUN = 20_000
/** Events after which whoever watches is told how far time has come: then after twice as many, and so on. */
const LONG_RUN = 300_000

/** Time that jumps from event to event, and stands still until it is told to go on. */
export class VirtualClock implements Clock {
  now = 0
  readonly #timers = new TimerQueue<Timed>()
  readonly #deferred = new Ring<DeferredTask>()
  #events = 0
  #toldAt = LONG_RUN

  schedule(timer: Timer<Timed>, time: number): void {
    this.#timers.set(timer, time)
  }

  defer(task: DeferredTask): void {
    if (task.isDeferred) return
    task.isDeferred = true
    this.#deferred.push(task)
  }

  /** When something happens next; `undefined` when nothing is left to do. */
  next(): number | undefined {
    if (this.#deferred.length > 0) return this.now
    const time = this.#timers.next()
    return time === Number.POSITIVE_INFINITY ? undefined : time
  }

  /** Goes to the next moment and does all that is due at it. @returns how many events those were; 0 when nothing is left */
  step(): number {
    const time = this.next()
    return time === undefined ? 0 : this.#moment(time, undefined)
  }

  #moment(time: number, until: number | undefined): number {
    this.now = time
    let count = 0
    do {
      while (this.#timers.next() <= time) {
        this.#timers.take().owner.fire(time)
        if (++count > STANDSTILL) throw new Error(standstill(time))
      }
      // What these put off in turn waits until all that is due by then has happened.
      for (let left = this.#deferred.length; left > 0; left--) {
        const task = this.#deferred.shift()!
        task.isDeferred = false
        task.run(time)
        if (++count > STANDSTILL) throw new Error(standstill(time))
      }
    } while (this.#deferred.length > 0 || this.#timers.next() <= time)
    this.#events += count
    if (this.#events >= this.#toldAt) {
      this.#toldAt *= 2
      runWatcher()?.tell({ events: this.#events, now: time, until })
    }
    return count
  }

  /** @throws RangeError for an option that cannot be */
  run(options: RunOptions = {}): RunResult {
    checkOptions('run: ', options, RUN_RULES)
    const { until = Number.POSITIVE_INFINITY, maxEvents = 100e6, when } = options
    const run = { until, maxEvents, when, events: 0 }
    let result = this.#runOn(run, SHORT_RUN)
    const watcher = result ? undefined : runWatcher()
    const finish = () => {
      result ??= this.#runOn(run, Number.POSITIVE_INFINITY)
    }
    if (watcher) watcher.interruptibly(finish)
    else finish()
    return result!
  }

  /** @returns `undefined` when it has had `most` events, and is not done */
  #runOn(run: RunUnderWay, most: number): RunResult | undefined {
    const { until, maxEvents, when } = run
    while (run.events < most) {
      const time = this.next()
      if (time === undefined || time > until) {
        if (until !== Number.POSITIVE_INFINITY) this.now = Math.max(this.now, until)
        return { ended: time === undefined ? 'idle' : 'until', events: run.events, now: this.now }
      }
      if (run.events >= maxEvents) return { ended: 'bound', events: run.events, now: this.now }
      run.events += this.#moment(time, until)
      if (when?.()) return { ended: 'when', events: run.events, now: this.now }
    }
    return undefined
  }
}

/** A run under way. */
interface RunUnderWay {
  until: number
  maxEvents: number
  when: (() => boolean) | undefined
  events: number
}

function standstill(time: number): string {
  return `more than ${STANDSTILL} events at ${time} ms: two ends answer each other without end; give a link a delay or a rate`
}
