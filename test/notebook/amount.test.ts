import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bytesOfAmount, shownBytes } from '../../lib/notebook/index.ts'

const test = suite('amounts of bytes')

for (const [amount, bytes] of [
  [1, 1],
  [1500.9, 1500],
  ['500000', 500_000],
  ['10mb', 10_000_000],
  ['10 MB', 10_000_000],
  ['1.5 GiB', 1.5 * 2 ** 30],
  ['64k', 64_000],
  ['2Ki', 2048],
  ['7 b', 7],
  [0, undefined],
  ['0', undefined],
  ['0.2kb', 200],
  ['-1', undefined],
  ['', undefined],
  ['ten', undefined],
  ['1e3', undefined],
  ['10 tb', undefined],
  ['9007199254740993', Number.MAX_SAFE_INTEGER],
  ['0.0001k', 1],
  ['1.5', undefined],
] as const) {
  test(`${JSON.stringify(amount)} → ${bytes}`, () => assert.is(bytesOfAmount(amount), bytes))
}

for (const [bytes, like, shown] of [
  [128 * 2 ** 20, undefined, '128 MiB'],
  [10_000_000, undefined, '10 MB'],
  [12_345_678, 10_000_000, '12.3 MB'],
  [2_000_000, 2 ** 20, '1.9 MiB'],
  [900, undefined, '900 bytes'],
  [4 * 2 ** 40, 2 ** 30, '4096 GiB'],
] as const) {
  test(`${bytes} beside ${like} → ${shown}`, () => assert.is(shownBytes(bytes, like), shown))
}

test.run()
