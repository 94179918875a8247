import { NARROW, NARROW_TYPE, type ShownFigure } from '../../draw/index.ts'
import type { Trace } from '../../network/index.ts'

/** What may be chosen. */
export interface ProblemChoice {
  text: string
  /** Why it is right, or what is wrong with it: by the numbers of the trace. */
  why: string
}

/** What a problem is made of. The choices in their places, `right` the place of the right one. */
export interface ProblemParts {
  /** `which-ack 7` */
  name: string
  question: string
  /** What the one who has to decide knows at that moment, where the picture does not show it. */
  facts?: string
  choices: readonly ProblemChoice[]
  right: number
  figure: ShownFigure<Trace>
  /** Whole: what comes after the moment, too. */
  trace: Trace
  /** The index in the trace's events of the last that the picture shows. */
  at: number
}

/** What a chosen letter came to. */
export class GivenAnswer {
  /** Of the problem. */
  readonly name: string
  readonly right: boolean
  readonly text: string

  constructor(name: string, right: boolean, text: string) {
    this.name = name
    this.right = right
    this.text = text
  }

  /** What it came to stands in the second line: JupyterLab shows the first of an output that is folded. */
  toString(): string {
    return `${this.name}:\n${this.text}`
  }

  /** As MIME types to content. */
  bundle(): Record<string, string> {
    const [verdict, ...why] = this.text.split('\n')
    const paragraphs = [`${this.name}:`, verdict, why.map((line) => line.trim()).join('\n')]
    return { 'text/markdown': paragraphs.join('\n\n'), 'text/plain': this.toString() }
  }
}

/** A question about a moment of a run, with choices by letter; as a cell's last expression it shows itself. */
export class PosedProblem {
  readonly name: string
  readonly question: string
  readonly facts: string | undefined
  /** `a` → `1,001`. */
  readonly choices: Readonly<Record<string, string>>
  readonly figure: ShownFigure<Trace>
  readonly trace: Trace
  readonly at: number
  readonly #judge: (letter: string) => GivenAnswer

  constructor({ name, question, facts, choices, right, figure, trace, at }: ProblemParts) {
    this.name = name
    this.question = question
    this.facts = facts
    this.choices = Object.fromEntries(choices.map(({ text }, place) => [choiceLetter(place), text]))
    this.figure = figure
    this.trace = trace
    this.at = at
    this.#judge = (letter) => {
      const place = choices.findIndex((_, each) => choiceLetter(each) === letter)
      const chosen = choices[place]
      if (!chosen)
        throw new RangeError(
          `answer: there is no choice "${letter}"; give a letter from a to ${choiceLetter(choices.length - 1)}`,
        )
      const verdict = `${place === right ? '✓' : '✗'} (${letter}) ${chosen.text}`
      return new GivenAnswer(name, place === right, [verdict, ...wrapped(chosen.why)].join('\n'))
    }
  }

  /**
   * Whether a choice is right, and why or why not.
   *
   * @param letter `a`, `b`, …
   * @throws RangeError for a letter that stands before no choice
   */
  answer(letter: string): GivenAnswer {
    return this.#judge(letter.trim().toLowerCase())
  }

  /** As MIME types to content. */
  bundle(): Record<string, string> {
    const facts = this.facts === undefined ? '' : `<p>${asHtmlText(this.facts)}</p>`
    const items = this.#rows().map(([letter, text]) => `<p>(${letter}) ${asHtmlText(text)}</p>`)
    const words = `${facts}<p><strong>${asHtmlText(this.question)}</strong></p>${items.join('')}`
    return {
      'text/html': `${this.figure.svg()}\n${words}`,
      [NARROW_TYPE]: this.figure.svg(NARROW),
      'text/plain': this.toString(),
    }
  }

  toString(): string {
    const lines = this.#rows().map(([letter, text]) => `(${letter}) ${text}`)
    return [...(this.facts === undefined ? [] : [this.facts]), this.question, ...lines].join('\n')
  }

  #rows(): [string, string][] {
    return Object.entries(this.choices)
  }
}

/** Text is shown as it stands, in a box that cuts long lines off. */
const LINE = 76

function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && longer.length <= LINE) lines[lines.length - 1] = longer
    else lines.push(`  ${word}`)
  }
  return lines
}

function choiceLetter(place: number): string {
  return 'abcdef'[place]!
}

function asHtmlText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}

// The first is the method by which a value says how a notebook shows it, as Deno's kernel has it; the second is Node's own.
for (const { prototype } of [PosedProblem, GivenAnswer]) {
  Object.defineProperties(prototype, {
    [Symbol.for('Jupyter.display')]: { value: prototype.bundle },
    [Symbol.for('nodejs.util.inspect.custom')]: { value: prototype.toString },
  })
}
