import type { Clock, Deferred, ScheduledEvent } from '../../lib/network/index.ts'

/** The machine's own time for a network: milliseconds since it was made, by one `setTimeout` an event. */
export class RealClock implements Clock {
  readonly #start = performance.now()
  readonly #timeouts = new Map<ScheduledEvent, NodeJS.Timeout>()
  readonly #deferred: Deferred[] = []
  #last = 0
  #isStopped = false

  /** It never runs back, and stands still while something happens. */
  get now(): number {
    if (!this.#isStopped) this.#last = Math.max(this.#last, performance.now() - this.#start)
    return this.#last
  }

  /** How many events are due. */
  get pending(): number {
    return this.#timeouts.size
  }

  schedule(event: ScheduledEvent, time: number): void {
    event.due = time
    clearTimeout(this.#timeouts.get(event))
    this.#timeouts.delete(event)
    if (time === Number.POSITIVE_INFINITY) return
    const fire = (): void => {
      this.#timeouts.delete(event)
      event.due = Number.POSITIVE_INFINITY
      // A timeout may come a little early.
      this.#moment(Math.max(this.now, time), (now) => event.fire(now))
    }
    this.#timeouts.set(event, setTimeout(fire, time - this.now))
  }

  defer(task: Deferred): void {
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
