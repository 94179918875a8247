import { count } from '../words.ts'
import type { Colours } from './colours.ts'
import { elapsed } from './words.ts'

/** How far everything is. */
export interface Advance {
  /** Notebooks. */
  done: number
  all: number
  /** Of all the work, from 0 to 1. */
  share: number
  /** Milliseconds since it began. */
  milliseconds: number
}

/** Signs. */
const barWidth = 24

/** ` ━━━━━━━━╌╌╌╌╌╌╌╌   9 of 15 notebooks   21 s, about 14 s left`, without a newline. */
export function formatBar({ done, all, share, milliseconds }: Advance, colours: Colours): string {
  const full = Math.floor(Math.min(1, share) * barWidth)
  const bar = colours.green('━'.repeat(full)) + colours.dim('╌'.repeat(barWidth - full))
  return ` ${bar}   ${done} of ${count(all, 'notebook')}${colours.dim(timeInBar(share, milliseconds))}`
}

/** What is left is told when enough is done to tell by. */
function timeInBar(share: number, milliseconds: number): string {
  if (milliseconds < 1000) return ''
  const isEarly = share < 0.1 || milliseconds < 3000 || share >= 1
  return `   ${wholeSeconds(milliseconds)}${isEarly ? '' : `, about ${wholeSeconds((milliseconds / share) * (1 - share))} left`}`
}

function wholeSeconds(milliseconds: number): string {
  return elapsed(Math.max(1000, Math.round(milliseconds / 1000) * 1000)).replace('.0 s', ' s')
}

/** What share of the work is done: notebooks by what they weigh, those under way by their cells. It never goes back. */
export class Advancing {
  readonly #weights: ReadonlyMap<string, number>
  readonly #shares = new Map<string, number>()
  readonly #done = new Set<string>()
  #highest = 0

  /** @param weights of each notebook, by its name, in any unit */
  constructor(weights: ReadonlyMap<string, number>) {
    this.#weights = weights
  }

  get all(): number {
    return this.#weights.size
  }

  get done(): number {
    return this.#done.size
  }

  /** @param share of the notebook, from 0 to 1 */
  advance(name: string, share: number): void {
    if (!this.#weights.has(name)) return
    this.#shares.set(name, share)
    if (share >= 1) this.#done.add(name)
  }

  share(): number {
    let [total, reached] = [0, 0]
    for (const [name, weight] of this.#weights) {
      total += weight
      reached += weight * (this.#shares.get(name) ?? 0)
    }
    this.#highest = Math.max(this.#highest, total === 0 ? 0 : reached / total)
    return this.#highest
  }
}
