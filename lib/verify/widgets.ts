import {
  isCode,
  type Notebook,
  type Output,
  referredWidget,
  type WidgetModels,
  widgetIn,
  widgetModelsOf,
  widgetViewType,
} from '../notebook/index.ts'
import { widgetDefaults } from './widget-defaults.ts'

type Sides = readonly [stored: readonly Output[], fresh: readonly Output[]]

/**
 * For a cell's outputs, stored and new: the same with what their widgets show in place of the ids of models, which kernels draw
 * anew. A widget of which one side has no model has nothing to be held against: what it shows stays untold.
 */
export function showWidgets(notebook: Notebook, run: { widgets?: WidgetModels }): (...sides: Sides) => Sides {
  const [before, after] = [widgetModelsOf(notebook) ?? {}, run.widgets ?? {}]
  return (stored, fresh) => {
    if (!stored.some(widgetIn) && !fresh.some(widgetIn)) return [stored, fresh]
    const [old, now] = [modelsShown(stored, before), modelsShown(fresh, after)]
    const isTold = (place: number) => (old[place] ?? true) && (now[place] ?? true)
    return [withShownModels(stored, before, isTold), withShownModels(fresh, after, isTold)]
  }
}

/** Of each output that shows a widget: whether its model is there. */
function modelsShown(outputs: readonly Output[], models: WidgetModels): boolean[] {
  return outputs.flatMap((output) => {
    const id = widgetIn(output)
    return id === undefined ? [] : [Object.hasOwn(models, id)]
  })
}

function withShownModels(
  outputs: readonly Output[],
  models: WidgetModels,
  isTold: (place: number) => boolean,
): Output[] {
  let place = 0
  return outputs.map((output) => {
    if (widgetIn(output) === undefined) return output
    return withShown(output, isTold(place++) ? models : {}, new Set())
  })
}

/** The cells that show a widget, as it is stored or in this run. */
export function cellsWithWidgets(
  { cells }: Notebook,
  run: { cells: readonly { index: number; outputs: readonly Output[] }[] },
): number[] {
  return run.cells.flatMap(({ index, outputs }) => {
    const cell = cells[index]
    const isOne = outputs.some(widgetIn) || (cell !== undefined && isCode(cell) && cell.outputs.some(widgetIn))
    return isOne ? [index] : []
  })
}

function withShown(output: Output, models: WidgetModels, above: ReadonlySet<string>): Output {
  const id = widgetIn(output)
  if (id === undefined) return output
  const { data } = output as { data: Record<string, unknown> }
  return { ...output, data: { ...data, [widgetViewType]: { shows: toldModel(id, models, above) } } } as Output
}

/** A model as people would tell of it: its name, and what is not as in a new one. */
function toldModel(id: string, models: WidgetModels, above: ReadonlySet<string>): unknown {
  const model = Object.hasOwn(models, id) ? models[id]! : undefined
  if (!model) return '(not stored)'
  if (above.has(id)) return '(a widget that it is in)'
  const within = new Set([...above, id])
  const defaults = widgetDefaults[model.model_name] ?? {}
  const state = Object.entries(model.state).flatMap(([key, value]): [string, unknown][] => {
    if (namesOnly.test(key) || isDefault(value, defaults[key])) return []
    const told = resolved(value)
    return told === undefined ? [] : [[key, told]]
  })
  const buffers = (model.buffers ?? []).map(({ path, data }): [string, unknown] => [path.join('.'), data])
  const told = [...state, ...buffers]
  // A layout or a style in which nothing is set is as good as none.
  if (told.length === 0 && /(?:Layout|Style)Model$/.test(model.model_name)) return undefined
  return { model: model.model_name, ...Object.fromEntries(told) }

  function resolved(value: unknown): unknown {
    if (typeof value === 'string') {
      const other = referredWidget(value)
      return other === undefined ? value : toldModel(other, models, within)
    }
    if (Array.isArray(value)) return value.map((each) => resolved(each))
    if (typeof value !== 'object' || value === null) return value
    if (widgetIn(value as Output) !== undefined) return withShown(value as Output, models, within)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each)]))
  }
}

/** What says which program draws it, and which request its outputs are of. */
const namesOnly = /^(?:_(?:model|view)_(?:module|module_version|name)|_view_count|msg_id)$/

function isDefault(value: unknown, known: unknown): boolean {
  if (known !== undefined) return JSON.stringify(value) === JSON.stringify(known)
  if (typeof value !== 'object' || value === null) return !value
  return Object.keys(value).length === 0
}
