import { escapeHtml, type Html, trusted } from './html.ts'
import { hljs } from './languages.ts'
import { putMagics, takeMagics } from './magics.ts'

/** Past this a colouring costs more than it tells. */
const longest = 100_000

/** Source text as spans of class `hljs-…`; plain text when the language is unknown. */
export function highlight(source: string, language: string): Html {
  const name = language.toLowerCase()
  if (source.length > longest || !hljs.getLanguage(name)) return trusted(escapeHtml(source))
  return trusted(hljs.highlight(source, { language: name, ignoreIllegals: true }).value)
}

/** A cell's source: what its kernel reads before its language does is set apart, and a cell magic tells the language of the rest. */
export function highlightCell(source: string, language: string): Html {
  if (source.length > longest) return trusted(escapeHtml(source))
  const plain = takeMagics(source, language)
  return trusted(putMagics(highlight(plain.source, plain.language).markup, plain, escapeHtml))
}

/** How people write the language's name: `typescript` → `TypeScript`. */
export function languageName(language: string): string {
  return hljs.getLanguage(language.toLowerCase())?.name?.replace(/,.*$/, '') ?? language
}

export function isKnownLanguage(name: string): boolean {
  return hljs.getLanguage(name.toLowerCase()) !== undefined
}
