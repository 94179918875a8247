/** Where a link may lead: http, https, mailto, a relative address, an anchor. Anything else is no link at all. */

/** Browsers skip them inside an address, so must the check. */
const ignored = /[\0-\x20\x7f-\x9f]/g

/** The address as a page may carry it, or `undefined`. A link to a notebook becomes one to its page. */
export function safeHref(address: string): string | undefined {
  const href = address.trim()
  const bare = href.replace(ignored, '')
  if (/^[\\/]{2}/.test(bare)) return undefined
  const scheme = /^([^/?#]*?):/.exec(bare)?.[1]?.toLowerCase()
  if (scheme === undefined) return pageOf(href)
  return scheme === 'http' || scheme === 'https' || scheme === 'mailto' ? href : undefined
}

export function isExternal(href: string): boolean {
  return /^https?:/i.test(href)
}

/** The letters and digits of a heading in lower case, everything between them one hyphen; a slug is its own slug. */
export function slugOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}

/** An anchor as another notebook page spells it: Jupyter writes `#Two-Words`, the page `two-words`. */
export function anchorSlug(fragment: string): string {
  try {
    return slugOf(decodeURIComponent(fragment))
  } catch {
    return slugOf(fragment)
  }
}

function pageOf(href: string): string {
  const [, path, query, fragment] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(href) ?? []
  if (!path?.endsWith('.ipynb')) return href
  const anchor = fragment ? `#${/^cell-/.test(fragment) ? fragment : anchorSlug(fragment)}` : ''
  return `${path.slice(0, -'.ipynb'.length)}.html${query ?? ''}${anchor}`
}
