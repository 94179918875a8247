import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isPassedOver } from './find.ts'

/** A folder and all below it in which notebooks are looked for; none when it is no folder. */
export async function foldersBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (!entries) return []
  const folders = entries.filter((entry) => entry.isDirectory() && !isPassedOver(entry.name))
  const below = await Promise.all(folders.map(({ name }) => foldersBelow(join(folder, name))))
  return [folder, ...below.flat()]
}
