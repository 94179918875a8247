/** What a {@link TimerQueue} keeps in order; both fields belong to it. */
export interface Timer {
  /** Milliseconds; `Infinity` = it does not run. Set by {@link TimerQueue.set}. */
  due: number
  /** Its place in the queue's heap, or -1. */
  slot: number
}

/**
 * What is due, earliest first; at the same time, in the order of setting. A binary heap that holds every timer at most
 * once: one that is put off stays where it is until its old time comes, so restarting it with every segment costs next
 * to nothing.
 */
export class TimerQueue<Item extends Timer> {
  #times = new Float64Array(64)
  #orders = new Float64Array(64)
  readonly #items: Item[] = []
  #order = 0

  /** Makes `item` due at `time`, instead of whenever it was due; `Infinity` = no more. */
  set(item: Item, time: number): void {
    item.due = time
    const slot = item.slot
    if (slot >= 0) {
      if (time < this.#times[slot]!) this.#rise(slot, item, time, ++this.#order)
      return
    }
    if (time === Number.POSITIVE_INFINITY) return
    const last = this.#items.length
    if (last === this.#times.length) this.#grow()
    this.#items.push(item)
    this.#rise(last, item, time, ++this.#order)
  }

  /** As `set` to `Infinity`, and the queue keeps no reference to it: for what will never be due again. */
  remove(item: Item): void {
    if (item.slot < 0) return
    this.#rise(item.slot, item, Number.NEGATIVE_INFINITY, 0)
    item.due = Number.POSITIVE_INFINITY
    this.#removeFirst(item)
  }

  /** When the next one is due; `Infinity` when none is. */
  next(): number {
    for (;;) {
      const item = this.#items[0]
      if (item === undefined) return Number.POSITIVE_INFINITY
      if (item.due <= this.#times[0]!) return this.#times[0]!
      if (item.due === Number.POSITIVE_INFINITY) this.#removeFirst(item)
      else this.#sink(item, item.due, ++this.#order)
    }
  }

  /** The next one, which from here on is not due; call it only when `next()` is a time. */
  take(): Item {
    const item = this.#items[0]!
    // It keeps its place at the top: if it is soon due again, moving it down is one walk instead of two.
    item.due = Number.POSITIVE_INFINITY
    return item
  }

  #removeFirst(first: Item): void {
    first.slot = -1
    const length = this.#items.length - 1
    const last = this.#items.pop()!
    if (length > 0) this.#sink(last, this.#times[length]!, this.#orders[length]!)
  }

  /** Puts `item` at `slot` or above. */
  #rise(from: number, item: Item, time: number, order: number): void {
    const times = this.#times
    const orders = this.#orders
    const items = this.#items
    let slot = from
    while (slot > 0) {
      const parent = (slot - 1) >>> 1
      if (times[parent]! <= time) break
      times[slot] = times[parent]!
      orders[slot] = orders[parent]!
      const moved = items[parent]!
      items[slot] = moved
      moved.slot = slot
      slot = parent
    }
    times[slot] = time
    orders[slot] = order
    items[slot] = item
    item.slot = slot
  }

  /** Puts `item` at the top or below, in place of what is there. */
  #sink(item: Item, time: number, order: number): void {
    const times = this.#times
    const orders = this.#orders
    const items = this.#items
    const length = items.length
    let slot = 0
    for (;;) {
      let child = 2 * slot + 1
      if (child >= length) break
      const right = child + 1
      if (right < length && this.#isBefore(right, child)) child = right
      if (times[child]! > time || (times[child] === time && orders[child]! > order)) break
      times[slot] = times[child]!
      orders[slot] = orders[child]!
      const moved = items[child]!
      items[slot] = moved
      moved.slot = slot
      slot = child
    }
    times[slot] = time
    orders[slot] = order
    items[slot] = item
    item.slot = slot
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
