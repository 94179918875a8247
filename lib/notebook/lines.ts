/** The line ends that Python's `str.splitlines` knows, by which nbformat splits. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python ends lines at them
const lineEnd = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/g

/** Lines with their ends, as nbformat stores a text; none for the empty text. */
export function splitLines(text: string): string[] {
  const lines: string[] = []
  let start = 0
  for (const match of text.matchAll(lineEnd)) {
    const end = match.index + match[0].length
    lines.push(text.slice(start, end))
    start = end
  }
  if (start < text.length) lines.push(text.slice(start))
  return lines
}

/** Whether these are the lines of their text as {@link splitLines} has them, seen without making them anew. */
export function isSplit(text: string, lines: readonly string[]): boolean {
  let [start, count] = [0, 0]
  for (const match of text.matchAll(lineEnd)) {
    const end = match.index + match[0].length
    if (lines[count]?.length !== end - start) return false
    start = end
    count += 1
  }
  if (start < text.length) count += lines[count]?.length === text.length - start ? 1 : Number.NaN
  return count === lines.length
}

/** Whether a MIME type's data is a JSON value (not to be joined), by nbformat's rule. */
export function isJsonMime(mime: string): boolean {
  return mime === 'application/json' || (mime.startsWith('application/') && mime.endsWith('+json'))
}

/** Whether nbformat stores a MIME type's text as lines; the others stay one string, SVG under another name as well. */
export function isSplitMime(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'application/javascript' || mime === 'image/svg+xml'
}
