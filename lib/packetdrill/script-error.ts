/** A script cannot be read, or asks for what there is not: where, and why, in a sentence. Lines and columns count from 1. */
export class ScriptError extends Error {
  override readonly name: string = 'ScriptError'
  readonly line: number
  readonly column: number

  constructor(place: ScriptPlace, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.line = place.line
    this.column = place.column
  }
}

/** Where something stands in a script. */
export interface ScriptPlace {
  readonly line: number
  readonly column: number
}
