import type { RunReport, SimulatedNetwork } from '../../socket/simulated/index.ts'

/** What has come of programs: the results of those that are done; a report where nobody could go on. */
export interface Progressed<Results> {
  results: Partial<Results>
  stuck?: RunReport
}

/**
 * Waits until all programs are done, or nobody can go on. Unlike a network's own run it then closes nothing: what a reader's
 * program has begun and awaits nowhere would fail by it, and with it the notebook.
 *
 * @throws the first error of a program
 */
export async function untilStuck<Results extends object>(
  network: SimulatedNetwork,
  programs: { [Name in keyof Results]: Promise<Results[Name]> },
): Promise<Progressed<Results>> {
  const results: Partial<Results> = {}
  const all = (Object.keys(programs) as (keyof Results)[]).map(async (name) => {
    results[name] = await programs[name]
  })
  const stuck = await Promise.race([Promise.all(all).then(() => undefined), network.quiet()])
  return { results, ...(stuck && { stuck }) }
}

/** Who waits in which call. */
export function whoWaits({ programs }: RunReport): string {
  const calls = programs.flatMap(({ name, waits }) => waits.map(({ call }) => `the ${name} in ${call}`))
  if (calls.length === 0) return 'a program waits for something that is not its host’s, so that time does not pass'
  return `nobody can go on: ${calls.join(', ')}`
}
