import type { Terminal, TextStream } from '../command/index.ts'
import type { Progress } from '../concepts/capitals.ts'
import { thousands } from '../words.ts'

/** Milliseconds between two pictures of the bar. */
const REDRAW = 100
/** Back to the line's start, and away with what is there. */
const CLEAR = '\r\u001b[K'

/** What the programs show: lines, and how far a transfer has come: on a terminal a bar, elsewhere a line for each tenth. */
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
  follow(length: number | undefined): (progress: Progress) => void {
    return this.#out.isTTY ? this.#redrawn(length) : this.#lines(length)
  }

  /** The bar, if there is one, stays as it is; the next line comes below it. */
  settle(): void {
    if (this.#bar !== '') this.#out.write('\n')
    this.#bar = ''
  }

  #redrawn(length: number | undefined): (progress: Progress) => void {
    let due = 0
    return (progress) => {
      const now = this.#now()
      if (now < due && !isWhole(progress, length)) return
      due = now + REDRAW
      this.#bar = length === undefined ? amounts(progress) : bar(progress, length, this.#out.columns ?? 80)
      this.#out.write(CLEAR + this.#bar)
    }
  }

  /** Where nothing is redrawn, few lines: a tenth more each time; where the whole is not known, twice as much. */
  #lines(length: number | undefined): (progress: Progress) => void {
    let next = length === undefined ? FIRST_AMOUNT : 10
    return (progress) => {
      const done = progress.sent + progress.received
      const now = length === undefined ? done : percentOf(done, 2 * length)
      if (now < next) return
      const head = length === undefined ? '' : `${String(Math.floor(now)).padStart(3)} %: `
      this.print(`${head}${amounts(progress)}`)
      while (next <= now) next = length === undefined ? 2 * next : next + 10
    }
  }
}

/** Octets in both directions from which on it is told how far a transfer of unknown length is. */
const FIRST_AMOUNT = 1 << 20

function amounts({ sent, received }: Progress): string {
  return `${thousands(sent)} bytes sent, ${thousands(received)} received`
}

/** `sent ████████░░░░░░░░  50 %   received ███░░░░░░░░░░░░░  19 %` */
function bar({ sent, received }: Progress, length: number, columns: number): string {
  const width = Math.max(4, Math.min(40, Math.floor((columns - 34) / 2)))
  const one = (name: string, octets: number): string => {
    const full = Math.round((Math.min(octets, length) / length) * width)
    return `${name} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${shownPercent(percentOf(octets, length)).padStart(3)} %`
  }
  return `${one('sent', sent)}   ${one('received', received)}`
}

/** 0 to 100 */
function percentOf(part: number, whole: number): number {
  return Math.min(100, (100 * part) / whole)
}

/** What has begun is not shown as nothing: `0.8`. */
function shownPercent(percent: number): string {
  return percent > 0 && percent < 10
    ? Math.max(0.1, Math.floor(10 * percent) / 10).toFixed(1)
    : String(Math.floor(percent))
}

function isWhole({ sent, received }: Progress, length: number | undefined): boolean {
  return sent === length && received === length
}
