import { withIds } from './ids.ts'
import { type FileLayout, type Literal, layoutOf, nbformatLayout } from './layout.ts'
import { isJsonMime, isSplitMime, splitLines } from './lines.ts'
import { fileLayout } from './parse.ts'
import type { Cell, Notebook, Output } from './types.ts'

/**
 * Writes a notebook as nbformat does: one space of indentation, texts as lists of lines, a newline at the end. A notebook that
 * was read keeps its file's own indentation, order of keys, line ends and spellings: what did not change is the same, byte for
 * byte. A cell of an nbformat 4.5 notebook that has no id gets one, which depends on its content alone.
 */
export function formatNotebook(notebook: Notebook): string {
  const whole = notebook.nbformat_minor >= 5 ? withIds(notebook) : notebook
  const style = (whole as { [fileLayout]?: FileLayout })[fileLayout] ?? nbformatLayout
  return style.start + write({ ...whole, cells: whole.cells.map(storedCell) }, style) + style.end
}

// From meaning to what the file holds: texts become lists of lines again. Copies are shallow and keep the layouts.

function storedCell(cell: Cell): object {
  const stored: Record<string, unknown> = { ...cell, source: storedText(cell, 'source', cell.source, true) }
  if (cell.attachments) {
    stored.attachments = mapMembers(cell.attachments as Record<string, object>, (bundle) => storedBundle(bundle))
  }
  if (cell.cell_type === 'code') stored.outputs = (cell.outputs as Output[]).map(storedOutput)
  return stored
}

function storedOutput(output: Output): object {
  if (output.output_type === 'stream') {
    return { ...output, text: storedText(output, 'text', (output as { text: string }).text, true) }
  }
  if (output.output_type === 'display_data' || output.output_type === 'execute_result') {
    return { ...output, data: storedBundle((output as { data: object }).data) }
  }
  return output
}

function storedBundle(bundle: object): object {
  return mapMembers(bundle as Record<string, unknown>, (value, mime) =>
    typeof value === 'string' && !isJsonMime(mime) ? storedText(bundle, mime, value, isSplitMime(mime)) : value,
  )
}

function storedText(owner: object, key: string, value: string, split: boolean): unknown {
  const kept = layoutOf(owner)?.texts?.get(key)
  if (kept && kept.value === value) return kept.stored
  return split ? splitLines(value) : value
}

function mapMembers<Value>(object: Record<string, Value>, map: (value: Value, key: string) => unknown): object {
  const copy: Record<string | symbol, unknown> = { ...object }
  for (const key of Object.keys(object)) copy[key] = map(object[key]!, key)
  return copy
}

/** What stands between brackets; in an array, no key does. */
type Member = readonly [key: string | undefined, value: unknown, literal: Literal | undefined]

/** `JSON.stringify` with the file's own layout. */
function write(value: unknown, style: FileLayout): string {
  const pieces: string[] = []
  writeValue(value, '')
  return pieces.join('')

  function writeValue(value: unknown, indent: string, literal?: Literal): void {
    if (typeof value !== 'object' || value === null) {
      pieces.push(literal && Object.is(literal.value, value) ? literal.literal : (JSON.stringify(value) ?? 'null'))
    } else if (Array.isArray(value)) {
      const literals = layoutOf(value)?.literals
      const items = Array.from(value, (item, index) => [undefined, item, literals?.get(String(index))] as const)
      writeMembers('[', items, ']', indent)
    } else {
      const literals = layoutOf(value)?.literals
      const items = keysOf(value, style.sorted).map(
        (key) => [key, (value as Record<string, unknown>)[key], literals?.get(key)] as const,
      )
      writeMembers('{', items, '}', indent)
    }
  }

  function writeMembers(open: string, members: readonly Member[], close: string, indent: string): void {
    if (members.length === 0) {
      pieces.push(open, close)
      return
    }
    const inner = style.indent === undefined ? '' : indent + style.indent
    const [before, between, after] =
      style.indent === undefined
        ? ['', style.comma, '']
        : [style.newline + inner, style.comma + style.newline + inner, style.newline + indent]
    pieces.push(open, before)
    members.forEach(([key, value, literal], index) => {
      if (index > 0) pieces.push(between)
      if (key !== undefined) pieces.push(JSON.stringify(key), style.colon)
      writeValue(value, inner, literal)
    })
    pieces.push(after, close)
  }
}

function keysOf(object: object, sorted: boolean): string[] {
  const keys = Object.keys(object).filter((key) => (object as Record<string, unknown>)[key] !== undefined)
  if (sorted) return keys.sort()
  const order = layoutOf(object)?.keys
  if (!order) return keys
  const known = new Set(order)
  return [...order.filter((key) => Object.hasOwn(object, key)), ...keys.filter((key) => !known.has(key))]
}
