import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Message } from '../../lib/kernel/index.ts'
import { OutputArea } from '../../lib/run/outputs.ts'
import { Widgets } from '../../lib/run/widgets.ts'

type Content = Record<string, unknown>

const message = (
  msg_type: string,
  content: Content,
  { request = 'r', buffers = [] as Uint8Array[] } = {},
): Message => ({
  header: { msg_id: 'k', msg_type, session: 'k', username: 'k', date: '', version: '5.4' },
  parent_header: { msg_id: request },
  metadata: {},
  content,
  buffers,
})
const open = (comm_id: string, state: Content, more: Content = {}, buffers: Uint8Array[] = []) =>
  message('comm_open', { comm_id, target_name: 'jupyter.widget', data: { state, ...more } }, { buffers })
const update = (comm_id: string, state: Content, more: Content = {}, buffers: Uint8Array[] = []) =>
  message('comm_msg', { comm_id, data: { method: 'update', state, ...more } }, { buffers })
const print = (text: string, request = 'r') => message('stream', { name: 'stdout', text }, { request })
const error = message('error', { ename: 'E', evalue: 'v', traceback: [] })
const clear = message('clear_output', { wait: false })
const slider = { _model_name: 'IntSliderModel', _model_module: '@jupyter-widgets/controls', value: 3 }
const output = { _model_name: 'OutputModel', _model_module: '@jupyter-widgets/output', msg_id: '', outputs: [] }
const stream = (text: string) => ({ output_type: 'stream', name: 'stdout', text })

function widgets(...messages: Message[]): Widgets {
  const all = new Widgets(new Map())
  for (const each of messages) all.takeComm(each, 0)
  return all
}

/** The states of all that is stored, in the order in which they were made. */
const states = (all: Widgets) => Object.values(all.stored(String)?.models ?? {}).map(({ state }) => state)
const told = (all: Widgets) => {
  const said: unknown[] = []
  all.sync((type, content) => said.push([type, content]))
  return said
}

test('a model and its updates → what it is now; other targets, messages that are no update, unknown ids → nothing', () => {
  const all = widgets(
    open('a', slider),
    update('a', { value: 7 }),
    message('comm_msg', { comm_id: 'a', data: { method: 'echo_update', state: { value: 9 } } }),
    message('comm_msg', { comm_id: 'a', data: { method: 'custom', content: {} } }),
    update('nobody', { value: 1 }),
    message('comm_open', { comm_id: 'x', target_name: 'other', data: { state: slider } }),
    open('nameless', {}),
    message('comm_msg', {}),
  )
  assert.equal(states(all), [{ ...slider, value: 7 }])
})

test('no widget at all → nothing is stored', () => {
  assert.is(widgets().stored(String), undefined)
})

test('ids → drawn of the cell and the order in it, in references and views too; a closed model keeps its name and is not stored', () => {
  const box = { _model_name: 'VBoxModel', children: ['IPY_MODEL_a', 'IPY_MODEL_gone'] }
  const drawn = (a: string) => {
    const all = new Widgets(new Map())
    all.takeComm(open(a, slider), 2)
    all.takeComm(open('b', { ...box, children: [`IPY_MODEL_${a}`] }), 4)
    all.takeComm(open('c', slider), 4)
    all.takeComm(message('comm_close', { comm_id: 'c' }), 5)
    return all.stored((cell) => `cell-${cell}`)!
  }
  const [one, other] = [drawn('a'), drawn('another')]
  assert.equal(one.models, other.models)
  const [first, second] = Object.keys(one.models)
  assert.equal(one.models[second!]!.state.children, [`IPY_MODEL_${first}`])
  assert.equal([one.ids.get('a'), one.ids.get('b'), one.ids.has('c')], [first, second, true])
  assert.is(Object.keys(one.models).length, 2)
})

test('octets beside a state → base64 with their places; a later value in their place → gone', () => {
  const path = { buffer_paths: [['value']] }
  const all = widgets(open('a', { ...slider, value: null }, path, [Buffer.from('abc')]))
  const model = () => Object.values(all.stored(String)!.models)[0]!
  assert.equal(model().buffers, [{ data: 'YWJj', encoding: 'base64', path: ['value'] }])
  assert.not(Object.hasOwn(model().state, 'value') && model().state.value === undefined)
  all.takeComm(update('a', {}, path, [Buffer.from('x')]), 0)
  assert.equal(
    model().buffers!.map(({ data }) => data),
    ['eA=='],
  )
  all.takeComm(update('a', { value: 1 }), 0)
  assert.equal([model().buffers, model().state.value], [undefined, 1])
})

test('an Output widget that asks for a request → has its outputs until it asks no more; the innermost first', () => {
  const area = new OutputArea(new Map())
  const all = widgets(open('a', output), open('b', output))
  const takes = (...messages: Message[]) => messages.map((each) => all.capture(each, area))
  assert.equal(takes(print('before')), [false])
  all.takeComm(update('a', { msg_id: 'r' }), 0)
  assert.equal(takes(print('1'), print('2'), print('x', 'another')), [true, true, false])
  all.takeComm(update('b', { msg_id: 'r' }), 0)
  assert.equal(takes(print('3'), message('status', {})), [true, false])
  all.takeComm(update('b', { msg_id: '' }), 0)
  assert.equal(takes(print('4')), [true])
  all.takeComm(update('a', { msg_id: '' }), 0)
  assert.equal(takes(print('after')), [false])
  assert.equal(
    states(all).map(({ outputs }) => outputs),
    [[stream('124')], [stream('3')]],
  )
})

test('what was captured → told to the kernel once; what the kernel sets itself → taken, and not told', () => {
  const area = new OutputArea(new Map())
  const all = widgets(open('a', output), update('a', { msg_id: 'r' }))
  all.capture(print('1'), area)
  const data = { method: 'update', state: { outputs: [stream('1')] }, buffer_paths: [] }
  assert.equal(told(all), [['comm_msg', { comm_id: 'a', data }]])
  all.takeComm(update('a', { outputs: [stream('of its own')] }), 0)
  assert.equal(told(all), [])
  assert.equal(states(all)[0]!.outputs, [stream('of its own')])
})

test("an error that is captured → the cell's too, until it is cleared away there", () => {
  const area = new OutputArea(new Map())
  const all = widgets(open('a', output), update('a', { msg_id: 'r' }))
  all.capture(error, area)
  assert.equal([area.outputs.length, area.errors.map(({ ename }) => ename)], [0, ['E']])
  all.capture(clear, area)
  assert.equal([area.errors, states(all)[0]!.outputs], [[], []])
})

test('more than a cell may leave, captured → too large', () => {
  const area = new OutputArea(new Map())
  const all = widgets(open('a', output), update('a', { msg_id: 'r' }))
  all.capture(print('x'.repeat(33 * 2 ** 20)), area)
  assert.is(area.isTooLarge?.at, 'at once')
})

test.run()
