/** English in TypeScript: which literals of a source are sentences or parts of some, and where they stand. */
import { childrenOf, isNode, type Node, parse, textOf } from '../../scripts/mutation/tree.ts'

export interface Phrase {
  text: string
  line: number
  /** Words of English in a row, at most. */
  words: number
}

/** What stands for what is put into a template. */
const HOLE = '{}'

/** The printed form of a segment is the same in every language. */
const NOTATION = /^(?:\{\})?(?:seq|ack|win|len|mss|wscale|sack|part)(?: …)? \{\}/

/** Style sheets, declarations of them, and markup. */
const MARKUP = /^[\w-]+:[\w(]|^@media|^\s*<|<\/|[;{]\s*[a-z-]+:|^[#.]?[a-z-]+\{(?!\})/

const WITHOUT_WORDS =
  /^(?:ImportDeclaration|ThrowStatement|ExportAllDeclaration|TS(?!AsExpression|NonNull|Satisfies).*)$/

/**
 * The phrases of a source: literals and templates with a word beside another word or beside what is put in. Not those of errors, of
 * imports, and of a table `SAYS`.
 */
export function phrasesIn(source: string): Phrase[] {
  const found: Phrase[] = []
  const visit = (node: Node, parents: readonly Node[]): void => {
    if (isApart(node, source)) return
    const text = literalOf(node)
    const isCompared = /^(?:BinaryExpression|SwitchCase)$/.test(parents[0]?.type ?? '') && parents[0]!.operator !== '+'
    if (text !== undefined && !isCompared && (isPhrase(text) || isLabel(node, text, parents, source))) {
      found.push({ text, line: source.slice(0, node.start).split('\n').length, words: mostWords(text) })
    }
    for (const child of childrenOf(node)) visit(child, [node, ...parents])
  }
  visit(parse(source), [])
  return found
}

/** Errors are for whoever writes programs; `SAYS` is where words belong. */
function isApart(node: Node, source: string): boolean {
  if (WITHOUT_WORDS.test(node.type) || (node.type === 'ExportNamedDeclaration' && isNode(node.source))) return true
  if (node.type === 'NewExpression') return /Error$/.test(textOf(node.callee, source))
  return node.type === 'VariableDeclarator' && textOf(node.id, source) === 'SAYS'
}

function literalOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join(HOLE)
}

/** A word by itself, where a reader sees it: a noun that is counted, a heading of a table, a label. */
function isLabel(node: Node, text: string, [parent, above]: readonly Node[], source: string): boolean {
  if (!parent || !/[A-Za-z]{3}/.test(text) || /^\s*</.test(text)) return false
  if (parent.type === 'CallExpression') {
    return textOf(parent.callee, source) === 'count' && (parent.arguments as Node[])[0] !== node
  }
  if (parent.type === 'Property') {
    return parent.key !== node && /^(?:label|title|text|description|note)$/.test(textOf(parent.key, source))
  }
  if (parent.type !== 'ArrayExpression' || above?.type !== 'CallExpression') return false
  return textOf(above.callee, source) === 'rowsTable' && (above.arguments as Node[])[0] === parent
}

function isPhrase(text: string): boolean {
  if (NOTATION.test(text) || MARKUP.test(text.replaceAll(HOLE, ' '))) return false
  if (mostWords(text) >= 2) return true
  return text.includes(HOLE) && /[ :.,]/.test(text) && /(?:^|[ {}])[A-Za-z]{3,}(?:$|[ .,:;{}])/.test(text)
}

function mostWords(text: string): number {
  const runs = text.split(/\{\}|[^A-Za-z' ,.:;()-]/)
  return Math.max(...runs.map((run) => run.split(/[ ,:;()]+|\.(?: |$)/).filter(isWord).length))
}

function isWord(text: string): boolean {
  return text === 'a' || /^[A-Za-z][a-z'-]+$/.test(text)
}
