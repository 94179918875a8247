import type { CodeCell, Notebook, Output, Policy } from './types.ts'

/** Which of a cell's outputs count: MIME types (`image/*` is a family of them), `stdout`, `stderr`. */
export interface TypeFilter {
  ignore: readonly string[]
  /** Of each display that has one of these types, these alone. */
  only: readonly string[]
}

/** What the settings of a cell, of its notebook and of the project leave out: what is ignored adds up; of `only`, the nearest counts. */
function selectionOf(cell: CodeCell, notebook: Notebook, shared: Policy = {}): TypeFilter {
  const all = [shared, notebook.metadata.ackbook, cell.metadata.ackbook]
  const only = all.map((each) => each?.only).filter((each) => each !== undefined)
  return { ignore: all.flatMap((each) => texts(each?.ignore)), only: texts(only[only.length - 1]) }
}

/** A page is made of any notebook, whatever stands in its settings. */
function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** The types of a display that count. */
export function countingTypes(types: readonly string[], { ignore, only }: TypeFilter): string[] {
  const wanted = types.filter((type) => isNamed(type, only))
  return (wanted.length > 0 ? wanted : types).filter((type) => !isNamed(type, ignore))
}

export function isNamed(name: string, names: readonly string[]): boolean {
  return names.some((each) => each === name || (each.endsWith('/*') && name.startsWith(each.slice(0, -1))))
}

/** The types and streams of a cell's stored outputs that are not compared, each once. */
export function leftOut(cell: CodeCell, notebook: Notebook, shared?: Policy): string[] {
  const selection = selectionOf(cell, notebook, shared)
  return [...new Set(cell.outputs.flatMap((output) => namesLeftOut(output, selection)))]
}

function namesLeftOut(output: Output, selection: TypeFilter): string[] {
  const { name, data } = output as { name?: unknown; data?: unknown }
  if (output.output_type === 'stream') return isNamed(String(name), selection.ignore) ? [String(name)] : []
  const types = typeof data === 'object' && data !== null ? Object.keys(data) : []
  const counting = countingTypes(types, selection)
  return types.filter((type) => !counting.includes(type))
}
