import type { CallArguments } from './arguments.ts'
import { type Attempted, type CallWorld, onSocket, refused } from './calls-common.ts'
import { ScriptError } from './script-error.ts'

/** Of `recv` and its like: what the engine has. */
const READ_FLAGS: readonly string[] = [
  'MSG_PEEK',
  'MSG_DONTWAIT',
  'MSG_WAITALL',
  'MSG_TRUNC',
  'MSG_NOSIGNAL',
  'MSG_CMSG_CLOEXEC',
]
const WRITE_FLAGS: readonly string[] = ['MSG_DONTWAIT', 'MSG_NOSIGNAL', 'MSG_OOB', 'MSG_ZEROCOPY']

/** Where flags stand, for each of the calls that have them; and the arguments that they have in all. */
const FORMS: ReadonlyMap<string, { readonly count: number; readonly flags?: number }> = new Map([
  ['read', { count: 3 }],
  ['readv', { count: 3 }],
  ['recv', { count: 4, flags: 3 }],
  ['recvfrom', { count: 6, flags: 3 }],
  ['recvmsg', { count: 3, flags: 2 }],
  ['write', { count: 3 }],
  ['writev', { count: 3 }],
  ['send', { count: 4, flags: 3 }],
  ['sendto', { count: 6, flags: 3 }],
  ['sendmsg', { count: 3, flags: 2 }],
])

function lengthAndFlags(args: CallArguments, known: readonly string[]): { length: number; flags: Set<string> } {
  const form = FORMS.get(args.name)!
  args.count(form.count)
  const flags = form.flags === undefined ? new Set<string>() : args.flags(form.flags)
  for (const flag of flags) {
    if (!known.includes(flag))
      throw new ScriptError(args.at(form.flags!).place, `${flag} is not there: there are ${known.join(', ')}`)
  }
  const length = args.name.endsWith('msg')
    ? args.message(1)
    : args.name.endsWith('v') && !args.name.startsWith('recv')
      ? args.vector(1)
      : args.length(2)
  return { length, flags }
}

export function readCall({ machine }: CallWorld, args: CallArguments): Attempted {
  const { length, flags } = lengthAndFlags(args, READ_FLAGS)
  return onSocket(machine, args, (descriptor) => {
    const { connection } = descriptor
    if (!connection) return refused('ENOTCONN')
    if (length === 0) return { value: 0 }
    const blocks = descriptor.nonBlocking || flags.has('MSG_DONTWAIT') ? refused('EAGAIN') : undefined
    if (descriptor.isConnecting) return blocks
    if (descriptor.shutForReading && connection.readable === 0) return { value: 0 }
    const awaitsAll = flags.has('MSG_WAITALL') && !connection.peerHasClosed && connection.state !== 'CLOSED'
    if (awaitsAll && connection.readable < length) return blocks
    const octets = connection.receive(length, { peek: flags.has('MSG_PEEK') })
    return octets ? { value: octets.length } : blocks
  })
}

/** What is written are zeros; one that blocks has written a part of it already. */
export function writeCall({ machine }: CallWorld, args: CallArguments): Attempted {
  const { length, flags } = lengthAndFlags(args, WRITE_FLAGS)
  const urgent = flags.has('MSG_OOB')
  let written = 0
  return onSocket(machine, args, (descriptor) => {
    const { connection } = descriptor
    if (!connection || descriptor.shutForWriting) return refused('EPIPE')
    const returns = descriptor.nonBlocking || flags.has('MSG_DONTWAIT')
    if (!descriptor.isConnecting) {
      for (let taken = 1; written < length && taken > 0; written += taken) {
        const room = Math.min(length - written, Math.max(1, connection.writable))
        taken = connection.send(new Uint8Array(room), machine.now, { urgent })
      }
    }
    if (written === length) return { value: length }
    if (!returns) return undefined
    return written > 0 ? { value: written } : refused('EAGAIN')
  })
}
