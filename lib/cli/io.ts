import { availableParallelism } from 'node:os'
import { processTerminal, type Terminal } from '../command/index.ts'
import type { Picture } from '../lesson/index.ts'
import type { ReportClock } from '../report/index.ts'
import type { RunNotebook, startAhead } from '../run/index.ts'
import type { Times } from '../schedule/index.ts'
import type { Keys } from './keys.ts'

/** A command's surroundings: what it prints to, asks, and starts. */
export interface Io extends Terminal {
  env: Readonly<Record<string, string | undefined>>
  /** What relative paths are relative to. */
  cwd: string
  clock: ReportClock
  /** The moment, for pages that say when they were made. */
  date(): Date
  /** How many kernels may well run at once. */
  cpus: number
  /** Seconds that the work so far has had of processors; absent, or `undefined`, where nobody counts them. */
  processorSeconds?(): Promise<number | undefined>
  /** How long notebooks took; absent where that is not kept. */
  times?(): Promise<Times>
  /** Asks a person something, who answers by yes or no, or ends it (`undefined`); absent where nobody is there to answer. */
  ask?: ((question: string) => Promise<boolean | undefined>) | undefined
  /** Hears keys; absent where nobody sits before a terminal. */
  keys?: Keys | undefined
  /** Asks a person for a line, until the signal; `undefined` when that ends without one. Absent where nobody is there to answer. */
  askForLine?: ((question: string, signal: AbortSignal) => Promise<string | undefined>) | undefined
  /** Ends the process at once. */
  exit(code: number): void
  runNotebook: RunNotebook
  /** Starts the kernel of a notebook before its turn comes; absent where that is not done. */
  startAhead?: typeof startAhead
  /** Fetches a picture from elsewhere. */
  fetchPicture(address: string): Promise<Picture>
}

/** The process's own surroundings. */
export function processIo(): Io {
  const isAnswered = process.stdin.isTTY === true && process.stdout.isTTY === true
  return {
    ...processTerminal(),
    ...processWorkshop(),
    ask: isAnswered ? async (question) => (await import('./ask.ts')).askOnTerminal(question) : undefined,
    keys: isAnswered ? async (hear) => (await import('./keys.ts')).terminalKeys(hear) : undefined,
    askForLine: isAnswered ? async (...asked) => (await import('./ask.ts')).askForLineOnTerminal(...asked) : undefined,
    exit: (code) => process.exit(code),
  }
}

/** All of them but those by which it speaks with people. */
export function processWorkshop(): Omit<Io, keyof Terminal | 'ask' | 'askForLine' | 'keys' | 'exit'> {
  return {
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
    processorSeconds: async () => (await import('./processors.ts')).processorSeconds(),
    times: async () => {
      const [{ Times }, { cacheFolder }] = await Promise.all([
        import('../schedule/index.ts'),
        import('../files/index.ts'),
      ])
      return Times.in(cacheFolder())
    },
    // Loaded with the first notebook: help and usage errors need no ZeroMQ.
    runNotebook: async (...args) => (await import('../run/index.ts')).runNotebook(...args),
    startAhead: async (...args) => (await import('../run/index.ts')).startAhead(...args),
    fetchPicture: async (address) => (await import('./remote.ts')).fetchPicture(address),
  }
}
