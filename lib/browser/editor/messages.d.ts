/** What a worker tells the page that runs a cell in it. */
export type FromWorker =
  /** Those before it are done. */
  | { type: 'begun' }
  | { type: 'text'; name: 'stdout' | 'stderr'; text: string }
  /** MIME types to content. */
  | { type: 'shown'; data: Record<string, string> }
  /** It would print more than a page takes. */
  | { type: 'cut'; most: number }
  | ErrorMessage
  /** The cell has come to its end. */
  | { type: 'done' }
  /** Nothing that the cell began is waited for. */
  | { type: 'idle' }

export interface ErrorMessage {
  type: 'error'
  name: string
  message: string
  /** Where in the text of the worker, the innermost place first; from 1. */
  lines: number[]
}
