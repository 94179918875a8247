import { type PosedProblem, type ProblemKind, problem } from '../../lib/concepts/problems.ts'

export const SEEDS = 200

const made = new Map<ProblemKind, { seed: number; posed: PosedProblem }[]>()

/** The problems of all seeds from 1 on. */
export function problemsOf(kind: ProblemKind): { seed: number; posed: PosedProblem }[] {
  const known = made.get(kind)
  if (known) return known
  const all = Array.from({ length: SEEDS }, (_, at) => {
    const posed = problem(kind, at + 1)
    return { seed: at + 1, posed }
  })
  made.set(kind, all)
  return all
}
