type HistoryEntry = [session: number, line: number, input: string]

/** What was executed since the kernel began: it is the one session that there is. */
export class History {
  readonly #entries: HistoryEntry[] = []

  add(line: number, input: string): void {
    this.#entries.push([1, line, input])
  }

  /** @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#history */
  find(content: Record<string, unknown>): HistoryEntry[] {
    const { hist_access_type, n, start, stop, pattern, unique } = content
    if (hist_access_type === 'range') {
      const from = typeof start === 'number' ? start : 0
      const to = typeof stop === 'number' ? stop : Number.POSITIVE_INFINITY
      return this.#entries.filter(([, line]) => line >= from && line < to)
    }
    const glob = hist_access_type === 'search' ? String(pattern ?? '*') : '*'
    const matching = this.#entries.filter(([, , input]) => matchesGlob(input, glob))
    const chosen = unique === true ? lastOfEach(matching) : matching
    return typeof n === 'number' ? chosen.slice(-n) : chosen
  }
}

function lastOfEach(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const last = new Map(entries.map((entry) => [entry[2], entry]))
  return entries.filter((entry) => last.get(entry[2]) === entry)
}

/** `*` stands for any text, `?` for one character. */
function matchesGlob(text: string, pattern: string): boolean {
  let [at, to, star, mark] = [0, 0, -1, 0]
  while (at < text.length) {
    if (pattern[to] === '*') [star, mark] = [to++, at]
    else if (to < pattern.length && (pattern[to] === '?' || pattern[to] === text[at])) [at, to] = [at + 1, to + 1]
    else if (star >= 0) [to, at] = [star + 1, ++mark]
    else return false
  }
  while (pattern[to] === '*') to++
  return to === pattern.length
}
