/**
 * Who becomes a kernel by a blob cannot see whether it starts. A mark beside the blob, by the process's number, says that it is
 * about to; the kernel takes it away. One whose process is gone tells that the blob did not start.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Marks that this process is about to start from a blob. @throws the system's error when that cannot be written */
export function attempt(blob: string): void {
  writeFileSync(markBeside(blob), '', { mode: 0o600 })
}

/** It has started. */
export function succeed(blob: string): void {
  rmSync(markBeside(blob), { force: true })
}

/** Whether one that tried is gone; its mark goes too. */
export function hasFailed(blob: string): boolean {
  const folder = dirname(blob)
  const start = `${basename(blob)}.`
  const gone = readdirSync(folder).filter(
    (name) => name.startsWith(start) && hasEnded(Number(name.slice(start.length))),
  )
  for (const name of gone) rmSync(join(folder, name), { force: true })
  return gone.length > 0
}

function markBeside(blob: string): string {
  return `${blob}.${process.pid}`
}

function hasEnded(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  // An earlier process of the same number.
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
