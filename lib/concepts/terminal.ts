/** A long message, a clause a line: so it can be read where lines are short. */
export function inLines(message: string): string {
  return message.replace(/([:.]) /g, '$1\n  ')
}
