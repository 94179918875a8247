import type { TwinVerdict } from '../../lib/concepts/twins/rules.ts'

interface Difference {
  /** Who does as the clause says; `both` where it leaves the choice. */
  right: 'Linux' | 'ours' | 'both'
  clause: string
  /** What each does. */
  why: string
}

/** What the profile `linux` does otherwise than the kernel, by script and rule. All else is the same; take a line out when it is. */
export const TWIN_DIFFERENCES: Readonly<Record<string, Difference>> = {}

/** What is said of rules that do not stand as the table has them: empty when all do. */
export function twinSurprises(verdicts: readonly TwinVerdict[]): string[] {
  const broken = verdicts
    .filter((verdict) => !verdict.agrees && !(keyOf(verdict) in TWIN_DIFFERENCES))
    .map((verdict) => `${keyOf(verdict)} (${verdict.algorithm}): the kernel ${verdict.kernel}, ours ${verdict.ours}`)
  const shown = new Set(verdicts.map(keyOf))
  const differing = new Set(verdicts.filter(({ agrees }) => !agrees).map(keyOf))
  const mended = Object.keys(TWIN_DIFFERENCES)
    .filter((key) => shown.has(key) && !differing.has(key))
    .map((key) => `${key}: agrees now; take its line out of TWIN_DIFFERENCES`)
  return [...broken, ...mended]
}

function keyOf({ script, rule }: TwinVerdict): string {
  return `${script}: ${rule}`
}
