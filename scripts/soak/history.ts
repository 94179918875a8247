import { type HistoryCounts, playHistory } from '../../test/helpers/histories.ts'
import { buildIfChanged } from '../built.js'

const STEPS = 100

/** Random histories of edits, in projects of so many steps each. @returns how many of these projects had something left out */
export async function soakHistory(steps: number, first: number): Promise<number> {
  await buildIfChanged()
  const all: Pick<HistoryCounts, 'watch' | 'changed'> = {
    watch: { needed: 0, needless: 0, left: 0 },
    changed: { needed: 0, needless: 0, left: 0 },
  }
  let failed = 0
  for (let [seed, done] = [first, 0]; done < steps; seed++) {
    const count = Math.min(STEPS, steps - done)
    try {
      const counts = await playHistory(seed, count)
      for (const who of ['watch', 'changed'] as const) {
        for (const kind of ['needed', 'needless', 'left'] as const) all[who][kind] += counts[who][kind]
      }
    } catch (error) {
      failed++
      console.log(`${(error as Error).message}\nThe same again: npm run soak -- --history ${count} --seed ${seed}`)
    }
    done += count
    console.log(`${done} steps: ${told('--watch', all.watch)}; ${told('--changed', all.changed)}; ${failed} failed`)
  }
  return failed
}

function told(who: string, { needed, needless, left }: HistoryCounts['watch']): string {
  return `${who} took ${needed + needless}, ${needless} without need, and left ${left}`
}
