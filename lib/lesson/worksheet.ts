import {
  beforeHeading,
  type Cell,
  type CodeCell,
  hasTag,
  isAside,
  isCode,
  isHidden,
  isRemoved,
  type MarkdownCell,
  type Notebook,
  predictionOf,
  tagsOf,
} from '../notebook/index.ts'
import { isFoldedProse } from './cell.ts'

/** Of what leads to a question, this much at the most, with what stands nearest to it. */
const mostBefore = 6

/**
 * What of a notebook asks its reader, as a notebook: each question with its code and what leads to it from its heading on, each place
 * to write with its task. Nothing that a question keeps back is in it: no outcome, no explanation, no check, no solution. The notebook
 * that is given stays as it is.
 *
 * @returns `undefined` when it asks nothing
 */
export function worksheetOf(notebook: Notebook): Notebook | undefined {
  const sheet = new Worksheet()
  for (const cell of notebook.cells) if (!isRemoved(cell, 'cell')) sheet.add(cell)
  return sheet.asks ? { ...notebook, cells: sheet.cells } : undefined
}

class Worksheet {
  readonly cells: Cell[] = []
  asks = false
  /** Headings that nothing stands under yet, from the outermost to the innermost. */
  #headings: { level: number; cell: MarkdownCell }[] = []
  /** What stands below them. */
  #before: Cell[] = []
  /** The question before wants its code; or what comes tells an outcome. */
  #state: 'asked' | 'told' | undefined

  add(cell: Cell): void {
    if (predictionOf(cell)) this.#ask(cell)
    else if (isCode(cell)) this.#addCode(cell)
    else if (cell.cell_type === 'markdown' && !isFoldedProse(cell) && !cell.metadata.ackbook?.about)
      this.#addProse(cell as MarkdownCell)
  }

  #addProse(cell: MarkdownCell): void {
    const [told, rest] = beforeHeading(cell.source)
    if (this.#state !== 'told' && told.trim() !== '') this.#before.push({ ...cell, source: told })
    if (rest === '') return
    this.#state = undefined
    for (const part of cutAtHeadings(rest)) this.#begin({ ...cell, source: part })
  }

  #ask(cell: Cell): void {
    this.#flush()
    this.asks = true
    this.cells.push(isCode(cell) ? unanswered(cell) : cell)
    this.#state = isCode(cell) ? 'told' : 'asked'
  }

  #addCode(cell: CodeCell): void {
    // Its place is below the title, wherever it stands.
    if (cell.metadata.ackbook?.lead === 'page' && !hasTag(cell, 'reveal')) this.cells.push(cell)
    else if (hasTag(cell, 'starter')) {
      this.#flush()
      this.asks = true
      this.#state = undefined
      this.cells.push(unanswered(cell))
    } else if (hasTag(cell, 'reveal')) {
      if (this.#state === 'asked') this.cells.push(unanswered(cell))
      this.#state = 'told'
    } else if (!isAside(cell) && !hasTag(cell, 'solution')) {
      // What explains an outcome stands right behind it.
      this.#state = undefined
      // Hidden code only draws what is to be seen.
      const tags = [...tagsOf(cell), 'remove-input']
      this.#before.push(isHidden(cell, 'input') ? { ...cell, metadata: { ...cell.metadata, tags } } : cell)
    }
  }

  /** A heading, with what stands below it in its cell. */
  #begin(cell: MarkdownCell): void {
    const level = levelOf(cell.source)
    const above = this.#headings.filter((heading) => heading.level < level)
    this.#headings = [...above, { level, cell }]
    this.#before = []
  }

  #flush(): void {
    const last = this.#headings.at(-1)
    for (const { level, cell } of this.#headings) {
      const isWhole = cell === last?.cell || level === 1
      this.cells.push(isWhole ? cell : { ...cell, source: headingLine(cell.source) })
    }
    this.cells.push(...this.#before.slice(-mostBefore))
    this.#headings = []
    this.#before = []
  }
}

/** A text that begins with a heading, cut before each heading; what is set as one right below the title stays with that. */
function cutAtHeadings(text: string): string[] {
  const parts: string[] = []
  for (let rest = text; rest !== ''; ) {
    const heading = headingLine(rest)
    const [below, next] = beforeHeading(rest.slice(heading.length))
    const isOpening = parts.length === 1 && levelOf(parts[0]!) === 1 && levelOf(heading) > 2
    if (isOpening) parts[0] += heading + below
    else parts.push(heading + below)
    rest = next
  }
  return parts
}

function levelOf(text: string): number {
  return /^ {0,3}(#*)/.exec(text)![1]!.length
}

function headingLine(text: string): string {
  return /^.*\n?/.exec(text)![0]
}

/** Nobody has run it. */
function unanswered(cell: CodeCell): CodeCell {
  return { ...cell, outputs: [], execution_count: null }
}
