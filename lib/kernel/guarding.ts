import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import type { Writable } from 'node:stream'

/** A process that kills kernels' groups when this one is gone, however it went. */
export interface Guard {
  watch(group: number, token: string): void
  release(group: number): void
}

/** One for all kernels of this process, started before the first of them, so that no moment is unguarded. */
export function startGuard(): Guard {
  const { stdin } = runningGuard()
  return {
    watch: (group, token) => void stdin.write(`+ ${group} ${token}\n`),
    release: (group) => void stdin.write(`- ${group}\n`),
  }
}

type GuardProcess = ChildProcess & { stdin: Writable }

let guardProcess: GuardProcess | undefined

/** Another, should it have been ended: it guards the kernels to come. */
function runningGuard(): GuardProcess {
  if (guardProcess && guardProcess.exitCode === null && guardProcess.signalCode === null) return guardProcess
  const file = createRequire(import.meta.url).resolve('ackbook/internal/kernel/guard')
  // In a session of its own: Ctrl-C on the terminal must not end it.
  const guard = spawn(process.execPath, [file], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' })
  guard.unref()
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  // A pipe is kept alive by itself.
  ;(guard.stdin as unknown as { unref?(): void }).unref?.()
  guardProcess = guard
  return guard
}
