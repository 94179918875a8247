import { createContext, Script } from 'node:vm'
import type { Replace } from '../verify/index.ts'

/** A notebook's own pattern did not come to an end. */
export class PatternTimeoutError extends Error {
  override readonly name = 'PatternTimeoutError'
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
    try {
      return replaceScript.runInContext(context, { timeout: limit }) as string
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause
      const shown = pattern.source.slice(0, 60)
      throw new PatternTimeoutError(
        `the pattern ${JSON.stringify(shown)} took longer than ${limit / 1000} s on an output: make it simpler`,
        { cause },
      )
    }
  }
}
