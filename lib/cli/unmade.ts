import { count } from '../words.ts'
import { type Problem, unwritten } from './problems.ts'

/** What keeps pages from being written, each reason told once: a disk that is full is so for all. */
export class Unmade {
  readonly #cwd: string
  readonly #reasons = new Map<string, { said: Problem; more: number }>()

  constructor(cwd: string) {
    this.#cwd = cwd
  }

  /** @param consequence a sentence */
  note(error: unknown, consequence: string): void {
    const said = unwritten(error, consequence, this.#cwd)
    const { message } = said.error as Error
    const same = this.#reasons.get(message)
    if (same) same.more += 1
    else this.#reasons.set(message, { said, more: 0 })
  }

  problems(): Problem[] {
    return [...this.#reasons.values()].map(({ said, more }) => {
      const others = more > 0 ? ` Nor of ${count(more, 'more notebook')}, for the same reason.` : ''
      return { ...said, consequence: `${said.consequence}${others}` }
    })
  }
}
