import type { Connection, State } from '../tcp/connection/index.ts'
import type { CallArguments } from './arguments.ts'
import { type Attempted, type CallWorld, onSocket, refused } from './calls-common.ts'
import { ScriptError } from './script-error.ts'
import { ScriptedSocket } from './scripted-socket.ts'
import type { CallAction } from './syntax.ts'

/** Where our FIN has not been asked for. */
const BEFORE_FIN: readonly State[] = ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT']
const FAMILIES: readonly string[] = ['AF_INET', 'PF_INET', 'AF_UNSPEC']
const DONE = { value: 0 }

export function socketCall({ machine }: CallWorld, args: CallArguments, action: CallAction): Attempted {
  args.count(3)
  const family = args.at(0)
  if (family.kind === 'word' && !FAMILIES.includes(family.name)) {
    throw new ScriptError(family.place, `${family.name} is not there: this engine has IPv4`)
  }
  const flags = args.flags(1)
  const kind = [...flags].find((flag) => flag !== 'SOCK_NONBLOCK' && flag !== 'SOCK_CLOEXEC')
  if (kind !== 'SOCK_STREAM')
    throw new ScriptError(args.at(1).place, `${kind ?? 'this'} is not there: sockets are SOCK_STREAM`)
  const protocol = args.at(2)
  if (protocol.kind === 'word' && protocol.name !== 'IPPROTO_TCP' && protocol.name !== 'IPPROTO_IP') {
    throw new ScriptError(protocol.place, `${protocol.name} is not there: this engine has IPPROTO_TCP`)
  }
  return () => {
    const made = new ScriptedSocket()
    made.nonBlocking = flags.has('SOCK_NONBLOCK')
    return { value: numbered(machine, made, action) }
  }
}

/** The script says which number a new descriptor has, where it is free. */
function numbered(machine: CallWorld['machine'], descriptor: ScriptedSocket, { result }: CallAction): number {
  const wanted = result.kind === 'number' ? result.value : -1
  const isFree = Number.isSafeInteger(wanted) && wanted >= 0 && !machine.descriptors.has(wanted)
  const number = isFree ? wanted : machine.freeNumber
  machine.descriptors.set(number, descriptor)
  return number
}

export function bindCall({ machine, local }: CallWorld, args: CallArguments): Attempted {
  args.count(3)
  const name = args.address(1) ?? local
  return onSocket(machine, args, (descriptor) => {
    if (descriptor.binding || descriptor.connection) return refused('EINVAL')
    descriptor.binding = machine.stack.bind(name, { reuseAddress: descriptor.reuseAddress })
    return DONE
  })
}

export function listenCall({ machine, local, listens }: CallWorld, args: CallArguments): Attempted {
  args.count(2)
  const backlog = Math.max(0, Math.trunc(args.number(1)))
  return onSocket(machine, args, (descriptor) => {
    if (descriptor.connection) return refused('EINVAL')
    if (descriptor.listener) descriptor.listener.backlog = backlog
    else {
      const { binding, settings, reuseAddress } = descriptor
      const name = binding ?? { address: local.address, port: 0 }
      descriptor.listener = machine.stack.listen(name, { backlog, settings, reuseAddress })
      listens(descriptor.listener.local.port)
    }
    return DONE
  })
}

export function acceptCall({ machine }: CallWorld, args: CallArguments, action: CallAction): Attempted {
  args.count(args.name === 'accept4' ? 4 : 3)
  const flags = args.name === 'accept4' ? args.flags(3) : new Set<string>()
  return onSocket(machine, args, (descriptor) => {
    const { listener } = descriptor
    if (!listener) return refused('EINVAL')
    const connection = listener.accept()
    if (!connection) return descriptor.nonBlocking ? refused('EAGAIN') : undefined
    const made = new ScriptedSocket()
    made.connection = connection
    made.nonBlocking = flags.has('SOCK_NONBLOCK')
    made.linger = descriptor.linger
    return { value: numbered(machine, made, action) }
  })
}

/** It begins once, and is asked how it ended. */
export function connectCall({ machine, remote, connects }: CallWorld, args: CallArguments): Attempted {
  args.count(3)
  const name = args.address(1) ?? remote
  let begun = false
  return onSocket(machine, args, (descriptor) => {
    if (descriptor.listener) return refused('EISCONN')
    if (!begun && descriptor.isConnecting) return refused('EALREADY')
    if (!begun && !descriptor.connecting && descriptor.connection) return refused('EISCONN')
    if (!descriptor.connection) {
      const { binding, settings } = descriptor
      descriptor.connection = machine.stack.connect(name, machine.now, { settings, ...(binding && { binding }) })
      descriptor.connecting = true
      begun = true
      connects(descriptor.connection)
      if (descriptor.nonBlocking) return refused('EINPROGRESS')
    }
    if (descriptor.isConnecting) return undefined
    descriptor.connecting = false
    return outcomeOfConnect(descriptor, descriptor.connection)
  })
}

function outcomeOfConnect(descriptor: ScriptedSocket, connection: Connection): ReturnType<Attempted> {
  const error = connection.takeError()
  if (!error) return connection.state === 'CLOSED' ? refused('ECONNABORTED') : DONE
  descriptor.connection = undefined
  return refused(error.code)
}

export function shutdownCall({ machine }: CallWorld, args: CallArguments): Attempted {
  args.count(2)
  const how = args.word(1)
  if (!['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR'].includes(how)) {
    throw new ScriptError(args.at(1).place, `${how} is no way to shut down: there are SHUT_RD, SHUT_WR and SHUT_RDWR`)
  }
  return onSocket(machine, args, (descriptor) => {
    const { connection, listener } = descriptor
    if (listener) {
      if (how !== 'SHUT_WR') {
        listener.close(machine.now, { keepName: true })
        descriptor.listener = undefined
      }
      return DONE
    }
    if (!connection || connection.state === 'CLOSED' || connection.state === 'TIME-WAIT') return refused('ENOTCONN')
    if (connection.state === 'SYN-SENT') {
      descriptor.connection = undefined
      connection.abort(machine.now)
      return DONE
    }
    if (how !== 'SHUT_WR') {
      descriptor.shutForReading = true
      connection.shutdownReceive()
    }
    if (how !== 'SHUT_RD') {
      descriptor.shutForWriting = true
      if (BEFORE_FIN.includes(connection.state)) connection.closeSend(machine.now)
    }
    return DONE
  })
}

export function closeCall({ machine }: CallWorld, args: CallArguments): Attempted {
  args.count(1)
  return onSocket(machine, args, (descriptor) => {
    const { connection, listener, binding, linger } = descriptor
    machine.descriptors.delete(args.number(0))
    listener?.close(machine.now)
    if (connection && linger === 0 && connection.state !== 'TIME-WAIT') connection.abort(machine.now)
    else connection?.close(machine.now)
    if (binding) machine.stack.release(binding)
    return DONE
  })
}
