// @ts-check
/** A cell of TypeScript as the JavaScript that runs in the page, line for line: an error's line is that of the cell. */
import { typescriptLanguage } from '@codemirror/lang-javascript'
import { transform } from 'sucrase'

/** What is put in the place of a part of the source. @typedef {{ from: number, to: number, text: string }} Edit */

/** Where a text is no program. */
export class CellFault extends Error {
  /**
   * @param {string} message
   * @param {number} line from 1
   */
  constructor(message, line) {
    super(message)
    this.name = 'SyntaxError'
    this.line = line
  }
}

/**
 * Imports become calls of `require`, exports plain declarations, and the last expression is handed to `$value`. Types are taken out
 * and not checked.
 *
 * @param {string} source
 * @returns {string} that can stand in an async function
 * @throws {CellFault}
 */
export function cellText(source) {
  const text = edited(source, editsIn(source))
  try {
    const { code } = transform(text, {
      transforms: ['typescript'],
      disableESTransforms: true,
      keepUnusedImports: true,
    })
    return code
  } catch (error) {
    throw faultOf(error)
  }
}

/** The place of the first thing in a text that is no program, for what tells none itself. @param {string} source */
export function firstFault(source) {
  let at = -1
  typescriptLanguage.parser.parse(source).iterate({
    enter: ({ type, from }) => {
      if (type.isError && at < 0) at = from
    },
  })
  return at < 0 ? undefined : lineAt(source, at)
}

/**
 * @param {string} source
 * @returns {Edit[]}
 */
function editsIn(source) {
  const tree = typescriptLanguage.parser.parse(source)
  /** @type {Edit[]} */
  const edits = []
  let last
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (/Comment$/.test(node.name)) continue
    last = node
    const { from, to } = node
    const own = source.slice(from, to)
    if (node.name === 'ImportDeclaration') edits.push({ from, to, text: sameLines(own, requireText(own)) })
    if (node.name === 'ExportDeclaration') edits.push(...exportEdits(own, from))
  }
  if (last?.name === 'ExpressionStatement') {
    const whole = source.slice(last.from, last.to).trimEnd()
    const own = whole.endsWith(';') ? whole.slice(0, -1) : whole
    edits.push({ from: last.from, to: last.to, text: `$value((${own}));` })
  }
  tree.iterate({
    enter: ({ name, from }) => {
      const isCall =
        name === 'DynamicImport' || (name === 'import' && /^import\s*\(/.test(source.slice(from, from + 20)))
      if (isCall && !edits.some((edit) => edit.from <= from && from < edit.to))
        edits.push({ from, to: from + 'import'.length, text: '$import' })
      return name !== 'DynamicImport'
    },
  })
  return edits
}

/**
 * @param {string} own
 * @param {number} from
 * @returns {Edit[]}
 */
function exportEdits(own, from) {
  if (/^export\s*(?:type\s*)?\{/.test(own)) return [{ from, to: from + own.length, text: sameLines(own, '') }]
  const word = /^export\s+(?:default\s+)?/.exec(own)?.[0]
  return word === undefined ? [] : [{ from, to: from + word.length, text: sameLines(word, '') }]
}

/** @param {string} own an import */
function requireText(own) {
  const found = /^import\s+(?:(type)\s+(?!from\b))?([\s\S]*?)\s*(?:\bfrom\s*)?(['"])([^'"]*)\3/.exec(own)
  if (!found) return own
  const [, type, clause = '', , module] = found
  if (type) return ''
  const call = `require(${JSON.stringify(module)})`
  if (clause === '') return `${call};`
  const space = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1]
  const named = /\{([\s\S]*)\}/.exec(clause)?.[1] ?? ''
  const first = /^([\w$]+)/.exec(clause)?.[1]
  const names = named
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && !/^type\s+(?!as\b)/.test(each))
    .map((each) => each.replace(/\s+as\s+/, ': '))
  if (first) names.unshift(`default: ${first}`)
  const parts = [
    ...(space ? [`const ${space} = ${call};`] : []),
    ...(names.length > 0 ? [`const { ${names.join(', ')} } = ${call};`] : []),
  ]
  return parts.join(' ')
}

/**
 * A text in place of another, of no fewer lines.
 *
 * @param {string} before
 * @param {string} text
 */
function sameLines(before, text) {
  return text + '\n'.repeat(before.split('\n').length - 1)
}

/**
 * @param {string} source
 * @param {Edit[]} edits
 */
function edited(source, edits) {
  let text = ''
  let at = 0
  for (const edit of edits.toSorted((one, other) => one.from - other.from)) {
    if (edit.from < at) {
      // Within the last expression, which is handed on as a whole.
      continue
    }
    text += source.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return text + source.slice(at)
}

/** @param {unknown} error of the stripper, which ends its message with the place */
function faultOf(error) {
  const message = error instanceof Error ? error.message : String(error)
  const place = /\s*\((\d+):\d+\)$/.exec(message)
  return new CellFault(
    message.replace(/^Error transforming [^:]*: /, '').replace(/\s*\(\d+:\d+\)$/, ''),
    Number(place?.[1] ?? 1),
  )
}

/**
 * @param {string} source
 * @param {number} at
 */
function lineAt(source, at) {
  return source.slice(0, at).split('\n').length
}
