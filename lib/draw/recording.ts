import type { Trace } from '../network/trace-types.ts'
import type { Put } from '../words.ts'
import { duration } from './numbers.ts'

/** What it says, by key. */
const SAYS = {
  theLimitOfTheRecording: 'The limit of the recording let nothing in.',
  theRecordingReachesItsLimit: (duration: Put) =>
    `The recording reaches its limit at ${duration}: what follows is missing.`,
} as const

/**
 * That events are missing behind the last one, as a sentence; none where all are there.
 *
 * @param until the end of what is asked for, in virtual milliseconds: what comes later is not missed
 */
export function missingEnd(trace: Trace, until: number = Infinity): string[] {
  if (!trace.truncated) return []
  const end = trace.events.at(-1)?.time
  if (end !== undefined && until < end) return []
  return end === undefined ? [SAYS.theLimitOfTheRecording] : [SAYS.theRecordingReachesItsLimit(duration(end))]
}
