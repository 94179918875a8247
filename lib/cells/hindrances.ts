import type { readCell } from '../site/index.ts'

export type ReadCode = NonNullable<ReturnType<typeof readCell>>

/** Why a cell cannot run in a page. */
export interface CellHindrance {
  /** Its place among the cells, from 0. */
  cell: number
  /** The module that needs an operating system. */
  needs: string
  /** It imports that module itself; else it uses what another cell has of it. */
  isOwn: boolean
}

/**
 * A cell cannot run that imports what cannot, nor one that uses what such a cell declares.
 *
 * @param blocked modules that need an operating system → what of it
 */
export function hindrancesOf(
  cells: readonly { at: number; code: ReadCode }[],
  blocked: ReadonlyMap<string, string>,
): CellHindrance[] {
  const found: CellHindrance[] = []
  /** Names that are missing → what their cell needs. */
  const missing = new Map<string, string>()
  for (const { at, code } of cells) {
    const { imports, effects, declared, used, bound } = code
    const modules = [...imports.filter(({ isType }) => !isType).map(({ module }) => module), ...effects.map(moduleOf)]
    const own = modules.map((module) => blocked.get(module)).find((needs) => needs !== undefined)
    const names = [...declared, ...imports.map(({ local }) => local)]
    const inherited = [...used].find((name) => missing.has(name) && !names.includes(name) && !bound.has(name))
    const needs = own ?? (inherited === undefined ? undefined : missing.get(inherited))
    // What it imports besides is there all the same.
    const there = imports.filter(({ module }) => !blocked.has(module)).map(({ local }) => local)
    for (const name of names) {
      if (needs === undefined || there.includes(name)) missing.delete(name)
      else missing.set(name, needs)
    }
    if (needs !== undefined) found.push({ cell: at, needs, isOwn: own !== undefined })
  }
  return found
}

function moduleOf(effect: string): string {
  return String(JSON.parse(effect))
}
