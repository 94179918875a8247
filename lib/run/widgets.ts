import { createHash } from 'node:crypto'
import type { Message } from '../kernel/index.ts'
import { renameWidgets, type WidgetModel, type WidgetModels } from '../notebook/index.ts'
import type { Output } from '../notebook/types.ts'
import { type Displays, OutputArea, recordOf } from './outputs.ts'

/** A model as its kernel has told of it. */
interface KeptModel {
  /** 0-based place in the notebook of the cell that made it. */
  cell: number | undefined
  state: Record<string, unknown>
  /** By their places in the state, as JSON. */
  buffers: Map<string, NonNullable<WidgetModel['buffers']>[number]>
  /** It is shown no more, and not stored. */
  isClosed: boolean
  /** Of an Output widget. */
  output?: OutputWidget
}

/** What an Output widget has captured: by a message it says of which request it wants the outputs from now on. */
interface OutputWidget {
  area: OutputArea
  request: string
  /** The kernel does not know yet what was captured. */
  isBehind: boolean
}

/**
 * The widgets of a run, as a front end that has no screen keeps them: their models, and what Output widgets capture, which is not
 * the cell's then.
 *
 * @see https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
 */
export class Widgets {
  readonly #models = new Map<string, KeptModel>()
  /** Of a request: the Output widgets that want its outputs, the last of them first in turn. */
  readonly #capturing = new Map<string, OutputWidget[]>()
  readonly #displays: Displays

  constructor(displays: Displays) {
    this.#displays = displays
  }

  /** @param cell whose request caused it */
  takeComm({ header: { msg_type }, content, buffers }: Message, cell: number | undefined): void {
    const id = String(content.comm_id)
    const data = recordOf(content.data)
    if (msg_type === 'comm_close') this.#close(id)
    else if (msg_type === 'comm_open' && content.target_name === 'jupyter.widget') this.#open(id, cell, data, buffers)
    else if (msg_type === 'comm_msg' && data.method === 'update') this.#update(id, data, buffers)
  }

  /**
   * An output that an Output widget wants goes there.
   *
   * @param area of the cell, which hears of errors all the same
   * @returns whether one wants it
   */
  capture(message: Message, area: OutputArea): boolean {
    if (!captured.has(message.header.msg_type)) return false
    const widget = this.#capturing.get(message.parent_header.msg_id ?? '')?.at(-1)
    if (!widget) return false
    const before = widget.area.errors
    const known = [...before]
    widget.area.take(message)
    widget.isBehind = true
    const now = widget.area.errors
    area.errors = [
      ...area.errors.filter((error) => !known.includes(error) || now.includes(error)),
      ...now.filter((error) => !known.includes(error)),
    ]
    if (widget.area.isTooLarge) area.isTooLarge ??= widget.area.isTooLarge
    return true
  }

  /** Tells the kernel what Output widgets have captured, so that the cells to come see it. */
  sync(tell: (msg_type: string, content: Record<string, unknown>) => void): void {
    for (const [comm_id, { output, isClosed }] of this.#models) {
      if (!output?.isBehind || isClosed) continue
      output.isBehind = false
      tell('comm_msg', {
        ...{ comm_id, data: { method: 'update', state: { outputs: output.area.outputs }, buffer_paths: [] } },
      })
    }
  }

  /**
   * The models as a notebook stores them, and the new names of their ids, which are the same from run to run; `undefined` where
   * there was no widget.
   *
   * @param nameOf what a cell is known by
   */
  stored(nameOf: (cell: number) => string): { models: WidgetModels; ids: ReadonlyMap<string, string> } | undefined {
    const told = [...this.#models].filter(([, { state }]) => typeof state._model_name === 'string')
    if (told.length === 0) return undefined
    const counts = new Map<string, number>()
    const ids = new Map<string, string>()
    for (const [id, { cell }] of told) {
      const name = cell === undefined ? '' : nameOf(cell)
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      ids.set(id, createHash('sha256').update(`${name}\n${count}`).digest('hex').slice(0, 32))
    }
    const open = told.filter(([, { isClosed }]) => !isClosed)
    const models = open.map(([id, model]) => [ids.get(id)!, renameWidgets(modelOf(model), ids)])
    return { models: Object.fromEntries(models), ids }
  }

  #open(id: string, cell: number | undefined, data: Record<string, unknown>, buffers: readonly Uint8Array[]): void {
    const model: KeptModel = { cell, state: {}, buffers: new Map(), isClosed: false }
    this.#models.set(id, model)
    const { _model_name, _model_module } = recordOf(data.state)
    if (_model_name === 'OutputModel' && _model_module === '@jupyter-widgets/output') {
      model.output = { area: new OutputArea(this.#displays, cell), request: '', isBehind: false }
    }
    this.#update(id, data, buffers)
  }

  #update(id: string, data: Record<string, unknown>, buffers: readonly Uint8Array[]): void {
    const model = this.#models.get(id)
    if (!model) return
    const state = recordOf(data.state)
    const paths = (Array.isArray(data.buffer_paths) ? data.buffer_paths : []).filter(isPath)
    const anew = new Set([...Object.keys(state), ...paths.map(([first]) => String(first))])
    for (const [key, { path }] of model.buffers) if (anew.has(String(path[0]))) model.buffers.delete(key)
    for (const [at, path] of paths.entries()) {
      const [only, ...deeper] = path
      if (deeper.length === 0) delete model.state[String(only)]
      const octets = buffers[at]
      if (!octets) continue
      const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('base64')
      model.buffers.set(JSON.stringify(path), { data: text, encoding: 'base64', path })
    }
    Object.assign(model.state, state)
    if (model.output) this.#direct(model.output, state)
  }

  #direct(widget: OutputWidget, { msg_id, outputs }: Record<string, unknown>): void {
    if (Array.isArray(outputs)) widget.area.outputs.splice(0, Number.POSITIVE_INFINITY, ...(outputs as Output[]))
    if (typeof msg_id !== 'string') return
    const others = (this.#capturing.get(widget.request) ?? []).filter((each) => each !== widget)
    if (others.length > 0) this.#capturing.set(widget.request, others)
    else this.#capturing.delete(widget.request)
    widget.request = msg_id
    if (msg_id !== '') this.#capturing.set(msg_id, [...(this.#capturing.get(msg_id) ?? []), widget])
  }

  #close(id: string): void {
    const model = this.#models.get(id)
    if (!model) return
    model.isClosed = true
    if (model.output) this.#direct(model.output, { msg_id: '' })
  }
}

/** What an Output widget takes. An update goes to wherever the display stands. */
const captured = new Set(['stream', 'display_data', 'execute_result', 'error', 'clear_output'])

function modelOf({ state, buffers, output }: KeptModel): WidgetModel {
  const { _model_name, _model_module, _model_module_version } = state
  return {
    model_module: String(_model_module ?? ''),
    ...(typeof _model_module_version === 'string' ? { model_module_version: _model_module_version } : {}),
    model_name: String(_model_name ?? ''),
    state: output ? { ...state, msg_id: '', outputs: output.area.outputs } : state,
    ...(buffers.size > 0 ? { buffers: [...buffers.values()] } : {}),
  }
}

function isPath(path: unknown): path is (string | number)[] {
  return Array.isArray(path) && path.length > 0
}
