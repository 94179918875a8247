import hljs from 'highlight.js/lib/common'
import { escapeHtml, type Html, trusted } from './html.ts'

/** Past this a colouring costs more than it tells. */
const longest = 100_000

/** Source text as spans of class `hljs-…`; plain text when the language is unknown. */
export function highlight(source: string, language: string): Html {
  const name = language.toLowerCase()
  if (source.length > longest || !hljs.getLanguage(name)) return trusted(escapeHtml(source))
  return trusted(hljs.highlight(source, { language: name, ignoreIllegals: true }).value)
}

/** How people write the language's name: `typescript` → `TypeScript`. */
export function languageName(language: string): string {
  return hljs.getLanguage(language.toLowerCase())?.name?.replace(/,.*$/, '') ?? language
}
