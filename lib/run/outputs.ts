import { StringDecoder } from 'node:string_decoder'
import { type Message, type ShownError, textOrEmpty } from '../kernel/index.ts'
import type { DisplayOutput, ErrorOutput, MimeBundle, Output, ResultOutput } from '../notebook/types.ts'

/** Outputs that a later `update_display_data` may change, in whichever cell they stand, by their display id. */
export type Displays = Map<string, (DisplayOutput | ResultOutput)[]>

/** Octets of outputs that a cell may leave: in all, and by one message, which has to be read whole. */
export interface OutputLimits {
  cell: number
  message: number
}

const usualOutputLimits: OutputLimits = { cell: 128 * 2 ** 20, message: 32 * 2 ** 20 }

/**
 * The outputs of one cell, gathered from its messages by nbformat's rules: what one stream brings in a row is one
 * output, `clear_output` clears (at once, or when the next output comes), and a display id is updated where it stands.
 *
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html#code-cell-outputs
 */
export class OutputArea {
  readonly outputs: Output[] = []
  /** What came on stderr, one entry a message. */
  readonly stderr: string[] = []
  /** What it shows of errors; cleared with the outputs, but for those that nothing waited for. */
  errors: ShownError[] = []
  /** Messages that brought output. */
  messages = 0
  executionCount: number | null = null
  /** More came than a cell may leave; the rest was left out. */
  isTooLarge: { octets: number; came: number; at: 'in all' | 'at once' } | undefined
  #octets = 0
  #clearsNext = false
  readonly #displays: Displays
  readonly #limits: OutputLimits
  /** 0-based place of the cell in its notebook. */
  readonly cell: number
  #held: { name: 'stdout' | 'stderr'; written: string }[] = []

  constructor(displays: Displays, cell = 0, limits: OutputLimits = usualOutputLimits) {
    this.#displays = displays
    this.cell = cell
    this.#limits = limits
  }

  /**
   * What the kernel's process, or a child of it, wrote to its own stdout or stderr while the cell ran. It stands below all
   * else that the cell prints: how the two mix is another from run to run.
   */
  hold(name: 'stdout' | 'stderr', written: string): void {
    this.#held.push({ name, written })
    this.#octets += Buffer.byteLength(written)
    if (this.#octets > this.#limits.cell) this.#cut('in all', this.#octets)
  }

  /** The cell has ended: what was held stands in its place, stdout first. */
  settle(): void {
    const held = this.#held
    this.#held = []
    for (const stream of ['stdout', 'stderr'] as const) {
      const written = held.flatMap((each) => (each.name === stream ? [each.written] : [])).join('')
      this.#octets -= Buffer.byteLength(written)
      if (written !== '') this.#write(stream, written, this.#limits.cell)
    }
  }

  /** Any message on iopub whose parent is the cell's request; those that are no output are ignored. */
  take({ header, content, metadata }: Message): void {
    const { msg_type } = header
    if (msg_type === 'stream') this.#stream(content.name === 'stderr' ? 'stderr' : 'stdout', textOrEmpty(content.text))
    else if (msg_type === 'display_data') this.#add({ output_type: msg_type, ...bundle(content) }, content)
    else if (msg_type === 'execute_result') {
      this.#add(
        { output_type: msg_type, ...bundle(content), execution_count: orNull(content.execution_count) },
        content,
      )
    } else if (msg_type === 'error') this.#error(content, recordOf(metadata.ackbook))
    else if (msg_type === 'update_display_data') this.#update(content)
    else if (msg_type === 'execute_input') this.executionCount = orNull(content.execution_count)
    else if (msg_type === 'clear_output') {
      if (content.wait === true) this.#clearsNext = true
      else this.#clear()
    }
  }

  #stream(name: 'stdout' | 'stderr', written: string): void {
    this.messages++
    if (name === 'stderr') this.stderr.push(written)
    this.#clearIfDue()
    this.#write(name, written)
  }

  #write(name: 'stdout' | 'stderr', written: string, most = this.#limits.message): void {
    const kept = this.#admit(written, most)
    const last = this.outputs.at(-1)
    if (last?.output_type === 'stream' && last.name === name) last.text += kept
    else if (kept !== '') this.outputs.push({ output_type: 'stream', name, text: kept })
  }

  #error(content: Record<string, unknown>, { isLate, at }: Record<string, unknown>): void {
    const output = errorOutput(content)
    this.#add(output)
    const { cell: request, line, column } = recordOf(at)
    const isPlace = typeof request === 'string' && typeof line === 'number' && typeof column === 'number'
    this.errors.push({ ...output, isLate: isLate === true, ...(isPlace ? { at: { request, line, column } } : {}) })
  }

  #add(output: Output, content?: Record<string, unknown>): void {
    this.messages++
    this.#clearIfDue()
    if (!this.#fits(output)) return
    this.outputs.push(output)
    const id = displayId(content)
    if (id === undefined) return
    const shown = this.#displays.get(id) ?? []
    shown.push(output as DisplayOutput)
    this.#displays.set(id, shown)
  }

  #update(content: Record<string, unknown>): void {
    this.messages++
    const id = displayId(content)
    if (id === undefined || !this.#fits(content)) return
    for (const output of this.#displays.get(id) ?? []) Object.assign(output, structuredClone(bundle(content)))
  }

  #clearIfDue(): void {
    if (this.#clearsNext) this.#clear()
  }

  #clear(): void {
    this.#clearsNext = false
    this.outputs.length = 0
    this.errors = this.errors.filter(({ isLate }) => isLate)
    this.#octets = 0
  }

  /** As much of the text as there is room for. */
  #admit(written: string, most: number): string {
    const room = Math.max(0, Math.min(most, this.#limits.cell - this.#octets))
    const length = Buffer.byteLength(written)
    this.#octets += length
    if (length <= room) return written
    if (length > most) this.#cut('at once', length)
    else this.#cut('in all', this.#octets)
    // Of a character that is cut, nothing stays.
    return new StringDecoder('utf8').write(Buffer.from(written).subarray(0, room))
  }

  #fits(value: object): boolean {
    const { cell, message } = this.#limits
    const length = Buffer.byteLength(JSON.stringify(value))
    this.#octets += length
    if (length > message) this.#cut('at once', length)
    else if (this.#octets > cell) this.#cut('in all', this.#octets)
    return this.isTooLarge === undefined
  }

  #cut(at: 'in all' | 'at once', came: number): void {
    this.isTooLarge ??= { octets: at === 'in all' ? this.#limits.cell : this.#limits.message, came, at }
  }
}

function bundle(content: Record<string, unknown>): { data: MimeBundle; metadata: Record<string, unknown> } {
  return { data: recordOf(content.data), metadata: recordOf(content.metadata) }
}

function displayId(content?: Record<string, unknown>): string | undefined {
  const id = recordOf(content?.transient).display_id
  return typeof id === 'string' ? id : undefined
}

function errorOutput({ ename, evalue, traceback }: Record<string, unknown>): ErrorOutput {
  const lines = Array.isArray(traceback) ? traceback.map(String) : []
  return { output_type: 'error', ename: textOrEmpty(ename), evalue: textOrEmpty(evalue), traceback: lines }
}

/** An object as it is; of anything else, an empty one. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function orNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
