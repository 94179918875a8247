import type { Cell, Notebook } from '../notebook/index.ts'

/** A cell of one notebook and the one that it is in another; 0-based places. */
export interface CellPair {
  before: number
  after: number
  /** It stands elsewhere among those that both have. */
  isMoved: boolean
}

/** Of two cells without an id in common so many of their lines must be the same. */
const leastLikeness = 0.5
/** Cells that one is compared with by its lines. */
const mostNear = 20

/** Which cells of two notebooks are one: by their ids, else by what is in them, else by most of their lines; in the order of the second. */
export function pairCells(before: Notebook, after: Notebook): CellPair[] {
  const partners = new Map<number, number>()
  const taken = new Set<number>()
  const [left, right] = [before.cells, after.cells]
  pairBy(({ id }) => id)
  pairBy(({ cell_type, source }) => (source.trim() === '' ? undefined : `${cell_type}\n${source}`))
  pairAlike()
  const pairs = [...partners].map(([from, to]) => ({ before: from, after: to })).sort((a, b) => a.after - b.after)
  const staying = longestRise(pairs.map((pair) => pair.before))
  return pairs.map((pair, at) => ({ ...pair, isMoved: !staying.has(at) }))

  function pair(from: number, to: number): void {
    partners.set(from, to)
    taken.add(to)
  }

  /** Each with the first that has the same key. */
  function pairBy(keyOf: (cell: Cell) => string | undefined): void {
    const places = new Map<string, number[]>()
    for (const [to, cell] of right.entries()) {
      const key = taken.has(to) ? undefined : keyOf(cell)
      if (key !== undefined) places.set(key, [...(places.get(key) ?? []), to])
    }
    for (const [from, cell] of left.entries()) {
      const key = partners.has(from) ? undefined : keyOf(cell)
      const to = key === undefined ? undefined : places.get(key)?.shift()
      if (to !== undefined) pair(from, to)
    }
  }

  function pairAlike(): void {
    let start = 0
    for (const [from, cell] of left.entries()) {
      const partner = partners.get(from)
      if (partner !== undefined) {
        start = partner + 1
        continue
      }
      const near = right
        .map((other, to) => ({ other, to }))
        .filter(({ other, to }) => !taken.has(to) && other.cell_type === cell.cell_type)
        .sort((a, b) => Math.abs(a.to - start) - Math.abs(b.to - start))
        .slice(0, mostNear)
      const best = near
        .map(({ other, to }) => ({ to, likeness: shareOfLines(cell.source, other.source) }))
        .sort((a, b) => b.likeness - a.likeness)[0]
      if (best && best.likeness >= leastLikeness) pair(from, best.to)
    }
  }
}

/** The share of lines that two texts have in common. */
function shareOfLines(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split('\n').filter((line) => line.trim() !== ''))
  const longest = Math.max(left!.length, right!.length)
  if (longest === 0) return 1
  const rest = new Map<string, number>()
  for (const line of left!) rest.set(line, (rest.get(line) ?? 0) + 1)
  const common = right!.filter((line) => {
    const number = rest.get(line) ?? 0
    rest.set(line, number - 1)
    return number > 0
  })
  return common.length / longest
}

/** The places of as many numbers as can be kept so that they rise. */
function longestRise(numbers: readonly number[]): Set<number> {
  const ends: number[] = []
  const previous: (number | undefined)[] = []
  for (const [at, number] of numbers.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (numbers[ends[middle]!]! < number) low = middle + 1
      else high = middle
    }
    previous[at] = ends[low - 1]
    ends[low] = at
  }
  const kept = new Set<number>()
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) kept.add(at)
  return kept
}
