import { performance } from 'node:perf_hooks'
import { type PosedProblem, type ProblemKind, problem } from '../../lib/concepts/problems.ts'

export const SEEDS = 200

const made = new Map<ProblemKind, { seed: number; posed: PosedProblem; took: number }[]>()

/** The problems of all seeds from 1 on, and how long each took, in milliseconds. */
export function problemsOf(kind: ProblemKind): { seed: number; posed: PosedProblem; took: number }[] {
  const known = made.get(kind)
  if (known) return known
  const all = Array.from({ length: SEEDS }, (_, at) => {
    const start = performance.now()
    const posed = problem(kind, at + 1)
    return { seed: at + 1, posed, took: performance.now() - start }
  })
  made.set(kind, all)
  return all
}
