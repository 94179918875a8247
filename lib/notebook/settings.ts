import { type Schema, settingsSchema } from './schema.ts'
import { slipOf } from './slip.ts'
import { nearlyKnownComment, nearlyKnownTag } from './tag-names.ts'
import { isCode } from './tags.ts'
import type { Cell, Notebook } from './types.ts'

/**
 * What is wrong with the settings that a notebook holds for ackbook, in a sentence that names the cell, the key and what is
 * allowed; a setting without meaning would be none, and nobody would know. `undefined` when all is well.
 */
export function settingsProblem({ metadata, cells }: Notebook): string | undefined {
  const { notebookMetadata, cellMetadata } = settingsSchema.$defs!
  const problem = problemOf(notebookMetadata!, metadata, '') ?? tagProblem(metadata.tags)
  if (problem !== undefined) return `metadata of the notebook: ${problem}`
  for (const [index, cell] of cells.entries()) {
    const wrong = problemOf(cellMetadata!, cell.metadata, '') ?? tagProblem(cell.metadata.tags)
    if (wrong !== undefined) return `metadata of ${cellName(cell, index)}: ${wrong}`
    const comment = isCode(cell) ? nearlyKnownComment(cell.source) : undefined
    if (comment)
      return `${cellName(cell, index)}: the comment ${comment.found} is not known: did you mean ${comment.meant}?`
  }
  return undefined
}

/** `cell 3 (id a1b2)` */
export function cellName({ id }: Cell, index: number): string {
  return `cell ${index + 1}${id === undefined ? '' : ` (id ${id})`}`
}

function tagProblem(tags: unknown): string | undefined {
  for (const tag of Array.isArray(tags) ? tags : []) {
    const known = typeof tag === 'string' ? nearlyKnownTag(tag) : undefined
    if (known !== undefined)
      return `the tag ${JSON.stringify(tag)} is not known: did you mean ${JSON.stringify(known)}?`
  }
  return undefined
}

/** The first that does not hold. @param path of the value, for people */
function problemOf(schema: Schema, value: unknown, path: string): string | undefined {
  if (schema.$ref !== undefined)
    return problemOf(settingsSchema.$defs![schema.$ref.slice('#/$defs/'.length)]!, value, path)
  if (schema.anyOf) return anyProblem(schema, schema.anyOf, value, path)
  if (!isAllowed(schema, value)) return refusal(schema, value, path)
  if (schema.type === 'object') return memberProblem(schema, value as Record<string, unknown>, path)
  if (schema.type !== 'array' || !schema.items) return undefined
  for (const [index, item] of (value as unknown[]).entries()) {
    const problem = problemOf(schema.items, item, `${path}[${index}]`)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Of the alternative that was meant, where the type of the value tells. */
function anyProblem(schema: Schema, anyOf: readonly Schema[], value: unknown, path: string): string | undefined {
  const problems = anyOf.map((each) => problemOf(each, value, path))
  if (problems.includes(undefined)) return undefined
  const meant = anyOf.findIndex((each) => each.type === 'object' && isAllowed(each, value))
  return problems[meant] ?? refusal(schema, value, path)
}

function memberProblem(schema: Schema, value: Record<string, unknown>, path: string): string | undefined {
  const { properties = {}, required = [], additionalProperties } = schema
  const inside = (key: string) => (path === '' ? key : `${path}.${key}`)
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined
    const problem = known && problemOf(known, member, inside(key))
    if (problem !== undefined) return problem
    if (known) continue
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
  const found = JSON.stringify(value) ?? String(value)
  return `${shownSetting(path)} is ${found.length > 80 ? `${found.slice(0, 80)}…` : found}, not ${allowed(schema)}`
}

function allowed({ description = 'allowed' }: Schema): string {
  return description
}

/** `ackbook` itself goes without saying. */
function shownSetting(path: string): string {
  return JSON.stringify(path.replace(/^ackbook\./, ''))
}

/** Whether a value is allowed, apart from what it holds. */
function isAllowed(schema: Schema, value: unknown): boolean {
  if ('const' in schema) return value === schema.const
  if (schema.type !== typeOf(value)) return false
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
