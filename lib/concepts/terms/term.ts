/** A word of the course. */
export interface Term {
  /** As a reader would look it up, in lower case unless it is an abbreviation: `three-way handshake`, `MSS`. Its id. */
  name: string
  /** What it means, in one sentence. */
  sentence: string
  /** Where it is defined: `RFC 9293 §3.5`, `listen(2)`, or a paper, `Gray 1978`. */
  clause: string
  /** The lesson that brings it, by the name of its notebook. */
  lesson: string
  /** Its name in Chinese: the article's own where it has one. */
  chinese: string
}

/** A row of a table: name, Chinese, clause, sentence. */
export type Row = readonly [name: string, chinese: string, clause: string, sentence: string]

/** The words that one lesson brings. */
export function termsIn(lesson: string, rows: readonly Row[]): Term[] {
  return rows.map(([name, chinese, clause, sentence]) => ({ name, sentence, clause, lesson, chinese }))
}
