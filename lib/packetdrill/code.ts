import type { CodeExpression, CodeStatement, CodeValue } from './code-syntax.ts'
import { ScriptError } from './script-error.ts'

/** What a name in code means; `undefined` = there is none of that name. */
export type Names = (name: string) => CodeValue | undefined

/** An assert that does not hold: what it says, and what its names are. */
export interface FailedAssert {
  readonly line: number
  readonly condition: string
  readonly seen: string
}

/**
 * Runs code, an assert after another.
 *
 * @param assigned what it has assigned to names, here and in code before
 * @returns the first that does not hold
 * @throws ScriptError for a name that there is not, or an operation that cannot be
 */
export function runCode(
  statements: readonly CodeStatement[],
  names: Names,
  assigned: Map<string, CodeValue>,
): FailedAssert | undefined {
  const known: Names = (name) => assigned.get(name) ?? names(name)
  for (const statement of statements) {
    if (statement.kind === 'assign') assigned.set(statement.name, evaluated(statement.value, known))
    else if (statement.kind === 'assert' && !isTrue(evaluated(statement.condition, known))) {
      const { place, condition, message, text } = statement
      const parts = [...new Set(namesAsked(condition))].map((name) => `${name} is ${inPython(known(name) ?? null)}`)
      if (message && message.kind !== 'name') parts.push(inPython(evaluated(message, known)))
      return { line: place.line, condition: text, seen: parts.join(', ') }
    }
  }
  return undefined
}

function evaluated(expression: CodeExpression, names: Names): CodeValue {
  switch (expression.kind) {
    case 'constant':
      return expression.value
    case 'name': {
      const value = names(expression.name)
      if (value === undefined) throw new ScriptError(expression.place, `code knows no "${expression.name}"`)
      return value
    }
    case 'tuple':
      return expression.items.map((item) => evaluated(item, names))
    case 'choice':
      return evaluated(isTrue(evaluated(expression.condition, names)) ? expression.yes : expression.no, names)
    case 'unary':
      return unary(expression.operator, evaluated(expression.operand, names), expression)
    case 'binary':
      return binaryOf(expression, names)
    case 'comparison':
      return comparison(expression, names)
    case 'call':
      return called(expression, names)
  }
}

function unary(operator: string, value: CodeValue, { place }: CodeExpression): CodeValue {
  if (operator === 'not') return !isTrue(value)
  const number = numberOrNone(value)
  if (number === undefined) throw new ScriptError(place, `${operator} is for numbers, not for ${inPython(value)}`)
  return operator === '-' ? -number : operator === '~' ? -number - 1 : number
}

const ARITHMETIC: Readonly<Record<string, (one: number, other: number) => number>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  '//': (one, other) => Math.floor(one / other),
  '%': (one, other) => one - other * Math.floor(one / other),
  '&': (one, other) => Number(BigInt(one) & BigInt(other)),
  '|': (one, other) => Number(BigInt(one) | BigInt(other)),
  '^': (one, other) => Number(BigInt(one) ^ BigInt(other)),
  '<<': (one, other) => one * 2 ** other,
  '>>': (one, other) => Math.floor(one / 2 ** other),
}
const WHOLE: readonly string[] = ['&', '|', '^', '<<', '>>']
const DIVISIONS: readonly string[] = ['/', '//', '%']

function binaryOf(expression: CodeExpression & { kind: 'binary' }, names: Names): CodeValue {
  const { operator, place } = expression
  const left = evaluated(expression.left, names)
  if (operator === 'and') return isTrue(left) ? evaluated(expression.right, names) : left
  if (operator === 'or') return isTrue(left) ? left : evaluated(expression.right, names)
  const right = evaluated(expression.right, names)
  if (typeof left === 'string' && operator === '%') return formatted(left, right)
  if (typeof left === 'string' && typeof right === 'string' && operator === '+') return left + right
  const one = numberOrNone(left)
  const other = numberOrNone(right)
  if (one === undefined || other === undefined) {
    throw new ScriptError(place, `${inPython(left)} ${operator} ${inPython(right)} cannot be: both must be numbers`)
  }
  if (WHOLE.includes(operator) && !(Number.isSafeInteger(one) && Number.isSafeInteger(other))) {
    throw new ScriptError(
      place,
      `${inPython(left)} ${operator} ${inPython(right)} cannot be: both must be whole numbers`,
    )
  }
  if (DIVISIONS.includes(operator) && other === 0) throw new ScriptError(place, 'nothing can be divided by 0')
  return ARITHMETIC[operator]!(one, other)
}

