import { join } from 'node:path'
import { digestOf, type MadePages } from '../cache/index.ts'
import { isForPage } from '../cells/for-page.ts'
import { writeWhole } from '../files/index.ts'
import type { LeadPicture, PageFacts } from '../lesson/index.ts'
import { besideOne, type IndexLink, type IndexOptions } from '../site/index.ts'
import type { GatheredPages } from './gather-pages.ts'
import type { Groups } from './groups.ts'
import type { Io } from './io.ts'
import { whole } from './load.ts'
import type { ShownVerdicts } from './shown-verdicts.ts'
import { isLive, pageAddress, type SitePage, summaryIn } from './site.ts'

/** What is written beside the pages is made of. */
interface SiteSources extends Omit<GatheredPages, 'problems'> {
  /** The pages that there are, each with what it says of itself. */
  made: ReadonlyMap<SitePage, PageFacts>
  verdicts: ShownVerdicts
  /** The files of pages whose figures can be made again. */
  live: readonly string[]
}

/**
 * Writes the site's own files; of a page that is alone, what makes its figures again.
 *
 * @param out the folder of the pages, absolute
 * @throws FileError
 */
export async function writeSite(sources: SiteSources, out: string, kept: MadePages | undefined, io: Io): Promise<void> {
  const { index } = sources.site
  if (!index) {
    // Where no figure can be made again any more, too: what stood there before would make it by the modules of then.
    if (![...sources.made.keys()].some(isLive) && !hasCells(sources)) return
    for (const [path, text] of besideOne(sources.live, hasCells(sources))) await writeWhole(join(out, path), text)
    return
  }
  const lead = await leadOfIndex([...sources.made.keys()], io)
  await writeBeside(out, siteOptions(sources, index.title, lead), kept)
}

/** What the site's own files are made of. */
function siteOptions(sources: SiteSources, title: string, lead: LeadPicture | undefined): IndexOptions {
  const { site, config, groups, orders, made, verdicts, live } = sources
  const { description, groups: parts, language, footer, address, repository, jupyter } = config?.settings ?? {}
  const pages = [...made].sort(([one], [other]) => groups.placeOf(one) - groups.placeOf(other))
  return {
    ...{ title, kind: site.kind, site: site.id, lead, live, hasCells: hasCells(sources) },
    links: pages.map(([page, facts]) => indexLink(page, facts, verdicts.get(page)?.verified, groups)),
    ...{ description, groups: parts?.map(({ notebooks, ...part }) => part), orders },
    ...{ language, footer, address, repository, jupyter },
  }
}

function hasCells({ made }: SiteSources): boolean {
  return [...made.keys()].some(({ loaded }) => isForPage(loaded.notebook))
}

function indexLink(page: SitePage, facts: PageFacts, verified: boolean | undefined, groups: Groups): IndexLink {
  return {
    ...{ name: page.loaded.name, title: page.title, href: pageAddress(page.file), file: page.file, ...summaryIn(page) },
    ...groups.groupOf(page),
    ...(verified !== undefined && { verified }),
    facts,
  }
}

/** The figure of the first page that has one for the index. */
async function leadOfIndex(pages: readonly SitePage[], io: Io): Promise<LeadPicture | undefined> {
  for (const { loaded } of pages) {
    if (!loaded.notebook.cells.some(({ metadata }) => metadata.ackbook?.lead === 'index')) continue
    const { indexLead } = await import('../lesson/index.ts')
    const lead = await whole(loaded, io).then(
      ({ notebook }) => indexLead(notebook),
      () => undefined,
    )
    if (lead) return lead
  }
  return undefined
}

/** Writes what would come out otherwise than what is there. */
async function writeBeside(out: string, options: IndexOptions, kept: MadePages | undefined): Promise<void> {
  const marked = join(out, 'ackbook/site.js')
  // Once for all files: the words of all pages are in it.
  const inputs = kept && digestOf(options)
  const told = kept?.told(marked, inputs, () => null)?.told as string[] | undefined
  if (told?.every((file) => file === marked || kept?.told(file, inputs, () => null))) return
  const { siteFiles } = await import('../site/index.ts')
  const files = [...siteFiles(options)]
  const paths = files.map(([file]) => join(out, file))
  for (const [at, [, text]] of files.entries()) {
    await writeWhole(paths[at]!, text)
    kept?.keep(paths[at]!, inputs, [], paths[at] === marked ? paths : undefined)
  }
}
