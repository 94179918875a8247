import { type Captures, type Form, formOf, match } from './form.ts'
import { childrenOf, isNode, type Node, nameOf, parse, textOf } from './tree.ts'

/**
 * What stands somewhere in the syntax tree, and what is to stand there instead. The texts after `becomes`, `returns` and `first`
 * are TypeScript; `$0` in them is what stood there.
 */
export type Change =
  /** The function gives this and does nothing else. */
  | { returns: string }
  /** The smallest test of an `if`, a loop or `?:`, or operand of `&&` or `||`, that mentions these words (names, numbers, texts). */
  | { condition: string; becomes: string }
  /** The statement that calls or assigns this, `timer.stop` or `error`, is left out. */
  | { without: string }
  /** What is given to this name: by a declaration, an assignment, a property. */
  | { value: string; becomes: string }
  /** An expression that says this; `_` in it is anything, `$a` anything as well, for use in `becomes`. */
  | { expression: string; becomes: string }
  /** A statement before all others of the function. */
  | { first: string }

/** A change in `function`, `Class.method`, `Class` or `CONSTANT`; the file needs to be said where several have one of that name. */
export type Mutant = { in: string; file?: string } & Change

/** A text in place of [start, end) of a file. */
export interface Edit {
  file: string
  start: number
  end: number
  text: string
}

interface Scope {
  file: string
  source: string
  node: Node
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** Everything that has a name at the top of these sources or in a class there. */
export class Names {
  readonly #scopes = new Map<string, Scope[]>()

  /** @throws Error when a source cannot be parsed */
  constructor(sources: ReadonlyMap<string, string>) {
    for (const [file, source] of sources) {
      for (const [name, node] of namesIn(parse(source, { preserveParens: false }))) {
        this.#scopes.set(name, [...(this.#scopes.get(name) ?? []), { file, source, node }])
      }
    }
  }