function comparison(expression: CodeExpression & { kind: 'comparison' }, names: Names): boolean {
  let left = evaluated(expression.first, names)
  for (const { operator, operand } of expression.rest) {
    const right = evaluated(operand, names)
    if (!compares(left, operator, right, expression)) return false
    left = right
  }
  return true
}

function compares(left: CodeValue, operator: string, right: CodeValue, { place }: CodeExpression): boolean {
  if (operator === '==') return isEqual(left, right)
  if (operator === '!=') return !isEqual(left, right)
  if (operator === 'in' || operator === 'not in') {
    if (!Array.isArray(right)) throw new ScriptError(place, `${operator} is for a list, not for ${inPython(right)}`)
    return right.some((each: CodeValue) => isEqual(left, each)) === (operator === 'in')
  }
  const one = numberOrNone(left)
  const other = numberOrNone(right)
  if (one === undefined || other === undefined) {
    throw new ScriptError(place, `${inPython(left)} ${operator} ${inPython(right)} cannot be: both must be numbers`)
  }
  if (operator === '<') return one < other
  if (operator === '<=') return one <= other
  return operator === '>' ? one > other : one >= other
}

const FUNCTIONS: Readonly<Record<string, (...numbers: number[]) => number>> = {
  abs: Math.abs,
  int: Math.trunc,
  float: (value = 0) => value,
  round: (value = 0) => Math.round(value),
  min: Math.min,
  max: Math.max,
}

function called({ name, args, place }: CodeExpression & { kind: 'call' }, names: Names): CodeValue {
  const values = args.map((each) => evaluated(each, names))
  if (name === 'str') return inPython(values[0] ?? null)
  const numbers = values.map(numberOrNone)
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!known)
    throw new ScriptError(place, `code knows no ${name}(): there are ${Object.keys(FUNCTIONS).join(', ')}, str`)
  if (numbers.length === 0 || numbers.includes(undefined)) throw new ScriptError(place, `${name}() is for numbers`)
  return known(...(numbers as number[]))
}

function namesAsked(expression: CodeExpression): string[] {
  switch (expression.kind) {
    case 'constant':
      return []
    case 'name':
      return /^TCP/.test(expression.name) ? [] : [expression.name]
    case 'tuple':
      return expression.items.flatMap(namesAsked)
    case 'choice':
      return [expression.condition, expression.yes, expression.no].flatMap(namesAsked)
    case 'unary':
      return namesAsked(expression.operand)
    case 'binary':
      return [expression.left, expression.right].flatMap(namesAsked)
    case 'comparison':
      return [expression.first, ...expression.rest.map(({ operand }) => operand)].flatMap(namesAsked)
    case 'call':
      return expression.args.flatMap(namesAsked)
  }
}

function isTrue(value: CodeValue): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function isEqual(one: CodeValue, other: CodeValue): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each: CodeValue, at) => isEqual(each, other[at]))
  }
  const [left, right] = [numberOrNone(one), numberOrNone(other)]
  return left !== undefined && right !== undefined ? left === right : one === other
}

/** Python's True and False are 1 and 0. */
function numberOrNone(value: CodeValue | undefined): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : undefined
}

function inPython(value: CodeValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return Array.isArray(value) ? `(${value.map(inPython).join(', ')})` : String(value)
}

function formatted(text: string, value: CodeValue): string {
  const values = Array.isArray(value) ? [...value] : [value]
  return text.replace(/%[-+ #0-9.]*[a-z]/g, (place) => (values.length > 0 ? inPython(values.shift()) : place))
}
