import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

/** A process that kills a kernel's group when this one is gone, however it went. For kernels that do not watch it themselves. */
export interface Guard {
  watch(group: number, token: string): void
  release(): void
}

/** Started before the kernel, so that no moment is unguarded. */
export function startGuard(): Guard {
  const file = createRequire(import.meta.url).resolve('ackbook/kernel/guard')
  // In a session of its own: Ctrl-C on the terminal must not end it.
  const guard = spawn(process.execPath, [file], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' })
  guard.unref()
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  return {
    watch: (group, token) => void guard.stdin.write(`${group} ${token}\n`),
    release: () => void guard.stdin.end('done\n'),
  }
}
