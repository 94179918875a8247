import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pointToPoint } from '../../lib/network/index.ts'
import { endlessFlow } from '../helpers/endless-flow.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const SECONDS = 8
/** What buffers, the way and its queue hold at one time and not at another. */
const ENOUGH = 1.5e6

function memory(): number {
  // What the first finds unused, the second takes away.
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test(`a flow over a bad way, 70 MB carried → after any part of them memory holds no more than windows and queues`, () => {
  const way = {
    rate: 100e6,
    delay: 5,
    queue: { packets: 200 },
    loss: 0.001,
    duplicate: 0.01,
    reorder: { probability: 0.01, by: 2 },
    corrupt: 0.001,
  }
  const { network, client, server } = pointToPoint({ record: false, link: way })
  const buffers = { sendBuffer: 1 << 18, receiveBuffer: 1 << 18 }
  const flow = endlessFlow(network, client, server, { settings: { ...buffers, congestion: 'cubic' } })
  const held: number[] = []
  for (let round = 1; round <= 6; round++) {
    network.run({ until: round * SECONDS * 1000 })
    held.push(memory())
  }
  assert.ok(flow.received > 70e6, `${flow.received} octets`)
  // The first round holds what the compiler needs.
  const settled = held.slice(1)
  assert.ok(Math.max(...settled) - Math.min(...settled) < ENOUGH, `${settled} bytes`)
})

test.run()
