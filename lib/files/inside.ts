import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, relative } from 'node:path'
import { FileError } from './error.ts'

/**
 * A link in an output folder may lead to a notebook itself, or anywhere: what is written below the folder stays in it.
 *
 * @param top the folder, absolute
 * @param file in it, absolute; it need not be there
 * @param shown the folder, as it was given
 * @throws FileError where a link leads out
 */
export async function checkInside(top: string, file: string, shown: string): Promise<void> {
  const root = await realpath(top).catch(() => undefined)
  if (root === undefined) return
  for (let each = file; each.length >= top.length; each = dirname(each)) {
    const real = await realpath(each).catch(() => undefined)
    if (real === undefined) continue
    const way = relative(root, real)
    if (!way.startsWith('..') && !isAbsolute(way)) return
    const message = `cannot be written: ${relative(top, file)} in it is a link that leads out of the folder. Remove the link, or name another folder`
    throw new FileError(shown, message)
  }
}
