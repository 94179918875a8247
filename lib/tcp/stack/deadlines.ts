/** What {@link Deadlines} keeps in order; both fields belong to it. */
export interface Deadlined {
  /** Milliseconds; set through {@link Deadlines.set}. */
  deadline: number
  /** Place in the heap, −1 when absent. */
  heapIndex: number
}

/** Which of many has the earliest deadline: a binary heap in which each item knows its place, so that moving it is cheap. */
export class Deadlines<Item extends Deadlined> {
  readonly #heap: Item[] = []

  get size(): number {
    return this.#heap.length
  }

  /** The item with the earliest deadline. */
  get first(): Item | undefined {
    return this.#heap[0]
  }

  /** Gives the item a deadline; `Infinity` takes it out. */
  set(item: Item, deadline: number): void {
    if (item.heapIndex < 0) {
      if (deadline === Number.POSITIVE_INFINITY) return
      item.deadline = deadline
      item.heapIndex = this.#heap.length
      this.#heap.push(item)
      this.#up(item)
      return
    }
    if (deadline === item.deadline) return
    if (deadline === Number.POSITIVE_INFINITY) {
      this.#remove(item)
      return
    }
    const later = deadline > item.deadline
    item.deadline = deadline
    if (later) this.#down(item)
    else this.#up(item)
  }

  #remove(item: Item): void {
    const index = item.heapIndex
    const last = this.#heap.pop() as Item
    item.heapIndex = -1
    item.deadline = Number.POSITIVE_INFINITY
    if (last === item) return
    this.#put(last, index)
    this.#up(last)
    this.#down(last)
  }

  #put(item: Item, index: number): void {
    this.#heap[index] = item
    item.heapIndex = index
  }

  #up(item: Item): void {
    let index = item.heapIndex
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = this.#heap[parent] as Item
      if (above.deadline <= item.deadline) break
      this.#put(above, index)
      index = parent
    }
    this.#put(item, index)
  }

  #down(item: Item): void {
    const size = this.#heap.length
    let index = item.heapIndex
    for (;;) {
      let child = 2 * index + 1
      if (child >= size) break
      if (child + 1 < size && this.#heap[child + 1]!.deadline < this.#heap[child]!.deadline) child++
      const below = this.#heap[child] as Item
      if (below.deadline >= item.deadline) break
      this.#put(below, index)
      index = child
    }
    this.#put(item, index)
  }
}
