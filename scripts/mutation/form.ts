import { childrenOf, type Node, nameOf } from './tree.ts'

/**
 * What an expression says, however it is written: parentheses, line breaks, types, `?.`, the `#` of a private name and the
 * order of operands that commute are gone; `a > b` is `b < a`, `!(a && b)` is `!a || !b`, `a + (b - c)` is `a + b - c`,
 * `n += 1` is `n = n + 1`.
 */
export interface Form {
  head: string
  parts: readonly Form[]
  /** Its parts may stand in any order. */
  anyOrder: boolean
  node: Node
  /** What its node lacks of what it says: it was the second of a difference, or within a negation. */
  sign: '' | '-' | '!'
}

/** What the names `$a`, `$rest` of a pattern stand for. */
export type Captures = ReadonlyMap<string, readonly Form[]>

const NEGATED: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', and: 'or', or: 'and' }
const COMMUTING: Readonly<Record<string, string>> = {
  '*': 'product',
  '&': '&',
  '|': '|',
  '^': '^',
  '&&': 'and',
  '||': 'or',
  '===': '===',
  '!==': '!==',
}
const TRANSPARENT = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'ChainExpression'])
const OF_THE_TREE = new Set(['type', 'start', 'end', 'parent', 'range', 'optional', 'raw', 'async', 'generator'])

export function formOf(node: Node): Form {
  const part = (key: string): Form => formOf(node[key] as Node)
  const form = (head: string, parts: readonly Form[] = [], anyOrder = false): Form => make(node, head, parts, anyOrder)
  if (TRANSPARENT.has(node.type)) return { ...part('expression'), node }
  switch (node.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      return form(`name ${node.name}`)
    case 'Literal':
      return form(typeof node.value === 'object' ? `literal ${node.raw}` : `${typeof node.value} ${node.value}`)
    case 'MemberExpression':
      return node.computed
        ? form('element', [part('object'), part('property')])
        : form(`.${nameOf(node.property)}`, [part('object')])
    case 'BinaryExpression':
    case 'LogicalExpression':
      return binary(String(node.operator), part('left'), part('right'), node)
    case 'UnaryExpression':
      if (node.operator === '!') return { ...negated(part('argument')), node, sign: '' }
      return node.operator === '-' ? sum(form('number 0'), part('argument'), true, node) : byShape(node)
    case 'AssignmentExpression': {
      const operator = String(node.operator).slice(0, -1)
      const value = operator === '' ? part('right') : binary(operator, part('left'), part('right'), node)
      return form('assign', [part('left'), value])
    }
    case 'UpdateExpression':
      return form('assign', [part('argument'), sum(part('argument'), form('number 1'), node.operator === '--', node)])
    case 'ConditionalExpression': {
      const [test, yes, no] = [part('test'), part('consequent'), part('alternate')]
      const turned = test.head === '!' || test.head === '!=='
      return form('choice', turned ? [negated(test), no, yes] : [test, yes, no])
    }
    case 'ObjectExpression':
      return form('object', (node.properties as Node[]).map(formOf), true)
    case 'Property':
      return node.computed ? byShape(node) : form(`property ${nameOf(node.key)}`, [part('value')])
    default:
      return byShape(node)
  }
}

/** Does the form fit the pattern, in which `_` is anything, `$a` the same thing each time, `..._` and `...$a` the rest of a list? */
export function match(pattern: Form, form: Form, captures: Captures = new Map()): Captures | undefined {
  const [, wildcard] = /^name (_|\$\w+)$/.exec(pattern.head) ?? []
  if (wildcard !== undefined) return capture(wildcard, [form], captures)
  if (pattern.head !== form.head) return undefined
  return pattern.anyOrder
    ? inAnyOrder(pattern.parts, form.parts, captures)
    : inOrder(pattern.parts, form.parts, captures)
}

