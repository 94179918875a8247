import { statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { digestOf, type MadePages } from '../cache/index.ts'
import type { CellHindrance, ModuleReach } from '../cells/index.ts'
import { topOf } from '../config/index.ts'
import { writeWhole } from '../files/index.ts'
import type { InPage } from '../lesson/index.ts'
import type { LivePage } from '../live/index.ts'
import { isCode, type Notebook } from '../notebook/index.ts'
import type { Io } from './io.ts'
import { keptTexts } from './kept-texts.ts'
import { whole } from './load.ts'
import { bareName, type SitePage } from './site.ts'

/** What lies beside a page that runs its cells. */
export interface PageCells {
  /** What the page has to know of it; `undefined` where it runs none. */
  inPage: InPage | undefined
  /** @throws FileError */
  write: () => Promise<void>
}

/** What is kept of it beside its file. */
interface CellsRecord {
  /** `undefined` where no cell of it can run. */
  inPage?: InPage
  /** What its cells import. */
  modules: readonly string[]
  /** What it was made from, each with its stamp. */
  stamps: [file: string, stamp: string][]
}

const noCells: PageCells = { inPage: undefined, write: async () => {} }

/** Makes what pages need to run their cells: of each its cells, and of all together what these import. */
export class CellsMaker {
  readonly #out: string
  readonly #kept: MadePages | undefined
  readonly #io: Io
  readonly #stamps = new FileStamps()
  #reach: ModuleReach | undefined
  /** What the cells of pages import. */
  readonly #imported = new Map<SitePage, readonly string[]>()

  /** @param out the folder of the pages, absolute */
  constructor(out: string, kept: MadePages | undefined, io: Io) {
    this.#out = out
    this.#kept = kept
    this.#io = io
  }

  async of(page: SitePage): Promise<PageCells> {
    const { loaded, file } = page
    const { isForPage } = await import('../cells/for-page.ts')
    if (!isForPage(loaded.notebook)) return noCells
    const path = join(this.#folder, 'cells/of', `${bareName(file)}.js`)
    const inputs = [loaded.path, digestOfCode(loaded.notebook)]
    const before = this.#before(path, inputs)
    if (before) return this.#pageCells(page, before, async () => {})
    const { script, record } = await this.#make(page)
    return this.#pageCells(page, record, async () => {
      if (script === undefined) this.#kept?.note(['no cells', ...inputs], JSON.stringify(record))
      else {
        await writeWhole(path, script)
        this.#kept?.keep(path, inputs, [], record)
      }
    })
  }

  /**
   * Writes what the cells of all pages import: a few texts for all, and of each page what it has alone.
   *
   * @throws FileError; LiveError where it cannot be bundled
   */
  async writeImported(): Promise<void> {
    if (this.#imported.size === 0) return
    await this.#writeEditor()
    const pages = [...this.#imported].map(([page, modules]) => this.#pageOf(page, modules))
    const place = { folder: this.#folder, marked: 'cells.js', inputs: ['cells', pages], kept: this.#kept }
    await keptTexts(place, async () => {
      const { bundlePages } = await import('../live/index.ts')
      const { cellTextScript, cellTextsScript, givenByWorker } = await import('../cells/index.ts')
      const bundle = await bundlePages(pages, { given: givenByWorker, keepsNames: true })
      const ofPages = [...this.#imported.keys()].map(({ file }, at) => [file, bundle.pages[at]!.texts] as const)
      const texts = new Map([...bundle.texts].map(([name, text]) => [`cells/${name}.js`, cellTextScript(name, text)]))
      texts.set('cells.js', cellTextsScript(Object.fromEntries(ofPages)))
      return { texts, sources: bundle.files, told: undefined, isWhole: true }
    })
  }

  get #folder(): string {
    return join(this.#out, 'ackbook')
  }

  #before(path: string, inputs: readonly unknown[]): CellsRecord | undefined {
    const told = this.#kept?.told(path, inputs, () => null)?.told as CellsRecord | undefined
    const none = this.#kept?.noted(['no cells', ...inputs])
    const record = told ?? (none === undefined ? undefined : (JSON.parse(none) as CellsRecord))
    return record?.stamps.every(([file, stamp]) => this.#stamps.of(file) === stamp) ? record : undefined
  }

  #pageCells(page: SitePage, { inPage, modules }: CellsRecord, write: () => Promise<void>): PageCells {
    if (inPage) this.#imported.set(page, modules)
    return { inPage, write }
  }

  async #make({ loaded }: SitePage): Promise<{ script: string | undefined; record: CellsRecord }> {
    const { cellsOfNotebook, ModuleReach } = await import('../cells/index.ts')
    const { cellAnchor } = await import('../lesson/index.ts')
    this.#reach ??= new ModuleReach()
    const { notebook } = await whole(loaded, this.#io)
    const { folder, within } = this.#placeOf(loaded.path)
    const anchorOf = (at: number) => cellAnchor(notebook.cells[at]!, at)
    const place = { folder, within, anchorOf, reach: this.#reach }
    const { script, modules, files, ...inPage } = await cellsOfNotebook(notebook, place)
    const looked = [...files, ...placesOfModules(inPage.hindered, folder)]
    const stamps = looked.map((each): [string, string] => [each, this.#stamps.of(each)])
    return { script, record: { ...(script !== undefined && { inPage }), modules, stamps } }
  }

  #pageOf({ loaded, file }: SitePage, modules: readonly string[]): LivePage {
    return { name: `page/${bareName(file)}`, ...this.#placeOf(loaded.path), figures: [], modules }
  }

  #placeOf(path: string): { folder: string; within: string } {
    const { cwd } = this.#io
    const folder = dirname(resolve(cwd, path))
    return { folder, within: topOf(folder, cwd) }
  }

  /** Once for all pages. */
  async #writeEditor(): Promise<void> {
    const path = join(this.#folder, 'editor.js')
    if (this.#kept?.told(path, [], () => null)) return
    const { editorFile } = await import('../cells/index.ts')
    await writeWhole(path, editorFile())
    this.#kept?.keep(path, [], [], undefined)
  }
}

/** What the file system says of files, each asked once: those of a library are asked for by every page. */
class FileStamps {
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

/** The words between cells may change: they are run without them. */
function digestOfCode({ metadata, cells }: Notebook): string {
  return digestOf([
    metadata,
    cells.map((cell) => (isCode(cell) ? [cell.id, cell.source, cell.metadata] : cell.cell_type)),
  ])
}

/** Where what hinders cells is, or would come if it is not there yet. */
function placesOfModules(hindered: readonly CellHindrance[], folder: string): string[] {
  const modules = new Set(hindered.map(({ needs }) => needs).filter((needs) => !isBuiltin(needs)))
  if (modules.size === 0) return []
  const own = [...modules].filter((module) => /^\.{0,2}\//.test(module))
  const files = own.flatMap((module) => moduleEndings.map((ending) => resolve(folder, module) + ending))
  return [...files, ...packagesAround(folder)]
}

const moduleEndings = ['', '.ts', '.mts', '.tsx', '.js', '.mjs', '/index.ts', '/index.js']

function packagesAround(folder: string): string[] {
  const above = dirname(folder)
  const own = [join(folder, 'node_modules'), join(folder, 'package.json')]
  return above === folder ? own : [...own, ...packagesAround(above)]
}
