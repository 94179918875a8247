import { readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectedPair, recvAll, type Socket, sendAll, withHost } from '../../../lib/socket/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { within } from '../../helpers/within.ts'
import { closing } from '../programs/closing.ts'
import { conversation } from '../programs/conversation.ts'
import { bytes, codeOf, fill, listening, pattern, SMALL, text } from '../programs/program.ts'
import { child } from './child.ts'

const test = suite('system: blocking calls')
const host = systemHost({ blocking: true })

for (const { title, run } of [...conversation, ...closing]) {
  test(`blocking: ${title}`, () =>
    within(10_000, title, () =>
      withHost(host, (server) => withHost(host, async (client) => void (await run({ server, client })))),
    ))
}

test('a blocking send → takes everything, waiting; ours takes what fits', () =>
  within(10_000, 'send', () =>
    withHost(host, async (scope) => {
      const { client, server } = await connectedPair(scope, SMALL)
      const megabyte = pattern(1 << 20)
      const receiving = recvAll(server, megabyte.length)
      assert.is(await client.send(megabyte), megabyte.length)
      assert.equal(await receiving, megabyte)
    }),
  ))

test('two ends that only send → both threads stay blocked, until shutdown lets them go', () =>
  within(10_000, 'deadlock', () =>
    withHost(host, async (scope) => {
      const { client, server } = await connectedPair(scope, SMALL)
      const megabyte = pattern(1 << 20)
      let settled = 0
      const sending = [client, server].map(async (socket: Socket) => {
        try {
          return await socket.send(megabyte)
        } finally {
          settled++
        }
      })
      const queues = (): string => JSON.stringify([client.queued(), server.queued()])
      let before = ''
      while (before !== queues()) {
        before = queues()
        await scope.sleep(100)
      }
      assert.is(settled, 0)
      assert.ok(client.queued().out > 0 && client.queued().in > 0 && server.queued().out > 0)
      client.shutdown('both')
      server.shutdown('both')
      for (const taken of await Promise.all(sending)) assert.ok(taken > 0 && taken < megabyte.length)
    }),
  ))

test('a blocked call is aborted → AbortError', () =>
  within(10_000, 'abort', () =>
    withHost(host, async (scope) => {
      const { client } = await connectedPair(scope)
      const listener = listening(scope)
      for (const call of [
        (signal: AbortSignal) => client.recv(1, { signal }),
        (signal: AbortSignal) => listener.accept({ signal }),
      ]) {
        const controller = new AbortController()
        const code = codeOf(() => call(controller.signal))
        await scope.sleep(20)
        controller.abort()
        assert.is(await code, 'ABORT_ERR')
      }
    }),
  ))

test('close while a thread is inside a call → EBADF, and the descriptor is given back', () =>
  within(10_000, 'close', async () => {
    const closeInside = (): Promise<void> =>
      withHost(host, async (scope) => {
        const { client, server } = await connectedPair(scope)
        const receiving = codeOf(() => client.recv(1))
        await scope.sleep(20)
        client.close()
        assert.is(await receiving, 'EBADF')
        assert.is((await server.recv(1)).length, 0)
      })
    await closeInside()
    if (process.platform !== 'linux') return
    const before = readdirSync('/proc/self/fd').length
    await closeInside()
    assert.is(readdirSync('/proc/self/fd').length, before)
  }))

test('time limits → the kernel ends the call with EAGAIN', () =>
  within(10_000, 'limits', () =>
    withHost(host, async (scope) => {
      const { client } = await connectedPair(scope, SMALL)
      client.setsockopt('receiveTimeout', 50)
      client.setsockopt('sendTimeout', 50)
      assert.is(await codeOf(() => client.recv(1)), 'EAGAIN')
      const taken = await client.send(pattern(1 << 20))
      assert.ok(taken > 0 && taken < 1 << 20, `${taken}`)
      await fill(scope, client)
      assert.is(await codeOf(() => client.send(pattern(1 << 20))), 'EAGAIN')
    }),
  ))

test('not waiting on a blocking socket → EAGAIN, no thread used', () =>
  within(10_000, 'dontWait', () =>
    withHost(host, async (scope) => {
      const { client, server } = await connectedPair(scope)
      assert.is(await codeOf(() => client.recv(1, { dontWait: true })), 'EAGAIN')
      await sendAll(server, bytes('x'))
      const [ready] = await scope.poll([{ socket: client, readable: true }])
      assert.ok(ready?.readable)
      assert.is(text(await client.recv(1, { dontWait: true })), 'x')
    }),
  ))

test('more blocking calls than threads → EAGAIN naming UV_THREADPOOL_SIZE; with more threads they all block', () =>
  within(20_000, 'threads', async () => {
    const program = `
const host = systemHost({ blocking: true })
const { client } = await library.connectedPair(host)
const codes = Array.from({ length: 5 }, () => client.recv(1).then(() => 'end', (error) => [error.code, /UV_THREADPOOL_SIZE/.test(error.message)].join(' ')))
await host.sleep(50)
client.shutdown('both')
console.log((await Promise.all(codes)).join(', '))`
    const few = await child(program, [], { UV_THREADPOOL_SIZE: '4' }).ended
    assert.is(few.output, 'end, end, end, EAGAIN true, EAGAIN true\n')
    const many = await child(program, [], { UV_THREADPOOL_SIZE: '6' }).ended
    assert.is(many.output, 'end, end, end, end, end\n')
  }))

test.run()
