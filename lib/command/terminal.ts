import { exitCodes } from './exit.ts'

/** Where text goes; `process.stdout` is one. */
export interface TextStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** What every command prints to, and what interrupts it. */
export interface Terminal {
  stdout: TextStream
  stderr: TextStream
  /** Calls `interrupted` at each Ctrl-C and each request to end. @returns takes that back */
  onInterrupt(interrupted: () => void): () => void
}

/** The process's own. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe)
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    onInterrupt: (interrupted) => {
      let heard = false
      const hear = () => {
        heard = true
        interrupted()
      }
      for (const signal of signals) process.on(signal, hear)
      return () => {
        // What was interrupted tells so by its exit code, also when it is told again while the last of it is written.
        if (heard) for (const signal of signals) process.on(signal, endInterrupted)
        for (const signal of signals) process.off(signal, hear)
      }
    },
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function endInterrupted(): never {
  process.exit(exitCodes.interrupted)
}

/** `… | head` closes the pipe when it has seen enough; that is no error, and the work goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
