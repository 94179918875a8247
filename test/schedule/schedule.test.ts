import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { schedule } from '../../lib/schedule/index.ts'

const test = suite('schedule')

/** Work that ends when it is told to. */
function controlled() {
  const started: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const work = (item: string) =>
    new Promise<string>((resolve, reject) => {
      started.push(item)
      ends.set(item, (error) => (error ? reject(error) : resolve(item.toUpperCase())))
    })
  const end = async (item: string, error?: Error) => {
    ends.get(item)!(error)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { started, work, end }
}

test('more items than jobs → so many at once, results in the order of the items', async () => {
  const { started, work, end } = controlled()
  const all = schedule(['a', 'b', 'c'], work, { jobs: 2 })
  assert.equal(started, ['a', 'b'])
  await end('b')
  assert.equal(started, ['a', 'b', 'c'])
  await end('c')
  await end('a')
  assert.equal(await all, [
    { status: 'done', result: 'A' },
    { status: 'done', result: 'B' },
    { status: 'done', result: 'C' },
  ])
})

test('durations known → the unknown first, then the longest, equal ones in their order', async () => {
  const { started, work, end } = controlled()
  const expected = (item: string) => ({ a: 1, b: 3, c: undefined, d: 3 })[item]
  const all = schedule(['a', 'b', 'c', 'd'], work, { jobs: 1, expected })
  for (const item of ['c', 'b', 'd', 'a']) await end(item)
  await all
  assert.equal(started, ['c', 'b', 'd', 'a'])
})

test('one fails → the others are worked off all the same', async () => {
  const { work, end } = controlled()
  const all = schedule(['a', 'b'], work, { jobs: 1 })
  const error = new Error('bad')
  await end('a', error)
  await end('b')
  assert.equal(await all, [
    { status: 'failed', error },
    { status: 'done', result: 'B' },
  ])
})

test('the signal → nothing is started any more, what is under way is awaited', async () => {
  const { started, work, end } = controlled()
  const stop = new AbortController()
  const all = schedule(['a', 'b'], work, { jobs: 1, signal: stop.signal })
  stop.abort()
  await end('a')
  assert.equal(await all, [{ status: 'done', result: 'A' }, { status: 'not-started' }])
  assert.equal(started, ['a'])
})

test('no items → no outcome', async () => {
  assert.equal(await schedule([], async () => 1, { jobs: 3 }), [])
})

test.run()
