import { resolve } from 'node:path'
import { cacheFolder, FileError } from '../files/index.ts'
import { formatProblem } from '../report/index.ts'
import type { Io } from './io.ts'

export interface CacheArguments {
  /** Whether what was done before may stand; unless told, not where `CI` is set. */
  cache?: boolean
  /** Where it is kept. */
  cacheDir?: string
}

/** Why nothing that was kept may stand, or `undefined` when it may. */
export function whyNothingStands({ cache }: CacheArguments, { env }: Pick<Io, 'env'>): string | undefined {
  if (cache === false) return '--no-cache'
  const isCi = env.CI !== undefined && !['', 'false', '0'].includes(env.CI)
  return cache === undefined && isCi ? 'CI, which is set (--cache lets stand what is kept)' : undefined
}

/** The folder of what is kept, absolute. */
export function folderOfKept({ cacheDir }: CacheArguments, { cwd, env }: Pick<Io, 'cwd' | 'env'>): string {
  return resolve(cwd, cacheDir ?? cacheFolder(env))
}

/** Does what uses the folder; when that cannot be used says so once, and does nothing from then on: the notebooks are none the worse. */
export function forgiving(io: Pick<Io, 'stderr'>): <Result>(use: () => Promise<Result>) => Promise<Result | undefined> {
  let isBroken = false
  return async (use) => {
    if (isBroken) return undefined
    try {
      return await use()
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      isBroken = true
      const remedy = 'What is found is not kept; --cache-dir names another folder, --no-cache does without.'
      io.stderr.write(formatProblem(error.path, error.message, remedy))
      return undefined
    }
  }
}
