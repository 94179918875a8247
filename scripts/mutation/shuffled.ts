/** Fisher and Yates, by a small generator of its own, so that a seed is an order (mulberry32). */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const order = [...items]
  let state = seed | 0
  for (let left = order.length - 1; left > 0; left--) {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    const other = Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (left + 1))
    const item = order[left] as Item
    order[left] = order[other] as Item
    order[other] = item
  }
  return order
}
