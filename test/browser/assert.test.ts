/** What a page has of `node:assert`, beside Node's own. */
import { strict as nodes } from 'node:assert'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assert as ours } from '../../lib/browser/editor/worker/assert.js'

const test = suite('assert in a page')

class Point {
  x = 1
}

const loop: Record<string, unknown> = {}
loop.self = loop
const twin: Record<string, unknown> = {}
twin.self = twin

const pairs: [unknown, unknown][] = [
  [1, 1],
  [1, '1'],
  [0, -0],
  [Number.NaN, Number.NaN],
  [
    { a: 1, b: [2] },
    { b: [2], a: 1 },
  ],
  [{ a: undefined }, {}],
  [new Point(), { x: 1 }],
  [Array(2), [undefined, undefined]],
  [new Map([[{ a: 1 }, 2]]), new Map([[{ a: 1 }, 2]])],
  [new Set([[1], [2]]), new Set([[2], [1]])],
  [new Set([1]), new Set([2])],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
  [new Date(0), new Date(1)],
  [/a/g, /a/i],
  [new Error('a'), new Error('a')],
  [new Error('a'), new TypeError('a')],
  [loop, twin],
  [null, undefined],
  [Symbol.for('a'), Symbol.for('a')],
]

const holds = (action: () => unknown): boolean => {
  try {
    action()
    return true
  } catch {
    return false
  }
}

for (const name of ['equal', 'notEqual', 'deepEqual', 'notDeepEqual'] as const) {
  test(`${name} → as Node's own, for values of all kinds`, () => {
    for (const [at, [one, other]] of pairs.entries()) {
      const [mine, theirs] = [ours, nodes].map((each) => holds(() => each[name](one, other)))
      assert.is(mine, theirs, `${name} of pair ${at}`)
    }
  })
}

test('throws and rejects → as Node judges what is thrown', async () => {
  const fail = () => {
    throw new TypeError('no such thing')
  }
  for (const expected of [undefined, TypeError, RangeError, /such/, /other/, { name: 'TypeError' }, { message: 'b' }]) {
    const [mine, theirs] = [ours, nodes].map((each) => holds(() => each.throws(fail, expected)))
    assert.is(mine, theirs, String(expected))
  }
  assert.not.ok(holds(() => ours.throws(() => {})))
  await ours.rejects(Promise.reject(new Error('late')), /late/)
})

test("what does not hold → an error with Node's name, code and first line", () => {
  for (const fail of [(each: typeof nodes) => each.equal(1, 2), (each: typeof nodes) => each(false)]) {
    const [mine, theirs] = [ours, nodes].map((each) => {
      try {
        fail(each)
      } catch (error) {
        return error as Error & { code: string }
      }
      throw new Error('it holds')
    })
    assert.is(mine!.name, theirs!.name)
    assert.is(mine!.code, theirs!.code)
    assert.is(mine!.message.split(/[:\n]/)[0], theirs!.message.split(/[:\n]/)[0])
  }
})

test.run()
