import type { MarkdownIt } from 'markdown-it'
import { type Formula, markOf } from '../delimiters.ts'
import { escapeHtml } from '../html.ts'
import { byName } from '../values.ts'

/** HTML's elements, and the roles of MyST's that mean the same. */
const tagOfRole = byName({
  abbr: 'abbr abbreviation',
  code: 'code file',
  del: 'del strike',
  dfn: 'dfn',
  em: 'emphasis',
  kbd: 'kbd',
  samp: 'samp',
  span: 'smallcaps',
  strong: 'command guilabel program strong',
  sub: 'sub subscript',
  sup: 'sup superscript',
  u: 'u underline',
})
/** Lead to a place on the page that has a label. */
const references = new Set(['any', 'eq', 'numref', 'prf:ref', 'ref', 'term'])
/** Name a work or a file. */
const citations = /^(?:footcite|cite)(?::[a-z]+)?$/
const longestRole = 2000

/** MyST's roles: `` {ref}`label` ``, `` {sub}`2` ``. A role of another name stays as its author wrote it. */
export function roles(md: MarkdownIt): void {
  md.inline.ruler.before('backticks', 'role', (state, silent) => {
    if (state.src[state.pos] !== '{') return false
    const [whole, name = '', , content = ''] = role.exec(state.src.slice(state.pos, state.pos + longestRole)) ?? []
    if (whole === undefined) return false
    const markup = roleMarkup(name.toLowerCase(), content.trim(), (state.env as { formulas?: Formula[] }).formulas)
    if (markup === undefined) return false
    if (!silent) {
      const token = state.push(name === 'math' ? 'text' : 'html_inline', '', 0)
      token.content = markup
    }
    state.pos += whole.length
    return true
  })
}

const role = /^\{([a-zA-Z][\w:+.-]{0,40})\}(`{1,5})(?!`)([^`]+)\2(?!`)/

function roleMarkup(name: string, content: string, formulas: Formula[] | undefined): string | undefined {
  if (name === 'math') {
    return formulas && markOf(formulas.push({ tex: content, display: false, source: `$${content}$` }) - 1)
  }
  if (references.has(name)) {
    const [, words, label = content] = /^([\s\S]*?)\s*<([^<>]*)>$/.exec(content) ?? []
    const named = words === undefined || words === '' ? ' data-label' : ''
    return `<a href="#${escapeHtml(label)}"${named}>${escapeHtml(words || label)}</a>`
  }
  if (name === 'doc' || name === 'download') {
    const [, words, path = content] = /^([\s\S]*?)\s*<([^<>]*)>$/.exec(content) ?? []
    const hasEnding = path.includes('.') && /^\w+$/.test(path.slice(path.lastIndexOf('.') + 1))
    const address = name === 'doc' && !hasEnding ? `${path}.ipynb` : path
    return `<a href="${escapeHtml(address)}">${escapeHtml(words || path)}</a>`
  }
  if (citations.test(name)) return `<cite>[${escapeHtml(content.replace(/\s*,\s*/g, ', '))}]</cite>`
  const tag = tagOfRole.get(name)
  if (tag === undefined) return undefined
  const [, short, long] = tag === 'abbr' ? (/^([\s\S]*?)\s*\(([^()]*)\)$/.exec(content) ?? []) : []
  return long === undefined
    ? `<${tag}>${escapeHtml(content)}</${tag}>`
    : `<abbr title="${escapeHtml(long)}">${escapeHtml(short!)}</abbr>`
}
