/** §3: the words of the course as a table, each with its source and its lesson. */
import { linkTo } from './course.ts'
import { TERMS, type Term } from './terms.ts'

/** A table in Markdown, in the order of the alphabet: the word, its Chinese name, what it means, where it is defined, who brings it. */
export function termsTable(terms: readonly Term[] = TERMS): string {
  const rows = terms
    .toSorted((a, b) => compareNames(a.name, b.name))
    .map(({ name, chinese, sentence, clause, lesson }) => {
      return `| **${name}** ${chinese} | ${sentence} | ${linkToSource(clause)} | ${linkTo(lesson)} |`
    })
  return ['| word | what it means | source | lesson |', '|---|---|---|---|', ...rows].join('\n')
}

/** `RFC 9293 §3.5` and `listen(2)` as links; anything else as it is. */
export function linkToSource(clause: string): string {
  const [, rfc, section] = /^RFC (\d+)(?: §([\d.]+))?$/.exec(clause) ?? []
  if (rfc !== undefined) {
    const anchor = section === undefined ? '' : `#section-${section}`
    return `[${clause}](https://www.rfc-editor.org/rfc/rfc${rfc}.html${anchor})`
  }
  const [, page, chapter] = /^(\w+)\((\d)\)$/.exec(clause) ?? []
  if (page !== undefined) {
    return `[${clause}](https://man7.org/linux/man-pages/man${chapter}/${page}.${chapter}.html)`
  }
  return clause
}

/** Capitals among small letters, and the same everywhere: no locale. */
function compareNames(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()]
  return x < y ? -1 : x > y ? 1 : 0
}
