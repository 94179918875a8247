import { parseSync } from 'oxc-parser'

/** A node of the syntax tree (ESTree with TypeScript's own), its place in the source in characters. */
export interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

/** @throws Error when the source cannot be parsed */
export function parse(source: string, options: { preserveParens?: boolean } = {}): Node {
  const { program, errors } = parseSync('source.ts', source, options)
  if (errors.length > 0) throw new Error(`the source cannot be parsed: ${errors[0]?.message}`)
  return program as unknown as Node
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The nodes right below it, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode)
}

export function textOf(node: unknown, source: string): string {
  return isNode(node) ? source.slice(node.start, node.end) : ''
}

/** The name that an identifier or a property has, a private one without its `#`; `undefined` where it is computed. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return String(node.name)
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  return undefined
}
