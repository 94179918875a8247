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
