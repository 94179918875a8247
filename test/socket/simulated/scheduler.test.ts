import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Network } from '../../../lib/network/index.ts'
import { Scheduler } from '../../../lib/socket/simulated/scheduler.ts'
import { Task } from '../../../lib/socket/simulated/task.ts'
import { inNextTurn } from '../../../lib/socket/simulated/turn.ts'
import type { Wait, Waited } from '../../../lib/socket/simulated/wait.ts'

const test = suite('simulated: scheduler')
const turn = (): Promise<void> => new Promise((resolve) => inNextTurn(resolve))

/** Five calls that wait for connections of one listener, as they are told that some have come. */
function line() {
  const network = new Network()
  const scheduler = new Scheduler(network, () => true)
  const listener: Waited & { queued: number } = { waits: new Set<Wait>(), queued: 0 }
  const task = new Task('server', 'server')
  const served: number[] = []
  const leaving = new AbortController()
  const wait = async (index: number): Promise<void> => {
    const ready = await scheduler.wait({
      task,
      subject: () => 'listener',
      call: 'accept',
      sockets: [],
      waiting: new Set(),
      on: [listener],
      isReady: () => listener.queued > 0,
      sufficesFor: () => listener.queued,
      blockers: () => [{ needs: 'connection', connection: undefined, peer: undefined }],
      deadline: Number.POSITIVE_INFINITY,
      signal: index === 1 ? leaving.signal : undefined,
    })
    if (ready) served.push(index)
  }
  const waits = [0, 1, 2, 3, 4].map((index) => wait(index).catch((error: Error) => error.name))
  const arrive = (count: number): void => {
    listener.queued += count
    scheduler.touch(listener.waits)
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
  assert.is(listener.waits.size, 3)
})

test('those before it leave something in the queue → the next in line goes on without being told again', async () => {
  const { served, listener, arrive } = line()
  arrive(1)
  await turn()
  assert.equal(served, [0])
  // It has taken none: its program was closed, say.
  await turn()
  assert.equal(served, [0, 1])
  assert.is(listener.waits.size, 3)
})

test('the next in line is called off → the connection goes to the one behind it', async () => {
  const { served, listener, leaving, waits, arrive } = line()
  arrive(1)
  await turn()
  leaving.abort()
  assert.is(await waits[1], 'AbortError')
  await turn()
  assert.equal(served, [0, 2])
  assert.is(listener.waits.size, 2)
})

test.run()
