import { UsageError } from '../../command/index.ts'
import { type Notebook, tagsOf } from '../../notebook/index.ts'
import { guardedTest } from '../pattern-guard.ts'
import { nothingRun } from '../problems.ts'
import { codePlaces } from './part.ts'

/** Milliseconds that a pattern may take on all cells of a notebook. */
const longestTest = 2000

/**
 * What `--grep` means: a text that is looked for as it stands, or `/pattern/flags`.
 *
 * @throws UsageError for a pattern that is none
 */
export function grepPattern(text: string): RegExp {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  if (source === undefined) return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'u')
  try {
    // Where it stands in a text does not matter.
    return new RegExp(source, flags!.replace(/[gy]/g, ''))
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^Invalid regular expression: /, '')
    const message = `--grep ${text} is no regular expression: ${reason}. A text without slashes is looked for as it stands`
    throw new UsageError(message, { consequence: nothingRun, cause })
  }
}

/**
 * The code cells of which source, a tag or the id fits one of the patterns; all where a tag of the notebook does.
 *
 * @returns 0-based places among all cells
 * @throws PatternTimeoutError for a pattern that does not come to an end
 */
export function cellsThatFit(notebook: Notebook, patterns: readonly RegExp[]): Set<number> {
  const { cells } = notebook
  const code = codePlaces(notebook)
  const texts = [tagsAndId(notebook), ...code.map((index) => [cells[index]!.source, ...tagsAndId(cells[index]!)])]
  const test = guardedTest(longestTest)
  const fitting = patterns.map((pattern) => test(texts, pattern))
  const fits = (at: number) => fitting.some((each) => each[at])
  return new Set(code.filter((_, at) => fits(0) || fits(at + 1)))
}

/** Tags, as they are written and with hyphens, and the id. */
function tagsAndId(part: Notebook | Notebook['cells'][number]): string[] {
  const { tags } = part.metadata
  const written = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : []
  const id = 'id' in part && typeof part.id === 'string' ? [part.id] : []
  return [...new Set([...written, ...tagsOf(part), ...id])]
}
