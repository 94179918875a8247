// @ts-check
/** What the cells of the page import: the texts that define it, as they come, in scripts that pages share. */

/** @type {Map<string, string>} */
const texts = new Map()
/** @type {readonly string[]} */
let own = []

/** @param {Readonly<Record<string, readonly string[]>>} pages */
export function noteTexts(pages) {
  own = pages[document.documentElement.dataset.page ?? ''] ?? []
}

/**
 * @param {string} name
 * @param {string} text
 */
export function noteText(name, text) {
  texts.set(name, text)
}

/** The names of those that the page needs and has not. */
export function wantedTexts() {
  return own.filter((name) => !texts.has(name))
}

/**
 * All of it as the beginning of a worker's text.
 *
 * @param {import('./page.d.ts').CellData} data
 */
export function libraryOf({ head }) {
  const page = own.at(-1)
  return [
    head,
    ...own.map((name) => texts.get(name)),
    page === undefined ? '' : `$modules(${JSON.stringify(page)});`,
  ].join('\n')
}
