#!/usr/bin/env node
import { attempt, hasFailed } from './attempt.ts'
/**
 * What an installed `kernel.json` starts: the launcher's kernel, from the start-up snapshot that fits the moment, in this very
 * process. Where there is none yet it starts plainly, and one is made meanwhile for the next.
 *
 *     node starter.js CONNECTION_FILE
 */
import { become } from './become.ts'
import { snapshotStart } from './snapshot/index.ts'
import { launcherFile } from './tslab.ts'

const plainCommand = [process.execPath, launcherFile(), ...process.argv.slice(2)]

async function fromSnapshot(): Promise<void> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]))
  const start = await snapshotStart(plainCommand, { cwd: process.cwd(), env, patience: 0, say: () => {} })
  if (!start) return
  if (hasFailed(start.blob)) return start.refused('a kernel ended before it had started from it')
  attempt(start.blob)
  become(start.argv, process.env)
}

await fromSnapshot().catch(() => undefined)
process.argv = plainCommand
await import('./launcher.ts')
