import { emptyList } from './list.ts'

/** When something of `owner` is due. One class for all, whosever they are: a queue of many shapes is a slow one. */
export class Timer<Owner> {
  /** Milliseconds; `Infinity` = it does not run. Set by {@link TimerQueue.set}. */
  due: number = Number.POSITIVE_INFINITY
  /** Its place in the queue's heap, or -1. Set by the queue. */
  slot = -1
  readonly owner: Owner

  constructor(owner: Owner) {
    this.owner = owner
  }
}

/** A stack with few connections needs no more; and what is so small lies with the objects, not beside them. */
const FIRST_SIZE = 8

/**
 * What is due, earliest first; at the same time, in the order of setting. A binary heap that holds every timer at most
 * once: one that is put off stays where it is until its old time comes, so restarting it with every segment costs next
 * to nothing.
 */
export class TimerQueue<Owner> {
  #times = new Float64Array(FIRST_SIZE)
  #orders = new Float64Array(FIRST_SIZE)
  readonly #timers: Timer<Owner>[] = emptyList()
  #order = 0

  /** Makes `timer` due at `time`, instead of whenever it was due; `Infinity` = no more. */
  set(timer: Timer<Owner>, time: number): void {
    timer.due = time
    const slot = timer.slot
    if (slot >= 0) {
      if (time < this.#times[slot]!) this.#rise(slot, timer, time, ++this.#order)
      return
    }
    if (time === Number.POSITIVE_INFINITY) return
    const last = this.#timers.length
    if (last === this.#times.length) this.#grow()
    this.#timers.push(timer)
    this.#rise(last, timer, time, ++this.#order)
  }

  /** As `set` to `Infinity`, and the queue keeps no reference to it: for what will never be due again. */
  remove(timer: Timer<Owner>): void {
    if (timer.slot < 0) return
    this.#rise(timer.slot, timer, Number.NEGATIVE_INFINITY, 0)
    timer.due = Number.POSITIVE_INFINITY
    this.#removeFirst(timer)
  }

  /** When the next one is due; `Infinity` when none is. */
  next(): number {
    for (;;) {
      const timer = this.#timers[0]
      if (timer === undefined) return Number.POSITIVE_INFINITY
      if (timer.due <= this.#times[0]!) return this.#times[0]!
      if (timer.due === Number.POSITIVE_INFINITY) this.#removeFirst(timer)
      else this.#sink(timer, timer.due, ++this.#order)
    }
  }

  /** The next one, which from here on is not due; call it only when `next()` is a time. */
  take(): Timer<Owner> {
    const timer = this.#timers[0]!
    // It keeps its place at the top: if it is soon due again, moving it down is one walk instead of two.
    timer.due = Number.POSITIVE_INFINITY
    return timer
  }

  #removeFirst(first: Timer<Owner>): void {
    first.slot = -1
    const length = this.#timers.length - 1
    const last = this.#timers.pop()!
    if (length > 0) this.#sink(last, this.#times[length]!, this.#orders[length]!)
  }

  /** Puts `timer` at `slot` or above. */
  #rise(from: number, timer: Timer<Owner>, time: number, order: number): void {
    let slot = from
    while (slot > 0) {
      const parent = (slot - 1) >>> 1
      if (this.#times[parent]! <= time) break
      this.#place(slot, this.#timers[parent]!, this.#times[parent]!, this.#orders[parent]!)
      slot = parent
    }
    this.#place(slot, timer, time, order)
  }

  /** Puts `timer` at the top or below, in place of what is there. */
  #sink(timer: Timer<Owner>, time: number, order: number): void {
    const times = this.#times
    const orders = this.#orders
    const length = this.#timers.length
    let slot = 0
    for (;;) {
      let child = 2 * slot + 1
      if (child >= length) break
      const right = child + 1
      if (right < length && this.#isBefore(right, child)) child = right
      if (times[child]! > time || (times[child] === time && orders[child]! > order)) break
      this.#place(slot, this.#timers[child]!, times[child]!, orders[child]!)
      slot = child
    }
    this.#place(slot, timer, time, order)
  }

  #place(slot: number, timer: Timer<Owner>, time: number, order: number): void {
    this.#times[slot] = time
    this.#orders[slot] = order
    this.#timers[slot] = timer
    timer.slot = slot
  }

  #isBefore(a: number, b: number): boolean {
    const times = this.#times
    return times[a]! < times[b]! || (times[a] === times[b] && this.#orders[a]! < this.#orders[b]!)
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2)
    times.set(this.#times)
    this.#times = times
    const orders = new Float64Array(times.length)
    orders.set(this.#orders)
    this.#orders = orders
  }
}
