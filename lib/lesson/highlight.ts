import { escapeHtml, type Html, trusted } from './html.ts'
import { hljs, knownLanguage } from './languages.ts'
import { putMagics, takeMagics } from './magics.ts'
import { shortTokens } from './tokens.ts'

/** Past this a colouring costs more than it tells. */
const longestCode = 100_000

/** Sources and their colours, so that those of a page that is made again and again are not looked for each time. */
const coloured = new Map<string, string>()
const mostColoured = { sources: 500, characters: 5000 }

/** Source text as spans of {@link tokenKinds}; plain text when the language is unknown. */
export function highlight(source: string, language: string): Html {
  const name = source.length > longestCode ? undefined : knownLanguage(language)
  if (name === undefined) return trusted(escapeHtml(source))
  const key = `${name} ${source}`
  const before = coloured.get(key)
  if (before !== undefined) return trusted(before)
  const markup = shortTokens(hljs.highlight(source, { language: name, ignoreIllegals: true }).value)
  if (coloured.size === mostColoured.sources) coloured.clear()
  if (source.length <= mostColoured.characters) coloured.set(key, markup)
  return trusted(markup)
}

/** A cell's source: what its kernel reads before its language does is set apart, and a cell magic tells the language of the rest. */
export function highlightCell(source: string, language: string): Html {
  if (source.length > longestCode) return trusted(escapeHtml(source))
  const plain = takeMagics(source, language)
  return trusted(putMagics(highlight(plain.source, plain.language).markup, plain, escapeHtml))
}

/** How people write the language's name: `typescript` → `TypeScript`. */
export function languageName(language: string): string {
  const name = knownLanguage(language)
  return (name && hljs.getLanguage(name)?.name?.split(',')[0]) ?? language
}
