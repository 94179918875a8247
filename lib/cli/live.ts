import { dirname, join, resolve } from 'node:path'
import { digestOf, type MadePages } from '../cache/index.ts'
import { topOf } from '../config/index.ts'
import type { LiveBundle, LivePage, PageScript } from '../live/index.ts'
import { isCode, type Live, type LiveParameter, type Notebook } from '../notebook/index.ts'
import { visible } from '../verify/text.ts'
import type { Io } from './io.ts'
import { keptTexts, type MadeTexts, type TextsPlace, textsBefore } from './kept-texts.ts'
import { whole } from './load.ts'
import { bareName, isLive, type SitePage } from './site.ts'

/** A figure that a page shows as it was stored, and why it cannot be made again. */
export interface Unmoved {
  /** Of the notebook. */
  path: string
  cell?: string
  why: string
}

/** What became of the figures that can be made again. */
export interface LiveFigures {
  /** The files of the pages that have some. */
  files: readonly string[]
  unmoved: readonly Unmoved[]
}

/** A page with figures, and what its notebook has of them. */
interface LiveSource {
  page: SitePage
  live: LivePage
  figures: readonly StoredFigure[]
}

interface StoredFigure {
  /** The id of its cell, and where that is on the page. */
  cell: string
  anchor: string
  parameters: readonly LiveParameter[]
  /** Whether it leads the index. */
  isLead: boolean
  /** What was verified: the picture, and the digest of its data where that was kept. */
  stored: { svg: string | undefined; digest: string | undefined }
}

const folder = 'ackbook'

/**
 * The scripts that make figures again, beside the pages: a few texts for all, and of each page what it has alone. A figure that comes out
 * otherwise than it was verified is left as it was stored.
 */
export class LiveMaker {
  readonly #pages: readonly SitePage[]
  readonly #hasIndex: boolean
  readonly #out: string
  readonly #kept: MadePages | undefined
  readonly #io: Io
  #begun: Promise<MadeTexts<LiveFigures>> | undefined

  /** @param out the folder of the pages, absolute */
  constructor(pages: readonly SitePage[], hasIndex: boolean, out: string, kept: MadePages | undefined, io: Io) {
    this.#pages = pages.filter(isLive)
    this.#hasIndex = hasIndex
    this.#out = out
    this.#kept = kept
    this.#io = io
  }

