/**
 * Where the mathematics of a text stands, as Jupyter finds it: before Markdown is read, so that neither `_` nor `|` nor the end of
 * a line within a formula means anything else. Each formula leaves a mark in the text; code keeps its dollars, and so does money.
 * Everything here takes time in proportion to the text, whatever it holds.
 */

import { Places } from './places.ts'

export interface Formula {
  tex: string
  display: boolean
  /** As it stood in the text, with its delimiters. */
  source: string
}

export interface Marked {
  text: string
  formulas: readonly Formula[]
}

/** Characters that Unicode keeps for a program's own use: no text holds them, and Markdown takes them for letters. */
const [opening, closing, forbidden] = ['\ufdd0', '\ufdd1', /[\ufdd0-\ufdef]/g]
const formulaMark = new RegExp(`${opening}(\\d+)${closing}`, 'g')
/** The same where Markdown has made an address of it. */
const encodedMark = /%EF%B7%90(\d+)%EF%B7%91/g

/** What stands in the text where formula `n` stood. */
export function markOf(n: number): string {
  return `${opening}${n}${closing}`
}

/**
 * What a text is. `html`: that of an output, where a lone dollar is money unless what it opens can only be TeX. `left`: what
 * Markdown has left as it was, its dollars looked at before.
 */
export type TextKind = 'markdown' | 'html' | 'left'

/** Takes the formulas out of a text. */
export function takeFormulas(source: string, kind: TextKind): Marked {
  const text = source.replace(/\r\n?/g, '\n').replace(forbidden, '\ufffd')
  if (!/[$\\]/.test(text)) return { text, formulas: [] }
  const formulas: Formula[] = []
  const places = new Places(text)
  let result = ''
  let from = 0
  let at = 0
  for (let next = places.interesting(at); next < text.length; next = places.interesting(at)) {
    at = next
    const code = kind === 'markdown' ? places.codeEnd(at) : undefined
    if (code !== undefined) {
      at = code
      continue
    }
    const found = formulaAt(text, at, places, kind)
    if (found === undefined) {
      at += text[at] === '\\' || text.startsWith('$$', at) ? 2 : 1
      continue
    }
    result += text.slice(from, at) + markOf(formulas.length)
    formulas.push({ ...found, source: text.slice(at, found.end) })
    at = found.end
    from = at
  }
  return { text: result + text.slice(from), formulas }
}

/** Puts the sources back where no formula can be: in code, in attributes. */
export function restoreFormulas(text: string, formulas: readonly Formula[]): string {
  if (formulas.length === 0) return text
  return text
    .replace(formulaMark, (_, n) => formulas[Number(n)]?.source ?? '')
    .replace(encodedMark, (_, n) => encodeURI(formulas[Number(n)]?.source ?? ''))
}

/** Takes the formulas out of a text and adds them to others, by whose numbers its marks go then. */
export function moveFormulas(source: string, kind: TextKind, formulas: Formula[]): string {
  const found = takeFormulas(source, kind)
  const base = formulas.length
  formulas.push(...found.formulas)
  const parts = splitAtMarks(found.text).map((part) => (typeof part === 'string' ? part : markOf(part + base)))
  return parts.join('')
}

/** The text between marks, and the numbers of the formulas that stand between the texts. */
export function splitAtMarks(text: string): (string | number)[] {
  return text.split(formulaMark).flatMap((part, at) => (at % 2 === 1 ? Number(part) : part === '' ? [] : part))
}

interface Placed extends Omit<Formula, 'source'> {
  /** The index after its last delimiter. */
  end: number
}

function formulaAt(text: string, at: number, places: Places, kind: TextKind): Placed | undefined {
  if (text[at] === '$' && kind === 'left') return undefined
  if (text.startsWith('$$', at)) return enclosed(text, at, '$$', '$$', places)
  if (text[at] === '$') return dollars(text, at, places, kind)
  if (text[at] !== '\\') return undefined
  if (text.startsWith('\\begin{', at)) return environment(text, at, places)
  // Within Markdown a backslash is written as two; and where Markdown leaves a text alone, as one.
  for (const [open, close, certain] of brackets) {
    if (!text.startsWith(open, at)) continue
    const found = enclosed(text, at, open, close, places)
    return found && (certain || kind !== 'markdown' || isTex(found.tex)) ? found : undefined
  }
  const reference = /\\(?:eq)?ref\{[^{}\s]{1,200}\}/y
  reference.lastIndex = at
  const [tex] = reference.exec(text) ?? []
  return tex === undefined ? undefined : { tex, display: false, end: at + tex.length }
}

/** `\[1\]` is a bracket of Markdown's as often as TeX; in HTML it is TeX. */
const brackets = [
  ['\\\\(', '\\\\)', true],
  ['\\\\[', '\\\\]', true],
  ['\\(', '\\)', false],
  ['\\[', '\\]', false],
] as const

/** Between delimiters that no other text has. A blank line ends it, unless braces or an environment are open there. */
function enclosed(text: string, at: number, open: string, close: string, places: Places): Placed | undefined {
  const start = at + open.length
  const end = places.next(close, start)
  if (end < 0) return undefined
  const tex = text.slice(start, end)
  const display = open === '$$' || open.endsWith('[')
  if (tex.trim() === '' || (!display && tex.includes('`'))) return undefined
  if (places.blank(start) < end && !(display && isOpenAtBlanks(tex))) return undefined
  return { tex: unquoted(text, at, tex), display, end: end + close.length }
}

