import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { digestOf, type MadePages } from '../cache/index.ts'
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
  inPage: InPage
  /** What it was made from, each with its stamp. */
  stamps: [file: string, stamp: string][]
}

const noCells: PageCells = { inPage: undefined, write: async () => {} }

/** The words between cells may change: they are run without them. */
function digestOfCode({ metadata, cells }: Notebook): string {
  return digestOf([
    metadata,
    cells.map((cell) => (isCode(cell) ? [cell.id, cell.source, cell.metadata] : cell.cell_type)),
  ])
}

/**
 * The cells of a page that runs them.
 *
 * @param out the folder of the pages, absolute
 * @throws Error when what they import cannot be bundled
 */
export async function pageCells(page: SitePage, out: string, kept: MadePages | undefined, io: Io): Promise<PageCells> {
  const { loaded, file } = page
  const { isForPage } = await import('../cells/for-page.ts')
  if (!isForPage(loaded.notebook)) return noCells
  const path = join(out, 'ackbook/live', `${file.replace(/\.html$/, '')}-cells.js`)
  const inputs = [loaded.path, digestOfCode(loaded.notebook)]
  const before = kept?.told(path, inputs, () => null)?.told as CellsRecord | undefined
  if (before?.stamps.every(([each, stamp]) => fileStamp(each) === stamp))
    return { inPage: before.inPage, write: () => writeEditor(out, kept) }
  const { cellsOfNotebook } = await import('../cells/index.ts')
  const { cellAnchor } = await import('../lesson/index.ts')
  const { notebook } = await whole(loaded, io)
  const folder = dirname(resolve(io.cwd, loaded.path))
  const made = await cellsOfNotebook(notebook, folder, (at) => cellAnchor(notebook.cells[at]!, at))
  if (!made) return noCells
  const { runs, hindered, script, files } = made
  const inPage = { runs, hindered }
  const stamps = files.map((each): [string, string] => [each, fileStamp(each)])
  return {
    inPage,
    write: async () => {
      await writeWhole(path, script)
      kept?.keep(path, inputs, [], { inPage, stamps })
      await writeEditor(out, kept)
    },
  }
}

/** Once for all pages. */
async function writeEditor(out: string, kept: MadePages | undefined): Promise<void> {
  const path = join(out, 'ackbook/editor.js')
  if (kept?.told(path, [], () => null)) return
  const { editorFile } = await import('../cells/index.ts')
  await writeWhole(path, editorFile())
  kept?.keep(path, [], [], undefined)
}

function fileStamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.size} ${stat.mtimeMs}` : ''
}
