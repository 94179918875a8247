/**
 * How a file spelled what it says, where that is not the only way to spell it: kept beside the data, so that what did not
 * change is written back byte for byte. It travels under a symbol, which `{ ...object }` copies and JSON does not see.
 */
const memberLayout: unique symbol = Symbol('layout')

/** A scalar that `JSON.stringify` would write otherwise (`1.0`, `"\u00e9"`): the value that it stood for, and how it was written. */
export interface Literal {
  value: unknown
  literal: string
}

/** The spelling of one object's or array's own members. */
export interface MemberLayout {
  literals?: Map<string, Literal>
  /** The order of the keys, where JavaScript has its own (keys that look like integers go first). */
  keys?: string[]
  /** Texts that the file did not split at their line ends as nbformat does: as it had them. */
  texts?: Map<string, { value: string; stored: unknown }>
}

/** The spelling of the whole file. */
export interface FileLayout {
  /** One step of indentation; `undefined` when all stands on one line. */
  indent: string | undefined
  /** What stands between a key and its value, and after the comma of a one-line file. */
  colon: string
  comma: string
  newline: '\n' | '\r\n'
  /** White space after the last brace, and a byte order mark before the first. */
  end: string
  start: string
  /** Every object's keys were in order, as nbformat leaves them. */
  sorted: boolean
}

/** What nbformat writes. */
export const nbformatLayout: FileLayout = {
  indent: ' ',
  colon: ': ',
  comma: ',',
  newline: '\n',
  end: '\n',
  start: '',
  sorted: true,
}

type Laid = { [memberLayout]?: MemberLayout }

export function layoutOf(value: object): MemberLayout | undefined {
  return (value as Laid)[memberLayout]
}

/** The layout of `value`, made on first use. */
export function ensureLayout(value: object): MemberLayout {
  const laid = value as Laid
  laid[memberLayout] ??= {}
  return laid[memberLayout]
}
