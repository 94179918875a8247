/** What a parameter may be. A whole number is a bigint, whatever its size; a number is one that has a fraction or an exponent. */
export type ParameterValue =
  | null
  | boolean
  | string
  | bigint
  | number
  | ParameterValue[]
  | { [key: string]: ParameterValue }

/** A value as it stands on a command line: JSON, where it is that, else text. */
export function parameterFrom(text: string): ParameterValue {
  try {
    return withWholeNumbers(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/**
 * A value of a program's. Whole numbers that are safe become whole here too: a program cannot say of 3 whether it means 3.0.
 *
 * @param name of the parameter, for what is said of it
 * @throws RangeError for what JSON could not hold
 */
export function parameterOf(name: string, value: unknown, within: readonly object[] = []): ParameterValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'bigint')
    return value
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
  if (!Array.isArray(value) && !isPlainObject(value)) {
    const what = value === undefined ? 'undefined' : typeof value === 'object' ? 'no plain object' : `a ${typeof value}`
    throw new RangeError(
      `${name} is ${what}: it must be text, a number, true, false, null, or lists and objects of these.`,
    )
  }
  if (within.includes(value)) throw new RangeError(`${name} holds itself: it must come to an end.`)
  const around = [...within, value]
  if (Array.isArray(value)) return value.map((each, at) => parameterOf(`${name}[${at}]`, each, around))
  const members = Object.entries(value)
  return Object.fromEntries(members.map(([key, member]) => [key, parameterOf(`${name}.${key}`, member, around)]))
}

/** Also of another realm, in which some runners of tests have theirs. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What numbers become until they are read: JSON.parse would round those that are large, and forget which are whole. */
const keptNumber = '\u0000'
const jsonTokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const numberText = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** @throws SyntaxError for what is no JSON */
function withWholeNumbers(json: string): ParameterValue {
  JSON.parse(json)
  const marked = json.replace(jsonTokens, (token) =>
    token.startsWith('"') ? token : JSON.stringify({ [keptNumber]: token }),
  )
  return JSON.parse(marked, (_, value: unknown) => {
    const text =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[keptNumber] : undefined
    if (typeof text !== 'string' || !numberText.test(text)) return value
    return /^-?\d+$/.test(text) && text !== '-0' ? BigInt(text) : Number(text)
  }) as ParameterValue
}

/**
 * The parameters that a file gives by name.
 *
 * @param isYaml else it is JSON
 * @throws SyntaxError, which says in one line what is wrong
 */
export async function parametersIn(text: string, isYaml: boolean): Promise<Map<string, ParameterValue>> {
  const value = isYaml ? await fromYaml(text) : withWholeNumbers(text.replace(/^\ufeff/, ''))
  // A file in which all is commented out.
  if (isYaml && value === null) return new Map()
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('it holds no parameters by name, like { "alpha": 0.5 }')
  return new Map(Object.entries(value))
}

async function fromYaml(text: string): Promise<ParameterValue> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { intAsBigInt: true })
  const [error] = document.errors
  if (error) throw new SyntaxError(error.message.split('\n')[0]!.replace(/:$/, ''))
  return document.toJS() as ParameterValue
}

/** The value as JSON can hold it, for metadata: a whole number that JSON's readers would round is text. */
export function valueAsJson(value: ParameterValue): unknown {
  if (typeof value === 'bigint') return isSafeWhole(value) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(valueAsJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, valueAsJson(member)]))
}

export function isSafeWhole(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
}
