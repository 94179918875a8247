import { existsSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Notebook } from '../../notebook/index.ts'
import { count, distance } from '../../words.ts'
import { codePlaces } from './part.ts'

/** Paths of a command line, and what stood behind them. */
export interface PathsWithCells {
  /** All of them, without the cells. */
  paths: string[]
  /** Those behind which no cell stood. */
  plain: string[]
  /** The cells, each as it was named, by the real paths of their notebooks. */
  cells: ReadonlyMap<string, readonly string[]>
}

/**
 * Takes cells off paths: `n.ipynb:7`, `n.ipynb:setup`. A path that is there is taken as it stands, whatever its name.
 *
 * @param cwd absolute
 */
export function takeCells(paths: readonly string[], cwd: string): PathsWithCells {
  const taken = { paths: [] as string[], plain: [] as string[] }
  const cells = new Map<string, string[]>()
  for (const path of paths) {
    const at = path.lastIndexOf(':')
    const file = path.slice(0, at)
    const hasCell = at > 0 && !existsSync(resolve(cwd, path)) && isNotebookThere(resolve(cwd, file))
    taken.paths.push(hasCell ? file : path)
    if (!hasCell) taken.plain.push(path)
    else {
      const key = realpathSync(resolve(cwd, file))
      cells.set(key, [...(cells.get(key) ?? []), path.slice(at + 1)])
    }
  }
  return { ...taken, cells }
}

function isNotebookThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/**
 * The code cell that is meant by a number, as ackbook prints it (`cell 7 of 37`), or by an id. A number goes before an id of digits alone.
 *
 * @returns its 0-based place among all cells, or a sentence that says what there is instead
 */
export function cellNamed(notebook: Notebook, name: string): number | string {
  const { cells } = notebook
  const code = codePlaces(notebook)
  const byPlace = /^\d+$/.test(name) ? code[Number(name) - 1] : undefined
  if (byPlace !== undefined) return byPlace
  const byId = cells.findIndex(({ id }) => id !== undefined && id === name)
  if (code.includes(byId)) return byId
  if (code.length === 0) return 'it has no code cell'
  const remedy = code.length === 1 ? 'name its only code cell, 1' : `name a code cell by its place, 1 to ${code.length}`
  if (byId >= 0) return `its cell ${JSON.stringify(name)} is no code cell, and is not run: ${remedy}`
  if (name === '') return `no cell is named behind the colon: ${remedy}, or by its id`
  if (/^\d+$/.test(name)) return `there is no cell ${name}: it has ${count(code.length, 'code cell')}`
  const ids = code.flatMap((index) => cells[index]!.id ?? [])
  const near = ids
    .map((id) => ({ id, slips: distance(id.toLowerCase(), name.toLowerCase()) }))
    .filter(({ slips }) => slips <= 2)
    .sort((a, b) => a.slips - b.slips)[0]?.id
  const meant = near === undefined ? remedy : `did you mean ${JSON.stringify(near)}?`
  return `no cell has the id ${JSON.stringify(name)}: ${meant}`
}
