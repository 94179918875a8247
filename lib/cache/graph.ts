import { randomBytes } from 'node:crypto'
import { dirname, join, sep } from 'node:path'
import type { Question } from './cache.ts'
import { Contents } from './contents.ts'
import { Dependencies, nothingReached } from './dependencies.ts'
import { realPath } from './folders.ts'
import { NotebookGround } from './ground.ts'
import { groundsOf, type VerifyRequest } from './grounds.ts'
import { keyByGrounds } from './key.ts'
import { type Own, ownPackage, ownPart } from './own.ts'

/** What one notebook hangs on, as far as that is known. */
export interface Hold {
  ground?: NotebookGround
  /** Of all that, and of what else a key of the cache is made of. */
  digest?: string
  /** Why it is not all. */
  unknown?: string | undefined
}

/** What notebooks hang on, as things stand: the same graph by which the cache knows them, without anything that is kept. */
export class Graph {
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #own: Own
  readonly #contents = new Contents()
  readonly #secret = randomBytes(16)
  #dependencies: Dependencies

  /** @param env of kernels */
  constructor(env: Readonly<Record<string, string | undefined>>, own: Own = ownPackage()) {
    this.#env = env
    this.#own = own
    this.#dependencies = new Dependencies(this.#contents, own.folder)
  }

  /** Looks at files anew from now on; what was asked of one notebook so far holds for all. */
  again(): void {
    this.#dependencies = new Dependencies(this.#contents, this.#own.folder)
  }

  /** Whether a file belongs to this package, or what that uses. */
  isOwn(file: string): boolean {
    return file.startsWith(join(this.#own.folder, sep))
  }

  /**
   * @param places further ones, absolute, at which a file has a say in it
   * @returns its digest is another when its result may be, and the same as long as nothing has changed
   */
  async look(question: Question, places: readonly string[] = []): Promise<Hold> {
    const request: VerifyRequest = { ...question, folder: realPath(dirname(question.path)) }
    const dependencies = this.#dependencies
    const grounds = await groundsOf(request, dependencies, { ...nothingReached(), asked: new Set() })
    const own = ownPart(this.#own, 'verdict', dependencies)
    const { digest } = keyByGrounds(request, grounds, dependencies, { env: this.#env, own, secret: this.#secret })
    return { ground: new NotebookGround(request, grounds, dependencies, places), digest, unknown: grounds.unknown }
  }
}
