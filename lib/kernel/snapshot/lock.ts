import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { makerOf, ownMark } from '../../files/owner.ts'

/**
 * Runs what one process at a time may run.
 *
 * @param lock a file that is there as long as it runs; left by a process that is gone, or very old, it counts for nothing
 * @returns `undefined` when another process does it
 * @throws the system's error when no lock can be written
 */
export async function withLock<Result>(lock: string, run: () => Promise<Result>): Promise<Result | undefined> {
  if (!(await takeLock(lock))) return undefined
  try {
    return await run()
  } finally {
    await rm(lock, { force: true }).catch(() => undefined)
  }
}

async function takeLock(lock: string): Promise<boolean> {
  for (let tries = 0; tries < 2; tries++) {
    const error = await writeFile(lock, ownMark(), { flag: 'wx', mode: 0o600 }).catch(
      (refused: NodeJS.ErrnoException) => refused,
    )
    if (error === undefined) return true
    if (error.code !== 'EEXIST') throw error
    if (await isHeld(lock)) return false
    // A folder too, which nobody of ours has put there.
    await rm(lock, { force: true, recursive: true }).catch(() => undefined)
  }
  return false
}

/** Somebody runs what the lock is for. */
export async function isHeld(lock: string): Promise<boolean> {
  const maker = await readFile(lock, 'utf8').catch(() => undefined)
  if (maker === undefined || (maker !== '' && makerOf(maker) === 'gone')) return false
  // One that stands still is no reason to do without for ever.
  return isYounger(lock, long)
}

/** Longer than anybody needs. */
const long = 10 * 60 * 1000

/** @param age in milliseconds */
export async function isYounger(file: string, age: number): Promise<boolean> {
  return Date.now() - (await writtenAt(file)) < age
}

/** By the system's clock, in milliseconds; very long ago for what is not there. */
export async function writtenAt(file: string): Promise<number> {
  const stats = await stat(file).catch(() => undefined)
  return stats?.mtimeMs ?? Number.NEGATIVE_INFINITY
}
