import type { Identity } from './normalise.ts'

/** An identity of the stored outputs, and what stands in its place in the new ones. */
export interface NamePair {
  name: string
  before: string
  after: string
}

/**
 * How the identities of a notebook's stored outputs (its ports, its process ids) are called in a new run: one name for one
 * name, over the whole notebook. Pairs are gathered first; where they contradict each other, the rarer are wrong.
 */
export class Renaming {
  readonly #counts = new Map<string, { pair: NamePair; count: number }>()
  #settled: { after: Map<string, string>; before: Map<string, string> } | undefined

  add(pairs: readonly NamePair[]): void {
    for (const pair of pairs) {
      const key = identityKey(pair.name, `${pair.before}\n${pair.after}`)
      const known = this.#counts.get(key)
      if (known) known.count += 1
      else this.#counts.set(key, { pair, count: 1 })
    }
  }

  holdsFor(pair: NamePair): boolean {
    return this.#renamed().after.get(identityKey(pair.name, pair.before)) === pair.after
  }

  /** What a stored identity is called in the new run; by that, both sides have one name for it. */
  nameInNew({ name, value }: Identity): string {
    return this.#renamed().after.get(identityKey(name, value)) ?? `stored ${value}`
  }

  /** Why a pair cannot be. */
  explain({ name, before, after }: NamePair): string {
    const elsewhere = this.#renamed()
    const otherAfter = elsewhere.after.get(identityKey(name, before))
    if (otherAfter !== undefined) {
      return `${name}: what is ${before} here and elsewhere in the stored outputs is now ${after} here and ${otherAfter} elsewhere`
    }
    const otherBefore = elsewhere.before.get(identityKey(name, after))
    return `${name}: what is ${before} here and ${otherBefore} elsewhere in the stored outputs is now ${after} in both places`
  }

  /** Two stored identities have the same name in the new run, which chance may bring about. */
  isMerger({ name, before }: NamePair): boolean {
    return !this.#renamed().after.has(identityKey(name, before))
  }

  #renamed(): { after: Map<string, string>; before: Map<string, string> } {
    if (this.#settled) return this.#settled
    const [after, before] = [new Map<string, string>(), new Map<string, string>()]
    // A stable sort: of equals, the first seen counts.
    for (const { pair } of [...this.#counts.values()].sort((a, b) => b.count - a.count)) {
      const [old, now] = [identityKey(pair.name, pair.before), identityKey(pair.name, pair.after)]
      if (after.has(old) || before.has(now)) continue
      after.set(old, pair.after)
      before.set(now, pair.before)
    }
    this.#settled = { after, before }
    return this.#settled
  }
}

function identityKey(name: string, value: string): string {
  return `${name}\n${value}`
}
