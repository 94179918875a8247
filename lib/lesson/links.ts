/** Where a link may lead: http, https, mailto, a relative address, an anchor. Anything else is no link at all. */

/** Browsers skip them inside an address, so must the check. */
const ignored = /[\0-\x20\x7f-\x9f]/g

/** Finds the page of a notebook by the path that a link has for it; `undefined` when there is none. */
export type PageFinder = (path: string) => string | undefined

/** Tells whether there is a file at a path beside a page. */
export type FileFinder = (path: string) => boolean

/** Where a link leads, and why it may not or leads nowhere. */
interface LinkTarget {
  /** `undefined` for an address that no page may carry. */
  href?: string
  why?: string
}

/** The address as a page may carry it. A link to a notebook becomes one to its page. */
export function pageLink(address: string, pageOf: PageFinder = besideIt, isThere?: FileFinder): LinkTarget {
  const href = address.trim()
  const bare = href.replace(ignored, '')
  if (/^[\\/]{2}/.test(bare)) return { why: 'it names a server without saying how to ask it' }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase()
  if (scheme === undefined) return relativeLink(/^[^/?#]*:/.test(bare) ? `./${href}` : href, pageOf, isThere)
  if (scheme === 'http' || scheme === 'https' || scheme === 'mailto') return { href }
  return { why: 'a page links to http, https, mailto and its own site alone' }
}

/** The address that {@link pageLink} makes of it, or `undefined`. */
export function safeHref(address: string): string | undefined {
  return pageLink(address).href
}

/** Whether it leads to what is neither on the page nor out in the world. */
export function isBeside(href: string): boolean {
  return !/^(?:#|https?:|mailto:)/i.test(href)
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
  return slugOf(decoded(fragment))
}

function relativeLink(href: string, pageOf: PageFinder, isThere: FileFinder | undefined): LinkTarget {
  const [, path, query = '', fragment] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(href) ?? []
  if (!path?.endsWith('.ipynb')) return isLost(path, isThere) ? { href, why: notAmongPages } : { href }
  if (/^\?(?:download|raw|dl)\b/i.test(query)) return { why: 'the notebook’s file is not among the pages' }
  const page = pageOf === besideIt ? besideIt(path) : (pageOf(decoded(path)) ?? pageOf(path))
  if (page === undefined) return { why: 'no page was made of that notebook' }
  const anchor = fragment ? (/^cell-/.test(fragment) ? fragment : anchorSlug(fragment)) : ''
  // A page that is a part of this one begins all of its ids with its own.
  if (page.startsWith('#')) return { href: `${page}${anchor}` }
  return { href: `${page}${query}${anchor && `#${anchor}`}` }
}

const notAmongPages = 'no such file is among the pages: put it there before they are made'

/** A path from a server's root leads to nothing that is known here. */
function isLost(path: string | undefined, isThere: FileFinder | undefined): boolean {
  if (!isThere || !path || /^[\\/]/.test(path)) return false
  return !isThere(path) && !isThere(decoded(path))
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
