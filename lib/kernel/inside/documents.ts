import { readFileSync, statSync } from 'node:fs'

/** What the compiler makes of a file. */
interface Parsed {
  text: string
}

interface Held {
  file: Parsed
  size: number
  mtimeMs: number
}

/** Declaration files by their paths, parsed and bound, as they were when a snapshot was made. */
const held = new Map<string, Held>()
let isCollecting = false

/**
 * Keeps the declaration files that are parsed while something runs: for a snapshot, which starts with them.
 *
 * @returns the paths of all that are kept
 */
export function holdDocuments(run: () => void): string[] {
  isCollecting = true
  try {
    run()
  } finally {
    isCollecting = false
  }
  return [...held.keys()]
}

/** The file that is kept under this path, if what lies on the disk is still the same; else what `parse` makes of it. */
export function heldDocument<File extends Parsed>(path: string, parse: () => File | undefined): File | undefined {
  const known = held.get(path)
  if (known && isSame(path, known)) return known.file as File
  const file = parse()
  if (isCollecting && file && path.endsWith('.d.ts')) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats) held.set(path, { file, size: stats.size, mtimeMs: stats.mtimeMs })
  }
  return file
}

function isSame(path: string, known: Held): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return false
  if (stats.size === known.size && stats.mtimeMs === known.mtimeMs) return true
  // Written anew, as by a build: it may hold what it held.
  if (readFileSync(path, 'utf8') !== known.file.text) return false
  Object.assign(known, { size: stats.size, mtimeMs: stats.mtimeMs })
  return true
}