function inOrder(patterns: readonly Form[], forms: readonly Form[], captures: Captures): Captures | undefined {
  const [pattern, ...patternsLeft] = patterns
  if (pattern === undefined) return forms.length === 0 ? captures : undefined
  const rest = restOf(pattern)
  if (rest !== undefined && patternsLeft.length === 0) return capture(rest, forms, captures)
  const [form, ...formsLeft] = forms
  const found = form && match(pattern, form, captures)
  return found && inOrder(patternsLeft, formsLeft, found)
}

function inAnyOrder(patterns: readonly Form[], forms: readonly Form[], captures: Captures): Captures | undefined {
  const [pattern, ...patternsLeft] = patterns
  if (pattern === undefined) return forms.length === 0 ? captures : undefined
  const rest = restOf(pattern)
  if (rest !== undefined && patternsLeft.length === 0) return capture(rest, forms, captures)
  for (const form of forms) {
    const found = match(pattern, form, captures)
    const others = forms.filter((other) => other !== form)
    const all = found && inAnyOrder(patternsLeft, others, found)
    if (all) return all
  }
  return undefined
}

function capture(name: string, forms: readonly Form[], captures: Captures): Captures | undefined {
  if (name === '_') return captures
  const before = captures.get(name)
  if (before === undefined) return new Map([...captures, [name, forms]])
  return inOrder(before, forms, captures) && captures
}

function restOf({ head, parts: [what] }: Form): string | undefined {
  return head === 'SpreadElement' ? /^name (_|\$\w+)$/.exec(what?.head ?? '')?.[1] : undefined
}

function binary(operator: string, left: Form, right: Form, node: Node): Form {
  if (operator === '+' || operator === '-') return sum(left, right, operator === '-', node)
  if (operator === '>') return make(node, '<', [right, left])
  if (operator === '>=') return make(node, '<=', [right, left])
  const head = COMMUTING[operator]
  if (head === undefined) return make(node, operator, [left, right])
  const flat = (form: Form): readonly Form[] => (form.head === head ? form.parts : [form])
  return make(node, head, [...flat(left), ...flat(right)], true)
}

function sum(left: Form, right: Form, isLess: boolean, node: Node): Form {
  const parts = [...summands(left), ...summands(right).map((part) => (isLess ? minus(part) : part))]
  return make(node, 'sum', parts, true)
}

function summands(form: Form): readonly Form[] {
  return form.head === 'sum' ? form.parts : [form].filter(({ head }) => head !== 'number 0')
}

function minus(form: Form): Form {
  const [inner] = form.parts
  if (form.head === 'minus' && inner) return inner
  return { ...make(form.node, 'minus', [form]), sign: '-' }
}

function negated(form: Form): Form {
  const { head, parts, node } = form
  const sign = form.sign === '!' ? '' : '!'
  const [left, right] = parts
  if (head === '!' && left) return left
  if ((head === '<' || head === '<=') && left && right) {
    return { ...make(node, head === '<' ? '<=' : '<', [right, left]), sign }
  }
  if (head === 'and' || head === 'or') return { ...form, head: NEGATED[head] ?? head, parts: parts.map(negated), sign }
  return NEGATED[head] ? { ...form, head: NEGATED[head], sign } : { ...make(node, '!', [form]), sign }
}

/** Any other node: its kind with what it says in words, then the nodes below it in their order; types are left out. */
function byShape(node: Node): Form {
  const words = Object.entries(node).filter(
    ([key, value]) => !OF_THE_TREE.has(key) && ['string', 'number', 'boolean'].includes(typeof value),
  )
  const head = [node.type, ...words.filter(([, value]) => value !== false).map(([key, value]) => `${key}=${value}`)]
  const parts = childrenOf(node).filter(({ type }) => !type.startsWith('TS') || TRANSPARENT.has(type))
  return make(node, head.join(' '), parts.map(formOf))
}

function make(node: Node, head: string, parts: readonly Form[] = [], anyOrder = false): Form {
  return { head, parts, anyOrder, node, sign: '' }
}
