import { createContext, runInContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LiveParts, PageParameter, PageValue } from '../../lib/browser/live.d.ts'
import { browserScripts } from '../../lib/lesson/scripts.ts'
import type { LiveParameter } from '../../lib/notebook/index.ts'

const window: Record<string, unknown> = { ackbook: { live: {} } }
window.window = window
runInContext(browserScripts('live-values'), createContext(window))
const { values } = (window.ackbook as { live: LiveParts }).live
/** What comes of another realm has other prototypes. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

/** What a notebook may say is what a page understands. */
const parameters: readonly LiveParameter[] & readonly PageParameter[] = [
  { name: 'rtt', label: 'round trip', min: 10, max: 45, step: 10, unit: 'ms', default: 20 },
  { name: 'share', label: 'share', min: 0, max: 1, step: 0.1, default: 0.5 },
  { name: 'kind', label: 'kind', choices: ['a b', 'c&d;e'], default: 'a b' },
  { name: 'lost', label: 'lost', of: [1, 8], most: 3, default: [2] },
  { name: 'calls', label: 'calls', of: ['send', 'recv'], most: 4, default: [] },
  { name: 'at', label: 'at', moment: true },
]
const fit = (told: Record<string, unknown>) => plain(values.fit(parameters, told))

const cases: readonly [name: string, told: unknown, fits: PageValue][] = [
  ['rtt', '30', 30],
  ['rtt', 34, 30],
  ['rtt', '1e9', 40],
  ['rtt', -1, 10],
  ['share', 0.30000000000000004, 0.3],
  ['kind', 'c&d;e', 'c&d;e'],
  ['lost', '3,x,9,1,1.5,,8,4', [3, 1, 8]],
  ['lost', '', []],
  ['calls', ['send', 'send', 'close'], ['send', 'send']],
  ['at', '3', 3],
]
for (const [name, told, fits] of cases) {
  test(`${name} told ${JSON.stringify(told)} → ${JSON.stringify(fits)}`, () =>
    assert.equal(fit({ [name]: told }), { [name]: fits }))
}

test('what is no value of a parameter → left out; a moment that is none is the whole run', () => {
  const told = { rtt: 'x', share: '', kind: 'c', lost: 7, calls: null, at: '-1', other: 1 }
  assert.equal(Object.entries(values.fit(parameters, told)), [['at', undefined]])
})

test('settings written into an address and read again → the same, those as at first left out', () => {
  const set = { rtt: 40, share: 0.5, kind: 'c&d;e', lost: [], calls: ['recv', 'send'], at: 0 }
  const changed = values.changed(parameters, set)
  assert.equal(plain(changed), { rtt: 40, kind: 'c&d;e', lost: [], calls: ['recv', 'send'], at: 0 })
  const written = values.write(
    new Map([
      ['cell-a', changed],
      ['cell-b', {}],
    ]),
  )
  assert.is(written, 'cell-a:rtt=40&kind=c%26d%3Be&lost=&calls=recv,send&at=0')
  const read = values.read(`#${written};cell-c:x=1`)
  assert.equal([...read.keys()], ['cell-a', 'cell-c'])
  assert.equal(fit(read.get('cell-a')!), plain(changed))
})

for (const hash of ['', '#', '#a-heading', '#fn:1', '#a=b', '#:a=b', '#a;b:c=d']) {
  test(`${hash || 'no hash'} → an ordinary anchor`, () => assert.is(values.read(hash).size, 0))
}

test('an address that is broken → read without it', () =>
  assert.equal(plain(values.read('#cell:a=%zz&b&c=1').get('cell')), { a: '', b: '', c: '1' }))

test('values → in words', () => {
  const words = (['rtt', 'lost', 'calls', 'kind'] as const).map((name, at) =>
    values.words(parameters.find((each) => each.name === name)!, [1200, [3, 1], [], 'a b'][at]),
  )
  assert.equal(words, ['1,200\u00a0ms', '3, 1', 'none', 'a b'])
})

test.run()
