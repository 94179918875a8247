import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
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

/** The places where somebody who serves can be found, or could before he was killed. */
export function feedsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^tcp-\d+\.sock$/.test(name))
  return names.map((name) => join(folder, name))
}

/** Takes away what those have left who were killed: nobody answers there. */
export async function sweepFeeds(folder: string): Promise<void> {
  await Promise.all(
    feedsIn(folder).map(
      (path) =>
        new Promise<void>((resolve) => {
          const socket = connect(path, () => socket.destroy())
          socket.on('error', (error: NodeJS.ErrnoException) => {
            if (error.code === 'ECONNREFUSED') rmSync(path, { force: true })
          })
          socket.on('close', () => resolve())
        }),
    ),
  )
}
