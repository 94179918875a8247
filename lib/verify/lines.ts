import { hash } from '../words.ts'

/** A text as it is, and as it is compared. */
export interface Compared {
  raw: string
  normalised: string
}

/**
 * The lines of a text, kept as places in it: a text of a million lines needs no million strings.
 */
export class Lines {
  readonly count: number
  readonly #shown: Table
  readonly #compared: Table
  readonly #hashes: Uint32Array

  /** @param key what lines that are the same have in common */
  constructor({ raw, normalised }: Compared, key?: (line: string) => string) {
    this.#compared = new Table(normalised)
    const shown = raw === normalised ? this.#compared : new Table(raw)
    // A normaliser that takes whole lines away leaves no raw line to show for each compared one.
    this.#shown = shown.count === this.#compared.count ? shown : this.#compared
    this.count = this.#compared.count
    this.#hashes = new Uint32Array(this.count)
    for (let at = 0; at < this.count; at += 1) {
      this.#hashes[at] = key ? hash(key(this.compared(at))) : this.#compared.hash(at)
    }
  }

  /** Without its end. */
  shown(at: number): string {
    return this.#shown.line(at)
  }

  compared(at: number): string {
    return this.#compared.line(at)
  }

  hasEnd(at: number): boolean {
    return this.#compared.hasEnd(at)
  }

  /** Lines whose hashes differ are not the same. */
  hash(at: number): number {
    return this.#hashes[at]!
  }
}

class Table {
  readonly #text: string
  /** Where each line begins, and where the last one ends. */
  readonly #starts: Uint32Array

  constructor(text: string) {
    this.#text = text
    let count = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
    if (!text.endsWith('\n') && text !== '') count += 1
    this.#starts = new Uint32Array(count + 1)
    for (let line = 1; line < count; line += 1) this.#starts[line] = text.indexOf('\n', this.#starts[line - 1]) + 1
    this.#starts[count] = text.length
  }

  get count(): number {
    return this.#starts.length - 1
  }

  hasEnd(at: number): boolean {
    return this.#text[this.#starts[at + 1]! - 1] === '\n'
  }

  line(at: number): string {
    return this.#text.slice(this.#starts[at], this.#starts[at + 1]! - (this.hasEnd(at) ? 1 : 0))
  }

  hash(at: number): number {
    return hash(this.#text, this.#starts[at], this.#starts[at + 1])
  }
}
