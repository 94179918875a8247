import type { Download } from './downloads.ts'
import type { KnownTerm, PlaceInSite } from './place.ts'
import type { PageVerification } from './provenance.ts'
import type { Pictures } from './raster.ts'

/** A page of a course, or any other. */
export type PageKind = 'lesson' | 'notebook'

/** A page as the lists name it. */
export interface LessonLink {
  /** What `LessonOptions.name` says of the page itself. */
  name: string
  title: string
  /** A relative address: names of files percent-encoded. */
  href: string
  /** One line. */
  summary?: string
  /** The page's file, as {@link PlaceInSite} has it. */
  file?: string
  /** How many it asks. */
  questions?: number
}

/** Cells that a page runs itself, and those that it cannot. */
export interface InPage {
  runs: readonly number[]
  hindered: readonly { cell: number; needs: string; isOwn: boolean }[]
  /** Those that it runs with something else in place of what they import. */
  replaced: readonly { cell: number; needs: string; isOwn: boolean }[]
}

export interface LessonOptions {
  /** The notebook's name without its ending, as in `links`. */
  name: string
  /** The course in its order; `[]` for a page that stands alone. */
  links: readonly LessonLink[]
  /** What the pages are to their readers; `notebook` unless told. */
  kind?: PageKind
  /** The words that pages before this one explain. */
  glossary?: readonly KnownTerm[]
  /** The address of the page with the questions of all pages. */
  allQuestions?: string | undefined
  /** Whether its figures can be made again, by what stands beside it. */
  isLive?: boolean
  /** Unless told, the page is a site of its own. */
  place?: PlaceInSite
  /** The page that lists the others; `index.html` unless told, when there are links. */
  course?: { title: string; href: string }
  /** The language of a notebook that names none, by its tag; `en` unless told. */
  language?: string | undefined
  /** A line at the foot, in Markdown. */
  footer?: string | undefined
  /** The address at which all pages will be. */
  address?: string | undefined
  /** How the notebooks are opened in Jupyter: an address, or what one types. `npx ackbook jupyter` unless told. */
  jupyter?: string | undefined
  /**
   * The address of another notebook's page, given the notebook's path as this one names it; `undefined` when no page was made
   * of it. Without it every notebook is taken to have a page beside it.
   */
  pageOf?: (path: string) => string | undefined
  /** Whether there is a file at a path beside the page, as a link has it. Without it, nobody looks where other links lead. */
  isThere?: (path: string) => boolean
  /** Files beside the page for its reader to keep. */
  downloads?: readonly Download[]
  /** Which cells run in the page, by their places, from 0, and why others cannot. */
  inPage?: InPage
  /** Pictures that are not in the notebook itself; {@link RenderedLesson.wanted} says which ones a page asks for. */
  pictures?: Pictures
  /** What verifying this very notebook found. Without it the page says that nobody looked. */
  verification?: PageVerification
}
