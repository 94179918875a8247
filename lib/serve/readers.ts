import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type PageBlocks, pageBlocks } from './blocks.ts'
import { type PageChange, pageChange } from './changes.ts'
import { fileNamed } from './file.ts'

/** A page that is open in a browser and listens. */
interface OpenPage {
  page: string
  /** Of the page as it is shown. */
  version: string
  response: ServerResponse
}

/** A page as it was when its readers were last told. */
interface KnownPage {
  /** Empty where there is no page. */
  version: string
  blocks(): PageBlocks | undefined
}

/**
 * Those who have pages open: told, by server-sent events, when theirs is another, and of what is wrong with notebooks. `replaced` says
 * what of a page to replace, and of which version it makes which; on `changed` it is to be loaded again.
 */
export class Readers {
  readonly #folder: string
  readonly #all = new Set<OpenPage>()
  /** Pages that somebody reads, by name. */
  readonly #known = new Map<string, KnownPage>()
  #problems: readonly string[] = []
  #isWanted = false
  #looking: Promise<void> | undefined

  /** @param folder of the pages, absolute, without symbolic links */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** One who has loaded a page, maybe some time ago, begins to listen. */
  async add(page: string, version: string, response: ServerResponse): Promise<void> {
    const open: OpenPage = { page, version, response }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 500\n\n')
    this.#all.add(open)
    response.on('close', () => this.#leave(open))
    this.#tellProblems(open)
    await this.look()
  }

  /** Tells those whose page is another than they have. */
  async look(): Promise<void> {
    this.#isWanted = true
    this.#looking ??= this.#lookAll()
    await this.#looking
  }

  /** @param problems what keeps pages from being as their notebooks are; none any more when it is empty */
  show(problems: readonly string[]): void {
    if (problems.join('\n') === this.#problems.join('\n')) return
    this.#problems = problems
    for (const open of this.#all) this.#tellProblems(open)
  }

  close(): void {
    for (const { response } of this.#all) response.end()
  }

  /** One look at a time: what is told later is never older. */
  async #lookAll(): Promise<void> {
    try {
      while (this.#isWanted) {
        this.#isWanted = false
        await Promise.all([...new Set([...this.#all].map(({ page }) => page))].map((page) => this.#lookAt(page)))
      }
    } finally {
      this.#looking = undefined
    }
  }

  async #lookAt(page: string): Promise<void> {
    const now = await this.#pageNow(page)
    const before = this.#known.get(page)
    let change: PageChange | undefined
    if (before && before.version !== now.version) {
      const [old, own] = [before.blocks(), now.blocks()]
      change = old && own && pageChange(old, own)
    }
    for (const open of this.#all) {
      if (open.page !== page || open.version === now.version) continue
      const { response, version } = open
      open.version = now.version
      if (!change || version !== before?.version) response.write('event: changed\ndata:\n\n')
      else {
        const data = JSON.stringify({ from: version, to: now.version, ...change })
        // Whoever loses the connection asks again by this.
        response.write(`event: replaced\ndata: ${data}\nid: ${now.version}\n\n`)
      }
    }
    this.#known.set(page, now)
    this.#forget(page)
  }

  async #pageNow(name: string): Promise<KnownPage> {
    const file = await fileNamed(this.#folder, name)
    if (!file) return { version: '', blocks: () => undefined }
    let text: string | undefined = file.content.toString()
    let blocks: PageBlocks | undefined
    return {
      version: versionOf(file.content),
      blocks: () => {
        blocks ??= text === undefined ? undefined : pageBlocks(text)
        text = undefined
        return blocks
      },
    }
  }

  #leave(open: OpenPage): void {
    this.#all.delete(open)
    this.#forget(open.page)
  }

  #forget(page: string): void {
    if (![...this.#all].some((open) => open.page === page)) this.#known.delete(page)
  }

  #tellProblems({ response }: OpenPage): void {
    response.write(`event: problems\ndata: ${JSON.stringify(this.#problems)}\n\n`)
  }
}

/** What tells a page's content from others. */
export function versionOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
