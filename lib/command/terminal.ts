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
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
      for (const signal of signals) process.on(signal, interrupted)
      return () => {
        for (const signal of signals) process.off(signal, interrupted)
      }
    },
  }
}

/** `… | head` closes the pipe when it has seen enough; that is no error, and the work goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
