import type { TextStream } from '../command/index.ts'

/** A line that is typed where each key is heard by itself. */
export class Typed {
  readonly #stdout: TextStream
  #line: { of: string; text: string } | undefined

  constructor(stdout: TextStream) {
    this.#stdout = stdout
  }

  get isOpen(): boolean {
    return this.#line !== undefined
  }

  open(of: string, question: string): void {
    this.#line = { of, text: '' }
    this.#stdout.write(`\n${question}`)
  }

  /** @returns the line once it is complete; `undefined` before, and when Escape took it back */
  press(key: string): { of: string; answer: string } | undefined {
    const line = this.#line
    if (!line) return undefined
    if (key === 'return' || key === 'escape') {
      this.#line = undefined
      this.#stdout.write('\n')
      return key === 'return' ? { of: line.of, answer: line.text.trim() } : undefined
    }
    if (key === 'backspace') {
      if (line.text !== '') this.#stdout.write('\b \b')
      line.text = [...line.text].slice(0, -1).join('')
    } else {
      line.text += key
      this.#stdout.write(key)
    }
    return undefined
  }
}
