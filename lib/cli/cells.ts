import { statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { digestOf, type MadePages } from '../cache/index.ts'
import type { CellHindrance } from '../cells/index.ts'
import { writeWhole } from '../files/index.ts'
import type { InPage } from '../lesson/index.ts'
import { isCode, type Notebook } from '../notebook/index.ts'
import type { Io } from './io.ts'
import { whole } from './load.ts'
import type { SitePage } from './site.ts'

/** What lies beside a page that runs its cells. */
export interface PageCells {
  /** What the page has to know of it; `undefined` where it runs noCells. */
  inPage: InPage | undefined
  /** @throws FileError */
  write: () => Promise<void>
}

/** What is kept of it beside its file. */
interface CellsRecord {
  /** `undefined` where no cell of it can run. */
  inPage?: InPage
  /** What it was made from, each with its stamp. */
  stamps: [file: string, stamp: string][]
}

/** What the file system says of files, each asked once: those of a library are asked for by every page. */
export class FileStamps {
  readonly #known = new Map<string, string>()

  /** @returns the same for as long as the file is the same; empty where there is none */
  of(file: string): string {
    const known = this.#known.get(file)
    if (known !== undefined) return known
    const stat = statSync(file, { throwIfNoEntry: false })
    const stamp = stat ? `${stat.size} ${stat.mtimeMs}` : ''
    this.#known.set(file, stamp)
    return stamp
  }
}

const noCells: PageCells = { inPage: undefined, write: async () => {} }

/** The words between cells may change: they are run without them. */
function digestOfCode({ metadata, cells }: Notebook): string {
  return digestOf([
    metadata,
    cells.map((cell) => (isCode(cell) ? [cell.id, cell.source, cell.metadata] : cell.cell_type)),
  ])
}

/** What cells of pages are made with. */
interface CellsSources {
  /** The folder of the pages, absolute. */
  out: string
  kept: MadePages | undefined
  stamps: FileStamps
}

/**
 * The cells of a page that runs them.
 *
 * @throws Error when what they import cannot be bundled
 */
export async function pageCells(page: SitePage, { out, kept, stamps }: CellsSources, io: Io): Promise<PageCells> {
  const { loaded, file } = page
  const { isForPage } = await import('../cells/for-page.ts')
  if (!isForPage(loaded.notebook)) return noCells
  const path = join(out, 'ackbook/live', `${file.replace(/\.html$/, '')}-cells.js`)
  const inputs = [loaded.path, digestOfCode(loaded.notebook)]
  const none = ['no cells', ...inputs]
  const isAsItWas = (record: CellsRecord) => record.stamps.every(([each, stamp]) => stamps.of(each) === stamp)
  const before = kept?.told(path, inputs, () => null)?.told as CellsRecord | undefined
  if (before && isAsItWas(before)) return { inPage: before.inPage, write: () => writeEditor(out, kept) }
  const noneBefore = kept?.noted(none)
  if (noneBefore !== undefined && isAsItWas(JSON.parse(noneBefore) as CellsRecord)) return noCells
  const { cellsOfNotebook } = await import('../cells/index.ts')
  const { cellAnchor } = await import('../lesson/index.ts')
  const { notebook } = await whole(loaded, io)
  const folder = dirname(resolve(io.cwd, loaded.path))
  const { runs, hindered, replaced, script, files } = await cellsOfNotebook(notebook, folder, (at) =>
    cellAnchor(notebook.cells[at]!, at),
  )
  const record: CellsRecord = {
    stamps: [...files, ...placesOfModules(hindered, folder)].map((each): [string, string] => [each, stamps.of(each)]),
  }
  if (script === undefined) {
    kept?.note(none, JSON.stringify(record))
    return noCells
  }
  const inPage = { runs, hindered, replaced }
  return {
    inPage,
    write: async () => {
      await writeWhole(path, script)
      kept?.keep(path, inputs, [], { ...record, inPage })
      await writeEditor(out, kept)
    },
  }
}

/** Where what hinders cells is, or would come if it is not there yet. */
function placesOfModules(hindered: readonly CellHindrance[], folder: string): string[] {
  const modules = new Set(hindered.map(({ needs }) => needs).filter((needs) => !isBuiltin(needs)))
  if (modules.size === 0) return []
  const own = [...modules].filter((module) => /^\.{0,2}\//.test(module))
  return [
    ...own.flatMap((module) => moduleEndings.map((ending) => resolve(folder, module) + ending)),
    ...packagesAround(folder),
  ]
}

const moduleEndings = ['', '.ts', '.mts', '.tsx', '.js', '.mjs', '/index.ts', '/index.js']

function packagesAround(folder: string): string[] {
  const above = dirname(folder)
  const own = [join(folder, 'node_modules'), join(folder, 'package.json')]
  return above === folder ? own : [...own, ...packagesAround(above)]
}

/** Once for all pages. */
async function writeEditor(out: string, kept: MadePages | undefined): Promise<void> {
  const path = join(out, 'ackbook/editor.js')
  if (kept?.told(path, [], () => null)) return
  const { editorFile } = await import('../cells/index.ts')
  await writeWhole(path, editorFile())
  kept?.keep(path, [], [], undefined)
}
