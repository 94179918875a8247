import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeCell, Notebook, Output, WidgetModels } from '../../lib/notebook/index.ts'
import { updatedNotebook, verifyRun } from '../../lib/verify/index.ts'

const view = (model_id: string): Output => ({
  ...{ output_type: 'display_data', metadata: {} },
  data: { 'application/vnd.jupyter.widget-view+json': { model_id, version_major: 2 } },
})
const model = (model_name: string, state: Record<string, unknown>) => ({
  model_name,
  model_module: '@jupyter-widgets/x',
  state,
})
const slider = (state: Record<string, unknown>) => model('IntSliderModel', state)
const notebook = (outputs: Output[][], models?: WidgetModels, metadata = {}): Notebook => ({
  ...{ nbformat: 4, nbformat_minor: 5 },
  metadata: models
    ? { widgets: { 'application/vnd.jupyter.widget-state+json': { state: models } }, ...metadata }
    : metadata,
  cells: outputs.map(
    (own, at): CodeCell => ({
      ...{ cell_type: 'code', id: `c${at}`, metadata: {}, source: 'x', outputs: own, execution_count: at + 1 },
    }),
  ),
})
const run = (outputs: Output[][], widgets?: WidgetModels) => ({
  ...{ path: 'a.ipynb', findings: [], ...(widgets && { widgets }) },
  cells: outputs.map((own, index) => ({ index, status: 'ok' as const, outputs: own, executionCount: index + 1 })),
})
type Side = [Output[][], WidgetModels | undefined]
const verdict = ([before, stored]: Side, [after, fresh]: Side, metadata = {}) => {
  const { verdict, findings } = verifyRun(notebook(before, stored, metadata), run(after, fresh))
  return [verdict, ...findings.map(({ detail }) => detail)]
}
const one = (id: string, models: WidgetModels | undefined): Side => [[[view(id)]], models]

test('the same models by other ids → verified', () => {
  const held = (a: string, b: string): Side =>
    one(a, { [a]: model('VBoxModel', { children: [`IPY_MODEL_${b}`] }), [b]: slider({ value: 3 }) })
  assert.equal(verdict(held('1', '2'), held('x', 'y')), ['verified'])
})

test('another value, deep inside → differs, with what it shows and no id', () => {
  const held = (value: number): Side =>
    one('a', { a: model('VBoxModel', { children: ['IPY_MODEL_b'] }), b: slider({ value }) })
  const [outcome, detail] = verdict(held(3), held(4))
  assert.is(outcome, 'differs')
  assert.match(detail!, /- +"value": 3\n\s*\+ +"value": 4/)
  assert.not.match(detail!, /IPY_MODEL|model_id/)
})

test('what an Output widget has captured → compared', () => {
  const held = (text: string): Side =>
    one('a', { a: model('OutputModel', { outputs: [{ output_type: 'stream', name: 'stdout', text }], msg_id: text }) })
  assert.is(verdict(held('1\n'), held('1\n'))[0], 'verified')
  assert.is(verdict(held('1\n'), held('2\n'))[0], 'differs')
})

test('defaults left out, as JupyterLab stores → verified; what is no default, or nothing where there is one → differs', () => {
  const all = {
    value: 0,
    min: 0,
    max: 100,
    step: 1,
    continuous_update: true,
    description: '',
    _view_count: null,
    layout: 'IPY_MODEL_l',
  }
  const held = (state: Record<string, unknown>): Side =>
    one('a', { a: slider(state), l: model('LayoutModel', { width: null }) })
  assert.is(verdict(held({ layout: 'IPY_MODEL_l' }), held(all))[0], 'verified')
  assert.is(verdict(held({}), held({ ...all, value: 5 }))[0], 'differs')
  assert.is(verdict(held({}), held({ ...all, max: 0 }))[0], 'differs')
  assert.is(verdict(held({}), held({ ...all, continuous_update: false }))[0], 'differs')
})

test('no model on one side, or none of this widget → nothing to hold the other against: verified', () => {
  const some: WidgetModels = { a: slider({ value: 3 }) }
  assert.is(verdict(one('a', undefined), one('a', some))[0], 'verified')
  assert.is(verdict(one('a', some), one('a', undefined))[0], 'verified')
  assert.is(verdict(one('closed', some), one('a', some))[0], 'verified')
})

test('octets that differ; models that hold each other → differs; no end is no matter', () => {
  const octets = (data: string): Side =>
    one('a', { a: { ...model('ImageModel', {}), buffers: [{ data, encoding: 'base64', path: ['value'] }] } })
  assert.is(verdict(octets('YWJj'), octets('YWJk'))[0], 'differs')
  const ring: Side = one('a', { a: model('A', { next: 'IPY_MODEL_b' }), b: model('B', { next: 'IPY_MODEL_a' }) })
  assert.is(verdict(ring, ring)[0], 'verified')
})

test('the type left out by the notebook → not compared', () => {
  const held = (value: number): Side => one('a', { a: slider({ value }) })
  const ignore = { ackbook: { ignore: ['application/vnd.jupyter.widget-view+json'] } }
  assert.is(verdict(held(3), held(4), ignore)[0], 'verified')
})

const text = (said: string): Output => ({ output_type: 'stream', name: 'stdout', text: said })
const stateOf = ({ metadata }: Notebook) => JSON.stringify(metadata.widgets)

test('--update of a cell that shows a widget → all widgets of this run, also in cells that are the same', () => {
  const stored = notebook([[view('1')], [view('2')]], { 1: slider({ value: 1 }), 2: slider({ value: 2 }) })
  const fresh = run([[view('x')], [view('y')]], { x: slider({ value: 1 }), y: slider({ value: 9 }) })
  const updated = updatedNotebook(stored, fresh, verifyRun(stored, fresh))
  assert.equal(
    updated.cells.map((cell) => (cell as CodeCell).outputs),
    [[view('x')], [view('y')]],
  )
  assert.match(stateOf(updated), /"state":\{"x":.*"y":/)
})

test('--update of another cell → the widgets stay as they are stored, or not stored', () => {
  const fresh = run([[view('x')], [text('new')]], { x: slider({ value: 1 }) })
  for (const models of [{ 1: slider({ value: 1 }) }, undefined]) {
    const stored = notebook([[view('1')], [text('old')]], models)
    const updated = updatedNotebook(stored, fresh, verifyRun(stored, fresh))
    assert.is(stateOf(updated), stateOf(stored))
    assert.equal((updated.cells[0] as CodeCell).outputs, [view('1')])
  }
})

test.run()
