import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Network } from '../../../lib/network/index.ts'
import type { Waiting } from '../../../lib/socket/index.ts'
import type { BlockedCall, WaitQueue } from '../../../lib/socket/simulated/blocked-call.ts'
import { inMacrotask } from '../../../lib/socket/simulated/macrotask.ts'
import { Scheduler } from '../../../lib/socket/simulated/scheduler.ts'
import { Task } from '../../../lib/socket/simulated/task.ts'

const test = suite('simulated: scheduler')
const turn = (): Promise<void> => new Promise((resolve) => inMacrotask(resolve))

/** Five calls that wait for connections of one listener, as they are told that some have come. */
function line() {
  const network = new Network()
  const scheduler = new Scheduler(network, () => true)
  const listener: WaitQueue & { queued: number } = { blocked: new Set<BlockedCall>(), queued: 0 }
  const caller = { task: new Task('server', 'server'), calls: new Set<Waiting>(), blocked: new Set<BlockedCall>() }
  const socket = network.host('server') as never
  const served: number[] = []
  const leaving = new AbortController()
  const wait = async (index: number): Promise<void> => {
    const ready = await scheduler.block({
      caller,
      subject: () => 'listener',
      call: 'accept',
      conditions: [
        {
          socket,
          queue: listener,
          interest: 'read',
          blocker: () => ({ needs: 'connection', connection: undefined, peer: undefined }),
        },
      ],
      isReady: () => listener.queued > 0,
      sufficesFor: () => listener.queued,
      deadline: Number.POSITIVE_INFINITY,
      signal: index === 1 ? leaving.signal : undefined,
    })
    if (ready) served.push(index)
  }
  const waits = [0, 1, 2, 3, 4].map((index) => wait(index).catch((error: Error) => error.name))
  const arrive = (count: number): void => {
    listener.queued += count
    scheduler.wake(listener)
  }
  return { listener, served, leaving, waits, arrive }
}

test('two connections come, five accepts wait → the two that have waited longest go on, the others stay', async () => {
  const { served, listener, arrive } = line()
  arrive(2)
  await turn()
  assert.equal(served, [0, 1])
  listener.queued = 0
  await turn()
  await turn()
  assert.equal(served, [0, 1])
  assert.is(listener.blocked.size, 3)
})

test('those before it leave something in the queue → the next in line goes on without being told again', async () => {
  const { served, listener, arrive } = line()
  arrive(1)
  await turn()
  assert.equal(served, [0])
  // It has taken none: its program was closed, say.
  await turn()
  assert.equal(served, [0, 1])
  assert.is(listener.blocked.size, 3)
})

test('the next in line is called off → the connection goes to the one behind it', async () => {
  const { served, listener, leaving, waits, arrive } = line()
  arrive(1)
  await turn()
  leaving.abort()
  assert.is(await waits[1], 'AbortError')
  await turn()
  assert.equal(served, [0, 2])
  assert.is(listener.blocked.size, 2)
})

test.run()
