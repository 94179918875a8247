/** English in TypeScript: which literals of a source are sentences or parts of some, and where they stand. */
import ts from 'typescript-compiler'

export interface Phrase {
  text: string
  line: number
  /** Words of English in a row, at most. */
  words: number
  /** Nothing is put into it. */
  fixed: boolean
}

/** The printed form of a segment is the same in every language. */
const NOTATION = /^(?:seq|ack|win|len|mss|wscale|sack|part)(?: …)? \{\}/

/** What leads to a part of a template: `{}`. */
const HOLE = '{}'

/**
 * The phrases of a source: literals and templates with a word beside another word or beside what is put in. Not those of errors, of
 * imports, and of a top-level `SAYS`.
 */
export function phrasesIn(source: string): Phrase[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true)
  const found: Phrase[] = []
  const visit = (node: ts.Node): void => {
    if (isApart(node)) return
    const text = textOf(node)
    if (text !== undefined && !isCompared(node) && (isPhrase(text) || isLabel(node, text))) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart())
      found.push({ text, line: line + 1, words: mostWords(text), fixed: !text.includes(HOLE) })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** Errors are for whoever writes programs; `SAYS` is where words belong. */
function isApart(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isThrowStatement(node) || ts.isTypeNode(node))
    return true
  if (ts.isNewExpression(node)) return /Error$/.test(node.expression.getText())
  return ts.isVariableDeclaration(node) && node.name.getText() === 'SAYS' && ts.isSourceFile(node.parent.parent.parent)
}

/** Data, not words: `reason === 'queue full'`. */
function isCompared({ parent }: ts.Node): boolean {
  return ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText()))
}

/** A word by itself, where a reader sees it: a noun that is counted, a heading of a table, a label. */
function isLabel(node: ts.Node, text: string): boolean {
  const { parent } = node
  if (!/[A-Za-z]{3}/.test(text) || /^\s*</.test(text)) return false
  if (ts.isCallExpression(parent)) return parent.expression.getText() === 'count' && parent.arguments[0] !== node
  if (ts.isPropertyAssignment(parent)) return /^(?:label|title|text|description|note)$/.test(parent.name.getText())
  if (!ts.isArrayLiteralExpression(parent) || !ts.isCallExpression(parent.parent)) return false
  return parent.parent.expression.getText() === 'rowsTable' && parent.parent.arguments[0] === parent
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(HOLE)
}

/** Not markup, paths of SVG, style sheets, or numbers with a unit. */
function isPhrase(text: string): boolean {
  if (NOTATION.test(text)) return false
  if (/^[\w-]+:[\w(]|^@media|^\s*<|<\/|[;{]\s*[a-z-]+:|^[#.]?[a-z-]+\{(?!\})/.test(text.replaceAll(HOLE, ' ')))
    return false
  return (
    mostWords(text) >= 2 ||
    (text.includes(HOLE) && /[ :.,]/.test(text) && /(?:^|[ {}])[A-Za-z]{3,}(?:$|[ .,:;{}])/.test(text))
  )
}

function mostWords(text: string): number {
  const runs = text.split(/\{\}|[^A-Za-z' ,.:;()-]/)
  return Math.max(
    ...runs.map(
      (run) =>
        run.split(/[ ,:;()]+|\.(?: |$)/).filter((word) => /^[A-Za-z][a-z'-]+$/.test(word) || word === 'a').length,
    ),
  )
}
