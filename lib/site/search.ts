import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { browserScripts, type PageFacts } from '../lesson/index.ts'
import type { IndexLink } from './options.ts'
import { searchStyle } from './search-style.ts'

/** A page whose words are found. */
interface SearchedPage {
  /** Below the folder of the pages, with `/`: no address. */
  file: string
  facts: PageFacts
}

/**
 * The script that finds words on all pages, with those words in it: a page loads it when its reader wants to search, from files as
 * well. It begins with minisearch, which is under the MIT licence.
 */
export function searchScript(links: readonly IndexLink[]): string {
  return `${minisearch()}
;window.ackbook = { ...window.ackbook, searchData: ${JSON.stringify(searchData(links))} }
${browserScripts('search-index', 'search')}
`
}

/** What the script is told: `SearchData` of `browser/ackbook.d.ts`. */
export function searchData(links: readonly IndexLink[]): { style: string; pages: object[] } {
  const pages = links.flatMap(({ file, facts }) => (file === undefined || !facts ? [] : [dataOf({ file, facts })]))
  return { style: searchStyle, pages }
}

function dataOf({ file, facts }: SearchedPage) {
  const { title, description, lead, terms, sections } = facts
  const isNew = description !== lead && lead !== undefined
  return {
    file,
    title,
    terms,
    description: inOneLine(isNew ? `${lead} ${description}` : description),
    sections: sections.map(({ anchor, heading, text, code, fold }) => {
      const words = [anchor, heading, inOneLine(text), inOneLine(code)]
      return fold ? [...words, true] : words
    }),
  }
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** As it comes for pages, its comments left out, its licence in front. */
function minisearch(): string {
  const require = createRequire(import.meta.url)
  const folder = dirname(dirname(dirname(require.resolve('minisearch'))))
  const [licence, script] = ['LICENSE.txt', 'dist/umd/index.js'].map((file) => readFileSync(join(folder, file), 'utf8'))
  const bare = script!.replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, '').replace(/^ *\/\/.*(?:\n|$)/gm, '')
  return `/*! minisearch. ${licence!.trim()} */\n${bare.trim()}`
}
