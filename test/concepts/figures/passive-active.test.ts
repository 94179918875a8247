import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  acceptQueue,
  connectTimes,
  lastClient,
  thirdSegmentLost,
} from '../../../lib/concepts/figures/passive-active.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'
import type { Crowd } from '../../../lib/concepts/passive-active.ts'

const test = suite('figures: passive and active sockets')

test('the client speaks before the server asks again → its bytes complete the connection', async () => {
  const { data } = await thirdSegmentLost({ silent: 500 })
  assert.equal(data.queued, [0, 1])
  assert.is(segmentsOf(data.trace).filter(({ segment }) => segment.flags.syn).length, 2)
})

test('the client is silent for two seconds → the second SYN ACK completes the connection', async () => {
  const { data } = await thirdSegmentLost({ silent: 2000 })
  assert.equal(data.queued, [1, 1])
  assert.is(segmentsOf(data.trace).filter(({ segment }) => segment.flags.syn).length, 3)
})

for (const [opens, took] of [
  [0, 10],
  [200, 1010],
  [1500, 3010],
] as const)
  test(`a server that accepts after ${opens} ms → the client at its full queue is let in after ${took} ms`, async () => {
    assert.is(Math.round((await lastClient({ opens })).data.took), took)
  })

test('a larger backlog → fewer clients wait for a timer, more in the queue', async () => {
  const late = ({ connects }: Crowd): number => connects.filter((time) => time >= 1000).length
  const most = ({ queue }: Crowd): number => Math.max(...queue.map(([, waiting]) => waiting))
  const [small, large] = [(await connectTimes({ backlog: 1 })).data, (await acceptQueue({ backlog: 8 })).data]
  assert.ok(late(small) > 3, `${late(small)}`)
  assert.is(late(large), 0)
  assert.equal([most(small), most(large)], [2, 6])
})

test.run()
