import { dirname, resolve, sep } from 'node:path'
import type { Picture, Pictures } from '../lesson/index.ts'
import type { Following } from './following.ts'
import type { Io } from './io.ts'
import type { SitePage } from './site.ts'

/** Pictures that pages show and their notebooks do not hold. */
export class PagePictures {
  readonly #io: Io
  readonly #isFetched: boolean
  readonly #follow: Following | undefined
  readonly #fetched = new Map<string, Promise<Picture>>()

  /** @param isFetched whether those that are elsewhere go into the pages */
  constructor(io: Io, isFetched: boolean, follow: Following | undefined) {
    this.#io = io
    this.#isFetched = isFetched
    this.#follow = follow
  }

  /** @param wanted their addresses, as the page has them */
  async of({ loaded: { path, below } }: SitePage, wanted: readonly string[]): Promise<Pictures> {
    if (wanted.length === 0) return new Map()
    const { lookForPictures } = await import('./pictures.ts')
    const file = resolve(this.#io.cwd, path)
    const folder = dirname(file)
    const given = resolve(file, ...below.split(sep).map(() => '..'))
    this.#follow?.looked(folder, wanted)
    const fetch = this.#isFetched ? (address: string) => this.#fetchOnce(address) : undefined
    return lookForPictures(wanted, { folder, given, fetch })
  }

  #fetchOnce(address: string): Promise<Picture> {
    const before = this.#fetched.get(address)
    if (before) return before
    const picture = this.#io.fetchPicture(address)
    this.#fetched.set(address, picture)
    return picture
  }
}
