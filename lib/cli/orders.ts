import { resolve } from 'node:path'
import type { LoadedConfig } from '../config/index.ts'
import type { SiteOrder } from '../site/index.ts'
import type { SitePage } from './site.ts'

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
