import type { Connection } from '../tcp/connection/index.ts'
import type { CallArguments } from './arguments.ts'
import type { CallOutcome, ScriptedMachine } from './scripted-machine.ts'
import type { ScriptedSocket } from './scripted-socket.ts'

/** What calls go by, and whom they tell. */
export interface CallWorld {
  readonly machine: ScriptedMachine
  /** Where a name is left out: `bind(3, ..., ...)`. */
  readonly local: { readonly address: string; readonly port: number }
  readonly remote: { readonly address: string; readonly port: number }
  /** A connect has begun: its segments are those that the script means from here on. */
  connects(connection: Connection): void
  /** A listener waits: the next segment to arrive is of somebody new. */
  listens(port: number): void
}

/** A call under way: asked until it has come to something. */
export interface CallUnderWay {
  /** `undefined` = it blocks. */
  attempt(): CallOutcome | undefined
  /** When it is to be asked again, whatever happens; milliseconds. */
  readonly wakesAt?: number
}

/** What a call does each time that it is asked; `undefined` = it blocks. */
export type Attempted = () => CallOutcome | undefined

export function refused(error: string): CallOutcome {
  return { value: -1, error }
}

/** The socket that the first argument names, or EBADF. */
export function onSocket(
  machine: ScriptedMachine,
  args: CallArguments,
  attempt: (descriptor: ScriptedSocket) => CallOutcome | undefined,
): Attempted {
  const number = args.number(0)
  return () => {
    const descriptor = machine.descriptors.get(number)
    return descriptor ? attempt(descriptor) : refused('EBADF')
  }
}
