/** §3: the stages of the whole connection, found by what happens, whatever its times are. */
import { type Journey, journeys } from '../draw/index.ts'
import type { Trace } from '../network/index.ts'
import { type Mark, shownMarks } from './marks.ts'
import { type WayOptions, type WholeConnection, wholeConnection } from './whole-connection.ts'

/** When each stage but the first begins, in virtual milliseconds. */
export interface Stages {
  /** The server's program has read for the first time: after this, slow start. */
  opened: number
  /** The first ACK leaves that tells of a hole. */
  noticed: number
  /** The ACK has come that tells that it is filled. */
  mended: number
  /** The window 0 has come. */
  closed: number
  /** The window update has come. */
  reopened: number
}

/** A whole connection with its marks and its stages. */
export interface StagedConnection extends WholeConnection {
  marks: Mark[]
  stages: Stages
}

/** Plays it, and finds them. */
export async function stagedConnection(options: WayOptions): Promise<StagedConnection> {
  const whole = await wholeConnection(options)
  const marks = shownMarks(whole.trace)
  return { ...whole, marks, stages: stagesOf(whole.trace, marks) }
}

function stagesOf(trace: Trace, marks: readonly Mark[]): Stages {
  const at = (short: string): number => marks.find((mark) => mark.short === short)?.time ?? Number.POSITIVE_INFINITY
  const all = journeys(trace)
  const answers = all.filter(({ from }) => from === 'server')
  const sentOf = (journey: Journey | undefined): number => journey?.sent ?? trace.end
  const arrivalOf = (journey: Journey | undefined): number => journey?.arrived ?? trace.end
  const windowOf = ({ segment }: Journey): number => segment?.window ?? 0
  return {
    opened: sentOf(all.find(({ sent }) => sent > at('recv returns what is there'))),
    noticed: sentOf(answers.find(({ segment }) => (segment?.options.sack?.length ?? 0) > 0)),
    mended: arrivalOf(
      answers.find(({ sent, segment }) => sent >= at('the hole is filled') && !segment?.options.sack?.length),
    ),
    closed: arrivalOf(answers.find((journey) => journey.sent >= at('window 0') && windowOf(journey) === 0)),
    reopened: arrivalOf(answers.find((journey) => journey.sent >= at('window update') && windowOf(journey) > 0)),
  }
}
