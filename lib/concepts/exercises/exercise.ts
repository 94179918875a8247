import { isSocketError } from '../../socket/index.ts'

/**
 * One situation in which an answer is tried.
 *
 * @template Answer what the reader writes: a function, or a value that he predicts
 */
export interface Trial<Answer> {
  /** The situation, as one says it: `a peer that reads one byte at a time`. */
  title: string
  /** @returns what is missing, in words that do not tell the answer; `undefined` when nothing is */
  missing(answer: Answer): Promise<string | undefined> | string | undefined
}

/** What the reader is asked to write, and how it is tried; the first trial that it fails is told. */
export type Exercise<Answer> = readonly Trial<Answer>[]

/** What an answer came to. */
export class Assessment {
  readonly passed: boolean
  /** A line for each trial that was made, and what is missing in the last one. */
  readonly lines: readonly string[]

  constructor(passed: boolean, lines: readonly string[]) {
    this.passed = passed
    this.lines = lines
  }

  toString(): string {
    return this.lines.join('\n')
  }
}

// A cell's last expression is printed as Node prints it.
Object.defineProperty(Assessment.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value: Assessment.prototype.toString,
})

/** Tries an answer in one situation after another, up to the first that it fails. */
export async function tryAnswer<Answer>(exercise: Exercise<Answer>, answer: Answer): Promise<Assessment> {
  const lines: string[] = []
  if (answer === undefined || answer === null)
    return new Assessment(false, [`✗ there is nothing to try: your answer is ${answer}`])
  for (const { title, missing } of exercise) {
    const fault = await faultOf(() => missing(answer))
    if (fault !== undefined) return new Assessment(false, [...lines, `✗ ${title}: ${fault}`])
    lines.push(`✓ ${title}`)
  }
  return new Assessment(true, lines)
}

async function faultOf(attempt: () => Promise<string | undefined> | string | undefined): Promise<string | undefined> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof Error)) return `it threw ${String(error)}`
    return `it threw ${isSocketError(error) ? error.code : error.name}: ${error.message}`
  }
}
