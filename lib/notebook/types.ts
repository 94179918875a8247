/**
 * A notebook in memory: nbformat 4, every multi-line text joined to one string, unknown keys kept where they stood.
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export interface Notebook {
  nbformat: 4
  nbformat_minor: number
  metadata: NotebookMetadata
  cells: Cell[]
  [key: string]: unknown
}

export interface NotebookMetadata {
  kernelspec?: { name: string; display_name?: string; language?: string; [key: string]: unknown }
  language_info?: { name: string; [key: string]: unknown }
  execution?: { timeout?: number; allow_errors?: boolean; [key: string]: unknown }
  tags?: string[]
  title?: string
  /** Our own settings, for the whole notebook. */
  ackbook?: Policy
  [key: string]: unknown
}

export type Cell = CodeCell | MarkdownCell | OtherCell

export interface CodeCell {
  cell_type: 'code'
  /** Present from nbformat 4.5 on. */
  id?: string
  metadata: CellMetadata
  source: string
  outputs: Output[]
  execution_count: number | null
  [key: string]: unknown
}

export interface MarkdownCell {
  cell_type: 'markdown'
  id?: string
  metadata: CellMetadata
  source: string
  attachments?: Record<string, MimeBundle>
  [key: string]: unknown
}

/** `raw`, and any cell type that we do not know: it survives a rewrite. */
export interface OtherCell {
  cell_type: Exclude<string, 'code' | 'markdown'>
  id?: string
  metadata: CellMetadata
  source: string
  [key: string]: unknown
}

export interface CellMetadata {
  tags?: string[]
  jupyter?: { source_hidden?: boolean; outputs_hidden?: boolean; [key: string]: unknown }
  /** Our own settings, for this cell; they add to the notebook's. */
  ackbook?: Policy
  [key: string]: unknown
}

/** What may differ between two good runs, and by how much. Lives under the key `ackbook` of a notebook or a cell. */
export interface Policy {
  /** Names of presets (`"port"`, `"duration"`, `"bytes"`, …) or patterns of one's own; applied to the stored and the new output alike. */
  normalise?: (string | { pattern: string; flags?: string; replace?: string; name?: string; identity?: boolean })[]
  /** Seconds that a cell may take. */
  timeout?: number
  /** Of a notebook: seconds that all of it may take; `null` for no limit. */
  notebookTimeout?: number | null
  /** Of a cell: what is answered when it asks for standard input, a line each time. */
  stdin?: string[]
  /** Tolerance for numbers in text: relative, or both kinds, of which the wider counts. */
  tolerance?: number | { relative?: number; absolute?: number }
  /** What is not compared: MIME types (`"image/png"`, `"image/*"`), `"stdout"`, `"stderr"`. */
  ignore?: string[]
  /** MIME types that are compared alone where a display has one of them. */
  only?: string[]
  /** Of a notebook: one line for the index of the pages. */
  summary?: string
  /** Of a notebook: what its result hangs on besides what it imports; `false` when it is to be verified anew each time. */
  cache?: false | { files?: string[]; env?: string[] }
  /** Of a notebook: what is drawn at random, and by which seeds. */
  seeds?: Record<string, number | string>
  /** Of a notebook that was run with values for its parameters: these. */
  parameters?: Record<string, unknown>
  /** Of a learner's copy: the notebook that it was made of, as seen from its folder. */
  copyOf?: string
  [key: string]: unknown
}

/** MIME type → text (joined), or a JSON value for `application/json` and `…+json`. */
export type MimeBundle = Record<string, unknown>

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput | OtherOutput

export interface StreamOutput {
  output_type: 'stream'
  name: 'stdout' | 'stderr'
  text: string
}

export interface DisplayOutput {
  output_type: 'display_data'
  data: MimeBundle
  metadata: Record<string, unknown>
}

export interface ResultOutput {
  output_type: 'execute_result'
  data: MimeBundle
  metadata: Record<string, unknown>
  execution_count: number | null
}

export interface ErrorOutput {
  output_type: 'error'
  ename: string
  evalue: string
  traceback: string[]
}

/** An output type that we do not know: it survives a rewrite. */
export interface OtherOutput {
  output_type: Exclude<string, 'stream' | 'display_data' | 'execute_result' | 'error'>
  [key: string]: unknown
}
