import { ensureLayout } from './layout.ts'

/** Where a text stops being JSON. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
}

export interface ParsedJson {
  value: unknown
  /** Every object's keys stand in order. */
  sorted: boolean
}

const whitespace = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const unescaped = /[^"\\\u0000-\u001f]*/y
const numberLiteral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** Python's json module writes the last three, and nbformat reads them. */
const word = /true|false|null|NaN|Infinity|-Infinity/y
const literals = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
const deepestValue = 1000
/** UTF-16 units of a text that are looked at together. */
const piece = 65_536

/**
 * Reads JSON like `JSON.parse`, and keeps beside the data the spelling of what could be spelled otherwise ({@link MemberLayout}).
 *
 * @throws JsonError with line and column, in words of our own: the engine's differ from release to release
 */
export function parseJson(text: string): ParsedJson {
  let at = 0
  let sorted = true

  skipSpace()
  if (at === text.length) throw new JsonError('the file is empty')
  const { value } = readValue(0)
  skipSpace()
  if (at < text.length) throw unexpected('the end of the file')
  return { value, sorted }

  function skipSpace(): void {
    whitespace.lastIndex = at
    whitespace.test(text)
    at = whitespace.lastIndex
  }

  function unexpected(wanted: string): JsonError {
    const before = text.slice(0, at)
    const line = before.split('\n').length
    const column = at - before.lastIndexOf('\n')
    const found = at >= text.length ? 'the file ends' : `${JSON.stringify(text[at])} stands`
    return new JsonError(`${found} where ${wanted} should be, line ${line}, column ${column}`)
  }

  /** A value, with its literal when `JSON.stringify` would write it otherwise. */
  function readValue(depth: number): { value: unknown; literal?: string } {
    if (depth > deepestValue) throw new JsonError(`nested deeper than ${deepestValue} levels`)
    const first = text[at]
    if (first === '{') return { value: readObject(depth) }
    if (first === '[') return { value: readArray(depth) }
    if (first === '"') return readString()
    return readWord() ?? readNumber()
  }

  function readWord(): { value: unknown; literal?: string } | undefined {
    word.lastIndex = at
    const literal = word.exec(text)?.[0]
    if (literal === undefined) return undefined
    at += literal.length
    const value = literals.get(literal)
    return typeof value === 'number' ? { value, literal } : { value }
  }

  function readNumber(): { value: unknown; literal?: string } {
    numberLiteral.lastIndex = at
    const literal = numberLiteral.exec(text)?.[0]
    if (literal === undefined) throw unexpected('a value')
    at += literal.length
    const value = Number(literal)
    return JSON.stringify(value) === literal ? { value } : { value, literal }
  }

  function readString(): { value: string; literal?: string } {
    const start = at
    at += 1
    for (;;) {
      unescaped.lastIndex = at
      unescaped.test(text)
      at = unescaped.lastIndex
      if (text[at] === '"') break
      if (text[at] !== '\\') throw unexpected('the rest of a string')
      at += 2
    }
    at += 1
    const literal = text.slice(start, at)
    if (!literal.includes('\\')) return { value: literal.slice(1, -1) }
    const value = decode(literal, start)
    return isSpelling(literal, value) ? { value } : { value, literal }
  }

  function decode(literal: string, start: number): string {
    try {
      return JSON.parse(literal) as string
    } catch {
      at = start
      throw unexpected('a string with valid escapes')
    }
  }

  /** What stands between brackets, and the bracket that closes them. */
  function readMembers(close: ']' | '}', readMember: () => void): void {
    at += 1
    skipSpace()
    for (let isFirst = true; text[at] !== close; isFirst = false) {
      if (!isFirst) {
        if (text[at] !== ',') throw unexpected(`"," or "${close}"`)
        at += 1
        skipSpace()
      }
      readMember()
      skipSpace()
    }
    at += 1
  }

  function readArray(depth: number): unknown[] {
    const array: unknown[] = []
    readMembers(']', () => {
      const { value, literal } = readValue(depth + 1)
      if (literal !== undefined) keepLiteral(array, String(array.length), value, literal)
      array.push(value)
    })
    return array
  }

  function readObject(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    const keys: string[] = []
    readMembers('}', () => {
      if (text[at] !== '"') throw unexpected('a key in double quotes')
      const key = readString().value
      skipSpace()
      if (text[at] !== ':') throw unexpected('":"')
      at += 1
      skipSpace()
      const { value, literal } = readValue(depth + 1)
      setMember(object, key, value)
      if (literal !== undefined) keepLiteral(object, key, value, literal)
      if (keys.length > 0 && key <= keys[keys.length - 1]!) sorted = false
      keys.push(key)
    })
    if (Object.keys(object).some((key, index) => key !== keys[index])) ensureLayout(object).keys = [...new Set(keys)]
    return object
  }
}

/** Whether `JSON.stringify` would write the text so; looked at piece by piece, so that a long one is not held a second time. */
function isSpelling(literal: string, value: string): boolean {
  if (value.length <= piece) return JSON.stringify(value) === literal
  let at = 1
  for (let start = 0; start < value.length; ) {
    let end = Math.min(value.length, start + piece)
    // The halves of a surrogate pair are not written alone.
    if (end < value.length && /[\ud800-\udbff]/.test(value[end - 1]!)) end -= 1
    const written = JSON.stringify(value.slice(start, end)).slice(1, -1)
    // Two texts are compared many units at a time, the beginning of one with another a unit at a time.
    if (literal.slice(at, at + written.length) !== written) return false
    at += written.length
    start = end
  }
  return at === literal.length - 1
}

/** Assignment would call the setter of `__proto__`. */
function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}

function keepLiteral(owner: object, key: string, value: unknown, literal: string): void {
  const layout = ensureLayout(owner)
  layout.literals ??= new Map()
  layout.literals.set(key, { value, literal })
}
