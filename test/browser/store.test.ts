import { createContext, runInContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { KeptOfReader, Store } from '../../lib/browser/ackbook.d.ts'
import { browserScripts } from '../../lib/lesson/scripts.ts'

/** The store of a page, on a machine that keeps `items`; `undefined` for one that keeps nothing. */
function storeOn(items: Map<string, string> | undefined) {
  let changes = 0
  const listeners = new Map<string, (event: unknown) => void>()
  const refuse = () => {
    throw new Error('SecurityError')
  }
  const window: Record<string, unknown> = {
    document: { documentElement: { dataset: { site: 's' } }, dispatchEvent: () => (changes += 1) },
    Event,
    addEventListener: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
    localStorage: {
      getItem: (key: string) => (items ? (items.get(key) ?? null) : refuse()),
      setItem: (key: string, value: string) => (items ? items.set(key, value) : refuse()),
    },
  }
  window.window = window
  runInContext(browserScripts('store'), createContext(window))
  const { store } = window.ackbook as { store: Store }
  // What comes of another realm has other prototypes.
  const read = () => JSON.parse(JSON.stringify(store.read()))
  return { store, read, listeners, changes: () => changes }
}

const answer = (kept: KeptOfReader) => {
  kept.answers['a.html'] = { 'cell-1': 2 }
}

for (const [where, items] of [
  ['kept', new Map<string, string>()],
  ['not kept', undefined],
] as const) {
  test(`an answer on a machine where it is ${where} → read again, told once; forgotten → the order stays`, () => {
    const { store, read, changes } = storeOn(items)
    assert.equal(read(), { answers: {} })
    store.change(answer)
    assert.equal(read(), { answers: { 'a.html': { 'cell-1': 2 } } })
    assert.is(changes(), 1)
    store.change((kept) => Object.assign(kept, { order: 'sockets', last: 'a.html#x' }))
    store.forget()
    assert.equal(read(), { order: 'sockets', answers: {} })
  })
}

test('another page of the site → has it; what it changes → told', () => {
  const items = new Map<string, string>()
  const [one, other] = [storeOn(items), storeOn(items)]
  one.store.change(answer)
  assert.equal(other.read(), { answers: { 'a.html': { 'cell-1': 2 } } })
  for (const key of ['ackbook:s', 'ackbook:t', null]) other.listeners.get('storage')!({ key })
  other.listeners.get('pageshow')!({ persisted: true })
  assert.is(other.changes(), 3)
})

for (const text of ['', '{', '7', 'null', '[]', '{"answers":7}', '{"answers":{"a":null,"b":[]}}', '{"last":7}']) {
  test(`${JSON.stringify(text)} where answers are kept → passed over`, () => {
    const { store, read } = storeOn(new Map([['ackbook:s', text]]))
    for (const own of Object.values(read().answers)) assert.equal(own, {})
    assert.is(read().last, undefined)
    store.change(answer)
    assert.equal(read().answers['a.html'], { 'cell-1': 2 })
  })
}

test('an answer that is no number → passed over', () => {
  const { read } = storeOn(new Map([['ackbook:s', '{"answers":{"a.html":{"x":1,"y":"<b>","z":1.5}}}']]))
  assert.equal(read(), { answers: { 'a.html': { x: 1 } } })
})

test.run()
