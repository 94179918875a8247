import { randomBytes } from 'node:crypto'
import { dirname, join, sep } from 'node:path'
import { type BuildRule, Builds } from './built.ts'
import type { Question } from './cache.ts'
import { Contents } from './contents.ts'
import { Dependencies, nothingReached, type Reached } from './dependencies.ts'
import { realPath } from './folders.ts'
import { NotebookGround } from './ground.ts'
import { groundsOf, type VerifyRequest } from './grounds.ts'
import { keyByGrounds } from './key.ts'
import { type Own, ownFiles, ownPackage, ownPart } from './own.ts'

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
   * @param rules of what is made by builds: what is made stands for its sources then, and what is made of this package too
   * @returns its digest is another when its result may be, and the same as long as nothing has changed
   */
  async look(question: Question, places: readonly string[] = [], rules: readonly BuildRule[] = []): Promise<Hold> {
    const request: VerifyRequest = { ...question, folder: realPath(dirname(question.path)) }
    const dependencies = this.#dependencies
    const grounds = await groundsOf(request, dependencies, { ...nothingReached(), asked: new Set() })
    const own = ownPart(this.#own, 'verdict', dependencies)
    const { digest } = keyByGrounds(request, grounds, dependencies, { env: this.#env, own, secret: this.#secret })
    const builds = rules.length > 0 ? new Builds(rules, dependencies.folders) : undefined
    if (builds) this.#reachSources(builds, grounds.reached, dependencies)
    const ground = new NotebookGround(request, grounds, dependencies, places, builds)
    return { ground, digest, unknown: grounds.unknown }
  }
  /** Sources may lead to what is made of others. What is made of ours hangs on its own source alone, and is joined to nothing. */
  #reachSources(builds: Builds, reached: Reached, dependencies: Dependencies): void {
    const { folders } = dependencies
    const seen = new Set<string>()
    for (;;) {
      const made = [...reached.files.keys()].filter((file) => !seen.has(file) && builds.isMade(file))
      if (made.length === 0) break
      const origins = made.flatMap((file) => [...builds.originsOf(file), ...builds.filesFor(file)])
      for (const file of made) seen.add(file)
      for (const origin of origins) reached.asked?.add(origin)
      dependencies.reachSources(
        [...new Set(origins)].filter((origin) => folders.isFile(origin)),
        reached,
      )
    }
    const own = nothingReached()
    for (const file of ownFiles(this.#own, 'verdict')) if (builds.isMade(file)) dependencies.reachFile(file, own, false)
    for (const [file, digest] of own.files) if (builds.isMade(file)) reached.files.set(file, digest)
  }
}
