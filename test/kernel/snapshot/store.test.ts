import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, parse } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withLock } from '../../../lib/kernel/snapshot/lock.ts'
import { SnapshotStore } from '../../../lib/kernel/snapshot/store.ts'
import { withFolder } from '../../helpers/folder.ts'

const keys = ['a', 'b', 'c'].map((letter) => letter.repeat(24)) as [string, string, string]

/** A blob of so many octets that holds these files. */
async function keep(store: SnapshotStore, key: string, octets = 10, files: readonly string[] = []): Promise<string> {
  const made = store.temporary(key)
  writeFileSync(made.blob, 'x'.repeat(octets))
  const entries = files.map((path) => {
    const { size, mtimeMs } = statSync(path)
    return { path, size, mtimeMs, hash: createHash('sha256').update(readFileSync(path)).digest('hex') }
  })
  writeFileSync(made.list, JSON.stringify(entries))
  return store.keep(key, made)
}

const withStore = (body: (store: SnapshotStore, folder: string) => Promise<void>, limit?: number) =>
  withFolder({ 'held.d.ts': 'one' }, async (folder) => {
    const store = new SnapshotStore(join(folder, 'snapshots'), limit)
    assert.is(store.trouble(), undefined)
    await body(store, folder)
  })

test('kept → found under its key alone, by an absolute path', () =>
  withStore(async (store) => {
    const blob = await keep(store, keys[0])
    assert.is(store.find(keys[0]), blob)
    assert.is(store.find(keys[1]), undefined)
  }))

test('a file that it holds was written anew with the same content → found; with another, or gone → not', () =>
  withStore(async (store, folder) => {
    const held = join(folder, 'held.d.ts')
    const blob = await keep(store, keys[0], 10, [held])
    utimesSync(held, 1, 1)
    assert.is(store.find(keys[0]), blob)
    writeFileSync(held, 'two')
    assert.is(store.find(keys[0]), undefined)
  }))

test('a folder in the place of a manifest, of a lock → out of the way', () =>
  withStore(async (store) => {
    mkdirSync(join(store.folder, `${keys[0]}.json`))
    assert.is(store.find(keys[0]), undefined)
    const blob = await keep(store, keys[0])
    assert.is(store.find(keys[0]), blob)
    const lock = join(store.folder, 'lock')
    mkdirSync(lock)
    assert.is(await withLock(lock, async () => 'run'), 'run')
    assert.not(existsSync(lock))
  }))

test('a blob that was cut, or is gone, a manifest that is none → not found', () =>
  withStore(async (store, folder) => {
    const blob = await keep(store, keys[0])
    truncateSync(blob, 3)
    assert.is(store.find(keys[0]), undefined)
    await keep(store, keys[1])
    for (const text of ['{', 'null', '{"blob":"../x","size":1,"files":[]}', '{"blob":3}']) {
      writeFileSync(join(folder, 'snapshots', `${keys[1]}.json`), text)
      assert.is(store.find(keys[1]), undefined, text)
    }
    // Whole but for its list of files; a file whose place a folder has taken.
    for (const files of [[null], [{ path: folder, size: 1, mtimeMs: 1, hash: '' }]]) {
      const { base } = parse(await keep(store, keys[2]))
      const manifest = { blob: base, size: 10, files }
      writeFileSync(join(folder, 'snapshots', `${keys[2]}.json`), JSON.stringify(manifest))
      assert.is(store.find(keys[2]), undefined)
    }
  }))

test('more than the limit → those that were used longest ago go, with what names them', () =>
  withStore(async (store, folder) => {
    const blobs = [await keep(store, keys[0], 40), await keep(store, keys[1], 40)]
    for (const [place, blob] of blobs.entries()) utimesSync(blob, 100 - place, 100 - place)
    const last = await keep(store, keys[2], 40)
    assert.equal(
      [keys[0], keys[1], keys[2]].map((key) => store.find(key)),
      [blobs[0], undefined, last],
    )
    assert.not(readdirSync(join(folder, 'snapshots')).some((name) => name.startsWith(keys[1])))
  }, 100))

test('one that is larger than the limit → stays while it is the newest', () =>
  withStore(async (store) => {
    const blob = await keep(store, keys[0], 200)
    assert.is(store.find(keys[0]), blob)
  }, 100))

test('made anew under the same key → the former stays for who is about to start it, and goes in the end', () =>
  withStore(async (store) => {
    const former = await keep(store, keys[0])
    const next = await keep(store, keys[0])
    assert.is(store.find(keys[0]), next)
    assert.ok(existsSync(former))
    utimesSync(former, 1, 1)
    await keep(store, keys[1])
    assert.not(existsSync(former))
  }))

test('found → counts as used', () =>
  withStore(async (store) => {
    const blob = await keep(store, keys[0])
    utimesSync(blob, 1, 1)
    store.find(keys[0])
    while (statSync(blob).mtimeMs < 2000) await new Promise((resolve) => setImmediate(resolve))
  }))

test('a folder that others can write, a file in its place → not used, and why', () =>
  withStore(async (_, folder) => {
    chmodSync(join(folder, 'snapshots'), 0o777)
    assert.is(new SnapshotStore(join(folder, 'snapshots')).trouble(), 'others can write there')
    assert.is(new SnapshotStore(join(folder, 'held.d.ts')).trouble(), 'something else is in its place')
    // Where Node's own way of making folders would try for ever.
    if (process.platform === 'linux') assert.is(new SnapshotStore('/proc/none/snapshots').trouble(), 'it is not there')
  }))

test("two at once → one runs; the lock is gone afterwards; one left by a process that is gone is nobody's", () =>
  withFolder({ left: '' }, async (folder) => {
    const lock = join(folder, 'lock')
    let release = () => {}
    const first = withLock(lock, () => new Promise<string>((resolve) => (release = () => resolve('made'))))
    while (!existsSync(lock) || readFileSync(lock, 'utf8') === '') await new Promise((resolve) => setImmediate(resolve))
    const mark = readFileSync(lock, 'utf8')
    assert.is(await withLock(lock, async () => 'twice'), undefined)
    release()
    assert.is(await first, 'made')
    assert.not(existsSync(lock))
    // The number is that of a process that cannot be.
    writeFileSync(lock, mark.replace(/-[^-]+-[^-]+$/, '-zzzzz-1'))
    assert.is(await withLock(lock, async () => 'after'), 'after')
  }))

test.run()
