import type { Terminal, TextStream } from '../command/index.ts'
import type { Progress } from '../concepts/capitals.ts'

/** Milliseconds between two pictures of the bar. */
const REDRAW = 100
/** Back to the line's start, and away with what is there. */
const CLEAR = '\r\u001b[K'

/** What the programs show: lines, and how far a transfer has come: on a terminal a bar, elsewhere a line for each percent at most. */
export class Display {
  readonly #out: TextStream
  readonly #now: () => number
  #bar = ''

  constructor(io: Terminal, now: () => number) {
    this.#out = io.stdout
    this.#now = now
  }

  /** What comes from the other end is shown without its control characters. */
  readonly print = (line: string): void => {
    this.settle()
    this.#out.write(`${line.replace(/\p{Cc}/gu, '\u00b7')}\n`)
  }

  /**
   * Shows how far one transfer comes.
   *
   * @param length octets each way, as far as is known before
   */
  follow(length: number): (progress: Progress) => void {
    return this.#out.isTTY ? this.#bars(length) : this.#lines(length)
  }

  /** The bar, if there is one, stays as it is; the next line comes below it. */
  settle(): void {
    if (this.#bar !== '') this.#out.write('\n')
    this.#bar = ''
  }

  #bars(length: number): (progress: Progress) => void {
    let due = 0
    return (progress) => {
      const now = this.#now()
      if (now < due && !isWhole(progress, length)) return
      due = now + REDRAW
      this.#bar = bar(progress, length, this.#out.columns ?? 80)
      this.#out.write(CLEAR + this.#bar)
    }
  }

  #lines(length: number): (progress: Progress) => void {
    let last = 0
    return (progress) => {
      const { sent, received } = progress
      const now = percentOf(Math.min(sent, length) + Math.min(received, length), 2 * length)
      if (now <= last) return
      last = now
      this.print(`${String(now).padStart(3)} %: ${sent} bytes sent, ${received} received`)
    }
  }
}

/** `sent ████████░░░░░░░░  50 %   received ███░░░░░░░░░░░░░  19 %` */
function bar({ sent, received }: Progress, length: number, columns: number): string {
  const width = Math.max(4, Math.min(40, Math.floor((columns - 34) / 2)))
  const one = (name: string, octets: number): string => {
    const full = Math.round((Math.min(octets, length) / length) * width)
    return `${name} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(percentOf(octets, length)).padStart(3)} %`
  }
  return `${one('sent', sent)}   ${one('received', received)}`
}

function percentOf(part: number, whole: number): number {
  return Math.min(100, Math.floor((100 * part) / whole))
}

function isWhole({ sent, received }: Progress, length: number): boolean {
  return sent === length && received === length
}
