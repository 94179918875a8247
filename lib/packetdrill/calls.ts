import type { CallArguments } from './arguments.ts'
import type { CallUnderWay, CallWorld } from './calls-common.ts'
import {
  acceptCall,
  bindCall,
  closeCall,
  connectCall,
  listenCall,
  shutdownCall,
  socketCall,
} from './calls-of-connections.ts'
import { readCall, writeCall } from './calls-of-data.ts'
import { fcntlCall, ioctlCall, pollCall } from './calls-of-descriptors.ts'
import { getsockoptCall, setsockoptCall } from './calls-of-options.ts'
import { ScriptError } from './script-error.ts'
import type { CallAction } from './syntax.ts'

type Beginning = (world: CallWorld, args: CallArguments, action: CallAction) => CallUnderWay | CallUnderWay['attempt']

const SCRIPT_CALLS: ReadonlyMap<string, Beginning> = new Map<string, Beginning>([
  ['socket', socketCall],
  ['bind', bindCall],
  ['listen', listenCall],
  ['accept', acceptCall],
  ['accept4', acceptCall],
  ['connect', connectCall],
  ['shutdown', shutdownCall],
  ['close', closeCall],
  ['read', readCall],
  ['readv', readCall],
  ['recv', readCall],
  ['recvfrom', readCall],
  ['recvmsg', readCall],
  ['write', writeCall],
  ['writev', writeCall],
  ['send', writeCall],
  ['sendto', writeCall],
  ['sendmsg', writeCall],
  ['fcntl', fcntlCall],
  ['ioctl', ioctlCall],
  ['poll', pollCall],
  ['getsockopt', getsockoptCall],
  ['setsockopt', setsockoptCall],
])

/** A call begins. @throws ScriptError for one that there is not, or that is asked for what there is not */
export function beginCall(world: CallWorld, args: CallArguments, action: CallAction): CallUnderWay {
  const begin = SCRIPT_CALLS.get(action.name)
  if (!begin) {
    throw new ScriptError(
      args.place,
      `there is no ${action.name}() here: there are ${[...SCRIPT_CALLS.keys()].join(', ')}`,
    )
  }
  const begun = begin(world, args, action)
  const { attempt, wakesAt } = typeof begun === 'function' ? { attempt: begun } : begun
  const guarded = { attempt: () => world.machine.attempt(attempt) }
  return wakesAt === undefined ? guarded : { ...guarded, wakesAt }
}
