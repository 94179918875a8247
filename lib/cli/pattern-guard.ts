import { createContext, Script } from 'node:vm'
import type { Replace } from '../verify/index.ts'

/** A pattern did not come to an end. */
export class PatternTimeoutError extends Error {
  override readonly name = 'PatternTimeoutError'
}

const testScript = new Script('texts.map((group) => group.some((text) => new RegExp(source, flags).test(text)))')

/**
 * Whether a pattern fits one of the texts of each group.
 *
 * @param limit milliseconds for all of them
 */
export function guardedTest(limit: number): (groups: readonly (readonly string[])[], pattern: RegExp) => boolean[] {
  return (texts, { source, flags }) => {
    const context = createContext({ texts, source, flags })
    return untilLate(
      () => [...(testScript.runInContext(context, { timeout: limit }) as boolean[])],
      source,
      'cells',
      limit,
    )
  }
}

const replaceScript = new Script('text.replace(new RegExp(source, flags), by)')

/**
 * `text.replace(pattern, by)` that gives up: patterns come from notebooks, and some take for ever on some texts.
 *
 * @param limit milliseconds
 */
export function guardedReplace(limit: number): Replace {
  return (text, pattern, by) => {
    const context = createContext({ text, source: pattern.source, flags: pattern.flags, by })
    const apply = () => replaceScript.runInContext(context, { timeout: limit }) as string
    return untilLate(apply, pattern.source, 'an output', limit)
  }
}

function untilLate<Result>(apply: () => Result, source: string, what: string, limit: number): Result {
  try {
    return apply()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause
    const shown = JSON.stringify(source.slice(0, 60))
    const message = `the pattern ${shown} took longer than ${limit / 1000} s on ${what}: make it simpler`
    throw new PatternTimeoutError(message, { cause })
  }
}
