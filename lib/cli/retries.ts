import type { EarlierRun } from '../report/index.ts'
import type { NotebookRun } from '../run/index.ts'

/** The last run of a notebook with what was made of it, and the runs before it, all of which failed. */
export interface Attempts<Result> {
  run: NotebookRun
  result: Result
  earlier: EarlierRun[]
}

/**
 * Runs a notebook again as long as something goes wrong while it runs, so many times at most. That an output differs is nothing that
 * another run shall hide.
 *
 * @param judge what is made of each run
 */
export async function runsUntilGood<Result>(
  first: NotebookRun,
  retries: number,
  runAgain: () => Promise<NotebookRun>,
  judge: (run: NotebookRun) => Promise<Result> | Result,
): Promise<Attempts<Result>> {
  const earlier: EarlierRun[] = []
  let run = first
  let result = await judge(run)
  while (run.findings.length > 0 && earlier.length < retries) {
    earlier.push({ findings: run.findings, milliseconds: run.milliseconds })
    run = await runAgain()
    result = await judge(run)
  }
  return { run, result, earlier }
}
