import { constants, copyFile, link, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FileError, reasonOf } from './error.ts'
import { removeTemporary, sweepBeside, temporaryBeside } from './temporary.ts'
import { makeFolder, syncFolder } from './write.ts'

/**
 * Writes a file that is not there yet, whole or not at all. Whatever stands in its place, a link that leads nowhere too, is left as it
 * is, also what somebody puts there meanwhile. Folders that are missing are made.
 *
 * @param path absolute
 * @param mode of the new file, from which the process's mask takes away
 * @returns whether it was written; `false` when something is there
 * @throws FileError
 */
export async function writeNew(path: string, content: string | Uint8Array, mode = 0o666): Promise<boolean> {
  let temporary: string | undefined
  try {
    await makeFolder(dirname(path))
    await sweepBeside(dirname(path))
    temporary = temporaryBeside(path)
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    const isPut = await putInPlace(temporary, path)
    await syncFolder(dirname(path))
    return isPut
  } catch (cause) {
    throw new FileError(path, `cannot be written: ${reasonOf(cause)}. No file was made`, { cause })
  } finally {
    if (temporary) await removeTemporary(temporary).catch(() => undefined)
  }
}

/** A second name for it, which fails where one is there; a rename would replace that. Not every file system has second names. */
async function putInPlace(temporary: string, path: string): Promise<boolean> {
  const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EEXIST'
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (isTaken(error)) return false
  }
  try {
    await copyFile(temporary, path, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
}
