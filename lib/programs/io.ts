/** What a text is written to. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** A command's surroundings: what it prints to, and what interrupts it. */
export interface Io {
  stdout: Output
  stderr: Output
  /** Calls `interrupted` at Ctrl-C and at a request to end. @returns takes that back */
  onInterrupt(interrupted: () => void): () => void
}

/** The process's own surroundings. */
export function processIo(): Io {
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

/** `… | head` closes the pipe when it has seen enough; that is no error, and the transfer goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
