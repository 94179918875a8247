import { join } from 'node:path'
import { execa } from 'execa'
import { root, withRevision } from '../worktree.ts'
import { row } from './report.ts'

/** What a benchmark has measured: `  one in ten late          1.23 Gbit/s   …`. */
const MEASURED = /^ {2,}(\S.*?) {2,}([\d.,]+) (\S+)/

export interface Against {
  /** A commit, a branch or a tag. */
  revision: string
  /** Which benchmarks: their files' names. */
  names: readonly string[]
  rounds: number
}

/**
 * Measures another state of `lib/` and this one in turn, round by round, so that what else the machine does weighs on
 * both, and prints for each row the median of the rounds' ratios. Both are measured by this state's benchmarks.
 *
 * @throws Error when git has no such revision, or one of the two cannot be measured
 */
export async function measureAgainst({ revision, names, rounds }: Against): Promise<void> {
  await withRevision(revision, 'scripts/bench', async (other) => {
    for (const name of names) await compare(name, other, revision, rounds)
  })
}

async function compare(name: string, other: string, revision: string, rounds: number): Promise<void> {
  const ratios = new Map<string, number[]>()
  const values = new Map<string, string>()
  for (let round = 0; round < rounds; round++) {
    // Each goes first every other time.
    const folders = round % 2 === 0 ? [other, root] : [root, other]
    const measured = new Map<string, Map<string, [number, string]>>()
    for (const folder of folders) measured.set(folder, await measure(name, folder))
    for (const [what, [value, unit]] of measured.get(root)!) {
      const before = measured.get(other)!.get(what)
      if (before === undefined) continue
      ratios.set(what, [...(ratios.get(what) ?? []), value / before[0]])
      values.set(what, `${value.toLocaleString('en-GB')} ${unit}`)
    }
  }
  console.log(`${name}: this state beside ${revision}, ${rounds} rounds in turn (median of the ratios, least and most)`)
  for (const [what, list] of ratios) {
    const sorted = list.toSorted((a, b) => a - b)
    const span = `${sorted[0]!.toFixed(2)} to ${sorted.at(-1)!.toFixed(2)}`
    console.log(row(what, `× ${median(sorted).toFixed(3)}`, `${span}, last ${values.get(what)}`))
  }
}

async function measure(name: string, folder: string): Promise<Map<string, [number, string]>> {
  const file = join(folder, 'scripts/bench', `${name}.ts`)
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', file, '--brief'], { cwd: folder })
  const rows = stdout.split('\n').flatMap((line) => {
    const [, what, value, unit] = MEASURED.exec(line) ?? []
    return what && value && unit ? [[what.trim(), [Number(value.replaceAll(',', '')), unit]] as const] : []
  })
  if (rows.length === 0) throw new Error(`${file} printed nothing that was measured:\n${stdout}`)
  return new Map(rows.map(([what, [value, unit]]) => [what, [value, unit]]))
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
