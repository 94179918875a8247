import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { fileNamed } from './file.ts'

/** A page that is open in a browser and listens. */
interface OpenPage {
  page: string
  /** Of the page as it was loaded. */
  version: string
  response: ServerResponse
}

/** Those who have pages open: told, by server-sent events, when theirs is another, and of what is wrong with notebooks. */
export class Readers {
  readonly #folder: string
  readonly #all = new Set<OpenPage>()
  #problems: readonly string[] = []

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
    response.on('close', () => this.#all.delete(open))
    this.#tellProblems(open)
    await this.#tellChange(open)
  }

  /** Tells those whose page is another than they have. */
  async look(): Promise<void> {
    await Promise.all([...this.#all].map((open) => this.#tellChange(open)))
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

  async #tellChange(open: OpenPage): Promise<void> {
    const file = await fileNamed(this.#folder, open.page)
    const version = file ? versionOf(file.content) : ''
    if (version === open.version) return
    open.version = version
    open.response.write('event: changed\ndata:\n\n')
  }

  #tellProblems({ response }: OpenPage): void {
    response.write(`event: problems\ndata: ${JSON.stringify(this.#problems)}\n\n`)
  }
}

/** What tells a page's content from others. */
export function versionOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
