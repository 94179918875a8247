/** Problems without end: a run is drawn from a seed, a moment of its trace is asked about, and the trace has the answer. */
import { check, SEED } from '../check.ts'
import { Random } from '../network/index.ts'
import { seedFor } from '../network/random.ts'
import type { ProblemDraft } from './problems/draft.ts'
import { howMuch } from './problems/how-much.ts'
import { PosedProblem, type ProblemChoice } from './problems/problem.ts'
import { whatNext } from './problems/what-next.ts'
import { whichAck } from './problems/which-ack.ts'
import { whyNow } from './problems/why-now.ts'

/**
 * - `which-ack`: which acknowledgment number comes next
 * - `how-much`: how much the receiver's window lets go now, and who holds it up
 * - `what-next`: what was lost, what the sender does next, why it sent something again
 * - `why-now`: why a segment was sent when it was: program, rwnd, cwnd, timer or ACK
 */
export type ProblemKind = 'which-ack' | 'how-much' | 'what-next' | 'why-now'

const KINDS: Readonly<Record<ProblemKind, (random: Random) => ProblemDraft | undefined>> = {
  'which-ack': whichAck,
  'how-much': howMuch,
  'what-next': whatNext,
  'why-now': whyNow,
}

/** The names of all kinds. */
export const PROBLEM_KINDS: readonly ProblemKind[] = Object.keys(KINDS) as ProblemKind[]

const MOST_WRONG = 3
/** Runs in which there may be nothing to ask about before it is a fault of ours. */
const MOST_RUNS = 100

/**
 * The problem of a kind that follows from a number: `problem('which-ack', 7)` is the same everywhere.
 *
 * @throws RangeError for a kind that there is not, or a seed that is no whole number
 */
export function problem(kind: ProblemKind, seed: number): PosedProblem {
  check('problem: kind', kind, { oneOf: PROBLEM_KINDS })
  check('problem: seed', seed, SEED)
  for (let run = 0; run < MOST_RUNS; run++) {
    const random = new Random(seedFor(seed, `${kind} ${run}`))
    const drawn = KINDS[kind](random)
    const wrong = drawn && someWrong(drawn, random)
    if (drawn && wrong && wrong.length >= 2) return posed(`${kind} ${seed}`, drawn, wrong, random)
  }
  throw new Error(`problem: of ${MOST_RUNS} runs for ${kind} ${seed} none had a moment to ask about`)
}

/** Some of the wrong choices, each once, and none that says what the right one says. */
function someWrong({ right, wrong, spare = [] }: ProblemDraft, random: Random): ProblemChoice[] {
  const all = [...shuffled(wrong, random), ...spare]
  const different = all.filter(
    ({ text }, at) => text !== right.text && all.findIndex((other) => other.text === text) === at,
  )
  return different.slice(0, MOST_WRONG)
}

function posed(
  name: string,
  { right, ...drawn }: ProblemDraft,
  wrong: readonly ProblemChoice[],
  random: Random,
): PosedProblem {
  const choices = shuffled([right, ...wrong], random)
  return new PosedProblem({ name, ...drawn, choices, right: choices.indexOf(right) })
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    ;[mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!]
  }
  return mixed
}

export { GivenAnswer, PosedProblem } from './problems/problem.ts'
