import type { VerifyOptions } from '../cli/verify-options.ts'
import { formatTold, type Report } from '../report/data/index.ts'
import { NotebookTestError } from './error.ts'

interface Bounds {
  /** Seconds. */
  limit: number | undefined
  /** The runner's own. */
  signal: AbortSignal | undefined
}

/** @param paths the notebook's, or those of its cells. @throws NotebookTestError with what is wrong with the notebook */
export async function testNotebook(
  paths: readonly string[],
  options: VerifyOptions,
  { limit, signal }: Bounds,
): Promise<void> {
  const { verifySilently } = await import('../cli/library.ts')
  const ending = new AbortController()
  const end = () => ending.abort(signal?.reason)
  if (signal?.aborted) end()
  signal?.addEventListener('abort', end, { once: true })
  let doing = 'it waited for its kernel'
  const late = setTimeout(
    () => ending.abort(new NotebookTestError(`it took longer than ${limit} s as a whole: ${doing}`)),
    Math.min((limit ?? Number.POSITIVE_INFINITY) * 1000, 2 ** 31 - 1),
  )
  try {
    const report = await verifySilently(paths, {
      ...options,
      signal: ending.signal,
      onEvent: (event) => {
        if (event.type === 'cell-started')
          doing = `cell ${event.ordinal} of ${event.count} was running, and was stopped`
        if (event.type === 'kernel-ending') doing = 'its kernel was ending'
      },
    })
    if (!report.ok) throw new NotebookTestError(whyNotPassed(report))
  } finally {
    clearTimeout(late)
    signal?.removeEventListener('abort', end)
  }
}

function whyNotPassed({ notebooks, problems }: Report): string {
  const told = [...problems.map(({ message }) => message), ...notebooks.map(formatTold)].filter((text) => text !== '')
  return told.length > 0 ? told.join('\n') : 'nothing was verified: every cell is empty or skipped'
}
