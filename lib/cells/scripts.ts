/** A text that defines modules for cells. It stands in a script as a string: what is opened from a file can be asked for in no other way. */
export function cellTextScript(name: string, text: string): string {
  return `window.ackbook.cells.text(${JSON.stringify(name)}, ${JSON.stringify(text)})\n`
}

/** Which texts pages need, by their files; each in an order in which they may be run, the last is the page's own. */
export function cellTextsScript(pages: Readonly<Record<string, readonly string[]>>): string {
  return `window.ackbook.cells.texts(${JSON.stringify(pages)})\n`
}
