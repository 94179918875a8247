import { endStrays } from './strays.ts'

/**
 * Kills a kernel's process group, and what else descends from it, when the runner is gone, by SIGKILL too: its standard
 * input is a pipe that only the runner holds. The runner writes the group's number and the kernel's token, and `done` when
 * nothing is left to guard.
 */
let told = ''
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.stdin.setEncoding('utf8')
process.stdin.on('data', (words: string) => {
  told += words
  if (told.endsWith('done\n')) process.exit(0)
})
process.stdin.on('end', () => {
  const group = Number.parseInt(told, 10)
  const [, token] = told.trim().split(' ')
  if (group > 1) {
    try {
      process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
    if (token !== undefined) endStrays(token)
  }
  process.exit(0)
})
