import { type Finding, isCode, type Output } from '../notebook/index.ts'
import { type Colours, type Entry, formatFinding } from '../report/index.ts'
import { plainText, visible } from '../verify/text.ts'
import type { Io } from './io.ts'

/** Asks a person for a line; `undefined` when that ends without one. */
type AskForLine = NonNullable<Io['askForLine']>

/** Asks of each cell that differs whether its new outputs are to be stored. */
export class UpdateQuestions {
  readonly #io: Pick<Io, 'stdout'>
  readonly #ask: AskForLine
  readonly #colours: Colours
  /** What was said of all that follow. */
  #forAll: boolean | undefined

  constructor(io: Pick<Io, 'stdout'>, ask: AskForLine, colours: Colours) {
    this.#io = io
    this.#ask = ask
    this.#colours = colours
  }

  /**
   * @param cells 0-based places of those that differ
   * @returns those whose outputs are to be stored
   */
  async accepted(entry: Entry, cells: readonly number[], signal: AbortSignal): Promise<number[]> {
    const accepted: number[] = []
    for (const cell of cells) if (await this.#isAccepted(entry, cell, signal)) accepted.push(cell)
    return accepted
  }

  async #isAccepted(entry: Entry, cell: number, signal: AbortSignal): Promise<boolean> {
    if (this.#forAll !== undefined) return this.#forAll
    const finding = entry.verification!.findings.find((each) => each.cell === cell)
    if (finding) this.#show(finding, entry)
    for (;;) {
      const answer = await this.#ask('   store? [y]es [n]o [a]ll [q]uit (no): ', signal)
      const word = answer?.trim().toLowerCase()
      if (word === undefined || /^q(?:uit)?$/.test(word)) this.#forAll = false
      else if (/^a(?:ll)?$/.test(word)) this.#forAll = true
      if (this.#forAll !== undefined) return this.#forAll
      if (/^(?:y(?:es)?|n(?:o)?|)$/.test(word!)) return word!.startsWith('y')
      this.#io.stdout.write('   y stores this cell, n leaves it, a stores all that follow, q none of them\n')
    }
  }

  #show(finding: Finding, entry: Entry): void {
    const { bold, yellow, green } = this.#colours
    const said = formatFinding(finding, entry, this.#colours)
    const fresh = finding.kind === 'never-executed' ? freshText(entry, finding.cell!) : ''
    const lines = fresh.replace(/^(?=.)/gm, '       + ')
    this.#io.stdout.write(` ${yellow('?')} ${bold(visible(entry.name))}   ${said}${green(lines)}`)
  }
}

const mostShown = 20

/** What a cell printed and showed as text, of which nothing is stored to set it against. */
function freshText({ run, notebook }: Entry, index: number): string {
  const cell = notebook.cells[index]
  const outputs = run.cells.find((each) => each.index === index)?.outputs ?? []
  const lines = cell && isCode(cell) ? outputs.flatMap((output) => freshOutputText(output).trimEnd().split('\n')) : []
  const more = lines.length > mostShown ? [`… ${lines.length - mostShown} lines more`] : []
  return [...lines.slice(0, mostShown), ...more].map((line) => `${line}\n`).join('')
}

function freshOutputText(output: Output): string {
  const { text, data } = output as { text?: string; data?: Record<string, unknown> }
  const shown = text ?? data?.['text/plain'] ?? Object.keys(data ?? {}).join(', ')
  return visible(plainText(String(shown)))
}
