import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where who serves can be found by who watches: a folder that is the user's alone; `undefined` = there is none. */
export function feedFolder(): string | undefined {
  const uid = process.getuid?.()
  if (uid === undefined) return undefined
  const { XDG_RUNTIME_DIR } = process.env
  const folder = XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, 'ackbook') : join(tmpdir(), `ackbook-${uid}`)
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true })
    // Somebody else may have made it, or a link in its place.
    const found = lstatSync(folder)
    return found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0 ? folder : undefined
  } catch {
    return undefined
  }
}
