/**
 * Something of the notebook that its page does not show as its author meant it. The page has it in a plainer form, or a note in
 * its place, or nothing; either way it is listed.
 */
export interface Omission {
  /** 0-based place in `notebook.cells`; absent when it is about the whole notebook. */
  cell?: number
  /** The cell's id, where the notebook has ids. */
  id?: string
  kind: OmissionKind
  /** What it is, as short as its reader will know it: `<iframe>`, `figures/wire.png`, the TeX of a formula, a MIME type. */
  what: string
  /** The reason, and the remedy where there is one: a clause without a full stop. */
  why: string
}

export type OmissionKind =
  /** A whole cell is not on the page. */
  | 'cell'
  /** An HTML element or an attribute was taken out, with its own content or without. */
  | 'markup'
  /** A picture is not in the page: missing, damaged, elsewhere, too large. */
  | 'picture'
  /** A formula stands there as its source. */
  | 'formula'
  /** An output is shown as less than it is: as data, as a note. */
  | 'output'
  /** A part of a long text, or of many outputs, is left in the notebook. */
  | 'cut'
  /** A link is plain text, or leads to a page that is not there. */
  | 'link'

/** Longer names than this are cut in the middle of nothing: their beginning tells which they are. */
const longestName = 80

/** One line of a thing's own text, for {@link Omission.what}. */
export function named(text: string): string {
  const line = text
    .slice(0, 4 * longestName)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line
}
