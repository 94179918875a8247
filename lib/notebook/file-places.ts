/** A place in a text: line and column from 1, columns in UTF-16 units. */
export interface TextPlace {
  line: number
  column: number
}

/** Where the cells of a notebook stand in the text of its file. */
export interface FilePlaces {
  /** Where the source of a cell begins; where the cell does, if it has none. @param cell 0-based place in `notebook.cells` */
  cell(cell: number): TextPlace | undefined
  /** Where a place in a cell's source stands; the end of the source, if it lies beyond. */
  source(cell: number, place: TextPlace): TextPlace | undefined
}

interface CellOffsets {
  start: number
  /** Of the opening quotes of the strings that its source is made of. */
  literals: number[]
}

/** @param text of a notebook that `parseNotebook` reads; of any other, there may be no places */
export function filePlaces(text: string): FilePlaces {
  const cells = cellsIn(text)
  const starts = lineStarts(text)
  const placeAt = (offset: number): TextPlace => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
  return {
    cell: (index) => {
      const cell = cells[index]
      return cell && placeAt(cell.literals[0] ?? cell.start)
    },
    source: (index, place) => {
      const cell = cells[index]
      return cell && placeAt(offsetOf(text, cell, place))
    },
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Walks through the strings of a source until as many lines and columns of it are read. */
function offsetOf(text: string, { start, literals }: CellOffsets, { line, column }: TextPlace): number {
  let [lines, columns] = [1, 1]
  let last = start
  for (const quote of literals) {
    for (let at = quote + 1; text[at] !== '"' && at < text.length; ) {
      if (lines === line && columns >= column) return at
      const escaped = text[at] === '\\' ? text[at + 1]! : ''
      // A line that is shorter ends here.
      if (lines === line && escaped === 'n') return at
      if (escaped === 'n') [lines, columns] = [lines + 1, 1]
      else columns += 1
      at += escaped === '' ? 1 : escaped === 'u' ? 6 : 2
      last = at
    }
  }
  return last
}

/** The cells of the text in turn: only what leads to them and their sources is looked at, the rest is passed over. */
function cellsIn(text: string): CellOffsets[] {
  const scanner = new FileScanner(text)
  let cells: CellOffsets[] = []
  scanner.members((key) => {
    if (key === 'cells') cells = cellsOf(scanner)
    else scanner.skip()
  })
  return cells
}

function cellsOf(scanner: FileScanner): CellOffsets[] {
  const cells: CellOffsets[] = []
  scanner.elements(() => {
    const cell: CellOffsets = { start: scanner.at, literals: [] }
    cells.push(cell)
    scanner.members((key) => {
      if (key === 'source') cell.literals = literalsIn(scanner)
      else scanner.skip()
    })
  })
  return cells
}

/** One text, or a list of them. */
function literalsIn(scanner: FileScanner): number[] {
  const literals: number[] = []
  const read = () => {
    literals.push(scanner.at)
    scanner.skip()
  }
  if (scanner.isAt('[')) scanner.elements(read)
  else read()
  return literals
}

const beforeToken = /[\s\ufeff]*/y
const stringRun = /[^"\\]*/y
const structural = /[^"{}[\]]*/y
const scalar = /[^\s,\]}]*/y

/** Reads JSON that is known to be valid; in any other, it ends early. */
class FileScanner {
  readonly #text: string
  at = 0

  constructor(text: string) {
    this.#text = text
    this.#pass(beforeToken)
  }

  isAt(character: string): boolean {
    return this.#text[this.at] === character
  }

  /** Calls `read` at the value of each member; it must pass over it. */
  members(read: (key: string) => void): void {
    this.#inside('{', '}', () => {
      const start = this.at
      this.skip()
      const key = keyIn(this.#text.slice(start, this.at))
      this.#pass(beforeToken)
      if (this.isAt(':')) this.at += 1
      this.#pass(beforeToken)
      read(key)
    })
  }

  /** Calls `read` at each element; it must pass over it. */
  elements(read: () => void): void {
    this.#inside('[', ']', read)
  }

  /** Passes over a value, however deep. */
  skip(): void {
    if (!this.isAt('{') && !this.isAt('[')) {
      if (this.isAt('"')) this.#skipString()
      else this.#pass(scalar)
      return
    }
    let depth = 0
    do {
      this.#pass(structural)
      if (this.isAt('"')) this.#skipString()
      else {
        depth += this.isAt('{') || this.isAt('[') ? 1 : -1
        this.at += 1
      }
    } while (depth > 0 && this.at < this.#text.length)
  }

  #inside(open: string, close: string, read: () => void): void {
    if (!this.isAt(open)) {
      this.skip()
      return
    }
    this.at += 1
    this.#pass(beforeToken)
    while (!this.isAt(close) && this.at < this.#text.length) {
      const before = this.at
      read()
      this.#pass(beforeToken)
      if (this.isAt(',')) this.at += 1
      this.#pass(beforeToken)
      // Not JSON: nothing was read.
      if (this.at === before) return
    }
    this.at += 1
  }

  #skipString(): void {
    this.at += 1
    for (this.#pass(stringRun); this.isAt('\\'); this.#pass(stringRun)) this.at += 2
    this.at += 1
  }

  #pass(pattern: RegExp): void {
    pattern.lastIndex = this.at
    pattern.test(this.#text)
    this.at = pattern.lastIndex
  }
}

function keyIn(literal: string): string {
  try {
    return String(JSON.parse(literal))
  } catch {
    return ''
  }
}
