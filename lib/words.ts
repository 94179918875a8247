/** What is put into a sentence of a module's table `SAYS`. */
export type Put = string | number

/** `1 segment`, `3 segments`; `1 cell was`, `3 cells were`. */
export function count(amount: number, noun: string, plural: string = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`
}

/** `1,073,741,824`. */
export function thousands(amount: number): string {
  return amount.toLocaleString('en-US')
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** How many letters must be added, left out or changed, or neighbours swapped, to make one of the other. */
export function distance(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let at = 1; at <= one.length; at++) {
    const last = row
    row = [at]
    for (let to = 1; to <= other.length; to++) {
      const change = last[to - 1]! + (one[at - 1] === other[to - 1] ? 0 : 1)
      const swapped = one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]
      row[to] = Math.min(last[to]! + 1, row[to - 1]! + 1, change, swapped ? before[to - 2]! + 1 : change)
    }
    before = last
  }
  return row[other.length]!
}

/** FNV-1a, 32 bits, over the UTF-16 units of a text or of a part of it: the same in every engine and every run. */
export function hash(text: string, from = 0, to: number = text.length): number {
  let value = 0x811c9dc5
  for (let at = from; at < to; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}
