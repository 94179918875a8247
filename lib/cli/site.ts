import { dirname, posix, resolve, sep } from 'node:path'
import { isForPage } from '../cells/for-page.ts'
import { UsageError } from '../command/index.ts'
import type { LessonLink, PageKind } from '../lesson/index.ts'
import { type KnownTerm, siteId, termId } from '../lesson/place.ts'
import { aboutOf, questionsIn } from '../notebook/index.ts'
import type { Loaded } from './load.ts'

/** A notebook and the file that becomes of it. */
export interface SitePage {
  loaded: Loaded
  /** Below the output folder, with `/`; a name of a file, not an address. */
  file: string
  title: string
}

/** The pages of one output folder, and which of them lists the others. */
export class Site {
  readonly pages: readonly SitePage[]
  readonly kind: PageKind
  /** What the header of each page leads to; a notebook alone has no index. */
  readonly index: { file: string; title: string } | undefined
  /** What names the site on the reader's machine; a notebook alone is none. A new lesson costs no answers where it has a title. */
  readonly id: string | undefined
  /** Whether a notebook named `index` is the index. */
  readonly hasOwnIndex: boolean
  readonly #files = new Set<string>()
  readonly #bySource: ReadonlyMap<string, SitePage>

  /**
   * @param title of the index; `undefined` for its usual one
   * @param cwd what the notebooks' paths are relative to
   * @throws UsageError when two notebooks would become one file
   */
  constructor(pages: readonly SitePage[], title: string | undefined, cwd: string) {
    checkFiles(pages)
    this.pages = pages
    this.kind = siteKind(pages)
    const own = pages.find(({ file }) => file.toLowerCase() === 'index.html')
    this.hasOwnIndex = own !== undefined
    if (own) this.index = { file: own.file, title: title ?? own.title }
    else if (pages.length > 1) this.index = { file: 'index.html', title: title ?? 'Notebooks' }
    const named = title ?? own?.title
    // What makes figures again, or runs cells, stands beside the pages, also where there is but one.
    if (pages.length > 1 || pages.some((page) => isLive(page) || isForPage(page.loaded.notebook)))
      this.id = siteId(...(named === undefined ? pages.map(({ file }) => file).sort() : [named]))
    for (const { file } of [...pages, ...(this.index ? [this.index] : [])]) {
      for (let each = file; each !== '.'; each = posix.dirname(each)) this.#files.add(each)
    }
    this.#bySource = new Map(pages.map((page) => [resolve(cwd, page.loaded.path), page]))
  }

  /** All pages as one of them links to them; none from a page that is alone. */
  linksFrom(from: SitePage | undefined): LessonLink[] {
    if (this.pages.length < 2) return []
    return this.pages.map((page) => ({
      name: page.loaded.name,
      title: page.title,
      href: pageAddress(page.file, from?.file),
      file: page.file,
      questions: questionsIn(page.loaded.notebook),
      ...summaryIn(page),
    }))
  }

  /** The words that pages before one explain, each by the page that does so first. */
  glossaryFor(page: SitePage): KnownTerm[] {
    const known = new Map<string, KnownTerm>()
    for (const before of this.pages.slice(0, this.pages.indexOf(page))) {
      for (const { name, means } of before.loaded.notebook.cells.flatMap((cell) => aboutOf(cell)?.terms ?? [])) {
        if (means === undefined || known.has(name)) continue
        known.set(name, { name, means, href: `${pageAddress(before.file, page.file)}#${termId(name)}` })
      }
    }
    return [...known.values()]
  }

  /** The address of the page of all questions; `undefined` where there is none. */
  questionsFrom(from: SitePage): string | undefined {
    const file = 'questions.html'
    const isThere = this.pages.some((page) => questionsIn(page.loaded.notebook) > 0) && !this.#files.has(file)
    return isThere ? pageAddress(file, from.file) : undefined
  }

  /** Where the page of the notebook at `path` is, as a page beside it has to say. */
  hrefOf(path: string, from: SitePage, cwd: string): string | undefined {
    const target = this.#bySource.get(resolve(cwd, dirname(from.loaded.path), path))
    return target && pageAddress(target.file, from.file)
  }

  /** Whether one of the pages, or of the folders that hold them, is at `path` beside the page. */
  has(path: string, from: SitePage): boolean {
    const file = posix.join(posix.dirname(from.file), path)
    return this.#files.has(file.replace(/\/$/, '')) || file === '.' || file === './'
  }
}

/** Of a page's file, as the names of what lies beside it have it. */
export function bareName(file: string): string {
  return file.replace(/\.html$/, '')
}

/** Whether it has figures that can be made again. */
export function isLive({ loaded }: SitePage): boolean {
  return loaded.notebook.cells.some(({ metadata }) => metadata.ackbook?.live !== undefined)
}

/** A page's file: the notebook's own name. */
export function fileOf(loaded: Loaded): string {
  const path = loaded.below.split(sep).join('/')
  return `${path.replace(/\.ipynb$/, '')}.html`
}

/** The relative address of a file, from another one: `Lab #1.html` → `Lab%20%231.html`. */
export function pageAddress(file: string, from = ''): string {
  return posix.relative(posix.dirname(from), file).split('/').map(encodeURIComponent).join('/')
}

export function summaryIn({ loaded }: SitePage): { summary?: string } {
  const { summary } = loaded.notebook.metadata.ackbook ?? {}
  return typeof summary === 'string' ? { summary } : {}
}

/** Notebooks that all say in a line what they teach are the lessons of a course. */
function siteKind(pages: readonly SitePage[]): PageKind {
  return pages.every((page) => summaryIn(page).summary !== undefined) ? 'lesson' : 'notebook'
}

/** Each page has a place of its own, on disks that do not tell capitals apart as well. */
function checkFiles(pages: readonly SitePage[]): void {
  const taken = new Map<string, string>()
  for (const { loaded, file } of pages) {
    const other = taken.get(file.toLowerCase())
    if (other !== undefined) {
      throw new UsageError(`${other} and ${loaded.path} would both become ${file}: render them into two folders`, {
        consequence: 'Nothing was written.',
      })
    }
    taken.set(file.toLowerCase(), loaded.path)
  }
}
