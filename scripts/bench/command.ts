import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { childrenOf, endedSeconds, peakOf, reap } from './processes.ts'
import type { Cost } from './race.ts'

/** Seconds that anything measured may take, and what it leaves running afterwards. */
const LIMIT = { run: 900, left: 60 }
/** Milliseconds between two looks at how much memory it has. */
const LOOK = 50

export interface CommandOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  signal: AbortSignal
}

/**
 * Runs a program to its end.
 *
 * @returns what it cost, with all that it started, also what lived on after it; a failure when its exit code was not 0
 */
export async function costOfCommand(file: string, args: readonly string[], options: CommandOptions): Promise<Cost> {
  const usedBefore = endedSeconds()
  const cost = await withOrphansEnded(options.signal, () => run(file, args, options))
  return usedBefore === undefined ? cost : { ...cost, cpu: endedSeconds()! - usedBefore }
}

/** Until its own end. */
async function run(file: string, args: readonly string[], { cwd, env, signal }: CommandOptions): Promise<Cost> {
  const began = performance.now()
  const child = execa(file, args, {
    ...{ cwd, env, extendEnv: false, all: true, reject: false, stdin: 'ignore' },
    ...{ timeout: LIMIT.run * 1000, cancelSignal: signal },
  })
  const cost: Cost = { wall: 0 }
  // Its pipes may stay open longer, in the hands of others.
  child.once('exit', () => {
    cost.wall = (performance.now() - began) / 1000
  })
  const looking = setInterval(() => {
    const peak = peakOf(child.pid ?? 0)
    if (peak !== undefined) cost.peak = peak
  }, LOOK)
  const done = await child
  clearInterval(looking)
  if (done.timedOut) cost.failure = `it took longer than ${LIMIT.run} s`
  else if (done.exitCode !== 0) cost.failure = `${done.shortMessage}: ${lastLine(done.all)}`
  return cost
}

/** Does something that starts processes, and waits for those that live on after it. @throws the signal's reason when it aborts */
export async function withOrphansEnded<Result>(signal: AbortSignal, body: () => Promise<Result>): Promise<Result> {
  const known = new Set(childrenOf(process.pid))
  try {
    return await body()
  } finally {
    await endOfOrphans(known, signal)
    signal.throwIfAborted()
  }
}

/** Waits for what lives on, and ends what lives too long. */
async function endOfOrphans(known: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + LIMIT.left * 1000
  for (;;) {
    const left = childrenOf(process.pid).filter((pid) => !known.has(pid) && !reap(pid))
    if (left.length === 0) return
    if (signal.aborted || performance.now() > deadline) for (const pid of left) end(pid)
    await sleep(10)
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function lastLine(text: string | undefined): string {
  return text?.trim().split('\n').at(-1) ?? ''
}
