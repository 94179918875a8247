import type { DeclaredParameter } from './declared.ts'
import { isSafeWhole, type ParameterValue } from './values.ts'

/** How a language writes the values of parameters. */
export interface ParameterLanguage {
  name: 'TypeScript' | 'JavaScript' | 'Python'
  /** What begins a comment. */
  comment: string
  /** Why this cannot be the name of a variable, or that its value, in a sentence without the name; `undefined` when it can. */
  problem(name: string, value: ParameterValue): string | undefined
  /** A line that gives a variable its value. */
  line(name: string, value: ParameterValue, declared: DeclaredParameter | undefined): string
}

/** Of a kernel, by what its spec says; `undefined` where parameters cannot be written. */
export function parameterLanguage(language: string): ParameterLanguage | undefined {
  const name = language.toLowerCase()
  if (name === 'typescript') return { ...javaScript, name: 'TypeScript', line: typedLine }
  if (name === 'javascript') return javaScript
  return name === 'python' || name === 'python3' ? pythonLanguage : undefined
}

const javaScriptReserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield ' +
    // No words of the language, and nothing that a cell could declare.
    'undefined NaN Infinity globalThis exports module require'
  ).split(' '),
)

const pythonReserved = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield __debug__'
  ).split(' '),
)

const javaScript: ParameterLanguage = {
  name: 'JavaScript',
  comment: '//',
  problem: (name, value) =>
    nameProblem(name, /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u, javaScriptReserved) ??
    (holdsTooLarge(value)
      ? 'holds a whole number beyond 2^53, which JavaScript would round: give it as text, by -P'
      : depthProblem(value)),
  line: (name, value) => `let ${name} = ${javaScriptLiteral(value)}`,
}

const pythonLanguage: ParameterLanguage = {
  name: 'Python',
  comment: '#',
  problem: (name, value) =>
    nameProblem(name, /^[\p{ID_Start}_][\p{ID_Continue}]*$/u, pythonReserved) ?? depthProblem(value),
  line: (name, value) => `${name} = ${pythonLiteral(value)}`,
}

function nameProblem(name: string, pattern: RegExp, reserved: ReadonlySet<string>): string | undefined {
  if (!pattern.test(name)) return 'is no name of a variable there'
  return reserved.has(name) ? 'is a word of the language, and no name of a variable' : undefined
}

const deepestLiteral = 50

function depthProblem(value: ParameterValue): string | undefined {
  return depthOf(value) > deepestLiteral ? `is nested deeper than ${deepestLiteral} levels` : undefined
}

function depthOf(value: ParameterValue, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > deepestLiteral) return depth
  return Math.max(depth, ...Object.values(value).map((member) => depthOf(member as ParameterValue, depth + 1)))
}

function holdsTooLarge(value: ParameterValue, depth = 0): boolean {
  if (typeof value === 'bigint') return !isSafeWhole(value)
  if (typeof value !== 'object' || value === null || depth > deepestLiteral) return false
  return Object.values(value).some((member) => holdsTooLarge(member as ParameterValue, depth + 1))
}

/**
 * A new variable of the same name, with the type of the one before: what follows compiles as it did, and a value of another type does
 * not. Where no type is written, that of the value is named: a `const` would have the type of that very value.
 */
function typedLine(name: string, value: ParameterValue, declared: DeclaredParameter | undefined): string {
  const type = declared?.type ?? plainTypeOf(value)
  const literal = javaScriptLiteral(value)
  if (type === undefined) return `let ${name} = ${literal}`
  return `${declared?.isConst ? 'const' : 'let'} ${name}: ${type} = ${literal}`
}

function plainTypeOf(value: ParameterValue): string | undefined {
  if (typeof value === 'bigint') return 'number'
  return ['number', 'string', 'boolean'].includes(typeof value) ? typeof value : undefined
}

function javaScriptLiteral(value: ParameterValue): string {
  if (typeof value === 'string') return quotedText(value, javaScriptEscape)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(javaScriptLiteral).join(', ')}]`
  const members = Object.entries(value).map(([key, member]) => {
    const name = quotedText(key, javaScriptEscape)
    // Spelled as it is, this one would be no member but what the object inherits from.
    return `${key === '__proto__' ? `[${name}]` : name}: ${javaScriptLiteral(member)}`
  })
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function pythonLiteral(value: ParameterValue): string {
  if (typeof value === 'string') return quotedText(value, pythonEscape)
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return pythonFloat(value)
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`
  const members = Object.entries(value).map(
    ([key, member]) => `${quotedText(key, pythonEscape)}: ${pythonLiteral(member)}`,
  )
  return `{${members.join(', ')}}`
}

function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return `float("${Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'}")`
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

/** Letters, digits, signs and the space stand for themselves: some readers of cells take other characters for the end of a line. */
function quotedText(text: string, spelled: (character: string) => string): string {
  const escaped = text.replace(
    /["\\]|(?! )[\p{C}\p{Z}]/gu,
    (character) => shortEscapes[character] ?? spelled(character),
  )
  return `"${escaped}"`
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** By UTF-16 units, of which half a pair may stand alone. */
function javaScriptEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${hexDigits(unit.charCodeAt(0), 4)}`)
    .join('')
}

/** By code points: two halves would stay two characters. */
function pythonEscape(character: string): string {
  const code = character.codePointAt(0)!
  return code > 0xffff ? `\\U${hexDigits(code, 8)}` : `\\u${hexDigits(code, 4)}`
}

function hexDigits(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
