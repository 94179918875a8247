/** A text of which workers are made. It stands in a script as a string: what is opened from a file can be asked for in no other way. */
export function textScript(name: string, text: string): string {
  return `window.ackbook.live.text(${JSON.stringify(name)}, ${JSON.stringify(text)})\n`
}

/** What a page makes its figures from. */
export interface PageScript {
  /** Of those its worker is made, in this order; the last is its own. */
  texts: readonly string[]
  figures: readonly { cell: string; parameters: readonly object[]; at?: string }[]
}

export function pageScript(page: PageScript): string {
  return `window.ackbook.live.page(${JSON.stringify(page)})\n`
}
