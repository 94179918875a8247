import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { denoPrelude, lateErrorsIn } from '../../lib/kernel/deno.ts'
import type { Message } from '../../lib/kernel/message.ts'

const mark = 'ackbook 123 '
const printed = (text: string, name = 'stderr') =>
  ({ header: { msg_type: 'stream' }, metadata: {}, content: { name, text } }) as unknown as Message
const told = (message: Message) =>
  lateErrorsIn(message, mark).map(({ header, content, metadata }) => [header.msg_type, content, metadata])
const error = { ename: 'Error', evalue: 'a\nb', traceback: [] }

test('a marked error between what is printed → three messages, the error marked as late', () => {
  assert.equal(told(printed(`before\n${mark}${JSON.stringify(error)}\nafter\n`)), [
    ['stream', { name: 'stderr', text: 'before\n' }, {}],
    ['error', error, { ackbook: { isLate: true } }],
    ['stream', { name: 'stderr', text: 'after\n' }, {}],
  ])
})

test('two in one message → two errors', () => {
  const one = `${mark}${JSON.stringify(error)}\n`
  assert.equal(
    told(printed(one + one)).map(([type]) => type),
    ['error', 'error'],
  )
})

test('the same text on stdout, or no mark, or a mark before no error → as it came', () => {
  for (const message of [printed(`${mark}{}\n`, 'stdout'), printed('ackbook {}\n')]) {
    assert.equal(lateErrorsIn(message, mark), [message])
  }
  assert.equal(told(printed(`${mark}x\n`)), [['stream', { name: 'stderr', text: 'x\n' }, {}]])
})

/** What the listeners print when this is thrown at them, in a scope like Deno's. */
async function heard(thrown: unknown, more: { cell?: string; type?: string } = {}): Promise<Record<string, unknown>[]> {
  const lines: string[] = []
  const scope = new EventTarget()
  const given = { scope, lines, Event, queueMicrotask, setTimeout, Symbol, Error, thrown, ...more }
  const set = 'var globalThis = Object.assign(scope, { Promise }), console = { error: (line) => lines.push(line) };'
  const { type = 'unhandledrejection', cell = '' } = more
  const key = type === 'error' ? 'error' : 'reason'
  const event = `scope.dispatchEvent(Object.assign(new Event('${type}', { cancelable: true }), { ${key}: thrown }))`
  runInNewContext(`${set}\n${denoPrelude(mark)}\n;${cell}\n;${event}`, given)
  await new Promise((resolve) => setTimeout(resolve))
  return lines.map((line) => {
    assert.is(line.slice(0, mark.length), mark)
    return JSON.parse(line.slice(mark.length))
  })
}

test('a rejection, an error in a timer → told once', async () => {
  for (const type of ['unhandledrejection', 'error']) {
    const [only, ...rest] = await heard(new RangeError('no'), { type })
    assert.equal([only!.ename, only!.evalue, rest], ['RangeError', 'no', []])
    assert.match((only!.traceback as string[])[0]!, /^RangeError: no\n {4}at /)
  }
})

test('what is thrown is no error, or cannot be shown → told all the same', async () => {
  assert.equal(await heard(5), [{ ename: 'Error', evalue: '5', traceback: [] }])
  const hostile = {
    toString() {
      throw new Error('ha')
    },
  }
  assert.equal(await heard(hostile), [{ ename: 'Error', evalue: 'something that cannot be shown', traceback: [] }])
})

test('a cell replaces console.error, JSON and String → told; one that calls preventDefault → not', async () => {
  const replaced = 'console.error = JSON.stringify = String = queueMicrotask = setTimeout = () => {}'
  assert.is((await heard('no', { cell: replaced })).length, 1)
  const taken = "scope.addEventListener('unhandledrejection', (event) => event.preventDefault())"
  assert.equal(await heard('no', { cell: taken }), [])
})

test.run()
