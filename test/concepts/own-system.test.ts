import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bufferGrowth, messageToItself, timerAtRest } from '../../lib/concepts/own-system.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'

const onLinux = process.platform === 'linux'
const simulated = () => simulatedNetwork({ seed: 1 }).server

test('eight million bytes to a program that reads → Linux lets the buffer grow, ours has the size that it had', async () => {
  assert.equal(await bufferGrowth(simulated(), 8_000_000), ['received 8000000', 'buffer grew: false'])
  if (onLinux) assert.equal(await bufferGrowth(systemHost(), 8_000_000), ['received 8000000', 'buffer grew: true'])
})

test('ours is told how far its buffer may grow → it grows as that of Linux does', async () => {
  const host = simulatedNetwork({ seed: 1, tcp: { receiveBufferMost: 6e6 } }).server
  assert.equal(await bufferGrowth(host, 8_000_000), ['received 8000000', 'buffer grew: true'])
})

test('small messages there and back → ten segments and no ssthresh on both, an RTO of 200 ms on Linux and of 1 s on ours', async () => {
  const lines = (rto: number) => ['first cwnd 10', 'ssthresh none', `RTO ${rto} ms`]
  assert.equal(await timerAtRest(simulated(), 20), lines(1000))
  if (onLinux) assert.equal(await timerAtRest(systemHost(), 20), lines(200))
})

test('8,000 bytes from a host to itself → one segment of Linux may carry them, none of ours', async () => {
  assert.equal(await messageToItself(simulated(), 8000), ['received 8000', 'in one segment: false'])
  if (onLinux) assert.equal(await messageToItself(systemHost(), 8000), ['received 8000', 'in one segment: true'])
})

test.run()
