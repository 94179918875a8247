import type { Output } from './types.ts'

/** Which of a cell's outputs count: MIME types (`image/*` is a family of them), `stdout`, `stderr`. */
export interface TypeFilter {
  ignore: readonly string[]
  /** Of each display that has one of these types, these alone. */
  only: readonly string[]
}

/** The types of a display that count. */
export function countingTypes(types: readonly string[], { ignore, only }: TypeFilter): string[] {
  const wanted = types.filter((type) => isNamed(type, only))
  return (wanted.length > 0 ? wanted : types).filter((type) => !isNamed(type, ignore))
}

export function isNamed(name: string, names: readonly string[]): boolean {
  return names.some((each) => each === name || (each.endsWith('/*') && name.startsWith(each.slice(0, -1))))
}

/** The types of a stored output, or its stream, that are not compared. */
export function namesLeftOut(output: Output, selection: TypeFilter): string[] {
  const { name, data } = output as { name?: unknown; data?: unknown }
  if (output.output_type === 'stream') return isNamed(String(name), selection.ignore) ? [String(name)] : []
  const types = typeof data === 'object' && data !== null ? Object.keys(data) : []
  const counting = countingTypes(types, selection)
  return types.filter((type) => !counting.includes(type))
}
