const ESCAPE = '\u001b'
const TOKENS = new RegExp(`(${ESCAPE}\\[\\??[\\d;]*[A-Za-z]|\r|\n)`, 'u')

/** A terminal's screen, as far as our own command writes on one: lines, a line taken back, colours. */
export class Screen {
  readonly #columns: number
  readonly #rows: number
  readonly #lines: { text: string; style: string }[][] = [[]]
  #style = ''
  #unread = ''

  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.#rows = rows
  }

  write(text: string): void {
    const pieces = (this.#unread + text).split(TOKENS)
    this.#unread = ''
    for (const [index, piece] of pieces.entries()) {
      // An escape may be cut in two.
      if (index === pieces.length - 1 && piece.includes(ESCAPE)) this.#unread = piece
      else this.#take(piece)
    }
  }

  html(): string {
    const shown = this.#lines.slice(-this.#rows)
    while (shown.length < this.#rows) shown.push([])
    return shown.map((line) => line.map(spanOf).join('')).join('\n')
  }

  #take(piece: string): void {
    const line = this.#lines.at(-1)!
    if (piece === '\n') this.#lines.push([])
    else if (piece === `${ESCAPE}[K`) line.length = 0
    else if (piece.endsWith('m') && piece.startsWith(ESCAPE)) this.#style = piece.slice(2, -1)
    else if (piece !== '\r' && piece !== '' && !piece.startsWith(ESCAPE))
      line.push({ text: piece.slice(0, this.#columns), style: this.#style })
  }
}

function spanOf({ text, style }: { text: string; style: string }): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return style === '' || style === '0' ? safe : `<span class="c${style}">${safe}</span>`
}
