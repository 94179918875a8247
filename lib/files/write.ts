import type { Stats } from 'node:fs'
import { access, constants, mkdir, open, realpath, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FileError, reasonOf } from './error.ts'
import { forgetTemporary, removeTemporary, sweepBeside, temporaryBeside } from './temporary.ts'

/**
 * Writes a file whole or not at all: beside it, flushed to the disk, then renamed. An existing file keeps its mode and, where
 * allowed, its owner; a symbolic link stays one and its target is written. Folders that are missing are made.
 *
 * @param path absolute
 * @throws FileError; the old file is then as it was
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  let temporary: string | undefined
  let old: Stats | undefined
  try {
    await makeFolder(dirname(path))
    const target = await realpath(path).catch(() => path)
    old = await stat(target).catch(() => undefined)
    await sweepBeside(dirname(target))
    temporary = temporaryBeside(target)
    // FileHandle.writeFile goes on after a short write, of which a disk that fills up makes one.
    const file = await open(temporary, 'wx', old ? old.mode & 0o777 : 0o666)
    try {
      await file.writeFile(content)
      if (old) {
        await file.chown(old.uid, old.gid).catch(() => undefined)
        await file.chmod(old.mode & 0o7777)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
    forgetTemporary(temporary)
    await syncFolder(dirname(target))
  } catch (cause) {
    if (temporary) await removeTemporary(temporary).catch(() => undefined)
    const kept = old ? 'The file is as it was' : 'No file was made'
    throw new FileError(path, `cannot be written: ${reasonOf(cause)}. ${kept}`, { cause })
  }
}

/** With those above it. One at a time: asked for all at once, Node says ENOENT where the system says read-only or full. */
export async function makeFolder(path: string): Promise<void> {
  const first = await makeOne(path)
  if (first === undefined) return
  if (first.code !== 'ENOENT' || dirname(path) === path) throw first
  await makeFolder(dirname(path))
  const second = await makeOne(path)
  if (second) throw second
}

/** Why it could not be made; `undefined` when it is there, whoever made it. */
async function makeOne(path: string): Promise<NodeJS.ErrnoException | undefined> {
  const refusal = await mkdir(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  )
  if (!refusal || (await stat(path).catch(() => undefined))?.isDirectory()) return undefined
  return refusal
}

/** Makes the renaming last through a power cut; not every system lets a folder be opened. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/**
 * Refuses what a rename would replace although its owner made it read-only.
 *
 * @param path absolute; a file that is not there is no obstacle
 * @throws FileError
 */
export async function checkWritable(path: string): Promise<void> {
  const entry = await stat(path).catch(() => undefined)
  if (!entry) return
  const refusal = await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => error)
  if (refusal && refusal.code !== 'EACCES' && refusal.code !== 'EPERM') {
    const remedy = refusal.code === 'EROFS' ? ': copy it to where it can be written, or leave it out' : ''
    throw new FileError(path, `cannot be written: ${reasonOf(refusal)}${remedy}`, { cause: refusal })
  }
  // An administrator may write anything: the mode still says what is meant.
  const refused = refusal !== undefined || (entry.mode & 0o222) === 0
  if (refused) throw new FileError(path, 'is read-only: make it writable (chmod u+w) or leave it out')
}

/**
 * Why nothing can be written in a folder, which need not be there yet; `undefined` when nothing is in the way.
 *
 * @param folder absolute
 */
export async function obstacleIn(folder: string): Promise<string | undefined> {
  for (let above = folder; ; above = dirname(above)) {
    const entry = await stat(above).catch((error: NodeJS.ErrnoException) => error)
    // A part of the path that is a file is met further up.
    if (entry instanceof Error) {
      if ((entry.code === 'ENOENT' || entry.code === 'ENOTDIR') && dirname(above) !== above) continue
      return reasonOf(entry)
    }
    if (!entry.isDirectory()) return `${above} is a file, not a folder`
    const refusal = await access(above, constants.W_OK).catch((error: unknown) => error)
    return refusal === undefined ? undefined : reasonOf(refusal)
  }
}
