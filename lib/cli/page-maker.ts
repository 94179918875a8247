import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { MadePages, PageAnswer } from '../cache/index.ts'
import { FileError, writeWhole } from '../files/index.ts'
import type { LessonOptions, Omission, PageFacts, RenderedLesson } from '../lesson/index.ts'
import { CellsMaker, type PageCells } from './cells.ts'
import { downloadsOf, type PageDownloads } from './downloads.ts'
import type { Following } from './following.ts'
import type { GatheredPages } from './gather-pages.ts'
import type { Io } from './io.ts'
import { whole } from './load.ts'
import type { PagePictures } from './page-pictures.ts'
import type { ShownVerdicts } from './shown-verdicts.ts'
import { isLive, pageAddress, type SitePage } from './site.ts'
import { Unmade } from './unmade.ts'

/** What pages are made of and where they go, besides themselves. */
interface PageSources extends Pick<GatheredPages, 'site' | 'config'> {
  /** The folder of the pages, absolute. */
  out: string
  /** What is known of pages that were made before. */
  kept: MadePages | undefined
  verdicts: ShownVerdicts
  pictures: PagePictures
  follow: Following | undefined
}

/** A page that may be written, or is there already. */
export interface ReadyPage {
  omissions: readonly Omission[]
  /** With what goes with it. */
  write: () => Promise<void>
}

/** What is kept of a page beside its file. */
interface PageRecord {
  omissions: readonly Omission[]
  facts: PageFacts
}

/** Files that go with a page. */
interface BesidePage {
  downloads: PageDownloads
  cells: PageCells | undefined
}

type Ask = (question: PageAnswer[0], path: string) => PageAnswer[2]

/** Makes the pages of notebooks, each unless it is there and would come out the same. */
export class PageMaker {
  /** The pages that there are by now, each with what it says of itself. */
  readonly made: Map<SitePage, PageFacts> = new Map()
  readonly unmade: Unmade
  readonly #sources: PageSources
  readonly cells: CellsMaker
  readonly #io: Io

  constructor(sources: PageSources, io: Io) {
    this.#sources = sources
    this.#io = io
    this.unmade = new Unmade(io.cwd)
    this.cells = new CellsMaker(sources.out, sources.kept, io)
  }

  /** @throws FileError, NotebookError when the notebook is no more as it was */
  async make(page: SitePage): Promise<ReadyPage> {
    const { out, kept, site } = this.#sources
    const downloads = await downloadsOf(page, out, kept, this.#io)
    const cells = site.id === undefined ? undefined : await this.cells.of(page)
    const beside = { downloads, cells }
    const { omissions, write } = this.#madeBefore(page, beside) ?? (await this.#makeNow(page, beside))
    return {
      omissions,
      write: async () => {
        await write()
        if (this.made.has(page)) await this.#writeBeside(page, beside)
      },
    }
  }

  #madeBefore(page: SitePage, beside: BesidePage): ReadyPage | undefined {
    const before = this.#sources.kept?.told(this.#fileOf(page), this.#inputsOf(page, beside), this.#answers(page))
    if (!before) return undefined
    const { omissions, facts } = before.told as PageRecord
    return { omissions, write: async () => void this.made.set(page, facts) }
  }

  async #makeNow(page: SitePage, beside: BesidePage): Promise<ReadyPage> {
    const answer = this.#answers(page)
    const asked: PageAnswer[] = []
    const rendered = await this.#render(page, beside, (question, path) => {
      asked.push([question, path, answer(question, path)])
      return asked.at(-1)![2]
    })
    const { omissions, wanted, facts } = rendered
    const record: PageRecord = { omissions, facts }
    const write = async () => {
      // A file may be another picture by the next time: a page that shows some is made anew.
      if ((await this.#writePage(page, rendered)) && wanted.length === 0)
        this.#sources.kept?.keep(this.#fileOf(page), this.#inputsOf(page, beside), asked, record)
    }
    return { omissions, write }
  }

  /** Once; and once more, when the page shows pictures that have to be looked for. */
  async #render(page: SitePage, beside: BesidePage, ask: Ask): Promise<RenderedLesson> {
    const { renderLesson } = await import('../lesson/index.ts')
    const { notebook } = await whole(page.loaded, this.#io)
    const options = this.#lessonOptions(page, beside, ask)
    const rendered = renderLesson(notebook, options)
    const { wanted } = rendered
    if (wanted.length === 0) return rendered
    const pictures = await this.#sources.pictures.of(page, wanted)
    return { ...renderLesson(notebook, { ...options, pictures }), wanted }
  }

  async #writePage(page: SitePage, rendered: RenderedLesson): Promise<boolean> {
    try {
      await writeWhole(this.#fileOf(page), rendered.html)
      this.made.set(page, rendered.facts)
      this.#sources.follow?.wrote(page, rendered)
      return true
    } catch (error) {
      this.unmade.note(error, `No page was made of ${page.loaded.path}.`)
      return false
    }
  }

  /** A page whose links lead nowhere is a page all the same. */
  async #writeBeside({ loaded: { path } }: SitePage, { downloads, cells }: BesidePage): Promise<void> {
    try {
      await downloads.write()
      await cells?.write()
    } catch (error) {
      // Saved again meanwhile: the next turn has it.
      if (this.#sources.follow && error instanceof FileError && error.path === path) return
      this.unmade.note(error, `What ${path} offers to take along is not all there.`)
    }
  }

  #fileOf({ file }: SitePage): string {
    return join(this.#sources.out, file)
  }

  /** All that a page is made from, apart from what is asked meanwhile. */
  #inputsOf(page: SitePage, beside: BesidePage): unknown {
    const { fingerprint, path } = page.loaded
    return [fingerprint, path, this.#lessonOptions(page, beside, this.#answers(page))]
  }

  #answers(page: SitePage): Ask {
    const { site, out } = this.#sources
    return (question, path) => {
      if (question === 'pageOf') return site.hrefOf(path, page, this.#io.cwd) ?? null
      return site.has(path, page) || existsSync(resolve(out, dirname(page.file), path))
    }
  }

  /** @param ask answers what is asked while the page is made */
  #lessonOptions(page: SitePage, { downloads, cells }: BesidePage, ask: Ask): LessonOptions {
    const { site, config, verdicts } = this.#sources
    const { index, kind, id } = site
    const { language, footer, address, jupyter } = config?.settings ?? {}
    const verification = verdicts.get(page)
    return {
      ...{ name: page.loaded.name, links: site.linksFrom(page), glossary: site.glossaryFor(page), kind },
      ...(id !== undefined && { place: { site: id, file: page.file }, allQuestions: site.questionsFrom(page) }),
      ...{ language, footer, address, jupyter },
      ...(index && { course: { title: index.title, href: pageAddress(index.file, page.file) } }),
      pageOf: (path) => (ask('pageOf', path) as string | null) ?? undefined,
      isThere: (path) => ask('isThere', path) === true,
      downloads: downloads.links,
      ...(isLive(page) && { isLive: true }),
      ...(cells?.inPage && { inPage: cells.inPage }),
      ...(verification && { verification }),
    }
  }
}
