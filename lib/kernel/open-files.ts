import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { descendantsOf } from './strays.ts'

/**
 * The files that a process, or one that descends from it, has open to be written. On Linux.
 *
 * @returns `undefined` where nobody can tell
 */
export function filesOpenToWrite(pid: number): string[] | undefined {
  if (!existsSync(`/proc/${pid}/fd`)) return undefined
  const all = [pid, ...descendantsOf(pid).map((entry) => entry.pid)]
  return [...new Set(all.flatMap(openedBy))].sort()
}

function openedBy(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((number) => {
      const file = readlinkSync(`/proc/${pid}/fd/${number}`)
      return file.startsWith('/') && isToWrite(pid, number) && isRegular(file) ? [file] : []
    })
  } catch {
    // It has ended meanwhile, or is another user's.
    return []
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html */
function isToWrite(pid: number, number: string): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${number}`, 'utf8'))?.[1] ?? '0'
  return (Number.parseInt(flags, 8) & 0o3) !== 0
}

/** What was taken away, and what has no name but in memory, is none. */
function isRegular(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}
