import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, with those above it, for its owner alone. One at a time: asked for all at once, Node tries for ever where the system
 * says of a folder in one that exists that it is not there, as below `/proc`.
 *
 * @throws the system's error
 */
export function makePrivateFolder(path: string): void {
  const first = refusalToMake(path)
  if (first === undefined) return
  if (first.code !== 'ENOENT' || dirname(path) === path) throw first
  makePrivateFolder(dirname(path))
  const second = refusalToMake(path)
  if (second) throw second
}

/** Why it could not be made; `undefined` when it is there, whoever made it. */
function refusalToMake(path: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(path, { mode: 0o700 })
    return undefined
  } catch (error) {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? undefined : (error as NodeJS.ErrnoException)
  }
}
