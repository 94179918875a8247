import { type CallArguments, inBrackets, numberFrom } from './arguments.ts'
import { type Attempted, type CallWorld, onSocket } from './calls-common.ts'
import { gives } from './calls-of-descriptors.ts'
import { expressionText } from './notation.ts'
import { ScriptError } from './script-error.ts'
import { type ScriptedOption, SOCKET_OPTIONS } from './socket-options.ts'

function optionOf(args: CallArguments): ScriptedOption {
  args.count(5)
  const name = args.word(2)
  const option = SOCKET_OPTIONS.get(name)
  if (option) return option
  const known = [...SOCKET_OPTIONS.keys()].join(', ')
  throw new ScriptError(args.at(2).place, `the option ${name} is none of this engine's: there are ${known}`)
}

export function setsockoptCall({ machine }: CallWorld, args: CallArguments): Attempted {
  const option = optionOf(args)
  const value = inBrackets(args.at(3))
  if (!option.set) throw new ScriptError(args.at(2).place, `${args.word(2)} cannot be set`)
  const setting =
    option.kind === 'text'
      ? textValue(args)
      : option.kind === 'linger'
        ? lingerOf(args)
        : numberFrom(value, 'its value')
  const { set } = option
  return onSocket(machine, args, (descriptor) => set(descriptor, setting, machine) ?? { value: 0 })
}

export function getsockoptCall({ machine }: CallWorld, args: CallArguments): Attempted {
  const { get, kind } = optionOf(args)
  const expected = args.at(3)
  return onSocket(machine, args, (descriptor) => {
    const seen = get(descriptor, machine)
    if (seen === undefined || inBrackets(expected).kind === 'any') return { value: 0 }
    if (typeof seen === 'number') return gives(expected, seen)
    const wanted = kind === 'text' ? textValue(args) : lingerOf(args)
    return wanted === seen ? { value: 0 } : { value: 0, differs: { expected: expressionText(expected), seen } }
  })
}

function textValue(args: CallArguments): string {
  const found = inBrackets(args.at(3))
  if (found.kind === 'string') return found.text
  throw new ScriptError(found.place, `${args.word(2)} is a name, like "reno"`)
}

/** `{onoff=1, linger=0}`, as text. */
function lingerOf(args: CallArguments): string {
  const found = inBrackets(args.at(3))
  const fields = found.kind === 'record' ? found.fields : undefined
  const [onoff, linger] = [fields?.get('onoff'), fields?.get('linger')]
  if (!onoff || !linger) throw new ScriptError(found.place, 'SO_LINGER is like {onoff=1, linger=0}')
  return `{onoff=${numberFrom(onoff, 'onoff')}, linger=${numberFrom(linger, 'linger')}}`
}
