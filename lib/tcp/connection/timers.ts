/** The timers of a connection outside its two halves: those keep their own. */
const TIMER_NAMES = ['keep-alive', 'fin-wait-2', 'time-wait'] as const

export type TimerName = (typeof TIMER_NAMES)[number]

/** Named deadlines, in milliseconds; `Infinity` = not running. */
export class Timers {
  readonly #at: number[] = TIMER_NAMES.map(() => Number.POSITIVE_INFINITY)
  #next = Number.POSITIVE_INFINITY

  /** The earliest deadline; `Infinity` when no timer runs. */
  get next(): number {
    return this.#next
  }

  at(name: TimerName): number {
    return this.#at[TIMER_NAMES.indexOf(name)]!
  }

  set(name: TimerName, at: number): void {
    this.#at[TIMER_NAMES.indexOf(name)] = at
    this.#next = Math.min(...this.#at)
  }

  clear(name: TimerName): void {
    this.set(name, Number.POSITIVE_INFINITY)
  }

  clearAll(): void {
    this.#at.fill(Number.POSITIVE_INFINITY)
    this.#next = Number.POSITIVE_INFINITY
  }

  /** Stops the earliest timer that is due and names it; `undefined` when none is. */
  takeDue(now: number): TimerName | undefined {
    if (this.#next > now) return undefined
    const name = TIMER_NAMES[this.#at.indexOf(this.#next)]!
    this.clear(name)
    return name
  }
}
