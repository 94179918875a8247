import { readFileSync } from 'node:fs'

/**
 * Seconds that this process, and those that it started and saw end, have had of processors. On Linux; `undefined` elsewhere.
 *
 * @see proc(5): in `stat` the name may hold anything, brackets too; the 14th to the 17th are in ticks, a hundred a second
 */
export function processorSeconds(): number | undefined {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1')
    const ticks = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
    return ticks.reduce((sum, each) => sum + Number(each), 0) / 100
  } catch {
    return undefined
  }
}
