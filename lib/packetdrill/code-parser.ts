import type { CodeExpression, CodeStatement } from './code-syntax.ts'
import { type CodeToken, codeTokens } from './code-tokens.ts'
import { ScriptError, type ScriptPlace } from './script-error.ts'

/** Python's binary operators, those that bind least first. */
const BINARY: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%']]
const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>=']
const PYTHON_CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
])
/** What an expression cannot begin with. */
const KEYWORDS: readonly string[] = [
  'assert',
  'and',
  'or',
  'not',
  'in',
  'is',
  'if',
  'else',
  'for',
  'while',
  'def',
  'import',
]
const MOST_NESTED_CODE = 64
const MOST_LINKED = 1_000

/** @param start where the text begins. @throws ScriptError for what is no assert, assignment or print */
export function parseCode(text: string, start: ScriptPlace): CodeStatement[] {
  return new CodeParser(text, codeTokens(text, start)).statements()
}

class CodeParser {
  readonly #text: string
  readonly #tokens: readonly CodeToken[]
  #at = 0
  #depth = 0
  #links = 0

  constructor(text: string, tokens: readonly CodeToken[]) {
    this.#text = text
    this.#tokens = tokens
  }

  statements(): CodeStatement[] {
    const statements: CodeStatement[] = []
    for (;;) {
      while (this.#takes('newline') || this.#takes('sign', ';')) {}
      if (this.#peek.kind === 'end') return statements
      const statement = this.#statement()
      if (statement) statements.push(statement)
      if (!['newline', 'end'].includes(this.#peek.kind) && !this.#is('sign', ';'))
        throw this.#unexpected('the end of a line')
    }
  }

  #statement(): CodeStatement | undefined {
    const token = this.#peek
    const { place } = this
    this.#links = 0
    if (this.#takes('name', 'pass')) return undefined
    if (this.#takes('name', 'assert')) {
      const from = this.#peek.from
      const condition = this.#expression()
      const text = this.#text.slice(from, this.#tokens[this.#at - 1]!.to)
      const message = this.#takes('sign', ',') ? this.#expression() : undefined
      return { kind: 'assert', place, condition, message, text }
    }
    if (this.#is('name', 'print')) {
      this.#at++
      const values = this.#peek.kind === 'newline' || this.#peek.kind === 'end' ? [] : this.#list()
      return { kind: 'print', place, values }
    }
    if (token.kind === 'name' && this.#tokens[this.#at + 1]?.text === '=') {
      this.#at += 2
      return { kind: 'assign', place, name: token.text, value: this.#expression() }
    }
    throw new ScriptError(place, `of Python there are assert, print and assignments here: "${token.text}" begins none`)
  }

  #list(): CodeExpression[] {
    const items = [this.#expression()]
    while (this.#takes('sign', ',')) items.push(this.#expression())
    return items
  }

  #expression(): CodeExpression {
    const { place } = this
    if (++this.#depth > MOST_NESTED_CODE) throw new ScriptError(place, 'this is nested too deeply')
    let found = this.#or()
    if (this.#takes('name', 'if')) {
      const condition = this.#or()
      if (!this.#takes('name', 'else')) throw this.#unexpected('else')
      found = { kind: 'choice', place, condition, yes: found, no: this.#expression() }
    }
    this.#depth--
    return found
  }

  #or(): CodeExpression {
    return this.#joined('or', () => this.#joined('and', () => this.#not()))
  }

  #joined(operator: string, part: () => CodeExpression): CodeExpression {
    const { place } = this
    let left = part()
    while (this.#takes('name', operator)) left = this.#linked({ kind: 'binary', place, operator, left, right: part() })
    return left
  }

  #not(): CodeExpression {
    const { place } = this
    let times = 0
    while (this.#takes('name', 'not')) times++
    let operand = this.#comparison()
    if (times > MOST_NESTED_CODE) throw new ScriptError(place, 'this is nested too deeply')
    while (times-- > 0) operand = { kind: 'unary', place, operator: 'not', operand }
    return operand
  }

  #comparison(): CodeExpression {
    const { place } = this
    const first = this.#binary(0)
    const rest: { operator: string; operand: CodeExpression }[] = []
    for (let operator = this.#comparator(); operator; operator = this.#comparator()) {
      rest.push({ operator, operand: this.#binary(0) })
    }
    return rest.length === 0 ? first : { kind: 'comparison', place, first, rest }
  }

  #comparator(): string | undefined {
    const { kind, text } = this.#peek
    if (kind === 'sign' && COMPARISONS.includes(text)) return this.#next().text
    if (this.#takes('name', 'in')) return 'in'
    if (this.#is('name', 'not') && this.#tokens[this.#at + 1]?.text === 'in') {
      this.#at += 2
      return 'not in'
    }
    if (!this.#takes('name', 'is')) return undefined
    return this.#takes('name', 'not') ? '!=' : '=='
  }

  #binary(level: number): CodeExpression {
    const operators = BINARY[level]
    if (!operators) return this.#unary()
    const { place } = this
    let left = this.#binary(level + 1)
    while (this.#peek.kind === 'sign' && operators.includes(this.#peek.text)) {
      const operator = this.#next().text
      left = this.#linked({ kind: 'binary', place, operator, left, right: this.#binary(level + 1) })
    }
    return left
  }

  /** What is evaluated goes as deep as a chain is long. */
  #linked(expression: CodeExpression): CodeExpression {
    if (++this.#links > MOST_LINKED) throw new ScriptError(expression.place, 'this is too long for one expression')
    return expression
  }

  #unary(): CodeExpression {
    const { place } = this
    const signs: string[] = []
    while (this.#is('sign', '-') || this.#is('sign', '+') || this.#is('sign', '~')) signs.push(this.#next().text)
    if (signs.length > MOST_NESTED_CODE) throw new ScriptError(place, 'this is nested too deeply')
    let operand = this.#atom()
    for (const operator of signs.reverse()) operand = { kind: 'unary', place, operator, operand }
    return operand
  }

  #atom(): CodeExpression {
    const { place } = this
    const { kind, text } = this.#peek
    if (kind === 'number') return { kind: 'constant', place, value: Number(this.#next().text) }
    if (kind === 'string') {
      let value = ''
      while (this.#peek.kind === 'string') value += this.#next().text
      return { kind: 'constant', place, value }
    }
    if (this.#takes('sign', '(')) return this.#parenthesised(place)
    if (kind !== 'name' || KEYWORDS.includes(text)) throw this.#unexpected('a name or a number')
    this.#at++
    const constant = PYTHON_CONSTANTS.get(text)
    if (constant !== undefined) return { kind: 'constant', place, value: constant }
    if (!this.#takes('sign', '(')) return { kind: 'name', place, name: text }
    const args = this.#is('sign', ')') ? [] : this.#list()
    this.#closes()
    return { kind: 'call', place, name: text, args }
  }

  #parenthesised(place: ScriptPlace): CodeExpression {
    if (this.#takes('sign', ')')) return { kind: 'tuple', place, items: [] }
    const items = [this.#expression()]
    let isTuple = false
    while (this.#takes('sign', ',')) {
      isTuple = true
      if (!this.#is('sign', ')')) items.push(this.#expression())
    }
    this.#closes()
    return isTuple ? { kind: 'tuple', place, items } : items[0]!
  }

  #closes(): void {
    if (!this.#takes('sign', ')')) throw this.#unexpected(')')
  }

  get place(): ScriptPlace {
    const { line, column } = this.#peek
    return { line, column }
  }

  get #peek(): CodeToken {
    return this.#tokens[this.#at]!
  }

  #next(): CodeToken {
    return this.#tokens[this.#at++]!
  }

  #is(kind: CodeToken['kind'], text: string): boolean {
    return this.#peek.kind === kind && this.#peek.text === text
  }

  #takes(kind: CodeToken['kind'], text?: string): boolean {
    if (this.#peek.kind !== kind || (text !== undefined && this.#peek.text !== text)) return false
    this.#at++
    return true
  }

  #unexpected(wanted: string): ScriptError {
    const { kind, text } = this.#peek
    const found = kind === 'newline' || kind === 'end' ? 'the line ends' : `"${text}" stands`
    return new ScriptError(this.place, `${wanted} is expected here, and ${found}`)
  }
}
