import type { Random } from '../../network/index.ts'
import type { PicturedMoment } from './account.ts'
import type { ProblemChoice } from './problem.ts'

/** What every kind of problem makes of its seed: `undefined` where the run has no moment to ask about. */
export interface ProblemDraft extends Pick<PicturedMoment, 'trace' | 'at' | 'figure'> {
  question: string
  facts?: string
  right: ProblemChoice
  /** Of them three at the most are shown, each text once. */
  wrong: readonly ProblemChoice[]
  /** Taken when there are not enough of those. */
  spare?: readonly ProblemChoice[]
}

/** Any of them. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)]!
}

/** A whole number from `least` to `most`, in steps. */
export function drawBetween(random: Random, least: number, most: number, step = 1): number {
  return least + step * random.below(Math.floor((most - least) / step) + 1)
}
