import type { Flags, Options, TcpPacket } from '../tcp/wire/index.ts'
import type { CallAction, Expression, TcpAction } from './syntax.ts'

const LETTERS: readonly (readonly [flag: keyof Flags, letter: string])[] = [
  ['fin', 'F'],
  ['syn', 'S'],
  ['rst', 'R'],
  ['psh', 'P'],
  ['urg', 'U'],
  ['ece', 'E'],
  ['cwr', 'W'],
  ['ack', '.'],
]

/** Flags of a segment in packetdrill's letters, in one order: `S.`; none is `-`. */
export function flagLetters(flags: Flags): string {
  return LETTERS.map(([flag, letter]) => (flags[flag] ? letter : '')).join('')
}

export function flagsFrom(text: string): Flags {
  const flags: Flags = {}
  for (const [flag, letter] of LETTERS) if (text.includes(letter)) flags[flag] = true
  return flags
}

/** What of a segment a script may speak of, its numbers as the script counts them. */
export type WrittenPacket = Omit<TcpAction, 'kind' | 'way' | 'options'> & { readonly options: Options | 'any' }

/** `> P. 1:1001(1000) ack 1 win 65535 <mss 1460>`; what is `undefined` is not said. Padding of options is left out. */
export function scriptedPacket(
  way: 'in' | 'out',
  { ports, ecn, ttl, flags, seq, length, ...rest }: WrittenPacket,
): string {
  const parts = [way === 'in' ? '<' : '>']
  const info = [...(ecn ? [ecn] : []), ...(ttl === undefined ? [] : [`ttl ${ttl}`])]
  if (info.length > 0) parts.push(`[${info.join(', ')}]`)
  if (ports) parts.push(`${ports.source} > ${ports.destination}`)
  parts.push(flagLetters(flagsFrom(flags)) || '-', `${seq}:${(seq + length) >>> 0}(${length})`)
  if (rest.ack !== undefined) parts.push(`ack ${rest.ack}`)
  if (rest.window !== undefined) parts.push(`win ${rest.window}`)
  if (rest.urgent) parts.push(`urg ${rest.urgent}`)
  const options = rest.options === 'any' ? '...' : optionTexts(rest.options).join(',')
  if (options !== '') parts.push(`<${options}>`)
  return parts.join(' ')
}

export function optionTexts({ mss, windowScale, sackPermitted, timestamps, sack }: Options): string[] {
  const words: string[] = []
  if (mss !== undefined) words.push(`mss ${mss}`)
  if (sackPermitted) words.push('sackOK')
  if (timestamps) words.push(`TS val ${timestamps.value} ecr ${timestamps.echo}`)
  if (windowScale !== undefined) words.push(`wscale ${windowScale}`)
  if (sack && sack.length > 0) words.push(`sack ${sack.map(([left, right]) => `${left}:${right}`).join(' ')}`)
  return words
}

const ECN_NAMES = ['noecn', 'ect1', 'ect0', 'ce'] as const

export function ecnName({ ecn }: TcpPacket): (typeof ECN_NAMES)[number] {
  return ECN_NAMES[ecn & 3]!
}

/** Milliseconds in seconds, as packetdrill prints them. */
export function secondsText(ms: number): string {
  return (ms / 1_000).toFixed(6)
}

/** A call as it is written: `read(4, ..., 100)`. */
export function callLine({ name, args }: CallAction): string {
  return `${name}(${args.map(expressionText).join(', ')})`
}

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'any':
      return '...'
    case 'number':
      return expression.hex ? `0x${expression.value.toString(16)}` : String(expression.value)
    case 'word':
      return expression.name
    case 'string':
      return `"${expression.text}"`
    case 'or':
      return expression.parts.map(expressionText).join('|')
    case 'list':
      return `[${expression.items.map(expressionText).join(', ')}]`
    case 'record':
      return `{${[...expression.fields].map(([name, value]) => `${name}=${expressionText(value)}`).join(', ')}}`
    case 'applied':
      return `${expression.name}(${expression.args.map(expressionText).join(', ')})`
  }
}
