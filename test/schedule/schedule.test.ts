import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Place, schedule } from '../../lib/schedule/index.ts'

const test = suite('schedule')

/** Work that ends when it is told to. */
function controlled() {
  const started: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const places = new Map<string, Place<string>>()
  const work = (item: string, _index: number, place: Place<string>) =>
    new Promise<string>((resolve, reject) => {
      started.push(item)
      places.set(item, place)
      ends.set(item, (error) => (error ? reject(error) : resolve(item.toUpperCase())))
    })
  const end = async (item: string, error?: Error) => {
    ends.get(item)!(error)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { started, work, end, place: (item: string) => places.get(item)! }
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

test('an item leaves its place → the next begins, the result is awaited all the same', async () => {
  const { started, work, end, place } = controlled()
  const all = schedule(['a', 'b', 'c'], work, { jobs: 1 })
  assert.is(place('a').next(), 'b')
  place('a').leave()
  place('a').leave()
  assert.equal(started, ['a', 'b'])
  await end('b')
  assert.equal(started, ['a', 'b', 'c'])
  await end('c')
  await end('a')
  assert.equal(
    (await all).map(({ status }) => status),
    ['done', 'done', 'done'],
  )
})

test('an item takes a place again → before those that have not begun, and no more than so many at once', async () => {
  const { started, work, end, place } = controlled()
  const all = schedule(['a', 'b', 'c'], work, { jobs: 1 })
  place('a').leave()
  const again = place('a')
    .takeAgain()
    .then(() => started.push('a again'))
  await end('b')
  assert.equal(started, ['a', 'b', 'a again'])
  await again
  await end('a')
  assert.equal(started, ['a', 'b', 'a again', 'c'])
  assert.is(place('c').next(), undefined)
  await end('c')
  await all
})

test('the signal while one waits for a place again → it learns the reason, and all is awaited', async () => {
  const { started, work, end, place } = controlled()
  const stop = new AbortController()
  const all = schedule(['a', 'b', 'c'], work, { jobs: 1, signal: stop.signal })
  place('a').leave()
  const again = place('a').takeAgain()
  stop.abort(new Error('enough'))
  assert.is((await again.catch((error) => error)).message, 'enough')
  assert.is(place('a').next(), undefined)
  await end('a')
  await end('b')
  assert.equal(
    (await all).map(({ status }) => status),
    ['done', 'done', 'not-started'],
  )
  assert.equal(started, ['a', 'b'])
})

test('no items → no outcome', async () => {
  assert.equal(await schedule([], async () => 1, { jobs: 3 }), [])
})

test.run()
