import fs, { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CacheStore } from '../../lib/cache/store.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cache: store')

test('written → read again, by another process’s store too; its folder and secret are for their owner alone', () =>
  withFolder({}, async (folder) => {
    const place = join(folder, 'deep', 'kept')
    assert.equal(new CacheStore(place).read('a'), { status: 'none' })
    assert.equal(readdirSync(folder), [], 'a look makes nothing')
    await new CacheStore(place).write('a', { x: [1] })
    assert.equal(new CacheStore(place).read('a'), { status: 'found', value: { x: [1] } })
    if (process.platform !== 'win32') {
      assert.is(statSync(place).mode & 0o777, 0o700)
      assert.is(statSync(join(place, 'secret')).mode & 0o777, 0o600)
    }
  }))

test('any octet of an entry changed → damaged', () =>
  withFolder({}, async (folder) => {
    const store = new CacheStore(folder)
    await store.write('a', { verdict: 'verified', cells: 3 })
    const file = join(folder, 'a.json')
    const good = readFileSync(file)
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good)
      bad[at] = bad[at]! ^ 1
      writeFileSync(file, bad)
      assert.equal(store.read('a'), { status: 'damaged' }, `octet ${at}`)
      writeFileSync(file, good.subarray(0, at))
      assert.equal(store.read('a'), { status: 'damaged' }, `cut to ${at}`)
    }
    writeFileSync(file, good)
    assert.is(store.read('a').status, 'found')
  }))

test('too many entries, or too large ones → those go that were used longest ago; a look uses one', () =>
  withFolder({}, async (folder) => {
    const store = new CacheStore(folder, { entries: 3, octets: 1000 })
    const old = Date.now() / 1000 - 10 * 24 * 60 * 60
    for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) {
      await store.write(name, name)
      utimesSync(join(folder, `${name}.json`), old + at, old + at)
    }
    store.read('a')
    store.sweep()
    assert.equal(store.names('').sort(), ['a', 'c', 'd'])
    await store.write('large', 'x'.repeat(900))
    store.sweep()
    assert.equal(store.names(''), ['large'])
    assert.equal(readdirSync(folder).sort(), ['large.json', 'secret'])
  }))

test('nothing written → nothing swept', () =>
  withFolder({}, async (folder) => {
    await new CacheStore(folder).write('a', 1)
    new CacheStore(folder, { entries: 0, octets: 0 }).sweep()
    assert.equal(new CacheStore(folder).names(''), ['a'])
  }))

test('a secret that is no secret of ours → all counts as damaged', () =>
  withFolder({}, async (folder) => {
    await new CacheStore(folder).write('a', 1)
    writeFileSync(join(folder, 'secret'), 'short')
    assert.is(new CacheStore(folder).read('a').status, 'damaged')
    await new CacheStore(folder).write('a', 2)
    assert.equal(new CacheStore(folder).read('a'), { status: 'found', value: 2 })
  }))

test('two that make the secret at once → the first one’s stays: what either wrote is found', () =>
  withFolder({}, async (folder) => {
    const [one, other] = [new CacheStore(folder), new CacheStore(folder)]
    const { writeFileSync: write } = fs
    fs.writeFileSync = (...all) => {
      fs.writeFileSync = write
      syncBuiltinESMExports()
      // The other has looked for one by now, and found none.
      assert.is(one.secret.length, 32)
      write(...all)
    }
    syncBuiltinESMExports()
    await other.write('b', 2)
    await one.write('a', 1)
    for (const [name, value] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      assert.equal(new CacheStore(folder).read(name), { status: 'found', value })
    }
    assert.equal(readdirSync(folder).sort(), ['a.json', 'b.json', 'secret'])
  }))

test('a folder that cannot be made, in one that is none of a disk → said', () => {
  if (process.platform !== 'linux') return
  assert.throws(() => new CacheStore('/proc/none/kept').secret, /nothing can be kept there: it is not there/)
})

test.run()
