import type { MadePages } from '../cache/index.ts'
import type { LoadedConfig } from '../config/index.ts'
import type { SiteOrder } from '../site/index.ts'
import { type Groups, groupsOf } from './groups.ts'
import type { Io } from './io.ts'
import { type Loaded, loadNotebooks } from './load.ts'
import { byFiles, ordersOf } from './orders.ts'
import type { Problem } from './problems.ts'
import type { Project } from './project.ts'
import { fileOf, Site, type SitePage } from './site.ts'

interface GatherOptions {
  /** The folder of the pages, as it was given. */
  output: string
  /** The heading of the index; unless told, the config's. */
  title: string | undefined
  project: Project
  /** What is known of pages that were made before. */
  kept: MadePages | undefined
  /** Notebooks as they were last read. */
  remembered?: Map<string, Loaded> | undefined
}

/** The pages that are to be made, in their order, and what the config says of them all. */
export interface GatheredPages {
  site: Site
  config: LoadedConfig | undefined
  groups: Groups
  orders: readonly SiteOrder[] | undefined
  /** Why no page can be made of other notebooks. */
  problems: Problem[]
}

/** Reads the notebooks that are meant, and finds the place of each in the whole. @throws UsageError */
export async function gatherPages(paths: readonly string[], options: GatherOptions, io: Io): Promise<GatheredPages> {
  const { output, title, project, kept, remembered } = options
  const { notebooks, problems } = await loadNotebooks(paths, io, 'No page was made of it.', {
    ...{ output, project, isRun: false },
    ...(remembered && { remembered }),
  })
  const pages: SitePage[] = []
  for (const loaded of notebooks) pages.push({ loaded, file: fileOf(loaded), title: await knownTitle(loaded, kept) })
  const config = siteConfig(notebooks, project)
  const groups = await groupsOf(pages, config, io.cwd)
  pages.sort((one, other) => groups.placeOf(one) - groups.placeOf(other))
  const orders = await ordersOf(pages, config, io.cwd)
  if (orders?.[0]) pages.sort(byFiles(orders[0].files))
  return { site: new Site(pages, title ?? config?.settings.title, io.cwd), config, groups, orders, problems }
}

async function knownTitle({ notebook, name, fingerprint }: Loaded, kept: MadePages | undefined): Promise<string> {
  const known = kept?.noted([fingerprint, name])
  if (known !== undefined) return known
  const title = (await import('../lesson/title.ts')).titleOf(notebook, name)
  kept?.note([fingerprint, name], title)
  return title
}

/** The config that all notebooks have in common, else that of the folder in which ackbook is called. */
function siteConfig(notebooks: readonly Loaded[], project: Project): LoadedConfig | undefined {
  const configs = new Set(notebooks.map(({ settings }) => settings.config))
  const [first] = configs
  return configs.size === 1 && first ? first : project.config
}
