import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { likelyTimes, Times } from '../../lib/schedule/index.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('times')

test('noted and kept → known to the next run, in a folder that was not there', () =>
  withFolder({}, async (cwd) => {
    const folder = join(cwd, 'cache', 'ackbook')
    const first = await Times.in(folder)
    assert.is(first.of('/a.ipynb'), undefined)
    first.note('/a.ipynb', 1200.4)
    await first.keep()
    const second = await Times.in(folder)
    assert.is(second.of('/a.ipynb'), 1200)
    second.note('/a.ipynb', 900)
    await second.keep()
    assert.is((await Times.in(folder)).of('/a.ipynb'), 900)
  }))

test('two runs at once → what both have noted is kept', () =>
  withFolder({}, async (cwd) => {
    const [one, other] = [await Times.in(cwd), await Times.in(cwd)]
    one.note('/a.ipynb', 1)
    other.note('/b.ipynb', 2)
    await one.keep()
    await other.keep()
    const now = await Times.in(cwd)
    assert.equal([now.of('/a.ipynb'), now.of('/b.ipynb')], [1, 2])
  }))

test('nothing noted → nothing written', () =>
  withFolder({}, async (cwd) => {
    await (await Times.in(join(cwd, 'cache'))).keep()
    assert.not(existsSync(join(cwd, 'cache')))
  }))

for (const [what, text] of [
  ['cut', '{"/a.ipynb": 12'],
  ['a list', '[1, 2]'],
  ['of another kind', '{"/a.ipynb": "long", "/b.ipynb": null}'],
] as const) {
  test(`the file is ${what} → nothing is known, and it is written anew`, () =>
    withFolder({ 'times.json': text }, async (cwd) => {
      const times = await Times.in(cwd)
      assert.equal([times.of('/a.ipynb'), times.of('/b.ipynb')], [undefined, undefined])
      times.note('/a.ipynb', 5)
      await times.keep()
      assert.is(JSON.parse(readFileSync(join(cwd, 'times.json'), 'utf8'))['/a.ipynb'], 5)
    }))
}

test('a folder that cannot be made → no error', () =>
  withFolder({ file: '' }, async (cwd) => {
    const times = await Times.in(join(cwd, 'file', 'cache'))
    times.note('/a.ipynb', 5)
    await times.keep()
  }))

test('a great many → those noted longest ago are forgotten', () =>
  withFolder({}, async (cwd) => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`/${at}.ipynb`, at]))
    writeFileSync(join(cwd, 'times.json'), JSON.stringify(many))
    const times = await Times.in(cwd)
    times.note('/0.ipynb', 7)
    times.note('/new.ipynb', 8)
    await times.keep()
    const now = await Times.in(cwd)
    assert.equal(
      ['/0.ipynb', '/1.ipynb', '/2.ipynb', '/new.ipynb'].map((path) => now.of(path)),
      [7, undefined, 2, 8],
    )
  }))

test('times of some are known → those of the others by their size, as these took; of none → their size', () => {
  const items = [
    { time: 1000, size: 10 },
    { time: 5000, size: 20 },
    { time: undefined, size: 3 },
  ]
  const sizeOf = ({ size }: { size: number }) => size
  assert.equal(items.map(likelyTimes(items, ({ time }) => time, sizeOf)), [1000, 5000, 600])
  assert.equal(items.map(likelyTimes(items, () => undefined, sizeOf)), [10, 20, 3])
})

test.run()
