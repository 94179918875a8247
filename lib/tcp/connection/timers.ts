/** The timers of a connection outside its two halves: those keep their own. */
export type TimerName = 'keep-alive' | 'fin-wait-2' | 'time-wait'

const NAMES: readonly TimerName[] = ['keep-alive', 'fin-wait-2', 'time-wait']
const INDEX: Readonly<Record<TimerName, number>> = { 'keep-alive': 0, 'fin-wait-2': 1, 'time-wait': 2 }

/** Named deadlines, in milliseconds; `Infinity` = not running. */
export class Timers {
  readonly #at: Float64Array = new Float64Array(NAMES.length).fill(Number.POSITIVE_INFINITY)
  #next = Number.POSITIVE_INFINITY

  /** The earliest deadline; `Infinity` when no timer runs. */
  get next(): number {
    return this.#next
  }

  at(name: TimerName): number {
    return this.#at[INDEX[name]] as number
  }

  set(name: TimerName, at: number): void {
    this.#at[INDEX[name]] = at
    this.#next = Math.min(...this.#at)
  }

  clear(name: TimerName): void {
    if (this.#at[INDEX[name]] !== Number.POSITIVE_INFINITY) this.set(name, Number.POSITIVE_INFINITY)
  }

  clearAll(): void {
    this.#at.fill(Number.POSITIVE_INFINITY)
    this.#next = Number.POSITIVE_INFINITY
  }

  /** Stops the earliest timer that is due and names it; `undefined` when none is. */
  takeDue(now: number): TimerName | undefined {
    if (this.#next > now) return undefined
    const index = this.#at.indexOf(this.#next)
    const name = NAMES[index] as TimerName
    this.clear(name)
    return name
  }
}
