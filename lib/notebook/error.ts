/**
 * A file that is no notebook we can read. The message is one sentence without the path:
 * `not a notebook: "cells" is missing (nbformat 4 wants a list)`.
 */
export class NotebookError extends Error {
  override readonly name = 'NotebookError'
  readonly path: string

  constructor(path: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.path = path
  }
}
