import { type CallArguments, flagsIn, inBrackets, numberFrom } from './arguments.ts'
import { type Attempted, type CallUnderWay, type CallWorld, onSocket, refused } from './calls-common.ts'
import { expressionText } from './notation.ts'
import { ScriptError } from './script-error.ts'
import type { CallOutcome } from './scripted-machine.ts'
import type { Expression } from './syntax.ts'

/** Linux's numbers. */
const ACCESS_MODE = 0x2
const O_NONBLOCK = 0x800

export function fcntlCall({ machine }: CallWorld, args: CallArguments): Attempted {
  args.count(2, 3)
  const command = args.word(1)
  if (command === 'F_GETFL') {
    return onSocket(machine, args, ({ nonBlocking }) => ({ value: ACCESS_MODE | (nonBlocking ? O_NONBLOCK : 0) }))
  }
  if (command !== 'F_SETFL')
    throw new ScriptError(args.at(1).place, `${command} is not there: there are F_GETFL and F_SETFL`)
  const given = args.at(2)
  const isOn = given.kind === 'number' ? (given.value & O_NONBLOCK) !== 0 : args.flags(2).has('O_NONBLOCK')
  return onSocket(machine, args, (descriptor) => {
    descriptor.nonBlocking = isOn
    return { value: 0 }
  })
}

export function ioctlCall({ machine }: CallWorld, args: CallArguments): Attempted {
  args.count(3)
  const command = args.word(1)
  const expected = args.at(2)
  if (command === 'FIONBIO') {
    const isOn = numberFrom(inBrackets(expected), 'what FIONBIO is given') !== 0
    return onSocket(machine, args, (descriptor) => {
      descriptor.nonBlocking = isOn
      return { value: 0 }
    })
  }
  if (!['SIOCINQ', 'FIONREAD', 'SIOCOUTQ', 'TIOCOUTQ', 'SIOCOUTQNSD'].includes(command)) {
    throw new ScriptError(
      args.at(1).place,
      `${command} is not there: there are SIOCINQ, SIOCOUTQ, SIOCOUTQNSD, FIONREAD and FIONBIO`,
    )
  }
  return onSocket(machine, args, ({ connection, listener }) => {
    if (listener) return refused('EINVAL')
    const status = connection?.status()
    const isIncoming = command === 'SIOCINQ' || command === 'FIONREAD'
    const seen = isIncoming ? connection?.readable : command === 'SIOCOUTQNSD' ? status?.unsent : status?.buffered
    return gives(expected, seen ?? 0)
  })
}

/** What a call has put into an argument, beside what the script has there. */
export function gives(expected: Expression, seen: number): CallOutcome {
  const inside = inBrackets(expected)
  if (inside.kind === 'any' || numberFrom(inside, 'what is given') === seen) return { value: 0 }
  return { value: 0, differs: { expected: expressionText(expected), seen: `[${seen}]` } }
}

interface Polled {
  number: number
  events: Set<string>
  expected: Set<string>
}

/** Of a poll that ends, the count and each `revents` are compared. */
export function pollCall({ machine }: CallWorld, args: CallArguments): CallUnderWay {
  args.count(3)
  const list = args.at(0)
  if (list.kind !== 'list')
    throw new ScriptError(list.place, 'what is polled is like [{fd=3, events=POLLIN, revents=POLLIN}]')
  const polled = list.items.map(polledFrom)
  const limit = args.number(2)
  const until = limit < 0 ? Infinity : machine.now + limit
  const readyOf = ({ number, events }: Polled): Set<string> => {
    const ready = machine.descriptors.get(number)?.ready ?? new Set(['POLLNVAL'])
    return new Set([...ready].filter((name) => events.has(name) || ['POLLERR', 'POLLHUP', 'POLLNVAL'].includes(name)))
  }
  const attempt = (): CallOutcome | undefined => {
    const ready = polled.map(readyOf)
    const value = ready.filter(({ size }) => size > 0).length
    if (value === 0 && machine.now < until) return undefined
    const wrong = polled.findIndex(({ expected }, at) => eventNames(expected) !== eventNames(ready[at]!))
    if (wrong < 0) return { value }
    const differs = {
      expected: `revents=${eventNames(polled[wrong]!.expected)}`,
      seen: `revents=${eventNames(ready[wrong]!)}`,
    }
    return { value, differs }
  }
  return until === Infinity ? { attempt } : { attempt, wakesAt: until }
}

function polledFrom(item: Expression): Polled {
  const fields = item.kind === 'record' ? item.fields : undefined
  const [fd, events, revents] = ['fd', 'events', 'revents'].map((name) => fields?.get(name))
  if (!fd || !events) throw new ScriptError(item.place, 'what is polled is like {fd=3, events=POLLIN, revents=POLLIN}')
  return {
    number: numberFrom(fd, 'fd'),
    events: flagsIn(events, 'events'),
    expected: revents ? flagsIn(revents, 'revents') : new Set(),
  }
}

function eventNames(flags: Set<string>): string {
  return [...flags].sort().join('|') || '0'
}
