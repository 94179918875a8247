import type { VerifyOptions } from './cli/verify-options.ts'
import type { Report } from './report/data/index.ts'

/** The package's rooms are its subpaths (`ackbook/tcp`, `ackbook/socket`, `ackbook/run`, …); the root verifies notebooks. */
export const name = 'ackbook'

/**
 * Runs notebooks in fresh kernels and compares every output with the one stored, as `ackbook verify` does; it prints nothing. What is
 * wrong with a notebook, and what could not be done, stands in the report.
 *
 * @param paths notebooks, folders of them, patterns, and single cells (`a.ipynb:7`, `a.ipynb:ID`); none = the folder `notebooks`
 * @returns what came of it: `ok` when all is good; the same as `--json` writes
 * @throws RangeError for options that cannot be; rejects with what says why nothing can be chosen (git does not know the revision, a
 * pattern is none), and with the signal's reason, once all kernels are gone
 */
export async function verify(paths: string | readonly string[] = [], options: VerifyOptions = {}): Promise<Report> {
  return (await import('./cli/library.ts')).verifySilently(paths, options)
}

export type { VerifyOptions } from './cli/verify-options.ts'
export type {
  CellReport,
  FindingReport,
  NotebookProgress,
  NotebookReport,
  ProblemReport,
  Report,
  ReportTotals,
  VerifyEvent,
} from './report/data/index.ts'
