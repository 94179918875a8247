/**
 * The lines around a place in a source, numbered, the place pointed at, without a newline at its end.
 *
 * @param place line and column from 1, columns in UTF-16 units
 */
export function codeFrame(source: string, { line, column }: { line: number; column: number }, around = 2): string {
  const lines = source.split(/\r\n|\n|\r/)
  const first = Math.max(1, line - around)
  const last = Math.min(lines.length, line + around)
  const width = String(last).length
  const shown: string[] = []
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1]!
    const isIt = number === line
    shown.push(`${isIt ? '>' : ' '} ${String(number).padStart(width)} | ${text.slice(0, longestLine)}`.trimEnd())
    // A tab takes as much room below as above.
    if (isIt && column <= longestLine) {
      shown.push(`  ${' '.repeat(width)} | ${text.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`)
    }
  }
  return shown.join('\n')
}

/** Of a line that is longer, the beginning is shown. */
const longestLine = 160
