import { resolve } from 'node:path'
import type { Notebook } from '../notebook/index.ts'
import type { Folders } from './folders.ts'

/** What a notebook says that its result hangs on, besides what it imports. */
export interface Declared {
  /** Files, and patterns and folders of them, as seen from the notebook's folder. */
  files: readonly string[]
  /** Names of variables of the environment. */
  env: readonly string[]
}

/** `false` where its author says that nothing is to be kept; `undefined` where he says nothing. */
export function declaredBy({ metadata }: Notebook): Declared | false | undefined {
  const cache = metadata.ackbook?.cache
  if (cache === undefined || cache === false) return cache
  return { files: cache.files ?? [], env: cache.env ?? [] }
}

/**
 * The files that are declared.
 *
 * @param folder the notebook's, absolute
 * @returns absolute paths, sorted; or the first entry that means no file at all
 */
export async function declaredFiles(
  entries: readonly string[],
  folder: string,
  folders: Folders,
): Promise<string[] | { vain: string }> {
  const found = new Set<string>()
  const without = entries.filter((entry) => entry.startsWith('!'))
  for (const entry of entries) {
    if (without.includes(entry)) continue
    const path = resolve(folder, entry)
    const files =
      without.length === 0 && folders.isFile(path) ? [path] : await matchingFiles([entry, ...without], folder)
    if (files.length === 0) return { vain: entry }
    for (const file of files) found.add(file)
  }
  return [...found].sort()
}

/** A folder means all that is in it. What others put there is none of the author's. */
async function matchingFiles(patterns: string[], folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const ignore = ['**/node_modules/**', '**/.git/**', '**/.ipynb_checkpoints/**']
  return (await glob(patterns, { cwd: folder, absolute: true, dot: true, ignore })).map((path) => resolve(path))
}
