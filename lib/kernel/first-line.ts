/** The first line of a text, without blanks and empty lines before it. */
export function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]!
}
