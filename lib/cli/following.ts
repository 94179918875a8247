import type { MadePages } from '../cache/index.ts'
import type { RenderedLesson } from '../lesson/index.ts'
import type { Loaded } from './load.ts'
import type { Project } from './project.ts'
import type { Site, SitePage } from './site.ts'

/** One who has the pages of the same notebooks made turn after turn: what the turns share, and what it hears of each. */
export interface Following {
  project: Project
  /** Notebooks as they were last read, by path. */
  remembered: Map<string, Loaded>
  made: MadePages
  /** What pages there are to be, before any is made. */
  begun(site: Site): void
  /** A page was written: it was not there, or may be another by now. */
  wrote(page: SitePage, rendered: RenderedLesson): void
  /** All pages are there: what stands beside them is written now, or once nobody waits for a page. */
  beside(write: () => Promise<void>): Promise<void>
  /**
   * A page shows pictures that its notebook does not hold.
   *
   * @param folder absolute: what relative ones among the addresses are relative to
   */
  looked(folder: string, addresses: readonly string[]): void
}
