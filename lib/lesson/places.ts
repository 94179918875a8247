/**
 * Where in a text the counterparts are: of a backtick, a brace, an environment's beginning. Asked for from left to right, so that
 * each answer can be kept and all of them together cost one way through the text.
 */
export class Places {
  readonly #text: string
  readonly #next = new Map<string, { from: number; at: number }>()
  #braces: Map<number, number> | undefined
  #environments: Map<number, number> | undefined
  #ticks: Map<number, { starts: number[]; passed: number }> | undefined
  #line = { start: 0, end: -1 }

  constructor(text: string) {
    this.#text = text
  }

  /** The next place from which code or mathematics may begin; the text's length when there is none. */
  interesting(from: number): number {
    const at = this.#search('[$\\\\`~]', from)
    return at < 0 ? this.#text.length : at
  }

  /** Where `token` stands next; -1 when nowhere. */
  next(token: string, from: number): number {
    return this.#keep(token, from, () => this.#text.indexOf(token, from))
  }

  /** Where the next blank line is, a quotation's too; infinite when there is none. */
  blank(from: number): number {
    const at = this.#search('\\n[ \\t>]*\\n', from)
    return at < 0 ? Number.POSITIVE_INFINITY : at
  }

  /** The dollar that closes one before `from`: in the same paragraph, in no braces of its own, not escaped. */
  dollar(from: number): number | undefined {
    this.#braces ??= matchBraces(this.#text)
    const end = Math.min(this.blank(from - 1), this.#text.length)
    for (let at = from; at < end; at += 1) {
      const character = this.#text[at]
      if (character === '$') return at
      if (character === '\\') at += 1
      else if (character === '{') {
        const close = this.#braces.get(at)
        if (close !== undefined && close < end) at = close
      }
    }
    return undefined
  }

  /** The index after the `\end{…}` of the `\begin{…}` that stands here. */
  environmentEnd(at: number): number | undefined {
    this.#environments ??= matchEnvironments(this.#text)
    return this.#environments.get(at)
  }

  /** The index after the code, or after the backticks that are none, when some begin here; `undefined` elsewhere. */
  codeEnd(at: number): number | undefined {
    const text = this.#text
    if (text[at] !== '`' && text[at] !== '~') return undefined
    let after = at
    while (text[after] === text[at]) after += 1
    const fence = after - at >= 3 ? this.#fenceEnd(at, after) : undefined
    if (fence !== undefined || text[at] === '~') return fence ?? after
    const close = this.#ticksAfter(after, after - at)
    return close !== undefined && close < this.blank(at) ? close + (after - at) : after
  }

  /** @see CommonMark §4.5 */
  #fenceEnd(at: number, after: number): number | undefined {
    const text = this.#text
    const { start, end } = this.#lineOf(at)
    const prefix = /^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]+|>)*$/
    if (at - start > 80 || !prefix.test(text.slice(start, at))) return undefined
    if (text[at] === '`' && text.slice(after, end).includes('`')) return undefined
    const close = new RegExp(`\\n[ \\t>]*${text[at]}{${Math.min(after - at, 100)},}[ \\t]*(?=\\n|$)`, 'g')
    close.lastIndex = end
    return close.exec(text) ? close.lastIndex : text.length
  }

  #lineOf(at: number): { start: number; end: number } {
    while (this.#line.end < at) {
      const start = this.#line.end + 1
      const end = this.#text.indexOf('\n', start)
      this.#line = { start, end: end < 0 ? this.#text.length : end }
    }
    return this.#line
  }

  /** Where a run of exactly `length` backticks begins. */
  #ticksAfter(from: number, length: number): number | undefined {
    if (!this.#ticks) {
      this.#ticks = new Map()
      for (const { 0: run, index } of this.#text.matchAll(/`+/g)) {
        const alike = this.#ticks.get(run.length)
        if (alike) alike.starts.push(index)
        else this.#ticks.set(run.length, { starts: [index], passed: 0 })
      }
    }
    const alike = this.#ticks.get(length)
    if (!alike) return undefined
    while ((alike.starts[alike.passed] ?? Number.POSITIVE_INFINITY) < from) alike.passed += 1
    return alike.starts[alike.passed]
  }

  #search(pattern: string, from: number): number {
    return this.#keep(`/${pattern}`, from, () => {
      const expression = new RegExp(pattern, 'g')
      expression.lastIndex = from
      return expression.exec(this.#text)?.index ?? -1
    })
  }

  /** An answer holds for every place between where it was asked for and where it points. */
  #keep(key: string, from: number, find: () => number): number {
    const kept = this.#next.get(key)
    if (kept && kept.from <= from && (kept.at < 0 || kept.at >= from)) return kept.at
    const at = find()
    this.#next.set(key, { from, at })
    return at
  }
}

/** Each brace that opens → the one that closes it, escaped ones aside. */
function matchBraces(text: string): Map<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  for (const { 0: token, index } of text.matchAll(/\\[\s\S]|[{}]/g)) {
    if (token === '{') open.push(index)
    else if (token === '}') {
      const start = open.pop()
      if (start !== undefined) pairs.set(start, index)
    }
  }
  return pairs
}

/** Each `\begin{name}` → the index after its `\end{name}`. */
function matchEnvironments(text: string): Map<number, number> {
  const pairs = new Map<number, number>()
  const open = new Map<string, number[]>()
  for (const { 0: token, 1: kind, 2: name, index } of text.matchAll(/\\(begin|end)\{([a-zA-Z]+\*?)\}/g)) {
    const starts = open.get(name!) ?? []
    if (kind === 'begin') open.set(name!, [...starts.slice(-100), index])
    else {
      const start = starts.pop()
      if (start !== undefined) pairs.set(start, index + token.length)
    }
  }
  return pairs
}