  /** Has them made, unless they are there, while the caller does something else: they are tried in a process of their own. */
  async begin(): Promise<void> {
    if (this.#pages.length === 0 || textsBefore(await this.#place())) return
    this.#begun = this.#make()
    // Whoever writes them hears of it.
    this.#begun.catch(() => {})
  }

  /** @throws FileError */
  async write(): Promise<LiveFigures> {
    if (this.#pages.length === 0) return { files: [], unmoved: [] }
    return keptTexts(await this.#place(), () => this.#begun ?? this.#make())
  }

  async #place(): Promise<TextsPlace> {
    const digests: string[] = []
    for (const page of this.#pages) digests.push(await digestOfFigures(page, this.#kept, this.#io))
    const pages = this.#pages.map(({ file, loaded }, at) => [file, loaded.path, digests[at]])
    const inputs = ['live', this.#hasIndex, pages]
    return { folder: join(this.#out, folder), marked: 'live.js', inputs, kept: this.#kept }
  }

  async #make(): Promise<MadeTexts<LiveFigures>> {
    const { files, unmoved, texts, sources } = await liveTexts(this.#pages, this.#hasIndex, this.#io)
    // A page of which nothing can be bundled says not what it waits for.
    const isWhole = unmoved.every(({ cell }) => cell !== undefined)
    return { texts, sources, told: { files, unmoved }, isWhole }
  }
}

/** Of what a notebook says and holds of its figures; the rest of it may change. */
async function digestOfFigures({ loaded }: SitePage, kept: MadePages | undefined, io: Io): Promise<string> {
  const of = ['figures', loaded.fingerprint]
  const known = kept?.noted(of)
  const digest = known ?? digestOf(figuresOf((await whole(loaded, io)).notebook))
  if (known === undefined) kept?.note(of, digest)
  return digest
}

async function liveTexts(
  pages: readonly SitePage[],
  hasIndex: boolean,
  io: Io,
): Promise<LiveFigures & { texts: ReadonlyMap<string, string>; sources: readonly string[] }> {
  const all: LiveSource[] = []
  for (const page of pages) all.push(liveSource(page, (await whole(page.loaded, io)).notebook, io.cwd))
  const { bundle, good, unmoved } = await bundledPages(all)
  const failures = await failuresOf(good, bundle)
  const { pageScript, textScript } = await import('../live/index.ts')
  const { liveRuntime } = await import('../site/index.ts')
  const texts = new Map([['live.js', liveRuntime()]])
  for (const [name, text] of bundle.texts) texts.set(`live/${name}.js`, textScript(name, text))
  const files: string[] = []
  for (const { live, figures, page } of good) {
    const own = failures.get(live.name)
    for (const [cell, why] of own ?? []) unmoved.push({ path: page.loaded.path, cell, why })
    const { texts: needed } = bundle.pages.find(({ name }) => name === live.name)!
    const moved = figures.filter(({ cell }) => !own?.has(cell))
    const add = (file: string, told: PageScript['figures']) => {
      if (told.length === 0) return
      files.push(file)
      texts.set(`live/of/${bareName(file)}.js`, pageScript({ texts: needed, figures: told }))
    }
    add(
      page.file,
      moved.map(({ anchor, parameters }) => ({ cell: anchor, parameters })),
    )
    if (!hasIndex) continue
    const leading = moved.filter(({ isLead }) => isLead).slice(0, 1)
    add(
      'index.html',
      leading.map(({ anchor, parameters }) => ({ cell: anchor, parameters, at: '.lead' })),
    )
  }
  return { files, unmoved, texts, sources: bundle.files }
}

function liveSource(page: SitePage, notebook: Notebook, cwd: string): LiveSource {
  const folder = dirname(resolve(cwd, page.loaded.path))
  const figures = figuresOf(notebook)
  const asked = figures.map(({ anchor, live }) => ({ cell: anchor, module: live.module, export: live.export }))
  return {
    page,
    live: { name: `page/${bareName(page.file)}`, folder, within: topOf(folder, cwd), figures: asked },
    figures: figures.map(({ live, ...figure }) => ({ ...figure, parameters: live.parameters })),
  }
}

function figuresOf({ cells }: Notebook) {
  return cells.flatMap((cell, at) => {
    const { live, lead } = (cell.metadata.ackbook ?? {}) as { live?: Live; lead?: string }
    if (!live || !isCode(cell) || cell.id === undefined) return []
    const anchor = `cell-${/^[\w-]+$/.test(cell.id) ? cell.id : at + 1}`
    return [{ cell: cell.id, anchor, live, isLead: lead === 'index', stored: storedIn(cell.outputs) }]
  })
}

function storedIn(outputs: readonly object[]): StoredFigure['stored'] {
  for (const output of outputs as { data?: Record<string, unknown>; metadata?: { ackbook?: { digest?: string } } }[]) {
    const svg = output.data?.['image/svg+xml']
    if (svg !== undefined) return { svg: [svg].flat().join(''), digest: output.metadata?.ackbook?.digest }
  }
  return { svg: undefined, digest: undefined }
}

/** All pages together; where that cannot be, without those of which it cannot be. */
async function bundledPages(sources: readonly LiveSource[]) {
  const { bundlePages, LiveError } = await import('../live/index.ts')
  const unmoved: Unmoved[] = []
  const all = await bundlePages(sources.map(({ live }) => live)).catch((error: unknown) => {
    if (!(error instanceof LiveError)) throw error
    return undefined
  })
  if (all) return { bundle: all, good: [...sources], unmoved }
  const good: LiveSource[] = []
  for (const source of sources) {
    try {
      await bundlePages([source.live])
      good.push(source)
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      unmoved.push({ path: source.page.loaded.path, why: error.message })
    }
  }
  return { bundle: await bundlePages(good.map(({ live }) => live)), good, unmoved }
}

/** By page, by cell: why what would be shown is not what was verified. */
async function failuresOf(
  sources: readonly LiveSource[],
  { texts }: LiveBundle,
): Promise<Map<string, Map<string, string>>> {
  const { tryFigures } = await import('../live/index.ts')
  const trials = sources.flatMap(({ live, figures }) =>
    figures.map(({ cell, anchor, stored }) => ({ page: live.name, figure: cell, cell: anchor, values: {}, stored })),
  )
  const results = await tryFigures(
    [...texts.values()],
    trials.map(({ page, cell, values }) => ({ page, cell, values })),
  )
  const failures = new Map<string, Map<string, string>>()
  for (const [index, { page, figure, stored }] of trials.entries()) {
    const why = whyNotVerified(stored, results[index]!)
    if (why === undefined) continue
    failures.set(page, (failures.get(page) ?? new Map<string, string>()).set(figure, why))
  }
  return failures
}

function whyNotVerified(
  stored: StoredFigure['stored'],
  { svg, digest, error }: { svg?: string; digest?: string; error?: string },
): string | undefined {
  if (error !== undefined) return `cannot be made for its page: ${error}`
  if (stored.svg === undefined) return 'has no stored picture: run its notebook by ackbook verify --update'
  const isSame = svg?.trim() === stored.svg.trim() && (stored.digest === undefined || digest === stored.digest)
  if (isSame) return undefined
  return 'comes out otherwise than what is stored: its modules have changed since it was verified (ackbook verify shows how, --update stores it)'
}

/** A line for each: `ackbook: a.ipynb, cell "x": its figure …`. */
export function formatUnmoved(all: readonly Unmoved[]): string {
  const lines = all.map(({ path, cell, why }) =>
    cell === undefined ? `${path}: ${why}` : `${path}, cell "${cell}": its figure ${why}`,
  )
  return lines.map((line) => `ackbook: ${visible(line)}. Its picture stands as it was stored.\n`).join('')
}
