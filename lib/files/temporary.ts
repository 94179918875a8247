import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makerOf, markPattern, ownMark } from './owner.ts'

/** Files made for a while that must not be left: removed at the latest when the process ends in an orderly way. */
const inUse = new Set<string>()

/** A path beside a file, for what is to take its place. */
export function temporaryBeside(path: string): string {
  // A name has up to 255 octets, and a character up to three for each unit of its own.
  const name = basename(path).slice(0, 60)
  return keep(join(dirname(path), `.${name}.${ownMark()}.${randomBytes(6).toString('hex')}.tmp`))
}

/** A new folder in `base`, for its owner alone. */
export async function temporaryFolder(base: string, name: string): Promise<string> {
  return keep(await mkdtemp(join(base, `${name}-${ownMark()}-`)))
}

export async function removeTemporary(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  inUse.delete(path)
}

/** It has taken another's place, or has become what it was to be. */
export function forgetTemporary(path: string): void {
  inUse.delete(path)
}

function keep(path: string): string {
  if (inUse.size === 0 && !process.listeners('exit').includes(removeAll)) process.on('exit', removeAll)
  inUse.add(path)
  return path
}

function removeAll(): void {
  for (const path of inUse) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      // Someone holds it: the next start sweeps.
    }
  }
}

const besideAFile = new RegExp(`^\\..+\\.(${markPattern})\\.[0-9a-f]{12}\\.tmp$`, 's')
const WEEK = 7 * 24 * 60 * 60 * 1000

/** Removes what a run that was killed has left beside the files of this folder. Looks at a folder once. */
export async function sweepBeside(folder: string): Promise<void> {
  await sweep(folder, besideAFile)
}

/** Removes the folders of that name that a run that was killed has left in `base`. Looks at it once. */
export async function sweepFolders(base: string, name: string): Promise<void> {
  await sweep(base, new RegExp(`^${name}-(${markPattern})-\\w{6}$`))
}

const swept = new Set<string>()

/** Entries of this user whose maker is gone; where nobody can know about the maker, those older than a week. */
async function sweep(folder: string, pattern: RegExp): Promise<void> {
  const key = `${folder}\n${pattern.source}`
  if (swept.has(key)) return
  swept.add(key)
  for (const name of await readdir(folder).catch(() => [])) {
    const mark = pattern.exec(name)?.[1]
    if (mark === undefined) continue
    const path = join(folder, name)
    const maker = makerOf(mark)
    const entry = maker === 'alive' ? undefined : await lstat(path).catch(() => undefined)
    if (!entry || entry.uid !== (process.getuid?.() ?? entry.uid)) continue
    if (maker === 'unknown' && Date.now() - entry.mtimeMs < WEEK) continue
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}
