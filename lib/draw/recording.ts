import type { Trace } from '../network/trace-types.ts'
import { duration } from './numbers.ts'

/**
 * That events are missing behind the last one, as a sentence; none where all are there.
 *
 * @param until the end of what is asked for, in virtual milliseconds: what comes later is not missed
 */
export function missingEnd({ events, truncated }: Trace, until: number = Infinity): string[] {
  const end = events.at(-1)?.time
  if (!truncated || (end !== undefined && until < end)) return []
  return end === undefined
    ? ['The limit of the recording let nothing in.']
    : [`The recording reaches its limit at ${duration(end)}: what follows is missing.`]
}
