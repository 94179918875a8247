import type { TwinVerdict } from '../../lib/concepts/twins/rules.ts'

interface Difference {
  /** Who does as the clause says; `both` where it leaves the choice. */
  right: 'Linux' | 'ours' | 'both'
  clause: string
  /** What each does. */
  why: string
}

const PRR: Difference = {
  right: 'both',
  clause: 'RFC 6675 §5 (4.2), RFC 9937 §5',
  why: 'Linux brings cwnd down to what is in flight and lets it grow to ssthresh (PRR); ours puts it at ssthresh',
}
const LOST_COPY: Difference = {
  right: 'ours',
  clause: 'RFC 5681 §4.3',
  why: 'the loss of a copy is a second sign of congestion: ours halves again, Linux does not',
}

/** What the profile `linux` does otherwise than the kernel, by script and rule. All else is the same; take a line out when it is. */
export const TWIN_DIFFERENCES: Readonly<Record<string, Difference>> = {
  'twenty lost: cwnd while it recovers, at the least': PRR,
  'first window lost: cwnd while it recovers, at the least': PRR,
  'copy lost: times that ssthresh comes down': LOST_COPY,
  'copy lost: cwnd while it recovers, at the least': LOST_COPY,
  'window closed: what fills the window waits': {
    right: 'ours',
    clause: 'RFC 9293 §3.8.6.2.1',
    why: 'Linux cuts a segment to fill the window; ours keeps it back until it is full, or a timer overrides',
  },
}

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