function environment(text: string, at: number, places: Places): Placed | undefined {
  const end = places.environmentEnd(at)
  if (end === undefined) return undefined
  const name = /^\\begin\{([a-zA-Z]+)/.exec(text.slice(at, at + 40))?.[1]
  if (name === undefined || (places.blank(at) < end && !mathematical.has(name))) return undefined
  return { tex: unquoted(text, at, text.slice(at, end)), display: true, end }
}

function dollars(text: string, at: number, places: Places, kind: TextKind): Placed | undefined {
  const close = places.dollar(at + 1)
  if (close === undefined) return undefined
  const tex = text.slice(at + 1, close)
  // Neither code nor the end of a table's row or of an element is within a formula.
  if (tex.trim() === '' || tex.includes('`') || /\|[ \t]*\n|<\/[a-zA-Z]/.test(tex)) return undefined
  const around = { before: text.slice(Math.max(0, at - 2), at), after: text[close + 1] ?? '' }
  if (kind === 'html' ? !(isTight(tex) && isTex(tex)) : isMoney(tex, around)) return undefined
  return { tex: unquoted(text, at, tex), display: false, end: close + 1 }
}

/** Environments that hold mathematics: inside them a blank line is a slip, not an end. */
const mathematical = new Set(
  `align alignat aligned alignedat array bmatrix Bmatrix cases CD darray dcases displaymath drcases eqnarray equation flalign
  gather gathered math matrix multline pmatrix rcases smallmatrix split subarray subequations vmatrix Vmatrix
  xalignat`.split(/\s+/),
)

/** What no prose and no sum of money has: a command, an index, a relation. */
function isTex(tex: string): boolean {
  return /\\[a-zA-Z]{2}|[\^=<>]|[\p{L}\p{N})}\]]_[\p{L}\p{N}{\\]/u.test(tex)
}

function isTight(tex: string): boolean {
  return !/^\s|\s$/.test(tex)
}

/**
 * Whether the dollars are those of "$5 and $6". What stands tight between two dollars is mathematics, unless a number begins it
 * and another follows, or words of a sentence do. Where blanks stand inside, Jupyter sees mathematics everywhere; here it must not read as a sentence, and
 * not as a sum with what separates it from the next.
 */
function isMoney(tex: string, { before, after }: { before: string; after: string }): boolean {
  const followed = /\d/.test(after)
  const sum = /^\d/.test(tex)
  if (isTight(tex)) return (followed && (sum || /\s/.test(tex))) || (sum && !isTex(tex) && readsAsProse(tex))
  if (readsAsProse(tex)) return true
  if (isTex(tex) || /[+*/]/.test(tex)) return false
  if (/^[\s\d.,;:()–-]*$/.test(tex)) return followed || !/^\s*-?\d+(?:[.,]\d+)*\s?$/.test(tex)
  if (sum) return true
  return /\d ?$/.test(before) && !/\p{L}/u.test(tex)
}

const functionNames =
  /\b(?:arccos|arcsin|arctan|arg|const|cosh?|cot|deg|det|diag|dim|div|else|exp|gcd|grad|inf|ker|lim|ln|log|max|min|mod|rank|sinh?|sup|tanh?|tr|var)\b/g
const littleWords = /(?:^|\s)(?:an|and|are|as|at|by|for|from|in|is|of|on|or|per|the|to|und|oder|et|ou|with)(?:\s|$)/i

/** Two words in a row, a word of a sentence, or letters of a script that mathematics does not use. */
function readsAsProse(tex: string): boolean {
  if (tex.length > 1000) return !isTex(tex)
  const words = tex
    .replace(/\\(?:text\w*|mathrm|mbox|hbox|operatorname\*?)\s*\{[^{}]*\}/g, '')
    .replace(/\\[a-zA-Z]+/g, ' ')
    .replace(functionNames, '')
  if (littleWords.test(words) || /(?<!\p{L})\p{L}{2,}[,;:]?\s+\p{L}{2,}/u.test(words)) return true
  if (/(?=\p{L})[^\p{Script=Latin}\p{Script=Greek}\p{Script=Common}]/u.test(words)) return true
  return !/^\s[\s\S]*\s$/.test(tex) && /\p{L}{3}/u.test(words)
}

/** Whether at each blank line an environment or a brace is open that closes later. */
function isOpenAtBlanks(tex: string): boolean {
  let depth = 0
  for (const [token] of tex.matchAll(/\\begin\{|\\end\{|\\[\s\S]|[{}]|\n[ \t>]*\n/g)) {
    // The brace of `\begin{` closes with the name.
    if (token === '\\begin{') depth += 2
    else if (token === '{') depth += 1
    else if (token === '}') depth -= 1
    else if (token.startsWith('\n') && depth <= 0) return false
    // … and `\end{` takes the environment, its own brace comes and goes.
  }
  return true
}

/** A formula inside a quotation, without the marks that begin its lines. */
function unquoted(text: string, at: number, tex: string): string {
  if (!tex.includes('\n')) return tex
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  return /^[ \t]*>/.test(line) ? tex.replace(/\n[ \t]*(?:>[ \t]?)+/g, '\n') : tex
}
