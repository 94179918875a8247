import { join, resolve } from 'node:path'
import type { MadePages } from '../cache/index.ts'
import type { LoadedConfig } from '../config/index.ts'
import { writeWhole } from '../files/index.ts'
import type { LeadPicture, PageFacts } from '../lesson/index.ts'
import type { IndexLink, IndexOptions, SiteOrder } from '../site/index.ts'
import type { Groups } from './groups.ts'
import type { Loaded } from './load.ts'
import type { Project } from './project.ts'
import { pageAddress, type Site, type SitePage, summaryIn } from './site.ts'

/** What is written beside the pages is made of. */
interface SiteSources {
  site: Site
  title: string
  /** The pages that there are, each with what it says of itself. */
  made: ReadonlyMap<SitePage, PageFacts>
  groups: Groups
  isVerified: (page: SitePage) => boolean | undefined
  orders: readonly SiteOrder[] | undefined
  lead: LeadPicture | undefined
  config: LoadedConfig | undefined
}

/** What the site's own files are made of. */
export function besideOf({ site, title, made, groups, isVerified, orders, lead, config }: SiteSources): IndexOptions {
  const { description, groups: parts, language, footer, address, repository, jupyter } = config?.settings ?? {}
  const pages = [...made].sort(([one], [other]) => groups.placeOf(one) - groups.placeOf(other))
  return {
    ...{ title, kind: site.kind, site: site.id, lead },
    links: pages.map(([page, facts]) => indexLink(page, facts, isVerified(page), groups)),
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

/** Writes what would come out otherwise than what is there. @throws FileError */
export async function writeBeside(out: string, options: IndexOptions, kept: MadePages | undefined): Promise<void> {
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
