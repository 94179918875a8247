import type { Progress } from './progress.ts'
import type { Setting, State } from './setting.ts'
import { orderOf } from './statistics.ts'

/** What one run has cost. */
export interface Cost {
  /** Seconds on the clock. */
  wall: number
  /** Seconds of the processors, of the process and all that it started; missing where nothing counts them. */
  cpu?: number
  /** MiB that the process had at most. */
  peak?: number
  /** Why this run does not count. */
  failure?: string
}

/** Somebody who does the work. */
export interface Contender {
  name: string
  /** We ourselves: another state of ours may run too. */
  own?: boolean
  /** @returns what the setting lacks for it, in a sentence that ends with the command that installs it */
  missing?(setting: Setting, state: State): string | undefined
  run(setting: Setting, state: State): Promise<Cost>
  /** Before the first round, not measured: what it reads is in the system's memory then. By default a whole run. */
  warm?(setting: Setting, state: State): Promise<unknown>
}

/** One piece of work, done by several; the first is we. */
export interface Heat {
  title: string
  contenders: readonly Contender[]
  /** What the work consists of, for the cost of one. */
  units?: { count: number; name: string }
  /** The largest of its kind: left out of a quick look. */
  large?: boolean
  /** Makes what the work is done on. */
  prepare?(setting: Setting, state: State): Promise<void> | void
}

/** What somebody has done in a heat: a cost a round, or why there is none. */
export interface Result {
  name: string
  missing?: string
  costs: Cost[]
}

export interface HeatResult {
  title: string
  units?: { count: number; name: string }
  results: Result[]
}

/**
 * Everybody once a round, each round in the other order than the one before.
 *
 * @param states ours, and a former one if it is to be measured too
 */
export async function raceOf(heat: Heat, setting: Setting, rounds: number, progress: Progress): Promise<HeatResult> {
  const { states } = setting
  for (const state of states) await heat.prepare?.(setting, state)
  const entries = heat.contenders.flatMap((contender) => {
    const [now, ...former] = contender.own ? states : states.slice(0, 1)
    return [
      { contender, state: now!, name: contender.name },
      ...former.map((state) => ({ contender, state, name: `${contender.name} at ${state.name}` })),
    ].map((entry) => ({ ...entry, result: { name: entry.name, costs: [] } as Result }))
  })
  const present = entries.filter(({ contender, state, result }) => {
    const missing = contender.missing?.(setting, state)
    if (missing !== undefined) result.missing = missing
    return missing === undefined
  })
  for (const { contender, state, name } of present) {
    progress.say(`${heat.title}: warming up ${name}`)
    await (contender.warm ?? contender.run)(setting, state)
  }
  for (let round = 0; round < rounds; round++) {
    for (const at of orderOf(round, present.length)) {
      const { contender, state, name, result } = present[at]!
      progress.say(`${heat.title}: round ${round + 1} of ${rounds}, ${name}`)
      result.costs.push(await contender.run(setting, state))
    }
  }
  return { title: heat.title, ...(heat.units && { units: heat.units }), results: entries.map(({ result }) => result) }
}
