import type { Clock, DeferredTask, Timed, Timer } from '../../lib/network/index.ts'

/** The machine's own time for a network: milliseconds since it was made, by one `setTimeout` a timer. */
export class RealClock implements Clock {
  readonly #start = performance.now()
  readonly #timeouts = new Map<Timer<Timed>, NodeJS.Timeout>()
  readonly #deferred: DeferredTask[] = []
  #last = 0
  #isStopped = false

  /** It never runs back, and stands still while something happens. */
  get now(): number {
    if (!this.#isStopped) this.#last = Math.max(this.#last, performance.now() - this.#start)
    return this.#last
  }

  /** How many timers run. */
  get pending(): number {
    return this.#timeouts.size
  }

  schedule(timer: Timer<Timed>, time: number): void {
    timer.due = time
    clearTimeout(this.#timeouts.get(timer))
    this.#timeouts.delete(timer)
    if (time === Number.POSITIVE_INFINITY) return
    const fire = (): void => {
      this.#timeouts.delete(timer)
      timer.due = Number.POSITIVE_INFINITY
      // A timeout may come a little early.
      this.#moment(Math.max(this.now, time), (now) => timer.owner.fire(now))
    }
    this.#timeouts.set(timer, setTimeout(fire, time - this.now))
  }

  defer(task: DeferredTask): void {
    if (task.isDeferred) return
    task.isDeferred = true
    this.#deferred.push(task)
    if (!this.#isStopped) queueMicrotask(() => this.#moment(this.now))
  }

  /** All that happens at one moment, and what was deferred to its end. */
  #moment(now: number, happens: (now: number) => void = () => {}): void {
    this.#last = now
    this.#isStopped = true
    happens(now)
    for (let task = this.#deferred.shift(); task; task = this.#deferred.shift()) {
      task.isDeferred = false
      task.run(now)
    }
    this.#isStopped = false
  }
}
