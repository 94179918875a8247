import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Contents } from '../../lib/cache/contents.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cache: contents')

const later = () => Date.now() + 60_000

test('a source, data, no file → digest and imports, digest, nothing', () =>
  withFolder({ 'a.ts': "import './b'", 'a.txt': "import './b'" }, (folder) => {
    const contents = new Contents()
    const [source, data] = [contents.of(join(folder, 'a.ts')), contents.of(join(folder, 'a.txt'))]
    assert.equal(source?.imports, ['./b'])
    assert.equal(data?.imports, [])
    assert.is(source?.digest, data?.digest)
    assert.is(contents.of(join(folder, 'gone.ts')), undefined)
    assert.is(contents.of(folder), undefined)
  }))

test('a file that was left alone → believed by its stamp the next time; one that was written → read', () =>
  withFolder({ 'a.txt': 'one' }, (folder) => {
    const file = join(folder, 'a.txt')
    const first = new Contents({}, later)
    const { digest } = first.of(file)!
    assert.ok(first.isNew)
    const rows = first.rows()
    // As it is kept, so that a look into the file would be seen.
    const [stamp] = rows[file]!
    const again = new Contents({ [file]: [stamp, 'kept', [], false] }, later)
    assert.is(again.of(file)?.digest, 'kept')
    assert.not.ok(again.isNew)
    writeFileSync(file, 'two')
    assert.not.equal(again.of(file)?.digest, 'kept')
    writeFileSync(file, 'one')
    assert.is(new Contents(rows, later).of(file)?.digest, digest)
  }))

test('the same size and the same time of writing → read: the time of its entry is another', () =>
  withFolder({ 'a.txt': 'one' }, (folder) => {
    const file = join(folder, 'a.txt')
    utimesSync(file, 1000, 1000)
    const first = new Contents({}, later)
    const { digest } = first.of(file)!
    writeFileSync(file, 'two')
    utimesSync(file, 1000, 1000)
    assert.is(statSync(file).mtimeMs, 1_000_000)
    assert.not.equal(new Contents(first.rows(), later).of(file)?.digest, digest)
  }))

test('a file that was written a moment ago, or by a clock that is ahead → not kept: it may be written again in the same tick', () =>
  withFolder({ 'a.txt': 'one' }, (folder) => {
    const file = join(folder, 'a.txt')
    for (const now of [() => Date.now(), () => Date.now() - 60_000]) {
      const contents = new Contents({}, now)
      assert.ok(contents.of(file))
      assert.not.ok(contents.isNew)
      assert.equal(contents.rows(), {})
    }
  }))

test('more rows than are kept → those that were read last', () =>
  withFolder({ a: '1', b: '2', c: '3' }, (folder) => {
    const contents = new Contents({}, later)
    for (const name of ['a', 'b', 'c']) contents.of(join(folder, name))
    assert.equal(Object.keys(contents.rows(2)), [join(folder, 'b'), join(folder, 'c')])
  }))

test.run()
