import { isCode, isEmpty, type Notebook, skipsExecution } from '../../notebook/index.ts'

/** One of several parts of a set of notebooks. */
export interface Shard {
  /** From 1. */
  index: number
  /** How many there are. */
  count: number
}

/**
 * The items of one part, in their order. Each item is in exactly one part, and in the same one wherever it is asked: all that counts is
 * the set of keys and weights. The heaviest goes first, to the part that has least so far.
 *
 * @param of a key that no other item has, and how much it weighs
 */
export function inShard<Item>(
  items: readonly Item[],
  { index, count }: Shard,
  of: (item: Item) => { key: string; weight: number },
): Item[] {
  const parts = Array.from({ length: count }, (_, at) => ({ at, weight: 0 }))
  const ordered = items.map((item) => ({ item, ...of(item) })).sort((a, b) => b.weight - a.weight || byKey(a, b))
  const own = new Set<Item>()
  for (const { item, weight } of ordered) {
    const lightest = parts.reduce((least, part) => (part.weight < least.weight ? part : least))
    lightest.weight += weight
    if (lightest.at === index - 1) own.add(item)
  }
  return items.filter((item) => own.has(item))
}

/** By code units: a language's order is not the same everywhere. */
function byKey(one: { key: string }, other: { key: string }): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0
}

/** The start of a kernel takes about as long as so many cells. */
const startWeight = 4

/** What a notebook weighs by what stands in its file, since nothing else is the same on all machines. */
export function weightOf(notebook: Notebook, cells: readonly Notebook['cells'][number][] = notebook.cells): number {
  return startWeight + cells.filter((cell) => isCode(cell) && !isEmpty(cell) && !skipsExecution(cell, notebook)).length
}
