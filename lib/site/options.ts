import type { LeadPicture, LessonLink, PageFacts, PageKind } from '../lesson/index.ts'

/** A page as the index shows it. */
export interface IndexLink extends LessonLink {
  /** Its file below the site's folder, with `/`. */
  file?: string
  /** `true` only when it was verified and found good; left out, nothing is said. */
  verified?: boolean
  /** The heading of the part of the list in which it stands; its pages stand together. */
  group?: string
  /** What it says of itself. */
  facts?: PageFacts
}

/** A way through the pages. */
export interface SiteOrder {
  /** What a reader's machine remembers it by. */
  name: string
  title: string
  /** For whom it is, in Markdown. */
  description?: string
  /** All pages, by their files. */
  files: readonly string[]
}

export interface IndexOptions {
  title: string
  /** What the pages are to their readers; `notebook` unless told. */
  kind?: PageKind
  /** In the course's order. */
  links: readonly IndexLink[]
  /** Stands beside the title. */
  lead?: LeadPicture | undefined
  /** What names the site on the reader's machine; without it there is nothing beside the pages. */
  site?: string | undefined
  /** What the pages are and for whom, in Markdown. */
  description?: string | undefined
  /** What is in the parts of the list, in Markdown. */
  groups?: readonly { title: string; description?: string }[] | undefined
  /** The first one holds for whoever chooses none. */
  orders?: readonly SiteOrder[] | undefined
  /** A language tag. */
  language?: string | undefined
  /** A line at the foot, in Markdown. */
  footer?: string | undefined
  /** Where the pages will be, as an address that ends in `/`. */
  address?: string | undefined
  /** Another. */
  repository?: string | undefined
  /** An address, or what one types. */
  jupyter?: string | undefined
  /** The files of pages whose figures can be made again; the index may be one. */
  live?: readonly string[] | undefined
  /** Whether cells can be run on a page. */
  hasCells?: boolean | undefined
}
