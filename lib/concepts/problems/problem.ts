import type { Trace } from '../../network/index.ts'

/** What may be chosen. */
export interface Choice {
  text: string
  /** Why it is right, or what is wrong with it: by the numbers of the trace. */
  why: string
}

/** What a problem is made of. The choices in their places, `right` the place of the right one. */
export interface ProblemParts {
  question: string
  /** What the one who has to decide knows at that moment, where the picture does not show it. */
  facts?: string
  choices: readonly Choice[]
  right: number
  /** SVG */
  picture: string
  /** Whole: what comes after the moment, too. */
  trace: Trace
  /** The index in the trace's events of the last that the picture shows. */
  at: number
}

/** What a chosen letter came to. */
export class Verdict {
  readonly right: boolean
  readonly text: string

  constructor(right: boolean, text: string) {
    this.right = right
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** A question about a moment of a run, with choices by letter; as a cell's last expression it shows itself. */
export class Problem {
  readonly question: string
  readonly facts: string | undefined
  /** `a` → `1,001`. */
  readonly choices: Readonly<Record<string, string>>
  readonly picture: string
  readonly trace: Trace
  readonly at: number
  readonly #judge: (letter: string) => Verdict

  constructor({ question, facts, choices, right, picture, trace, at }: ProblemParts) {
    this.question = question
    this.facts = facts
    this.choices = Object.fromEntries(choices.map(({ text }, place) => [letterOf(place), text]))
    this.picture = picture
    this.trace = trace
    this.at = at
    this.#judge = (letter) => {
      const place = choices.findIndex((_, each) => letterOf(each) === letter)
      const chosen = choices[place]
      if (!chosen) throw new RangeError(`answer: there is no choice "${letter}"; give ${letters(choices.length)}`)
      return new Verdict(place === right, `${place === right ? '✓' : '✗'} (${letter}) ${chosen.text}: ${chosen.why}`)
    }
  }

  /**
   * Whether a choice is right, and why or why not.
   *
   * @param letter `a`, `b`, …
   * @throws RangeError for a letter that stands before no choice
   */
  answer(letter: string): Verdict {
    return this.#judge(letter.trim().toLowerCase())
  }

  /** As MIME types to content. */
  bundle(): Record<string, string> {
    const facts = this.facts === undefined ? '' : `<p>${escaped(this.facts)}</p>`
    const items = this.#rows().map(([letter, text]) => `<p>(${letter}) ${escaped(text)}</p>`)
    const words = `${facts}<p><strong>${escaped(this.question)}</strong></p>${items.join('')}`
    return { 'text/html': `${this.picture}\n${words}`, 'text/plain': this.toString() }
  }

  toString(): string {
    const lines = this.#rows().map(([letter, text]) => `(${letter}) ${text}`)
    return [...(this.facts === undefined ? [] : [this.facts]), this.question, ...lines].join('\n')
  }

  #rows(): [string, string][] {
    return Object.entries(this.choices)
  }
}

function letterOf(place: number): string {
  return 'abcdef'[place]!
}

function letters(amount: number): string {
  return `a letter from a to ${letterOf(amount - 1)}`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}

// The first is the method by which a value says how a notebook shows it, as Deno's kernel has it; the second is Node's own.
Object.defineProperties(Problem.prototype, {
  [Symbol.for('Jupyter.display')]: { value: Problem.prototype.bundle },
  [Symbol.for('nodejs.util.inspect.custom')]: { value: Problem.prototype.toString },
})
Object.defineProperty(Verdict.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value: Verdict.prototype.toString,
})
