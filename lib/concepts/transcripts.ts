/** What the reader's own system does beside what our TCP does: two transcripts, line by line. */

/** Two transcripts of one program, compared. */
export interface Comparison {
  /** Numbers of the lines, from 0, in which they differ; a line that one of them lacks is one. */
  readonly differences: readonly number[]
  readonly isSame: boolean
  toString(): string
}

/** Heads the column between them, for screen readers too. */
const IS_SAME = 'same?'
const EQUAL = '='
const UNEQUAL = '≠'

/**
 * Two transcripts side by side: in a notebook a table, whose middle column says which lines are equal.
 *
 * @param transcripts two of them, by the name of what has made them, as `{ 'your Linux': […], 'our TCP': […] }`
 * @throws RangeError when there are not two
 */
export function compareTranscripts(transcripts: Readonly<Record<string, readonly string[]>>): Comparison {
  const [one, other, ...more] = Object.entries(transcripts)
  if (!one || !other || more.length > 0) {
    throw new RangeError(
      `compareTranscripts compares two transcripts, not ${Object.keys(transcripts).length}; give { 'your Linux': […], 'our TCP': […] }`,
    )
  }
  const length = Math.max(one[1].length, other[1].length)
  const rows = Array.from({ length }, (_, at) => [one[1][at], other[1][at]] as const)
  const differences = rows.flatMap(([left, right], at) => (left === right ? [] : [at]))
  const lines = rows.map(([left = '', right = ''], at) => [left, differences.includes(at) ? UNEQUAL : EQUAL, right])
  const columns = (head: string): string[][] => [[one[0], head, other[0]], ...lines]
  return {
    differences,
    isSame: differences.length === 0,
    toString: inText,
    [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': asTable(columns(IS_SAME)), 'text/plain': inText() }),
    [Symbol.for('nodejs.util.inspect.custom')]: inText,
  } as Comparison

  function inText(): string {
    return inColumns(columns(''))
  }
}

function asTable([head = [], ...lines]: string[][]): string {
  return [head, ['---', ':-:', '---'], ...lines].map((row) => `| ${row.map(forTable).join(' | ')} |`).join('\n')
}

/** What a table of Markdown would take for its own. */
function forTable(text: string): string {
  return text.replace(/[\\|`*_<>&[\]]/g, '\\$&').replace(/\s+/g, ' ')
}

function inColumns(cells: string[][]): string {
  const width = Math.max(...cells.map(([left = '']) => left.length))
  return cells
    .map(([left = '', mark = '', right = '']) => `${left.padEnd(width)}  ${mark || ' '}  ${right}`.trimEnd())
    .join('\n')
}
