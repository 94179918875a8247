import { type Cell, type CodeCell, hasTag, isCode, type Notebook } from '../notebook/index.ts'
import { declaredParameters } from './declared.ts'
import type { ParameterLanguage } from './languages.ts'
import { type ParameterValue, valueAsJson } from './values.ts'

/** A notebook with values for its parameters. */
export interface Injected {
  notebook: Notebook
  /** 0-based place of the cell with the values. */
  at: number
  /** It stands in no place of another: those behind it have moved. */
  isNew: boolean
  /** The place of the cell with the defaults, if there is one. */
  defaults: number | undefined
  /** Names that the cell with the defaults does not declare. */
  unknown: string[]
}

/**
 * The notebook with a cell that gives its parameters these values: in place of the one that did so before, else right behind
 * the defaults, else first. The notebook that is given stays as it is.
 *
 * @param values as `ParameterLanguage.problem` lets them pass
 */
export function withParameters(
  notebook: Notebook,
  values: ReadonlyMap<string, ParameterValue>,
  language: ParameterLanguage,
): Injected {
  const { cells } = notebook
  const placeOf = (tag: string) => {
    const place = cells.findIndex((cell) => isCode(cell) && hasTag(cell, tag))
    return place < 0 ? undefined : place
  }
  const defaults = placeOf('parameters')
  const before = placeOf('injected-parameters')
  const at = before ?? (defaults === undefined ? 0 : defaults + 1)
  const declared = declaredParameters(defaults === undefined ? '' : cells[defaults]!.source, language.name)
  const lines = [...values].map(([name, value]) => language.line(name, value, declared.get(name)))
  const source = [`${language.comment} Parameters`, ...lines].join('\n')
  const cell: Cell = before === undefined ? newCell(notebook, source) : { ...(cells[before] as CodeCell), source }
  const parameters = Object.fromEntries([...values].map(([name, value]) => [name, valueAsJson(value)]))
  const metadata = { ...notebook.metadata, ackbook: { ...notebook.metadata.ackbook, parameters } }
  return {
    notebook: { ...notebook, metadata, cells: cells.toSpliced(at, before === undefined ? 0 : 1, cell) },
    isNew: before === undefined,
    unknown: [...values.keys()].filter((name) => !declared.has(name)),
    ...{ at, defaults },
  }
}

function newCell({ cells, nbformat_minor }: Notebook, source: string): CodeCell {
  const taken = new Set(cells.map(({ id }) => id))
  let id = 'injected-parameters'
  for (let number = 2; taken.has(id); number++) id = `injected-parameters-${number}`
  return {
    cell_type: 'code',
    execution_count: null,
    ...(nbformat_minor >= 5 ? { id } : {}),
    metadata: { tags: ['injected-parameters'] },
    outputs: [],
    source,
  }
}
