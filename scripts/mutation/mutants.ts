import type { Edit } from './named.ts'
import { childrenOf, isNode, type Node, parse, textOf } from './tree.ts'

/** One small change of a source. */
export interface Mutant extends Edit {
  line: number
  column: number
  /** The function around it, as {@link withCounters} counts them; `undefined` outside of any. */
  within: number | undefined
}

/** What an operator becomes: its boundary moved, its sense turned, its counterpart. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['<<'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '&&': ['||'],
  '||': ['&&'],
  '++': ['--'],
  '--': ['++'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '/=': ['*='],
  '|=': ['&='],
  '&=': ['|='],
  '^=': ['&='],
  '??=': ['='],
}

/** Types, imports and the texts of errors are left alone. */
const PASSED_OVER = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'TemplateElement'])
/** What of TypeScript holds code. */
const TRANSPARENT = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'])

/** Every mutant of a source file. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const mutants: Mutant[] = []
  const lines = lineStarts(source)
  visit(source, (node, within) => {
    for (const { start, end, text } of changesOf(node, source)) {
      const line = lines.findLastIndex((at) => at <= start)
      mutants.push({ file, start, end, text, within, line: line + 1, column: start - (lines[line] ?? 0) + 1 })
    }
  })
  return mutants
}

/** The source, each of its functions telling `count` its number when it is entered. */
export function withCounters(source: string, count: (within: number) => string): string {
  const places: { at: number; within: number }[] = []
  visit(source, (node, within) => {
    if (within !== undefined && node.type === 'BlockStatement' && node.isBody === true) {
      places.push({ at: node.start + 1, within })
    }
  })
  return places
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, within }) => `${text.slice(0, at)}${count(within)};${text.slice(at)}`, source)
}

/** Walks the code of a source; functions with a body are numbered as they come. */
function visit(source: string, see: (node: Node, within: number | undefined) => void): void {
  let functions = 0
  const walk = (node: Node, within: number | undefined): void => {
    if (PASSED_OVER.has(node.type) || (node.type.startsWith('TS') && !TRANSPARENT.has(node.type))) return
    if (isError(node)) return
    let inside = within
    const { body } = node
    if (
      node.type.includes('Function') &&
      isNode(body) &&
      (body.type === 'BlockStatement' || body.type === 'FunctionBody')
    ) {
      inside = functions++
      body.type = 'BlockStatement'
      body.isBody = true
    }
    see(node, inside)
    for (const child of childrenOf(node)) walk(child, inside)
  }
  walk(parse(source), undefined)
}

function changesOf(node: Node, source: string): Pick<Mutant, 'start' | 'end' | 'text'>[] {
  const whole = (text: string) => ({ start: node.start, end: node.end, text })
  const inPlaceOf = (part: unknown, ...texts: string[]) =>
    isNode(part) ? texts.map((text) => ({ start: part.start, end: part.end, text })) : []
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      if (node.operator === '??') return [whole(textOf(node.left, source)), whole(textOf(node.right, source))]
      return isText(node.left) || isText(node.right) ? [] : operatorChanges(node, source)
    case 'UpdateExpression':
      return [
        whole(
          source
            .slice(node.start, node.end)
            .replace(String(node.operator), OPERATORS[String(node.operator)]?.[0] ?? ''),
        ),
      ]
    case 'UnaryExpression':
      return '!-~'.includes(String(node.operator)) ? [whole(`(${textOf(node.argument, source)})`)] : []
    case 'IfStatement':
    case 'ConditionalExpression':
      return inPlaceOf(node.test, 'true', 'false')
    case 'WhileStatement':
    case 'ForStatement':
      return inPlaceOf(node.test, 'false')
    case 'ExpressionStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return node.directive === undefined || node.directive === null ? [whole(';')] : []
    case 'CallExpression':
      return extremes(node, source)
    case 'Literal':
      if (typeof node.value === 'boolean') return [whole(String(!node.value))]
      return typeof node.value === 'number' ? [whole(`(${node.value + 1})`)] : []
    default:
      return []
  }
}

function operatorChanges({ left, right, operator }: Node, source: string): Pick<Mutant, 'start' | 'end' | 'text'>[] {
  if (!isNode(left) || !isNode(right)) return []
  const start = source.indexOf(String(operator), left.end)
  const end = start + String(operator).length
  return (OPERATORS[String(operator)] ?? []).map((text) => ({ start, end, text }))
}

/** `Math.min` and `Math.max`. */
function extremes({ callee }: Node, source: string): Pick<Mutant, 'start' | 'end' | 'text'>[] {
  if (!isNode(callee)) return []
  const name = source.slice(callee.start, callee.end)
  if (name !== 'Math.min' && name !== 'Math.max') return []
  return [{ start: callee.start, end: callee.end, text: name === 'Math.min' ? 'Math.max' : 'Math.min' }]
}

function isError(node: Node): boolean {
  const { callee } = node
  return node.type === 'NewExpression' && isNode(callee) && String(callee.name).endsWith('Error')
}

function isText(node: unknown): boolean {
  return isNode(node) && (node.type === 'TemplateLiteral' || typeof node.value === 'string')
}

function lineStarts(source: string): number[] {
  return [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)]
}
