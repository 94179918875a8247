import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { profiledTransfer } from '../../lib/concepts/profiled-transfer.ts'

test('by the RFCs → half as many again in each round, an RTO of a second, and a lost tail costs it', () => {
  const [windows, rto, tail] = profiledTransfer('rfc')
  assert.is(windows, 'cwnd 10, 16, 24, 36, 54, 81')
  assert.is(rto, 'RTO 1000 ms')
  assert.match(tail!, /^last lost: 10\d\d ms more$/)
})

test('as on Linux → twice as many in each round, an RTO of the round trip and 200 ms, and a lost tail costs little more', () => {
  const [windows, rto, tail] = profiledTransfer('linux')
  assert.is(windows, 'cwnd 10, 20, 40, 80, 160, 320')
  assert.is(rto, 'RTO 300 ms')
  assert.match(tail!, /^last lost: 2\d\d ms more$/)
})

test.run()