  /** @throws Error unless what the mutant changes is there exactly once; it says where was looked, and for what */
  edit(mutant: Mutant): Edit {
    const scopes = (this.#scopes.get(mutant.in) ?? []).filter(({ file }) => !mutant.file || file.endsWith(mutant.file))
    if (scopes.length === 0) {
      throw new Error(`nothing is called ${mutant.in}${mutant.file ? ` in ${mutant.file}` : ' in any file'}`)
    }
    const edits = scopes.flatMap((scope) => editsOf(mutant, scope).map((edit) => ({ ...edit, file: scope.file })))
    const [edit, ...more] = edits
    if (edit && more.length === 0) return edit
    const where = `${mutant.in} (${unique(scopes.map(({ file }) => file)).join(', ')})`
    if (!edit) throw new Error(`${where} has no ${inWords(mutant)}`)
    const lines = edits.map(({ file, start }) => lineOf(start, scopes.find((scope) => scope.file === file)?.source))
    throw new Error(
      `${where} has ${edits.length} of this, on lines ${lines.join(', ')}: ${inWords(mutant)}; say more of it`,
    )
  }
}

export function apply(source: string, { start, end, text }: Pick<Edit, 'start' | 'end' | 'text'>): string {
  return source.slice(0, start) + text + source.slice(end)
}

function namesIn(program: Node): [string, Node][] {
  return (program.body as Node[]).flatMap((statement): [string, Node][] => {
    const node = isNode(statement.declaration) ? statement.declaration : statement
    if (node.type === 'VariableDeclaration') {
      return (node.declarations as Node[]).map((each) => [String(nameOf(each.id)), each])
    }
    if (node.type === 'FunctionDeclaration') return [[String(nameOf(node.id)), node]]
    if (node.type !== 'ClassDeclaration') return []
    const name = String(nameOf(node.id))
    const members = (node.body as Node).body as Node[]
    return [[name, node], ...members.map((each): [string, Node] => [`${name}.${nameOf(each.key)}`, each])]
  })
}

type Found = Pick<Edit, 'start' | 'end' | 'text'>

function editsOf(mutant: Mutant, scope: Scope): Found[] {
  if ('returns' in mutant) return bodiesOf(scope).map((body) => returning(body, mutant.returns))
  if ('first' in mutant) {
    const blocks = bodiesOf(scope).filter(({ type }) => type === 'BlockStatement')
    return blocks.map(({ start }) => ({ start: start + 1, end: start + 1, text: `;${mutant.first};` }))
  }
  if ('without' in mutant) {
    const path = mutant.without.split('.')
    return nodesIn(scope.node)
      .filter((node) => does(node, path))
      .map(({ start, end }) => ({ start, end, text: ';' }))
  }
  if ('value' in mutant) {
    return nodesIn(scope.node)
      .flatMap((node) => valuesOf(node, mutant.value))
      .map((node) => inPlaceOf(node, mutant.becomes, scope))
  }
  if ('condition' in mutant) {
    const words = mutant.condition.split(/\s+/)
    const fitting = conditionsIn(scope.node).filter((node) => words.every((word) => mentions(node, word)))
    return innermost(fitting).map((node) => inPlaceOf(node, mutant.becomes, scope))
  }
  return matches(mutant.expression, scope).map(({ node, captures }) => inPlaceOf(node, mutant.becomes, scope, captures))
}

function inWords(mutant: Mutant): string {
  if ('returns' in mutant || 'first' in mutant) return 'body'
  if ('without' in mutant) return `statement that calls or assigns ${mutant.without}`
  if ('value' in mutant) return `value given to ${mutant.value}`
  if ('condition' in mutant) return `condition that mentions ${mutant.condition.split(/\s+/).join(' and ')}`
  return `expression ${mutant.expression}`
}

/** The body of the function that the name stands for. */
function bodiesOf({ node }: Scope): Node[] {
  const it = [node, node.value, node.init].find((each): each is Node => isNode(each) && FUNCTIONS.has(each.type))
  return isNode(it?.body) ? [it.body] : []
}

function returning(body: Node, value: string): Found {
  const isBlock = body.type === 'BlockStatement' || body.type === 'FunctionBody'
  return { start: body.start, end: body.end, text: isBlock ? `{ return ${value} }` : `(${value})` }
}

/** All code below it; types are passed over. */
function nodesIn(node: Node): Node[] {
  if (node.type.startsWith('TS') && !('expression' in node)) return []
  return [node, ...childrenOf(node).flatMap(nodesIn)]
}

/** Without what is only a name there: of a declaration, a property, a parameter. */
function expressionsIn(node: Node): Node[] {
  const names = new Set(
    nodesIn(node).flatMap(({ id, params = [], computed, key, property, shorthand, ...rest }) => [
      id,
      ...(params as Node[]),
      ...(computed ? [] : [key, property]),
      shorthand && rest.value,
    ]),
  )
  return nodesIn(node).filter((each) => !names.has(each))
}

function does({ type, expression }: Node, path: readonly string[]): boolean {
  if (type !== 'ExpressionStatement' || !isNode(expression)) return false
  const call = expression.type === 'ChainExpression' ? (expression.expression as Node) : expression
  return [call.callee, call.left, call.argument].some((what) => isNode(what) && endsIn(what, path))
}

/** Does the dotted name end so? `a.b.c` ends in `b.c` and in `c`. */
function endsIn(node: Node, path: readonly string[]): boolean {
  const last = path.at(-1)
  if (last === undefined) return true
  if (node.type === 'TSNonNullExpression') return endsIn(node.expression as Node, path)
  if (node.type !== 'MemberExpression') return path.length === 1 && nameOf(node) === last
  return !node.computed && nameOf(node.property) === last && endsIn(node.object as Node, path.slice(0, -1))
}

function valuesOf(node: Node, name: string): Node[] {
  const [target, value] = (() => {
    switch (node.type) {
      case 'VariableDeclarator':
        return [node.id, node.init]
      case 'AssignmentExpression':
        return [node.operator === '=' && node.left, node.right]
      case 'AssignmentPattern':
        return [node.left, node.right]
      case 'Property':
      case 'PropertyDefinition':
        return [!node.computed && !node.shorthand && node.key, node.value]
      default:
        return []
    }
  })()
  return isNode(target) && isNode(value) && endsIn(target, name.split('.')) ? [value] : []
}

function conditionsIn(node: Node): Node[] {
  const grouped = new Set<Node>()
  return nodesIn(node).flatMap((each) => {
    const tests = ['IfStatement', 'ConditionalExpression', 'WhileStatement', 'DoWhileStatement', 'ForStatement']
    if (tests.includes(each.type)) return isNode(each.test) ? [each.test] : []
    if (!isJunction(each) || grouped.has(each)) return []
    for (const side of [each.left, each.right].filter(isNode)) if (side.operator === each.operator) grouped.add(side)
    return [each, ...operandsOf(each, each.operator)]
  })
}

function isJunction(node: Node): boolean {
  return node.type === 'LogicalExpression' && node.operator !== '??'
}

/** Of `a && b && c` all three, however they are grouped. */
function operandsOf(node: Node, operator: unknown): Node[] {
  if (!isJunction(node) || node.operator !== operator) return [node]
  return [node.left, node.right].filter(isNode).flatMap((side) => operandsOf(side, operator))
}

function mentions(node: Node, word: string): boolean {
  return nodesIn(node).some(
    (each) => nameOf(each) === word || (each.type === 'Literal' && String(each.value) === word.replaceAll('_', '')),
  )
}

/** Those that hold no other of them. */
function innermost(nodes: readonly Node[]): Node[] {
  const distinct = nodes.filter((node, index) => nodes.findIndex((other) => isSame(other, node)) === index)
  return distinct.filter((node) => !distinct.some((other) => !isSame(other, node) && isWithin(other, node)))
}

function matches(pattern: string, { node }: Scope): { node: Node; captures: Captures }[] {
  const wanted = formOf(patternOf(pattern))
  const found = expressionsIn(node).flatMap((each) => {
    const captures = each.type.endsWith('Statement') ? undefined : match(wanted, formOf(each))
    return captures ? [{ node: each, captures }] : []
  })
  return found.filter(({ node: each }, index) => found.findIndex((other) => isSame(other.node, each)) === index)
}

/** @throws Error when it is no expression */
function patternOf(text: string): Node {
  try {
    const [statement] = parse(`(${text})`, { preserveParens: false }).body as Node[]
    if (isNode(statement?.expression)) return statement.expression
  } catch {}
  throw new Error(`"${text}" is no expression`)
}

/** The text in parentheses; as a statement behind `void`, lest they be taken for those of a call on the line before. */
function inPlaceOf(node: Node, becomes: string, { node: top, source }: Scope, captures: Captures = new Map()): Found {
  const text = becomes.replaceAll(/\$\w+/g, (name) => {
    if (name === '$0') return `(${textOf(node, source)})`
    return (captures.get(name) ?? []).map((form) => writtenOut(form, source)).join(', ')
  })
  const isStatement = nodesIn(top).some((each) => each.type === 'ExpressionStatement' && each.expression === node)
  return { start: node.start, end: node.end, text: `${isStatement ? 'void ' : ''}(${text})` }
}

function writtenOut({ sign, node }: Form, source: string): string {
  return `${sign}(${textOf(node, source)})`
}

function isSame(a: Node, b: Node): boolean {
  return a.start === b.start && a.end === b.end
}

function isWithin(inner: Node, outer: Node): boolean {
  return inner.start >= outer.start && inner.end <= outer.end
}

function lineOf(at: number, source = ''): number {
  return source.slice(0, at).split('\n').length
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}
