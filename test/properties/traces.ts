import { hashTrace, type Trace } from '../../lib/network/index.ts'
import { failureOf } from './cases.ts'
import { networkOf, runCase } from './run.ts'

/** All that happens in the case of a seed. */
export function traceOf(seed: number): Trace {
  let trace: Trace | undefined
  const failure = failureOf(seed, (each) => {
    const watched = networkOf(each, true)
    runCase(each, watched)
    trace = watched.network.trace()
  })
  if (failure) throw failure.error
  if (!trace) throw new Error(`seed ${seed} gave no case`)
  return trace
}

/** What tells the traces of these seeds from any others. */
export function hashesOf(seeds: readonly number[]): string[] {
  return seeds.map((seed) => hashTrace(traceOf(seed)))
}
