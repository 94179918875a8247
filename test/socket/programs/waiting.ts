import * as assert from 'uvu/assert'
import {
  AbortError,
  chunks,
  connections,
  duplex,
  type Host,
  readHttpResponse,
  recvAll,
  recvFrame,
  recvToEnd,
  sendAll,
  socketFile,
  type WaitOptions,
} from '../../../lib/socket/index.ts'
import { bytes, codeOf, connection, fill, listening, programs, SMALL, text, until } from './program.ts'

export const waiting = programs({
  'poll, nothing asked for is there → empty after the limit': async (ends) => {
    const { near } = await connection(ends)
    const before = ends.client.now()
    assert.equal(await ends.client.poll([{ socket: near, readable: true }], 20), [])
    assert.ok(ends.client.now() - before >= 19)
  },

  'poll with a limit of 0 → looks and returns': async (ends) => {
    const { near } = await connection(ends)
    assert.equal(await ends.client.poll([{ socket: near, readable: true }], 0), [])
  },

  'poll, room in the buffer → writable at once, not readable': async (ends) => {
    const { near } = await connection(ends)
    const [result, ...others] = await ends.client.poll([{ socket: near, readable: true, writable: true }])
    assert.equal(others, [])
    assert.is(result?.socket, near)
    assert.equal(
      { ...result, socket: undefined },
      { socket: undefined, readable: false, writable: true, failed: false },
    )
  },

  'poll over two sockets → names the one that has something': async (ends) => {
    const one = await connection(ends)
    const two = await connection(ends)
    const polling = ends.server.poll([
      { socket: one.far, readable: true },
      { socket: two.far, readable: true },
    ])
    await sendAll(two.near, bytes('x'))
    const ready = await polling
    assert.equal(
      ready.map(({ socket }) => socket === two.far),
      [true],
    )
    assert.ok(ready[0]?.readable)
  },

  'poll on a listener → readable when a connection waits': async (ends) => {
    const listener = listening(ends.server)
    const polling = ends.server.poll([{ socket: listener, readable: true }])
    await ends.client.socket().connect(listener.getsockname())
    assert.ok((await polling)[0]?.readable)
    await listener.accept()
    assert.equal(await ends.server.poll([{ socket: listener, readable: true }], 0), [])
  },

  'poll, buffers full → writable only after the peer has read': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    await fill(ends.client, near)
    assert.equal(await ends.client.poll([{ socket: near, writable: true }], 20), [])
    let writable = false
    const polling = ends.client.poll([{ socket: near, writable: true }]).then(([result]) => {
      writable = result?.writable ?? false
    })
    while (!writable) {
      await codeOf(() => far.recv(4096, { dontWait: true }))
      await ends.server.sleep(1)
    }
    await polling
  },

  'poll, the peer has ended its direction → readable, and recv is empty': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('write')
    const [result] = await ends.server.poll([{ socket: far, readable: true }])
    assert.ok(result?.readable)
    assert.not(result?.failed)
    assert.is((await far.recv(1)).length, 0)
  },

  'poll, the peer has reset → failed': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('linger', 0)
    near.close()
    const [result] = await ends.server.poll([{ socket: far }])
    assert.ok(result?.failed)
  },

  'poll of nothing → waits for the limit; without one EINVAL': async ({ client }) => {
    const before = client.now()
    assert.equal(await client.poll([], 10), [])
    assert.ok(client.now() - before >= 9)
    assert.is(await codeOf(() => client.poll([])), 'EINVAL')
  },

  'two recvs wait on one socket → each gets its share, none is lost': async (ends) => {
    const { near, far } = await connection(ends)
    const both = [far.recv(1), far.recv(1)]
    await sendAll(near, bytes('ab'))
    assert.equal((await Promise.all(both)).map(text).sort(), ['a', 'b'])
  },

  'recv and send wait on one socket → each is woken by its own cause': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    await fill(ends.client, near)
    let sent = false
    const sending = sendAll(near, bytes('y'.repeat(50_000))).then(() => {
      sent = true
    })
    const receiving = near.recv(5)
    await sendAll(far, bytes('hello'))
    assert.is(text(await receiving), 'hello')
    assert.not(sent)
    while (!sent) await far.recv(65536)
    await sending
  },

  'sleep → at least so many milliseconds pass': async ({ client }) => {
    const before = client.now()
    await client.sleep(15)
    assert.ok(client.now() - before >= 14)
  },

  'a limit of more than 2^31 ms, the most that a timer takes → sleep and poll wait all the same': async (ends) => {
    const { near } = await connection(ends)
    const { client } = ends
    const long = 2 ** 31 + 1000
    const request = [{ socket: near, readable: true }]
    assert.is(await abortedWhileWaiting(client, (options) => client.sleep(long, options)), 'ABORT_ERR')
    assert.is(await abortedWhileWaiting(client, (options) => client.poll(request, long, options)), 'ABORT_ERR')
  },

  'the signal aborted before the call → AbortError, nothing done': async (ends) => {
    const { listener, near, far } = await connection(ends)
    await sendAll(near, bytes('kept'))
    await until(ends.server, 'it has come', () => far.queued().in === 4)
    const options = aborted()
    for (const call of [
      () => far.recv(4, options),
      () => far.send(bytes('x'), options),
      () => listener.accept(options),
      () => ends.client.socket().connect(listener.getsockname(), options),
      () => ends.client.poll([{ socket: far, readable: true }], undefined, options),
      () => ends.client.sleep(1000, options),
    ]) {
      assert.is(await codeOf(call), 'ABORT_ERR', String(call))
    }
    assert.is(text(await far.recv(100)), 'kept')
    assert.is(near.queued().in, 0)
  },

  'the signal aborted while recv waits → AbortError with its reason; the connection goes on': async (ends) => {
    const { near, far } = await connection(ends)
    const controller = new AbortController()
    const receiving = far.recv(4, { signal: controller.signal })
    await ends.server.sleep(5)
    controller.abort('enough')
    try {
      await receiving
      assert.unreachable()
    } catch (error) {
      assert.instance(error, AbortError)
      assert.is((error as AbortError).name, 'AbortError')
      assert.is((error as AbortError).cause, 'enough')
    }
    await sendAll(near, bytes('on'))
    assert.is(text(await far.recv(2)), 'on')
  },

  'the signal aborted while recv waits for all → what had come is returned': async (ends) => {
    const { near, far } = await connection(ends)
    const controller = new AbortController()
    const receiving = far.recv(100, { signal: controller.signal, waitAll: true })
    await sendAll(near, bytes('part'))
    await until(ends.server, 'it was read', () => far.queued().in === 0 && near.queued().out === 0)
    controller.abort()
    assert.is(text(await receiving), 'part')
  },

  'the signal aborted while accept, send, poll and sleep wait → AbortError each': async (ends) => {
    const { near } = await connection(ends, SMALL)
    const listener = listening(ends.server)
    await fill(ends.client, near)
    const { server, client } = ends
    assert.is(await abortedWhileWaiting(server, (options) => listener.accept(options)), 'ABORT_ERR')
    assert.is(await abortedWhileWaiting(client, (options) => near.send(new Uint8Array(100_000), options)), 'ABORT_ERR')
    assert.is(await abortedWhileWaiting(client, (options) => near.recv(1, options)), 'ABORT_ERR')
    assert.is(await abortedWhileWaiting(client, (options) => client.sleep(10_000, options)), 'ABORT_ERR')
    const request = [{ socket: near, readable: true }]
    assert.is(await abortedWhileWaiting(client, (options) => client.poll(request, undefined, options)), 'ABORT_ERR')
  },

  'the signal aborted while a helper waits → AbortError each, and the connection goes on': async (ends) => {
    const { near, far } = await connection(ends)
    const listener = listening(ends.server)
    const waits: ((options: WaitOptions) => Promise<unknown>)[] = [
      (options) => recvAll(near, 10, options),
      (options) => recvToEnd(near, options),
      (options) => recvFrame(near, options),
      (options) => readHttpResponse(near, options),
      (options) => socketFile(near, options).readLine(),
      (options) => connections(listener, options).next(),
      (options) => chunks(near, options).next(),
      (options) => duplex(near, new Uint8Array(0), { keepOpen: true, receive: () => {}, ...options }),
    ]
    for (const [index, wait] of waits.entries()) {
      assert.is(await abortedWhileWaiting(ends.client, wait), 'ABORT_ERR', `${index}`)
    }
    await sendAll(far, bytes('on'))
    assert.is(text(await recvAll(near, 2)), 'on')
  },

  'the signal aborted while connect waits → AbortError': async (ends) => {
    const listener = listening(ends.server, 0)
    await ends.client.socket().connect(listener.getsockname())
    await until(ends.client, 'the queue is full', () => listener.queued().in === 1)
    const late = ends.client.socket()
    const address = listener.getsockname()
    assert.is(await abortedWhileWaiting(ends.client, (options) => late.connect(address, options)), 'ABORT_ERR')
  },

  'a task that never waits → leaves the others their turn': async (ends) => {
    const { near, far } = await connection(ends)
    let over = false
    const other = ends.client.sleep(10).then(() => {
      over = true
    })
    while (!over) {
      await near.send(bytes('x'))
      await far.recv(1)
    }
    await other
  },
})

function aborted(): WaitOptions {
  const controller = new AbortController()
  controller.abort()
  return { signal: controller.signal }
}

async function abortedWhileWaiting(host: Host, call: (options: WaitOptions) => Promise<unknown>): Promise<string> {
  const controller = new AbortController()
  const code = codeOf(() => call({ signal: controller.signal }))
  await host.sleep(5)
  controller.abort()
  return code
}
