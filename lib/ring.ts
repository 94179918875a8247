/** A queue in an array that is reused: first in, first out, without moving what waits. */
export class Ring<T> {
  #items: (T | undefined)[] = new Array(4).fill(undefined)
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  push(item: T): void {
    if (this.#length === this.#items.length) this.#grow()
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = item
    this.#length++
  }

  first(): T | undefined {
    return this.#items[this.#head]
  }

  /** The one that comes out after `index` others; `undefined` beyond the last. */
  at(index: number): T | undefined {
    return index < this.#length ? this.#items[(this.#head + index) & (this.#items.length - 1)] : undefined
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#items.length - 1)
    this.#length--
    return item
  }

  #grow(): void {
    const items = [...this.#items.slice(this.#head), ...this.#items.slice(0, this.#head)]
    this.#items = items.concat(new Array(items.length).fill(undefined))
    this.#head = 0
  }
}
