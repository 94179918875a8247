import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lossyTransfers, median } from '../../lib/concepts/lossy-transfers.ts'

test('nothing is lost → as many transfers as asked for, all of one length; the same seed, the same lengths', () => {
  const options = { congestion: 'cubic', count: 3, bytes: 100_000 } as const
  const [first, ...others] = lossyTransfers({ loss: 0, rtt: 40 }, options)
  assert.ok(first! > 40 && first! < 400, String(first))
  for (const other of others) assert.ok(Math.abs(other - first!) < 1e-6, `${first}, ${other}`)
  const lossy = { loss: 0.1, rtt: 40 }
  assert.equal(lossyTransfers(lossy, options), lossyTransfers(lossy, options))
  assert.is(new Set(lossyTransfers(lossy, options)).size, 3)
})

test('loss → in order of length, and longer than without', () => {
  const lossless = median(lossyTransfers({ loss: 0, rtt: 40 }, { congestion: 'new-reno' }))
  const lossy = lossyTransfers({ loss: 0.02, rtt: 40 }, { congestion: 'new-reno', count: 5 })
  assert.equal(
    lossy,
    [...lossy].sort((a, b) => a - b),
  )
  assert.ok(median(lossy) > 2 * lossless, `${lossless}, ${lossy}`)
})

test('a loss that is no share → an error that says so', () => {
  assert.throws(() => lossyTransfers({ loss: 5, rtt: 40 }, { congestion: 'bbr' }), /the way: loss is 5/)
})

test('the middle of three, of four → the second, the third', () => {
  assert.equal([median([1, 2, 9]), median([1, 2, 9, 10])], [2, 9])
  assert.ok(Number.isNaN(median([])))
})

test.run()
