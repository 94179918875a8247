import { root } from '../worktree.ts'
import { type Measured, runProgram } from './measured.ts'
import type { Progress } from './progress.ts'
import { row } from './report.ts'
import { median, orderOf } from './statistics.ts'

export interface Against {
  /** The program in this folder. */
  script: string
  /** The top of the other state. */
  other: string
  rounds: number
  signal: AbortSignal
  progress: Progress
}

/** How many times as much this state does, of one thing. */
export interface Compared {
  what: string
  unit: string
  /** One a round. */
  ratios: number[]
  values: number[]
}

/**
 * Measures another state of `lib/` and this one in turn, round by round, so that what else the machine does weighs on both. Both are
 * measured by this state's programs.
 *
 * @throws Error when one of the two cannot be measured
 */
export async function measureAgainst({ script, other, rounds, signal, progress }: Against): Promise<Compared[]> {
  const all = new Map<string, Compared>()
  const folders = [other, root]
  for (let round = 0; round < rounds; round++) {
    const measured = new Map<string, Measured[]>()
    for (const at of orderOf(round, folders.length)) {
      progress.say(`${script}: round ${round + 1} of ${rounds}, ${at === 0 ? 'the other state' : 'this state'}`)
      measured.set(folders[at]!, await runProgram(script, { folder: folders[at]!, brief: true, show: false, signal }))
    }
    for (const { what, value, unit } of measured.get(root)!) {
      const before = measured.get(other)!.find((one) => one.what === what)
      if (before === undefined) continue
      const compared = all.get(what) ?? { what, unit, ratios: [], values: [] }
      compared.ratios.push(value / before.value)
      compared.values.push(value)
      all.set(what, compared)
    }
  }
  return [...all.values()]
}

/** `in order    × 1.200   1.11 to 1.31, last 1.23 Gbit/s`. */
export function comparedText({ what, unit, ratios, values }: Compared): string {
  const span = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  return row(what, `× ${median(ratios).toFixed(3)}`, `${span}, last ${values.at(-1)!.toLocaleString('en-GB')} ${unit}`)
}
