import { slipOf } from './slip.ts'

/** As much of JSON Schema (2020-12) as our settings and reports need. `description` says what is allowed, after "not". */
export interface Schema {
  $ref?: string
  $defs?: Readonly<Record<string, Schema>>
  title?: string
  description?: string
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'
  const?: unknown
  enum?: readonly unknown[]
  anyOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  items?: Schema
  minItems?: number
  minLength?: number
  pattern?: string
  minimum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  [key: `$${string}`]: unknown
}

/**
 * The first thing in a value that a schema does not allow, in a sentence that names its place, what it is and what is allowed; `undefined`
 * when there is none.
 *
 * @param defs what a `$ref` leads to
 */
export function schemaProblem(
  schema: Schema,
  value: unknown,
  defs: Readonly<Record<string, Schema>> = {},
): string | undefined {
  return problemOf(schema, value, '', defs)
}

type Defs = Readonly<Record<string, Schema>>

/** @param path of the value, for people */
function problemOf(schema: Schema, value: unknown, path: string, defs: Defs): string | undefined {
  if (schema.$ref !== undefined) return problemOf(defs[schema.$ref.slice('#/$defs/'.length)]!, value, path, defs)
  if (schema.anyOf) return anyProblem(schema, schema.anyOf, value, path, defs)
  if (!isAllowed(schema, value)) return refusal(schema, value, path)
  if (schema.type === 'object') return memberProblem(schema, value as Record<string, unknown>, path, defs)
  if (schema.type !== 'array' || !schema.items) return undefined
  for (const [index, item] of (value as unknown[]).entries()) {
    const problem = problemOf(schema.items, item, `${path}[${index}]`, defs)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Of the alternative that was meant, where the type of the value tells. */
function anyProblem(
  schema: Schema,
  anyOf: readonly Schema[],
  value: unknown,
  path: string,
  defs: Defs,
): string | undefined {
  const problems = anyOf.map((each) => problemOf(each, value, path, defs))
  if (problems.includes(undefined)) return undefined
  const meant = anyOf.findIndex((each) => each.type === 'object' && isAllowed(each, value))
  return problems[meant] ?? refusal(schema, value, path)
}

function memberProblem(schema: Schema, value: Record<string, unknown>, path: string, defs: Defs): string | undefined {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema
  const inside = (key: string) => (path === '' ? key : `${path}.${key}`)
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined
    const problem = known && problemOf(known, member, inside(key), defs)
    if (problem !== undefined) return problem
    if (known) continue
    if (typeof additionalProperties === 'object') {
      const wrong =
        (propertyNames && problemOf(propertyNames, key, inside(key), defs)) ??
        problemOf(additionalProperties, member, inside(key), defs)
      if (wrong !== undefined) return wrong
      continue
    }
    if (additionalProperties === false) return unknownKey(inside(key), key, Object.keys(properties))
    // Where others have keys too, those that are near one of ours are meant for us.
    const long = Object.keys(properties).filter(({ length }) => length > 4)
    if (slipOf(key, long) !== undefined) return unknownKey(inside(key), key, long)
  }
  const missing = required.find((key) => !Object.hasOwn(value, key))
  return missing === undefined
    ? undefined
    : `${shownSetting(inside(missing))} is missing, which must be ${allowed(properties[missing]!)}`
}

function unknownKey(path: string, key: string, known: readonly string[]): string {
  const meant = slipOf(key, known)
  const rest = meant === undefined ? `; there are ${known.join(', ')}` : `: did you mean ${JSON.stringify(meant)}?`
  return `${shownSetting(path)} is not known${rest}`
}

function refusal(schema: Schema, value: unknown, path: string): string {
  const found = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value))
  return `${path === '' ? 'it' : shownSetting(path)} is ${found.length > 80 ? `${found.slice(0, 80)}…` : found}, not ${allowed(schema)}`
}

function allowed({ description, enum: values, type }: Schema): string {
  if (description !== undefined) return description
  return values ? `one of ${values.join(', ')}` : type === undefined ? 'allowed' : `allowed: a JSON ${type}`
}

/** `ackbook` itself goes without saying. */
function shownSetting(path: string): string {
  return JSON.stringify(path.replace(/^ackbook\./, ''))
}

/** Whether a value is allowed, apart from what it holds. */
function isAllowed(schema: Schema, value: unknown): boolean {
  if ('const' in schema) return value === schema.const
  if (schema.enum) return schema.enum.includes(value)
  const isWanted = schema.type === 'integer' ? Number.isInteger(value) : schema.type === typeOf(value)
  if (!isWanted) return false
  if (typeof value === 'string') {
    return value.length >= (schema.minLength ?? 0) && new RegExp(schema.pattern ?? '', 'u').test(value)
  }
  if (typeof value === 'number') {
    const { minimum = -Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema
    return value >= minimum && value > exclusiveMinimum && value < exclusiveMaximum
  }
  return !Array.isArray(value) || value.length >= (schema.minItems ?? 0)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
