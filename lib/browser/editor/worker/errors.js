// @ts-check
import { inspect } from 'node-inspect-extracted'

/**
 * What was thrown, and where in the text of the worker.
 *
 * @param {unknown} error
 * @returns {import('../messages.d.ts').ErrorMessage}
 */
export function errorMessage(error) {
  if (!(error instanceof Error)) return { type: 'error', name: 'thrown', message: inspect(error), lines: [] }
  const places = String(error.stack ?? '').matchAll(/(?:blob:[^\s)]*|<anonymous>):(\d+):\d+/g)
  return {
    type: 'error',
    name: String(error.name || 'Error'),
    message: String(error.message),
    lines: [...places].map(([, line]) => Number(line)),
  }
}
