import { availableParallelism } from 'node:os'
import type { Picture } from '../lesson/index.ts'
import type { Clock, Output } from '../report/index.ts'
import type { RunNotebook } from '../run/index.ts'

/** A command's surroundings: what it prints to, asks, and starts. */
export interface Io {
  stdout: Output
  stderr: Output
  env: Readonly<Record<string, string | undefined>>
  /** What relative paths are relative to. */
  cwd: string
  clock: Clock
  /** The moment, for pages that say when they were made. */
  date(): Date
  /** How many kernels may well run at once. */
  cpus: number
  /** Calls `interrupted` at each Ctrl-C and each request to end. @returns takes that back */
  onInterrupt(interrupted: () => void): () => void
  /** Ends the process at once. */
  exit(code: number): void
  runNotebook: RunNotebook
  /** Fetches a picture from elsewhere. */
  fetchPicture(address: string): Promise<Picture>
}

/** The process's own surroundings. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe)
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    clock: {
      now: () => performance.now(),
      every: (milliseconds, tick) => {
        const timer = setInterval(tick, milliseconds).unref()
        return () => clearInterval(timer)
      },
    },
    date: () => new Date(),
    cpus: availableParallelism(),
    onInterrupt: (interrupted) => {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
      for (const signal of signals) process.on(signal, interrupted)
      return () => {
        for (const signal of signals) process.off(signal, interrupted)
      }
    },
    exit: (code) => process.exit(code),
    // Loaded with the first notebook: help and usage errors need no ZeroMQ.
    runNotebook: async (...args) => (await import('../run/index.ts')).runNotebook(...args),
    fetchPicture: async (address) => (await import('./remote.ts')).fetchPicture(address),
  }
}

/** `ackbook … | head` closes the pipe when it has seen enough; that is no error, and the work goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
