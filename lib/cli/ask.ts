import { createInterface } from 'node:readline'

/**
 * Asks on the terminal.
 *
 * @param question answered by yes or no
 * @returns no is what is not yes; `undefined` when it is ended without an answer
 */
export function askOnTerminal(question: string): Promise<boolean | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  return new Promise((resolve) => {
    lines.on('SIGINT', () => lines.close())
    // After an answer, too, and then too late to matter.
    lines.on('close', () => resolve(undefined))
    lines.question(`${question} [y/N] `, (answer) => {
      resolve(/^\s*y(?:es)?\s*$/i.test(answer))
      lines.close()
    })
  })
}

/**
 * Asks for a line on the terminal. Ctrl-C there ends the command, as anywhere else.
 *
 * @param signal ends it
 * @returns `undefined` when it is ended without a line
 */
export function askForLineOnTerminal(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  return new Promise((resolve) => {
    const end = () => lines.close()
    signal.addEventListener('abort', end, { once: true })
    lines.on('SIGINT', () => {
      // Whoever hears of interrupts has heard of it before the question ends.
      process.once('SIGINT', end)
      process.kill(process.pid, 'SIGINT')
    })
    lines.on('close', () => {
      signal.removeEventListener('abort', end)
      resolve(undefined)
    })
    lines.question(question, (answer) => {
      resolve(answer)
      lines.close()
    })
  })
}
