import type { TextStream } from '../../lib/command/index.ts'

/** What is going on, for whoever waits: one line that is written over on a terminal, a line each elsewhere. */
export interface Progress {
  say(text: string): void
  clear(): void
}

export function progressOn(stream: TextStream): Progress {
  const width = (stream.columns ?? 80) - 1
  return stream.isTTY
    ? {
        say: (text) => stream.write(`\r${text.slice(0, width).padEnd(width)}`),
        clear: () => stream.write(`\r${' '.repeat(width)}\r`),
      }
    : { say: (text) => stream.write(`${text}\n`), clear: () => {} }
}
