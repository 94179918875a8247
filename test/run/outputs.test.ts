import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Message } from '../../lib/kernel/index.ts'
import { type Displays, OutputArea } from '../../lib/run/outputs.ts'

type Content = Record<string, unknown>

function take(area: OutputArea, ...messages: [string, Content][]): OutputArea {
  for (const [msg_type, content] of messages) {
    const header = { msg_id: 'k', msg_type, session: 'k', username: 'k', date: '', version: '5.4' }
    area.take({ header, parent_header: {}, metadata: {}, content, buffers: [] } satisfies Message)
  }
  return area
}

const area = (displays: Displays = new Map(), limits?: { cell: number; message: number }) =>
  new OutputArea(displays, 0, limits)
const print = (text: string, name = 'stdout'): [string, Content] => ['stream', { name, text }]
const clear = (wait: boolean): [string, Content] => ['clear_output', { wait }]
const show = (text: string, display_id?: string): [string, Content] => [
  'display_data',
  { data: { 'text/plain': text }, metadata: {}, transient: display_id === undefined ? {} : { display_id } },
]
const update = (text: string, display_id: string): [string, Content] => [
  'update_display_data',
  show(text, display_id)[1],
]
const shown = (text: string) => ({ output_type: 'display_data', data: { 'text/plain': text }, metadata: {} })
const stream = (text: string, name = 'stdout') => ({ output_type: 'stream', name, text })

test('a stream in pieces → one output as long as nothing comes between', () => {
  const { outputs } = take(
    area(),
    print('a'),
    print('b'),
    print('c', 'stderr'),
    print('d'),
    show('x'),
    print('e'),
    print('f'),
  )
  assert.equal(outputs, [stream('ab'), stream('c', 'stderr'), stream('d'), shown('x'), stream('ef')])
})

test('clear_output → clears at once', () => {
  assert.equal(take(area(), print('a'), clear(false)).outputs, [])
  assert.equal(take(area(), print('a'), clear(false), print('b')).outputs, [stream('b')])
})

test('clear_output that waits → clears when the next output comes, and only once', () => {
  const waiting = take(area(), print('a'), clear(true))
  assert.equal(waiting.outputs, [stream('a')])
  assert.equal(take(waiting, print('b'), print('c')).outputs, [stream('bc')])
})

test('clear_output that waits, then an update → the update clears nothing', () => {
  assert.equal(take(area(), show('old', 'd'), clear(true), update('new', 'd')).outputs, [shown('new')])
})

test('an update from a later cell → changes every output of that id, in whichever cell, and adds none', () => {
  const displays: Displays = new Map()
  const first = take(area(displays), show('old', 'd'), show('other', 'e'), show('old', 'd'))
  const second = take(area(displays), update('new', 'd'))
  assert.equal(first.outputs, [shown('new'), shown('other'), shown('new')])
  assert.equal(second.outputs, [])
  assert.not.ok(Object.hasOwn(first.outputs[0]!, 'transient'))
})

test('an update of an id that nobody has shown → nothing', () => {
  assert.equal(take(area(), update('new', 'd')).outputs, [])
})

test('an output cleared away, then updated → stays away', () => {
  assert.equal(take(area(), show('old', 'd'), clear(false), update('new', 'd')).outputs, [])
})

test('result, error, count, messages that are no output → by nbformat', () => {
  const result = take(
    area(),
    ['execute_input', { code: '1', execution_count: 3 }],
    ['execute_result', { data: { 'text/plain': '1' }, metadata: { a: 1 }, execution_count: 3 }],
    ['error', { ename: 'E', evalue: 'v', traceback: ['t'] }],
    ['comm_open', {}],
    ['status', { execution_state: 'idle' }],
  )
  assert.equal(result.outputs, [
    { output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: { a: 1 }, execution_count: 3 },
    { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
  ])
  assert.is(result.executionCount, 3)
})

const ten = { cell: 10, message: 10 }

test('more text than a cell may leave → cut there, and marked', () => {
  const full = take(area(new Map(), ten), print('12345678'), print('abcdef'), show('more'))
  assert.equal(full.outputs, [stream('12345678ab')])
  assert.equal(full.isTooLarge, { octets: 10, came: 14, at: 'in all' })
  assert.is(take(area(new Map(), ten), print('1234567890')).isTooLarge, undefined)
})

test('more at once than one message may bring → cut there, and marked; as much in pieces, or by a process → not', () => {
  const small = () => area(new Map(), { cell: 1000, message: 4 })
  const full = take(small(), print('12345'))
  assert.equal(full.outputs, [stream('1234')])
  assert.equal(full.isTooLarge, { octets: 4, came: 5, at: 'at once' })
  assert.equal(take(small(), show('too long')).isTooLarge, { octets: 4, came: 77, at: 'at once' })
  const pieces = take(small(), print('1234'), print('5678'))
  assert.equal([pieces.outputs, pieces.isTooLarge], [[stream('12345678')], undefined])
  const written = small()
  written.hold('stdout', '1234')
  written.hold('stdout', '5678')
  written.settle()
  assert.equal([written.outputs, written.isTooLarge], [[stream('12345678')], undefined])
})

test('much, but cleared each time → not too much', () => {
  const cleared = area(new Map(), ten)
  for (let i = 0; i < 5; i++) take(cleared, clear(true), print('12345678'))
  assert.not.ok(cleared.isTooLarge)
  assert.equal(cleared.outputs, [stream('12345678')])
})

test('stderr, cleared or too much → still known to whoever judges', () => {
  assert.equal(take(area(), print('a', 'stderr'), clear(false)).stderr, ['a'])
})

test('content of the wrong shape → taken as empty, nothing thrown', () => {
  const odd = take(area(), ['stream', {}], ['display_data', { data: 3 }], ['error', { traceback: 'x' }])
  assert.equal(odd.outputs, [
    { output_type: 'display_data', data: {}, metadata: {} },
    { output_type: 'error', ename: '', evalue: '', traceback: [] },
  ])
  assert.equal(take(odd, ['clear_output', {}]).outputs, [])
})

test.run()
