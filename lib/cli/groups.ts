import { resolve } from 'node:path'
import type { LoadedConfig } from '../config/index.ts'
import type { SitePage } from './site.ts'

/** How an index is divided. */
export interface Groups {
  /** Pages are sorted by it: those of no group first, then group by group, each in the order of what it names. */
  placeOf(page: SitePage): number
  groupOf(page: SitePage): { group?: string }
}

/** The groups that a config makes of some pages. */
export async function groupsOf(
  pages: readonly SitePage[],
  config: LoadedConfig | undefined,
  cwd: string,
): Promise<Groups> {
  const { groups = [] } = config?.settings ?? {}
  if (!config || groups.length === 0) return { placeOf: () => 0, groupOf: () => ({}) }
  const { placeIn } = await import('../config/patterns.ts')
  const entries = groups.flatMap(({ title, notebooks }) => notebooks.map((entry) => ({ title, entry })))
  const names = entries.map(({ entry }) => entry)
  const places = new Map(pages.map((page) => [page, placeIn(names, config.folder, resolve(cwd, page.loaded.path))]))
  return {
    placeOf: (page) => places.get(page) ?? -1,
    groupOf: (page) => {
      const place = places.get(page) ?? -1
      return place < 0 ? {} : { group: entries[place]!.title }
    },
  }
}
