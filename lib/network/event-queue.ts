/** Something that happens once at a time, and may then be due again. */
export abstract class Action {
  /** Virtual milliseconds; `Infinity` while there is nothing to do. Set by `EventQueue.schedule`. */
  due: number = Number.POSITIVE_INFINITY
  /** Its place in the queue's heap, or -1. */
  slot = -1

  abstract fire(now: number): void
}

/**
 * What is due, earliest first; at the same time, in the order of scheduling. A binary heap that holds every action at
 * most once: an action that is put off stays where it is until its old time comes, so a timer that is restarted with
 * every segment costs next to nothing.
 */
export class EventQueue {
  #times = new Float64Array(64)
  #orders = new Float64Array(64)
  readonly #actions: Action[] = []
  #order = 0

  /** Makes `action` due at `time`, instead of whenever it was due; `Infinity` = no more. */
  schedule(action: Action, time: number): void {
    action.due = time
    const slot = action.slot
    if (slot >= 0) {
      if (time < this.#times[slot]!) this.#rise(slot, action, time, ++this.#order)
      return
    }
    if (time === Number.POSITIVE_INFINITY) return
    const last = this.#actions.length
    if (last === this.#times.length) this.#grow()
    this.#actions.push(action)
    this.#rise(last, action, time, ++this.#order)
  }

  /** When the next action is due; `Infinity` when none is. */
  next(): number {
    for (;;) {
      const action = this.#actions[0]
      if (action === undefined) return Number.POSITIVE_INFINITY
      if (action.due <= this.#times[0]!) return this.#times[0]!
      if (action.due === Number.POSITIVE_INFINITY) this.#removeFirst(action)
      else this.#sink(action, action.due, ++this.#order)
    }
  }

  /** Has the next action happen; call it only when `next()` is a time. */
  fire(): void {
    const action = this.#actions[0]!
    const time = this.#times[0]!
    // It keeps its place at the top while it happens: if it is due again, moving it down is one walk instead of two.
    action.due = Number.POSITIVE_INFINITY
    action.fire(time)
  }

  #removeFirst(first: Action): void {
    first.slot = -1
    const length = this.#actions.length - 1
    const last = this.#actions.pop()!
    if (length > 0) this.#sink(last, this.#times[length]!, this.#orders[length]!)
  }

  /** Puts `action` at `slot` or above. */
  #rise(from: number, action: Action, time: number, order: number): void {
    const times = this.#times
    const orders = this.#orders
    const actions = this.#actions
    let slot = from
    while (slot > 0) {
      const parent = (slot - 1) >>> 1
      if (times[parent]! <= time) break
      times[slot] = times[parent]!
      orders[slot] = orders[parent]!
      const moved = actions[parent]!
      actions[slot] = moved
      moved.slot = slot
      slot = parent
    }
    times[slot] = time
    orders[slot] = order
    actions[slot] = action
    action.slot = slot
  }

  /** Puts `action` at the top or below, in place of what is there. */
  #sink(action: Action, time: number, order: number): void {
    const times = this.#times
    const orders = this.#orders
    const actions = this.#actions
    const length = actions.length
    let slot = 0
    for (;;) {
      let child = 2 * slot + 1
      if (child >= length) break
      const right = child + 1
      if (right < length && this.#isBefore(right, child)) child = right
      if (times[child]! > time || (times[child] === time && orders[child]! > order)) break
      times[slot] = times[child]!
      orders[slot] = orders[child]!
      const moved = actions[child]!
      actions[slot] = moved
      moved.slot = slot
      slot = child
    }
    times[slot] = time
    orders[slot] = order
    actions[slot] = action
    action.slot = slot
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
