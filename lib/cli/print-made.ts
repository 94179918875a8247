import { join } from 'node:path'
import { type PageFacts, picturesWanted } from '../lesson/index.ts'
import type { GatheredPages } from './gather-pages.ts'
import type { Io } from './io.ts'
import { whole } from './load.ts'
import type { PagePictures } from './page-pictures.ts'
import { type Printed, printSite } from './print.ts'
import type { ShownVerdicts } from './shown-verdicts.ts'
import type { SitePage } from './site.ts'

interface PrintSources extends Omit<GatheredPages, 'orders' | 'problems'> {
  /** The folder of the pages, absolute. */
  out: string
  made: ReadonlyMap<SitePage, PageFacts>
  verdicts: ShownVerdicts
  pictures: PagePictures
}

/** All pages that were made, for paper. @returns the exit code */
export async function printMade(sources: PrintSources, io: Io, verbose: boolean): Promise<number> {
  const { site, config, groups, made, verdicts, pictures } = sources
  const printed = [...made.keys()].map(async (page): Promise<Printed> => {
    const verification = verdicts.get(page)
    const { notebook } = await whole(page.loaded, io)
    const paper = { name: page.loaded.name, kind: site.kind, ...(verification && { verification }) }
    const shown = await pictures.of(page, picturesWanted(notebook, paper))
    return { page, notebook, options: { ...paper, pictures: shown }, ...groups.groupOf(page) }
  })
  const { description } = config?.settings ?? {}
  const course = { folder: join(sources.out, 'print'), title: site.index?.title, description }
  return printSite(await Promise.all(printed), course, io, verbose)
}
