import type { Report } from '../report/data/index.ts'
import type { Io } from './io.ts'
import type { ReportArguments, Reports } from './reports.ts'

/** Whoever reports in other ways than on a terminal; nobody, and nothing is loaded for it, when that is not asked for. */
export async function wantedReports(
  options: ReportArguments,
  command: Report['command'],
  io: Io,
): Promise<Reports | undefined> {
  const { json, junit, gitlab, html, onEvent } = options
  const isAsked = [json, junit, gitlab, html, onEvent].some((each) => each !== undefined)
  if (!isAsked && io.env.GITHUB_ACTIONS !== 'true') return undefined
  const { Reports } = await import('./reports.ts')
  return new Reports(options, command, io)
}
