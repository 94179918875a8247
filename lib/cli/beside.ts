import { join, resolve } from 'node:path'
import type { MadePages } from '../cache/index.ts'
import type { LoadedConfig } from '../config/index.ts'
import { writeWhole } from '../files/index.ts'
import type { LeadPicture, PageFacts } from '../lesson/index.ts'
import type { IndexLink, IndexOptions, SiteOrder } from '../site/index.ts'
import type { Groups } from './groups.ts'
import type { Io } from './io.ts'
import { type Loaded, whole } from './load.ts'
import type { Project } from './project.ts'
import type { ShownVerdicts } from './shown-verdicts.ts'
import { pageAddress, type Site, type SitePage, summaryIn } from './site.ts'

/** What is written beside the pages is made of. */
interface SiteSources {
  site: Site
  config: LoadedConfig | undefined
  groups: Groups
  orders: readonly SiteOrder[] | undefined
  /** The pages that there are, each with what it says of itself. */
  made: ReadonlyMap<SitePage, PageFacts>
  verdicts: ShownVerdicts
}

/**
 * Writes the site's own files, where it has an index.
 *
 * @param out the folder of the pages, absolute
 * @throws FileError
 */
export async function writeSite(sources: SiteSources, out: string, kept: MadePages | undefined, io: Io): Promise<void> {
  const { index } = sources.site
  if (!index) return
  const lead = await leadOfIndex([...sources.made.keys()], io)
  await writeBeside(out, siteOptions(sources, index.title, lead), kept)
}

/** What the site's own files are made of. */
function siteOptions(sources: SiteSources, title: string, lead: LeadPicture | undefined): IndexOptions {
  const { site, config, groups, orders, made, verdicts } = sources
  const { description, groups: parts, language, footer, address, repository, jupyter } = config?.settings ?? {}
  const pages = [...made].sort(([one], [other]) => groups.placeOf(one) - groups.placeOf(other))
  return {
    ...{ title, kind: site.kind, site: site.id, lead },
    links: pages.map(([page, facts]) => indexLink(page, facts, verdicts.get(page)?.verified, groups)),
    ...{ description, groups: parts?.map(({ notebooks, ...part }) => part), orders },
    ...{ language, footer, address, repository, jupyter },
  }
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

/** The config that all notebooks have in common, else that of the folder in which ackbook is called. */
export function siteConfig(notebooks: readonly Loaded[], project: Project): LoadedConfig | undefined {
  const configs = new Set(notebooks.map(({ settings }) => settings.config))
  const [first] = configs
  return configs.size === 1 && first ? first : project.config
}

/** The orders of a config, each with all pages. */
export async function ordersOf(
  pages: readonly SitePage[],
  config: LoadedConfig | undefined,
  cwd: string,
): Promise<SiteOrder[] | undefined> {
  const { orders } = config?.settings ?? {}
  if (!config || !orders) return undefined
  const { placeIn } = await import('../config/patterns.ts')
  return orders.map(({ notebooks, ...order }) => {
    const placed = pages.map((page) => ({
      file: page.file,
      place: placeIn(notebooks, config.folder, resolve(cwd, page.loaded.path)),
    }))
    const placeOf = ({ place }: { place: number }) => (place < 0 ? notebooks.length : place)
    return { ...order, files: placed.sort((one, other) => placeOf(one) - placeOf(other)).map(({ file }) => file) }
  })
}

/** Sorts pages as an order has their files. */
export function byFiles(files: readonly string[]): (one: SitePage, other: SitePage) => number {
  const places = new Map(files.map((file, at) => [file, at]))
  return (one, other) => places.get(one.file)! - places.get(other.file)!
}

/** Writes what would come out otherwise than what is there. */
async function writeBeside(out: string, options: IndexOptions, kept: MadePages | undefined): Promise<void> {
  const marked = join(out, 'ackbook/site.js')
  const told = kept?.told(marked, options, () => null)?.told as string[] | undefined
  if (told?.every((file) => file === marked || kept?.told(file, options, () => null))) return
  const { siteFiles } = await import('../site/index.ts')
  const files = [...siteFiles(options)]
  const paths = files.map(([file]) => join(out, file))
  for (const [at, [, text]] of files.entries()) {
    await writeWhole(paths[at]!, text)
    kept?.keep(paths[at]!, options, [], paths[at] === marked ? paths : undefined)
  }
}
