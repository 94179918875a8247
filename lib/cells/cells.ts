import { isBuiltin } from 'node:module'
import { type CodeCell, hasTag, isCode, isEmpty, isRemoved, type Notebook, skipsExecution } from '../notebook/index.ts'
import { readCell } from '../site/index.ts'
import { offeredBy } from './completions.ts'
import { type CellHindrance, hindrancesOf, type ReadCode } from './hindrances.ts'
import { listingsOf } from './listings.ts'
import { givenByWorker, type ModuleReach } from './reach.ts'

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
  /** What the cells import, as they name it, of what the worker has not itself. */
  modules: readonly string[]
  /** All files that these are made of. */
  files: readonly string[]
}

export interface NotebookPlace {
  /** Of the notebook, absolute: from there on imports are resolved. */
  folder: string
  /** Of its project, absolute: what lies outside is put into no page. */
  within: string
  /** The id of a cell in the page. */
  anchorOf: (cell: number) => string
  reach: ModuleReach
}

export async function cellsOfNotebook(
  notebook: Notebook,
  { folder, within, anchorOf, reach }: NotebookPlace,
): Promise<CellsOfNotebook> {
  const all = notebook.cells.flatMap((cell, at) => {
    if (!isCode(cell) || isEmpty(cell) || isRemoved(cell, 'cell') || skipsExecution(cell, notebook)) return []
    const code = readCell(cell.source)
    return code ? [{ at, cell, code }] : []
  })
  const imported = [...new Set(all.flatMap(({ code }) => modulesOf(code)))]
  const own = imported.filter((module) => !givenByWorker.includes(module))
  const bundled = own.filter((module) => !isBuiltin(module))
  const reached = await reach.of(bundled, folder, within)
  const blocked = new Map(
    own.flatMap((module) => ((reached.get(module)?.isBlocked ?? true) ? [[module, nodeName(module)]] : [])),
  )
  const standIns = new Map(bundled.flatMap((module) => (reached.get(module)!.standsIn ? [[module, module]] : [])))
  const hindered = hindrancesOf(all, blocked)
  const hinderedCells = new Set(hindered.map(({ cell }) => cell))
  const replaced = hindrancesOf(all, standIns).filter(({ cell }) => !hinderedCells.has(cell))
  const running = all.filter(({ at }) => !hinderedCells.has(at))
  const modules = bundled.filter((module) => !blocked.has(module))
  const files = [...new Set([...reached.values()].flatMap((each) => each.files))]
  if (running.length === 0) return { runs: [], hindered, replaced, script: undefined, modules, files }
  const data = {
    cells: all.flatMap(({ at, cell, code }) => {
      const source = hinderedCells.has(at) ? importsAlone(code, blocked) : cell.source
      return source === '' ? [] : [{ anchor: anchorOf(at), source, ...(standsAside(cell) && { isAside: true }) }]
    }),
    head: modules.includes('ackbook/source') ? await listingsOf(all, folder) : '',
    ...offeredBy([...imported.filter((module) => givenByWorker.includes(module)), ...modules], folder),
  }
  const script = `window.ackbook.cells.page(${JSON.stringify(data)})\n`
  return { runs: running.map(({ at }) => at), hindered, replaced, script, modules, files }
}

function modulesOf({ imports, effects }: ReadCode): string[] {
  const named = imports.filter(({ isType }) => !isType).map(({ module }) => module)
  return [...named, ...effects.map((effect) => String(JSON.parse(effect)))]
}

/** Node's own modules by their full names, all others as they are. */
function nodeName(module: string): string {
  return isBuiltin(module) && !module.startsWith('node:') ? `node:${module}` : module
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
