import { ERRNO } from './errno.ts'
import { expressionText } from './notation.ts'
import { ScriptError, type ScriptPlace } from './script-error.ts'
import type { CallAction, Expression } from './syntax.ts'

/** What a call is given, read as what it must be. All throw ScriptError for what it cannot be. */
export class CallArguments {
  readonly name: string
  readonly place: ScriptPlace
  readonly #args: readonly Expression[]

  constructor({ name, args, place }: CallAction) {
    this.name = name
    this.place = place
    this.#args = args
  }

  /** @throws ScriptError where there are fewer or more */
  count(least: number, most: number = least): void {
    const { length } = this.#args
    if (length >= least && length <= most) return
    throw new ScriptError(this.place, `${this.name}() has ${most} arguments, and ${length} are given`)
  }

  at(index: number): Expression {
    const found = this.#args[index]
    if (!found) throw new ScriptError(this.place, `${this.name}() has more arguments than the ${index} that are given`)
    return found
  }

  number(index: number): number {
    return numberFrom(this.at(index), `argument ${index + 1} of ${this.name}()`)
  }

  /** A number of octets. */
  length(index: number): number {
    const value = this.number(index)
    if (Number.isSafeInteger(value) && value >= 0) return value
    throw new ScriptError(this.at(index).place, `a length is a whole number from 0 on, not ${value}`)
  }

  /** Names that are or'ed together; none for `0`. */
  flags(index: number): Set<string> {
    return flagsIn(this.at(index), `argument ${index + 1} of ${this.name}()`)
  }

  word(index: number): string {
    const found = this.at(index)
    if (found.kind === 'word') return found.name
    throw new ScriptError(
      found.place,
      `argument ${index + 1} of ${this.name}() is a name, not ${expressionText(found)}`,
    )
  }

  /** The port and the address of `{sa_family = AF_INET, …}`; `undefined` for `...`. */
  address(index: number): { address: string; port: number } | undefined {
    const found = this.at(index)
    if (found.kind !== 'record') return undefined
    const port = found.fields.get('sin_port')
    const address = found.fields.get('sin_addr')
    if (port?.kind !== 'applied' || address?.kind !== 'applied' || address.args[0]?.kind !== 'string') {
      throw new ScriptError(
        found.place,
        'an address is like {sa_family = AF_INET, sin_port = htons(80), sin_addr = inet_addr("192.0.2.1")}',
      )
    }
    if (address.name !== 'inet_addr') throw new ScriptError(address.place, 'IPv6 is not there: this engine has IPv4')
    const text = address.args[0].text
    const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
    if (!octets || octets.some((octet) => octet > 255))
      throw new ScriptError(address.place, `"${text}" is no IPv4 address`)
    const number = port.args[0] ? numberFrom(port.args[0], 'a port') : -1
    if (number >= 0 && number <= 0xffff) return { address: text, port: number }
    throw new ScriptError(port.place, 'a port is a whole number from 0 to 65535')
  }

  /** Octets of `[{..., 100}, {..., 50}]` together. */
  vector(index: number): number {
    return vectorLength(this.at(index))
  }

  /** Of `{msg_name(...)=..., msg_iov(1)=[{..., 100}], msg_flags=0}`. */
  message(index: number): number {
    const found = this.at(index)
    const vector = found.kind === 'record' ? found.fields.get('msg_iov') : undefined
    if (!vector)
      throw new ScriptError(found.place, 'a message is like {msg_name(...)=..., msg_iov(1)=[{..., 100}], msg_flags=0}')
    const control = found.kind === 'record' ? found.fields.get('msg_control') : undefined
    if (control) throw new ScriptError(control.place, 'control messages are not there: this engine has none')
    return vectorLength(vector)
  }
}

function vectorLength(expression: Expression): number {
  if (expression.kind === 'list') {
    let total = 0
    for (const item of expression.items) {
      const length = item.kind === 'list' ? item.items[1] : undefined
      if (!length) throw new ScriptError(item.place, 'a piece is like {..., 100}')
      total += numberFrom(length, 'a length')
    }
    if (Number.isSafeInteger(total) && total >= 0) return total
  }
  throw new ScriptError(expression.place, 'pieces are like [{..., 100}, {..., 50}]')
}

export function numberFrom(expression: Expression, what: string): number {
  if (expression.kind === 'number' && Number.isFinite(expression.value)) return expression.value
  const known = expression.kind === 'word' ? ERRNO.get(expression.name) : undefined
  if (known !== undefined) return known
  throw new ScriptError(expression.place, `${what} is a number, not ${expressionText(expression)}`)
}

export function flagsIn(expression: Expression, what: string): Set<string> {
  const parts = expression.kind === 'or' ? expression.parts : [expression]
  const flags = new Set<string>()
  for (const part of parts) {
    if (part.kind === 'word') flags.add(part.name)
    else if (part.kind !== 'number' || part.value !== 0) {
      throw new ScriptError(part.place, `${what} are names, like A|B, or 0, not ${expressionText(part)}`)
    }
  }
  return flags
}

/** `[100]`: what is inside. */
export function inBrackets(expression: Expression): Expression {
  return expression.kind === 'list' && expression.items.length === 1 ? expression.items[0]! : expression
}
