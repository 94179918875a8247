import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Notebook, renameWidgets, widgetModelsOf, withWidgetsOf } from '../../lib/notebook/index.ts'

const type = 'application/vnd.jupyter.widget-state+json'
const model = (state: Record<string, unknown> = {}) => ({ model_name: 'M', model_module: 'm', state })
const view = (model_id: string) => ({
  ...{ output_type: 'display_data' as const, metadata: {} },
  data: { 'application/vnd.jupyter.widget-view+json': { model_id } },
})
const notebook = (state: Record<string, unknown> | undefined, shows: string[] = [], beside = {}): Notebook => ({
  ...{ nbformat: 4, nbformat_minor: 5 },
  metadata:
    state || Object.keys(beside).length > 0 ? { widgets: { ...(state && { [type]: { state } }), ...beside } } : {},
  cells: shows.map((id, at) => ({
    ...{ cell_type: 'code', id: `c${at}`, metadata: {}, source: '', outputs: [view(id)], execution_count: 1 },
  })),
})
const ran = (status: string) => [{ index: 0, status }]

test('what is stored → models by their ids; none, or something else there → undefined', () => {
  assert.equal(widgetModelsOf(notebook({ a: model(), x: 3, y: { state: {} } })), { a: model() })
  for (const metadata of [{}, { widgets: 3 }, { widgets: { [type]: [] } }, { widgets: { [type]: { state: null } } }]) {
    assert.is(widgetModelsOf({ ...notebook(undefined), metadata }), undefined)
  }
})

test('the widgets of a run → stored; none → none is stored, what stands beside them stays', () => {
  const stored = withWidgetsOf(notebook(undefined), { cells: [], widgets: { a: model() } })
  assert.equal(stored.metadata.widgets, { [type]: { state: { a: model() }, version_major: 2, version_minor: 0 } })
  assert.equal(withWidgetsOf(stored, { cells: [] }).metadata, {})
  assert.equal(withWidgetsOf(notebook({ a: model() }, [], { other: 1 }), { cells: [] }).metadata, {
    widgets: { other: 1 },
  })
  const bare = notebook(undefined, [], { other: 1 })
  assert.is(withWidgetsOf(bare, { cells: [] }), bare)
})

test('a cell that was skipped → what it shows stays, with what that holds; of one that ran, nothing', () => {
  const before = notebook({ a: model({ child: ['IPY_MODEL_b'] }), b: model({ layout: 'IPY_MODEL_a' }), c: model() }, [
    'a',
  ])
  const kept = withWidgetsOf(before, { cells: ran('skipped'), widgets: { n: model() } })
  assert.equal(Object.keys(widgetModelsOf(kept)!).sort(), ['a', 'b', 'n'])
  const fresh = withWidgetsOf(before, { cells: ran('ok'), widgets: { n: model() } })
  assert.equal(Object.keys(widgetModelsOf(fresh)!), ['n'])
})

test('other names for ids → in references and views, wherever they stand; nowhere else', () => {
  const value = { model_id: 'a', list: ['IPY_MODEL_a', 'a', 'IPY_MODEL_x', 3, null], deep: { outputs: [view('a')] } }
  assert.equal(renameWidgets(value, new Map([['a', 'n']])), {
    ...{ model_id: 'n', list: ['IPY_MODEL_n', 'a', 'IPY_MODEL_x', 3, null], deep: { outputs: [view('n')] } },
  })
})

test.run()
