import { type CodeCell, hasTag, isCode, isEmpty, isRemoved, type Notebook, skipsExecution } from '../notebook/index.ts'
import { readCell } from '../site/index.ts'
import { offeredBy } from './completions.ts'
import { type CellHindrance, hindrancesOf, type ReadCode } from './hindrances.ts'
import { bundledLibrary } from './library.ts'
import { listingsOf } from './listings.ts'

/** Which cells of a notebook run in its page. */
export interface CellsInPage {
  /** The places of those that do, from 0. */
  runs: readonly number[]
  /** Those that cannot. */
  hindered: readonly CellHindrance[]
  /** Those that run with what stands in, in a browser, for a module that needs an operating system. */
  replaced: readonly CellHindrance[]
}

/** What a page needs to run its notebook's cells. */
export interface CellsOfNotebook extends CellsInPage {
  /** The script beside the page; `undefined` where no cell can run in one. */
  script: string | undefined
  /** All files that it was made from, besides the notebook. */
  files: readonly string[]
}

/**
 * @param folder of the notebook, absolute: from there on imports are resolved
 * @param anchorOf the id of a cell in the page
 * @throws Error when what the cells import cannot be bundled
 */
export async function cellsOfNotebook(
  notebook: Notebook,
  folder: string,
  anchorOf: (cell: number) => string,
): Promise<CellsOfNotebook> {
  const all = notebook.cells.flatMap((cell, at) => {
    if (!isCode(cell) || isEmpty(cell) || isRemoved(cell, 'cell') || skipsExecution(cell, notebook)) return []
    const code = readCell(cell.source)
    return code ? [{ at, cell, code }] : []
  })
  const modules = [...new Set(all.flatMap(({ code }) => modulesOf(code)))]
  const { library, files, blocked, standIns } = await bundledLibrary(modules, folder, (names) =>
    listingsOf(names, all, folder),
  )
  const hindered = hindrancesOf(all, blocked)
  const hinderedCells = new Set(hindered.map(({ cell }) => cell))
  const names = new Map([...standIns].map((module) => [module, module]))
  const replaced = hindrancesOf(all, names).filter(({ cell }) => !hinderedCells.has(cell))
  const running = all.filter(({ at }) => !hinderedCells.has(at))
  if (running.length === 0) return { runs: [], hindered, replaced, script: undefined, files }
  const data = {
    cells: all.flatMap(({ at, cell, code }) => {
      const source = hinderedCells.has(at) ? importsAlone(code, blocked) : cell.source
      return source === '' ? [] : [{ anchor: anchorOf(at), source, ...(standsAside(cell) && { isAside: true }) }]
    }),
    library: [library],
    ...offeredBy(
      modules.filter((module) => !blocked.has(module)),
      folder,
    ),
  }
  const script = `window.ackbook.cells.page(${JSON.stringify(data)})\n`
  return { runs: running.map(({ at }) => at), hindered, replaced, script, files }
}

function modulesOf({ imports, effects }: ReadCode): string[] {
  const named = imports.filter(({ isType }) => !isType).map(({ module }) => module)
  return [...named, ...effects.map((effect) => String(JSON.parse(effect)))]
}

/** Of a cell that cannot run: what it imports for itself and those behind it. */
function importsAlone({ imports }: ReadCode, blocked: ReadonlyMap<string, string>): string {
  return imports
    .filter(({ module, isType }) => !isType && !blocked.has(module))
    .map(({ module, name, local }) => {
      const from = `from ${JSON.stringify(module)}`
      if (name === '*') return `import * as ${local} ${from}`
      return `import { ${name === local ? name : `${name} as ${local}`} } ${from}`
    })
    .join('\n')
}

function standsAside(cell: CodeCell): boolean {
  return ['starter', 'solution', 'check'].some((tag) => hasTag(cell, tag))
}
