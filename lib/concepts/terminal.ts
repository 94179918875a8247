/**
 * What a program prints, kept apart from what others print at the same moment: two programs running at once share one
 * cell, and the order of their lines there would be chance.
 */
export class Terminal {
  readonly title: string
  readonly lines: string[] = []

  constructor(title: string) {
    this.title = title
  }

  /** Give it to a host as its `print`. */
  readonly print = (line: string): void => {
    this.lines.push(line)
  }

  /** What was printed since the last call, below its title. */
  take(): string {
    return [`── ${this.title} ──`, ...this.lines.splice(0)].join('\n')
  }
}

/** A long message, a clause a line: so it can be read where lines are short. */
export function inLines(message: string): string {
  return message.replace(/([:.]) /g, '$1\n  ')
}
