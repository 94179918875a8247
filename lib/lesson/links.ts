/** Where a link may lead: http, https, mailto, a relative address, an anchor. Anything else is no link at all. */

/** Browsers skip them inside an address, so must the check. */
const ignored = /[\0-\x20\x7f-\x9f]/g

/** Finds the page of a notebook by the path that a link has for it; `undefined` when there is none. */
export type PageFinder = (path: string) => string | undefined

/** The address as a page may carry it, or why it may not. A link to a notebook becomes one to its page. */
export function linkTo(address: string, pageOf: PageFinder = besideIt): { href: string } | { why: string } {
  const href = address.trim()
  const bare = href.replace(ignored, '')
  if (/^[\\/]{2}/.test(bare)) return { why: 'it names a server without saying how to ask it' }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase()
  if (scheme === undefined) return relativeLink(/^[^/?#]*:/.test(bare) ? `./${href}` : href, pageOf)
  if (scheme === 'http' || scheme === 'https' || scheme === 'mailto') return { href }
  return { why: 'a page links to http, https, mailto and its own site alone' }
}

/** The address that {@link linkTo} makes of it, or `undefined`. */
export function safeHref(address: string): string | undefined {
  const link = linkTo(address)
  return 'href' in link ? link.href : undefined
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
    .replace(/^-|-$/g, '')
}

/** An anchor as another notebook page spells it: Jupyter writes `#Two-Words`, the page `two-words`. */
export function anchorSlug(fragment: string): string {
  try {
    return slugOf(decodeURIComponent(fragment))
  } catch {
    return slugOf(fragment)
  }
}

function relativeLink(href: string, pageOf: PageFinder): { href: string } | { why: string } {
  const [, path, query = '', fragment] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(href) ?? []
  if (!path?.endsWith('.ipynb')) return { href }
  if (/^\?(?:download|raw|dl)\b/i.test(query)) return { why: 'the notebook’s file is not among the pages' }
  const page = pageOf === besideIt ? besideIt(path) : (pageOf(decoded(path)) ?? pageOf(path))
  if (page === undefined) return { why: 'no page was made of that notebook' }
  const anchor = fragment ? `#${/^cell-/.test(fragment) ? fragment : anchorSlug(fragment)}` : ''
  return { href: `${page}${query}${anchor}` }
}

function besideIt(path: string): string {
  return `${path.slice(0, -'.ipynb'.length)}.html`
}

/** Without percent signs, where they are an encoding. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
