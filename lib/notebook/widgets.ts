import { isCode } from './tags.ts'
import type { MimeBundle, Notebook, Output } from './types.ts'

/** What a display of a widget says: `model_id` names its model. */
export const widgetViewType = 'application/vnd.jupyter.widget-view+json'
/** Under which `metadata.widgets` holds the models. */
const widgetStateType = 'application/vnd.jupyter.widget-state+json'

/** A widget's model as a notebook stores it. */
export interface WidgetModel {
  model_name: string
  model_module: string
  model_module_version?: string
  /** References to other models in it are `IPY_MODEL_` and an id. */
  state: Record<string, unknown>
  /** What is no JSON: base64, and its place in the state. */
  buffers?: { data: string; encoding: string; path: (string | number)[] }[]
  [key: string]: unknown
}

/** Models by their ids. */
export type WidgetModels = Readonly<Record<string, WidgetModel>>

/** The models that a notebook stores; `undefined` when it stores none. */
export function widgetModelsOf({ metadata }: Notebook): WidgetModels | undefined {
  const stored = record(record(metadata.widgets)[widgetStateType])
  const models = Object.entries(record(stored.state)).filter((entry): entry is [string, WidgetModel] =>
    isModel(entry[1]),
  )
  return models.length > 0 ? Object.fromEntries(models) : undefined
}

/** The id of the model that an output shows. */
export function widgetIn(output: Output): string | undefined {
  const { model_id } = record(record((output as { data?: MimeBundle }).data)[widgetViewType])
  return typeof model_id === 'string' ? model_id : undefined
}

/**
 * The notebook with the widgets of a run, whose outputs it has; of the cells that were not run, what they show stays. Without any
 * model none is stored; what others keep beside the models is left.
 */
export function withWidgetsOf(
  notebook: Notebook,
  run: { cells: readonly { index: number; status: string }[]; widgets?: WidgetModels },
): Notebook {
  const ran = new Set(run.cells.filter(({ status }) => status !== 'skipped').map(({ index }) => index))
  const left = notebook.cells.flatMap((cell, index) => (isCode(cell) && !ran.has(index) ? cell.outputs : []))
  const models = { ...modelsIn(left, widgetModelsOf(notebook) ?? {}), ...run.widgets }
  const { widgets, ...metadata } = notebook.metadata
  const { [widgetStateType]: before, ...others } = record(widgets)
  const isNone = Object.keys(models).length === 0
  if (isNone && before === undefined) return notebook
  const state = isNone ? {} : { [widgetStateType]: { state: models, version_major: 2, version_minor: 0 } }
  const all = { ...others, ...state }
  if (Object.keys(all).length === 0) return { ...notebook, metadata }
  return { ...notebook, metadata: { ...notebook.metadata, widgets: all } }
}

/** The models that outputs show, with all those that these hold. */
function modelsIn(outputs: readonly Output[], models: WidgetModels): WidgetModels {
  const found: Record<string, WidgetModel> = {}
  const waiting = outputs.flatMap((output) => widgetIn(output) ?? [])
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const model = Object.hasOwn(models, id) ? models[id] : undefined
    if (!model || Object.hasOwn(found, id)) continue
    found[id] = model
    waiting.push(...modelIdsIn(model.state))
  }
  return found
}

/** A value with the ids of models, wherever they stand, called otherwise. */
export function renameWidgets<Value>(value: Value, ids: ReadonlyMap<string, string>): Value {
  return withNewIds(value, ids) as Value
}

const modelReference = 'IPY_MODEL_'

function withNewIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const id = value.startsWith(modelReference) ? ids.get(value.slice(modelReference.length)) : undefined
    return id === undefined ? value : modelReference + id
  }
  if (Array.isArray(value)) return value.map((each) => withNewIds(each, ids))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'model_id' && typeof each === 'string' ? (ids.get(each) ?? each) : withNewIds(each, ids),
    ]),
  )
}

function modelIdsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith(modelReference) ? [value.slice(modelReference.length)] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'model_id' && typeof each === 'string' ? [each] : modelIdsIn(each),
  )
}

/** The id that a text refers to. */
export function referredWidget(text: string): string | undefined {
  return text.startsWith(modelReference) ? text.slice(modelReference.length) : undefined
}

function isModel(value: unknown): value is WidgetModel {
  const { model_name, state } = record(value)
  return typeof model_name === 'string' && typeof state === 'object' && state !== null
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
