import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listenOn } from '../../lib/concepts/helpers.ts'
import {
  admitted,
  atFullDoor,
  crowd,
  knock,
  loseThirdSegment,
  queueUp,
  receiveVisitors,
  tryEverything,
  visit,
} from '../../lib/concepts/passive-active.ts'
import { type Host, withHost } from '../../lib/socket/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'
import { within } from '../helpers/within.ts'

const test = suite('concepts: passive and active sockets')

const hosts: Record<string, () => Host> = {
  system: () => systemHost(),
  simulated: () => simulatedNetwork({ seed: 1 }).server,
}

for (const [name, host] of Object.entries(hosts)) {
  const on = (title: string, program: (host: Host) => Promise<void>): void => {
    test(`${name}: ${title}`, () => within(10_000, title, () => withHost(host(), program)))
  }

  on('a listener → neither sends, reads nor connects, but has a name', async (host) => {
    assert.equal(await tryEverything(listenOn(host, 1)), {
      send: 'EPIPE',
      recv: 'ENOTCONN',
      connect: 'EISCONN',
      getpeername: 'ENOTCONN',
      getsockname: 'done',
    })
  })

  on('what accept returned → sends and would read', async (host) => {
    const listener = listenOn(host, 1)
    await knock(host, listener.getsockname())
    const answers = await tryEverything(await listener.accept())
    assert.equal(answers, {
      send: 'done',
      recv: 'EAGAIN',
      connect: 'EISCONN',
      getpeername: 'done',
      getsockname: 'done',
    })
  })

  on('three at a listener of backlog 1 → two are let in, the third hears nothing', async (host) => {
    assert.equal(await atFullDoor(host), [
      'client 1: connected',
      'client 2: connected',
      'client 3: still asking',
      'accept queue: 2',
    ])
  })

  on('visitors come and go → every accepted socket has the listener\u2019s address, and so has it', async (host) => {
    const listener = listenOn(host, 1)
    const address = listener.getsockname()
    const receiving = receiveVisitors(listener, 3)
    const visitors = []
    for (let visitor = 0; visitor < 3; visitor++) visitors.push(await visit(host, address))
    assert.equal(await receiving, [address, address, address])
    assert.equal(listener.getsockname(), address)
    assert.is(new Set(visitors.map(({ port }) => port)).size, 3)
  })

  on('nobody accepts → one client more than the backlog is let in, the next one goes on asking', async (host) => {
    assert.is(await admitted(host, 0), 1)
    assert.is(await admitted(host, 2), 3)
  })

  on('nobody listens → the knock is refused', async (host) => {
    const listener = listenOn(host, 1)
    const address = listener.getsockname()
    listener.close()
    assert.is((await knock(host, address)).outcome, 'ECONNREFUSED')
  })
}

test('the third segment of the handshake is lost → the client is sure, the server is when data comes', async () => {
  const { client, queued } = await loseThirdSegment()
  assert.is(client, 'ESTABLISHED')
  assert.equal(queued, [0, 1])
})

test('a queue full for a while → who still asked is let in with the next SYN, a second after the first', async () => {
  const net = simulatedNetwork({ seed: 1, delay: 5 })
  const listener = listenOn(net.server, 1, 1060)
  const address = listener.getsockname()
  const { results } = await net.run({
    server: async (host: Host) => {
      await host.sleep(200)
      for (let visitor = 0; visitor < 3; visitor++) (await listener.accept()).close()
    },
    client: async (host: Host) => {
      const knocks = await queueUp(host, address, 3)
      const late = knocks[2]!
      assert.is(late.outcome, 'still asking')
      await host.poll([{ socket: late.socket, writable: true }])
      return host.now() - late.asked
    },
  })
  assert.is(Math.round(results.client), 1010)
})

test('a crowd before a slow server → the queue is never longer than backlog + 1, and a full one costs a second', async () => {
  const { connects, queue } = await crowd({ clients: 8, backlog: 2, every: 20, each: 100 })
  assert.is(Math.max(...queue.map(([, waiting]) => waiting)), 3)
  assert.is(connects.length, 8)
  const rounded = connects.map((time) => Math.round(time))
  assert.equal(
    [...new Set(rounded)].sort((a, b) => a - b),
    [10, 1010],
  )
})

test('a backlog that holds them all → every connect takes one round trip', async () => {
  const { connects } = await crowd({ clients: 8, backlog: 8, every: 20, each: 100 })
  assert.ok(connects.every((time) => Math.round(time) === 10))
})

test.run()
