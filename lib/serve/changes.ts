import type { PageBlocks } from './blocks.ts'

/** Blocks of a page that are replaced by others. */
interface BlockRun {
  /** Where they begin, among those of the page as it was. */
  at: number
  /** How many go; 0 where others come in between. */
  gone: number
  /** What comes in their place: markup as the page itself has it. */
  html: string
}

/** What an open page has to do to be as another. */
export interface PageChange {
  /** How many blocks it must have. */
  blocks: number
  /** From the first block to the last. */
  runs: readonly BlockRun[]
  /** The element at its foot, if that is another. */
  foot?: string
}

/**
 * What makes one page of another in place.
 *
 * @returns `undefined` where it has to be loaded again: scripts and style sheets may be others, the contents, questions and what they
 *   keep back
 */
export function pageChange(before: PageBlocks, after: PageBlocks): PageChange | undefined {
  if (before.around !== after.around) return undefined
  const runs = replacedRuns(before.blocks, after.blocks)
  for (const { at, gone, html } of runs) {
    const old = before.blocks.slice(at, at + gone).join('')
    if (bound.test(old) || bound.test(html) || tellersIn(old) !== tellersIn(html)) return undefined
  }
  const foot = before.foot === after.foot ? {} : { foot: after.foot }
  return { blocks: before.blocks.length, runs: runs.map(({ at, gone, html }) => ({ at, gone, html })), ...foot }
}

/** What scripts of the page hold on to for good: questions, folds that others open, the way on, what can be taken along. */
const bound = /<div class="prediction"|<details class="reveal"|<nav /

/** Which folds these texts tell of: the page says it at the fold. */
function tellersIn(markup: string): string {
  return (markup.match(/<div class="explanation[^>]*>/g) ?? []).join('')
}

/** Pairs of blocks that are compared at most: beyond, all between the first and the last change is replaced. */
const mostCompared = 250_000

function replacedRuns(before: readonly string[], after: readonly string[]): BlockRun[] {
  const least = Math.min(before.length, after.length)
  let start = 0
  while (start < least && before[start] === after[start]) start += 1
  let same = 0
  while (same < least - start && before.at(-1 - same) === after.at(-1 - same)) same += 1
  const [old, own] = [before, after].map((blocks) => blocks.slice(start, blocks.length - same)) as [string[], string[]]
  const runs: BlockRun[] = []
  let [at, next] = [0, 0]
  for (const [one, other] of [...keptPairs(old, own), [old.length, own.length] as const]) {
    if (one > at || other > next) runs.push({ at: start + at, gone: one - at, html: own.slice(next, other).join('') })
    ;[at, next] = [one + 1, other + 1]
  }
  return runs
}

/** The longest common subsequence of two lists, as the places of its items in both. */
function keptPairs(one: readonly string[], other: readonly string[]): (readonly [number, number])[] {
  if (one.length * other.length > mostCompared) return []
  const width = other.length + 1
  /** How many are common from a place of the one and a place of the other on. */
  const common = new Uint32Array((one.length + 1) * width)
  for (let at = one.length - 1; at >= 0; at -= 1) {
    for (let next = other.length - 1; next >= 0; next -= 1) {
      const [down, right] = [common[(at + 1) * width + next]!, common[at * width + next + 1]!]
      common[at * width + next] =
        one[at] === other[next] ? common[(at + 1) * width + next + 1]! + 1 : Math.max(down, right)
    }
  }
  const pairs: (readonly [number, number])[] = []
  let [at, next] = [0, 0]
  while (at < one.length && next < other.length) {
    if (one[at] === other[next]) {
      pairs.push([at, next])
      at += 1
      next += 1
    } else if (common[(at + 1) * width + next]! >= common[at * width + next + 1]!) at += 1
    else next += 1
  }
  return pairs
}
