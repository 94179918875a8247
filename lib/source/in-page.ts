import type { Named } from './index.ts'
import { Listing } from './listing.ts'

/**
 * `source` in a page, which has no files to read: the texts of what the page's own cells show stand before the library.
 *
 * @throws Error for any other
 */
export function source(...named: readonly Named[]): Listing {
  const { [Symbol.for('ackbook.sources')]: texts = {} } = globalThis as { [key: symbol]: Record<string, string> }
  const found = named.map((each) => {
    const name = typeof each === 'string' ? each : each.name
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined
    if (text === undefined)
      throw new Error(`source: this page has no source of "${name}"; it has ${Object.keys(texts).join(', ')}`)
    return text
  })
  return new Listing(found.join('\n\n'))
}

export { Listing } from './listing.ts'
