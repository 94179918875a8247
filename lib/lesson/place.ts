import { createHash } from 'node:crypto'
import { slugOf } from './links.ts'

/** Where a page is, for what it keeps on the reader's machine. */
export interface PlaceInSite {
  /** The same on all pages of a site, and no other's: {@link siteId}. */
  site: string
  /** The page's file, below the site's folder, with `/`. */
  file: string
}

/** A short name for what goes by these words. */
export function siteId(...words: readonly string[]): string {
  return createHash('sha256').update(words.join('\n')).digest('base64url').slice(0, 10)
}

/** A word that a page before this one explains. */
export interface KnownTerm {
  name: string
  /** In a sentence. */
  means: string
  /** Where it is explained, as this page links to it. */
  href: string
}

/** The id of the place where a page explains a word. */
export function termId(name: string): string {
  return `term-${slugOf(name) || 'word'}`
}

/** The id that a cell's place is given, unless another has it. */
export function cellAnchor({ id = '' }: { id?: string | undefined }, at: number): string {
  return `cell-${/^[\w-]+$/.test(id) ? id : at + 1}`
}
