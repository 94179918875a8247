import { join, posix } from 'node:path'
import type { MadePages } from '../cache/index.ts'
import { FileError, fingerprint, readTextFile, sharedMark, writeNew, writeWhole } from '../files/index.ts'
import type { Download } from '../lesson/index.ts'
import {
  asksItsReader,
  formatNotebook,
  isCode,
  isRemoved,
  learnersCopy,
  type Notebook,
  tagsOf,
} from '../notebook/index.ts'
import type { Io } from './io.ts'
import { whole } from './load.ts'
import { pageAddress, type SitePage } from './site.ts'

/** Files that go with a page. */
export interface PageDownloads {
  links: readonly Download[]
  /** @throws FileError */
  write: () => Promise<void>
}

interface DownloadedFile extends Pick<Download, 'kind'> {
  /** Below the output folder, with `/`. */
  file: string
  /** What it comes from, besides this package. */
  inputs: unknown
  content: () => Promise<string | Uint8Array>
}

/**
 * What the readers of a page can take along: the notebook, a learner's copy where it asks something, its code where that runs by
 * itself. Of a notebook that keeps parts of it from its readers (`remove-…`) there is nothing.
 *
 * @param out the folder of the pages, absolute
 */
export async function downloadsOf(
  page: SitePage,
  out: string,
  kept: MadePages | undefined,
  io: Io,
): Promise<PageDownloads> {
  const { loaded, file, title } = page
  const { path, notebook } = loaded
  if (keepsPartsBack(notebook)) return { links: [], write: async () => {} }
  const bare = file.replace(/\.html$/, '')
  const name = posix.basename(bare)
  const files: DownloadedFile[] = [
    {
      kind: 'notebook',
      file: `ackbook/files/${bare}.ipynb`,
      inputs: loaded.fingerprint,
      content: asItIs,
    },
  ]
  if (asksItsReader(notebook)) {
    const content = async () => formatNotebook(learnersCopy((await whole(loaded, io)).notebook, `${name}.ipynb`))
    files.push({ kind: 'copy', file: `ackbook/copies/${bare}.ipynb`, inputs: loaded.fingerprint, content })
  }
  const program = await programFile()
  if (program) files.push(program)
  return {
    links: files.map((each) => ({
      kind: each.kind,
      href: pageAddress(each.file, file),
      name: posix.basename(each.file),
    })),
    write: async () => {
      await writeNew(
        join(out, 'ackbook', sharedMark),
        'What the pages beside this folder share, made by ackbook render.\n',
      )
      for (const each of files) await write(each)
    },
  }

  async function asItIs(): Promise<string> {
    const text = await readTextFile(path, io.cwd)
    if (fingerprint(text) === loaded.fingerprint) return text
    throw new FileError(path, 'was changed by someone else while its page was made')
  }

  /** It has to be made to know that it can be. */
  async function programFile(): Promise<DownloadedFile | undefined> {
    const program = { kind: 'program', file: `ackbook/files/${bare}.ts`, inputs: [title, codeIn(notebook)] } as const
    const made = async () => (await import('../site/program.ts')).programOf(notebook, title, `${name}.ts`)
    if (isThere(program)) return { ...program, content: async () => (await made())! }
    const text = await made()
    return text === undefined ? undefined : { ...program, content: async () => text }
  }

  function isThere(each: Pick<DownloadedFile, 'file' | 'inputs'>): boolean {
    return kept?.told(join(out, each.file), each.inputs, () => null) !== undefined
  }

  async function write(each: DownloadedFile): Promise<void> {
    if (isThere(each)) return
    await writeWhole(join(out, each.file), await each.content())
    kept?.keep(join(out, each.file), each.inputs, [], undefined)
  }
}

function keepsPartsBack({ cells }: Notebook): boolean {
  return cells.some(
    (cell) =>
      (['cell', 'input', 'output'] as const).some((part) => isRemoved(cell, part)) ||
      ['remove-stdout', 'remove-stderr'].some((tag) => tagsOf(cell).has(tag)),
  )
}

/** All that a program hangs on. */
function codeIn({ cells, metadata }: Notebook): unknown {
  const codes = cells.map((cell) => (isCode(cell) ? [cell.id, cell.source, [...tagsOf(cell)]] : null))
  return [codes, metadata.kernelspec, metadata.language_info, metadata.tags]
}
