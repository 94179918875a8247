import { readFileSync, statSync } from 'node:fs'

/** What the compiler makes of a file. */
interface ParsedText {
  text: string
}

interface HeldDocument {
  file: ParsedText
  size: number
  mtimeMs: number
}

/** Declaration files by their paths, parsed and bound, as they were when a snapshot was made. */
const heldDocuments = new Map<string, HeldDocument>()
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
  return [...heldDocuments.keys()]
}

/** The file that is kept under this path, if what lies on the disk is still the same; else what `parse` makes of it. */
export function heldDocument<File extends ParsedText>(path: string, parse: () => File | undefined): File | undefined {
  const known = heldDocuments.get(path)
  if (known && isSameDocument(path, known)) return known.file as File
  const file = parse()
  if (isCollecting && file && path.endsWith('.d.ts')) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats) heldDocuments.set(path, { file, size: stats.size, mtimeMs: stats.mtimeMs })
  }
  return file
}

function isSameDocument(path: string, known: HeldDocument): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return false
  if (stats.size === known.size && stats.mtimeMs === known.mtimeMs) return true
  // Written anew, as by a build: it may hold what it held.
  if (readFileSync(path, 'utf8') !== known.file.text) return false
  Object.assign(known, { size: stats.size, mtimeMs: stats.mtimeMs })
  return true
}
