import { endStrays } from './strays.ts'

/**
 * Kills kernels' process groups, and what else descends from them, when the runner is gone, by SIGKILL too: its standard
 * input is a pipe that only the runner holds. The runner writes a line for each: `+ GROUP TOKEN` for one that is to be
 * guarded, `- GROUP` once nothing is left of it.
 */
const guarded = new Map<number, string | undefined>()
let rest = ''
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.stdin.setEncoding('utf8')
process.stdin.on('data', (words: string) => {
  const lines = (rest + words).split('\n')
  rest = lines.pop()!
  for (const line of lines) {
    const [sign, group, token] = line.split(' ')
    if (sign === '+') guarded.set(Number(group), token)
    else guarded.delete(Number(group))
  }
})
process.stdin.on('end', () => {
  for (const [group, token] of guarded) {
    if (group <= 1) continue
    try {
      process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
    if (token !== undefined) endStrays(token)
  }
  process.exit(0)
})
