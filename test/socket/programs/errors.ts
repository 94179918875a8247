import * as assert from 'uvu/assert'
import { nameOf, SocketError, sendAll } from '../../../lib/socket/index.ts'
import { bytes, codeOf, connection, fill, listening, programs, SMALL, text, until } from './program.ts'

export const errors = programs({
  'nothing listens → ECONNREFUSED, in a sentence that names the address and a remedy': async ({ server, client }) => {
    const listener = listening(server)
    const address = listener.getsockname()
    listener.close()
    const near = client.socket()
    try {
      await near.connect(address)
      assert.unreachable()
    } catch (error) {
      assert.instance(error, SocketError)
      assert.is((error as SocketError).code, 'ECONNREFUSED')
      assert.is((error as SocketError).call, 'connect')
      const { message } = error as SocketError
      assert.ok(message.includes(`: connect to ${nameOf(address)} failed`), message)
      assert.ok(message.includes(`(${nameOf({ address: client.address, port: 0 }).slice(0, -1)}`), message)
      assert.match((error as SocketError).message, /Start the server first/)
    }
  },

  'refused → nothing waits, and the same socket connects where somebody listens': async ({ server, client }) => {
    const near = client.socket()
    const unheard = server.socket()
    unheard.bind({ address: server.address, port: 0 })
    assert.is(await codeOf(() => near.connect(unheard.getsockname())), 'ECONNREFUSED')
    const [result] = await client.poll([{ socket: near, readable: true, writable: true }], 0)
    assert.equal([result?.readable, result?.writable, result?.failed], [false, true, true])
    assert.is(near.getsockopt('error'), undefined)
    assert.is(await codeOf(() => near.recv(1)), 'ENOTCONN')
    assert.is(await codeOf(() => near.send(bytes('x'))), 'EPIPE')
    assert.is(await codeOf(() => near.connect(unheard.getsockname())), 'ECONNREFUSED')
    unheard.listen(1)
    await near.connect(unheard.getsockname())
    await unheard.accept()
  },

  'port 0 → ECONNREFUSED; a broadcast or multicast address → ENETUNREACH': async ({ server, client }) => {
    const { address } = server
    assert.is(await codeOf(() => client.socket().connect({ address, port: 0 })), 'ECONNREFUSED')
    for (const group of ['255.255.255.255', '127.255.255.255', '224.0.0.1']) {
      assert.is(await codeOf(() => client.socket().connect({ address: group, port: 9 })), 'ENETUNREACH', group)
    }
  },

  'a connect given up, then asked again → what has come of it, once': async ({ server, client }) => {
    const listener = listening(server)
    const near = client.socket()
    const controller = new AbortController()
    const connecting = codeOf(() => near.connect(listener.getsockname(), { signal: controller.signal }))
    controller.abort()
    assert.is(await connecting, 'ABORT_ERR')
    await listener.accept()
    await until(client, 'it is there', () => near.getsockopt('tcpInfo').state === 'ESTABLISHED')
    assert.is(await codeOf(() => near.connect(listener.getsockname())), 'none')
    assert.is(await codeOf(() => near.connect(listener.getsockname())), 'EISCONN')
  },

  'shut down while it connects → the connect fails with ECONNRESET': async ({ server, client }) => {
    const listener = listening(server, 0)
    await client.socket().connect(listener.getsockname())
    await until(client, 'the queue is full', () => listener.queued().in === 1)
    const late = client.socket()
    const connecting = codeOf(() => late.connect(listener.getsockname()))
    await client.sleep(5)
    late.shutdown('write')
    assert.is(await connecting, 'ECONNRESET')
    assert.is(late.getsockopt('tcpInfo').state, 'CLOSED')
  },

  'a listener shut down for reading → whoever waits is reset, its name stays, and it can listen again': async (
    ends,
  ) => {
    const listener = listening(ends.server)
    const name = listener.getsockname()
    const near = ends.client.socket()
    await near.connect(name)
    listener.shutdown('read')
    assert.is(await codeOf(() => near.recv(1)), 'ECONNRESET')
    assert.is(listener.getsockname().address, name.address)
    assert.is(await codeOf(() => ends.client.socket().connect(name)), 'ECONNREFUSED')
    listener.listen(1)
    await ends.client.socket().connect(listener.getsockname())
    await listener.accept()
  },

  'a port on which another socket listens → EADDRINUSE': async ({ server }) => {
    const address = listening(server).getsockname()
    assert.is(await codeOf(() => server.socket().bind(address)), 'EADDRINUSE')
    const willing = server.socket()
    willing.setsockopt('reuseAddress', true)
    assert.is(await codeOf(() => willing.bind(address)), 'EADDRINUSE', 'reuseAddress is no licence to share')
  },

  'the server closes first, no listener sets reuseAddress → EADDRINUSE on restart': async (ends) => {
    assert.is(await restart(ends, { old: false, fresh: false, first: 'server' }), 'EADDRINUSE')
  },

  'the server closes first, only the new listener sets reuseAddress → still EADDRINUSE': async (ends) => {
    assert.is(await restart(ends, { old: false, fresh: true, first: 'server' }), 'EADDRINUSE')
  },

  'the server closes first, both listeners set reuseAddress → the restart succeeds': async (ends) => {
    assert.is(await restart(ends, { old: true, fresh: true, first: 'server' }), 'none')
  },

  'the client closes first → the restart succeeds without the option': async (ends) => {
    assert.is(await restart(ends, { old: false, fresh: false, first: 'client' }), 'none')
  },

  'an address that this host does not have → EADDRNOTAVAIL': async ({ server }) => {
    assert.is(await codeOf(() => server.socket().bind({ address: '192.0.2.1', port: 0 })), 'EADDRNOTAVAIL')
  },

  'what is no address → EINVAL': async ({ client }) => {
    for (const address of ['localhost', '1.2.3', '1.2.3.256', '', ':1', '1.2.3.4.5']) {
      assert.is(await codeOf(() => client.socket().connect({ address, port: 1 })), 'EINVAL', address)
      assert.is(await codeOf(() => client.socket().bind({ address, port: 0 })), 'EINVAL', address)
    }
  },

  'what is no port → EINVAL': async ({ client }) => {
    for (const port of [-1, 65536, 1.5, Number.NaN]) {
      assert.is(await codeOf(() => client.socket().connect({ address: client.address, port })), 'EINVAL', String(port))
    }
  },

  'bind twice → EINVAL': async ({ server }) => {
    const socket = listening(server)
    assert.is(await codeOf(() => socket.bind({ address: server.address, port: 0 })), 'EINVAL')
  },

  'a backlog that is no count → EINVAL': async ({ server }) => {
    for (const backlog of [-1, 0.5, Number.NaN]) {
      assert.is(await codeOf(() => server.socket().listen(backlog)), 'EINVAL', String(backlog))
    }
  },

  'accept without listen → EINVAL': async ({ server }) => {
    assert.is(await codeOf(() => server.socket().accept()), 'EINVAL')
  },

  'listen without bind → an ephemeral port': async ({ server }) => {
    const socket = server.socket()
    socket.listen(1)
    assert.ok(socket.getsockname().port > 0)
  },

  'connect on a connected socket → EISCONN': async (ends) => {
    const { listener, near } = await connection(ends)
    assert.is(await codeOf(() => near.connect(listener.getsockname())), 'EISCONN')
  },

  'never connected → no peer, nothing to read, nowhere to send, nothing to shut down': async ({ client }) => {
    const socket = client.socket()
    assert.equal(socket.getsockname(), { address: '0.0.0.0', port: 0 })
    assert.is(await codeOf(() => socket.getpeername()), 'ENOTCONN')
    assert.is(await codeOf(() => socket.recv(1)), 'ENOTCONN')
    assert.is(await codeOf(() => socket.send(bytes('x'))), 'EPIPE')
    assert.is(await codeOf(() => socket.shutdown('both')), 'ENOTCONN')
    assert.is(socket.getsockopt('tcpInfo').state, 'CLOSED')
  },

  'a listener → neither sends, receives nor connects': async ({ server }) => {
    const listener = listening(server)
    assert.is(await codeOf(() => listener.recv(1)), 'ENOTCONN')
    assert.is(await codeOf(() => listener.send(bytes('x'))), 'EPIPE')
    assert.is(await codeOf(() => listener.connect(listener.getsockname())), 'EISCONN')
  },

  'a time limit on recv → EAGAIN, and what comes later is read': async (ends) => {
    const { near, far } = await connection(ends)
    far.setsockopt('receiveTimeout', 20)
    const before = ends.server.now()
    assert.is(await codeOf(() => far.recv(1)), 'EAGAIN')
    assert.ok(ends.server.now() - before >= 19)
    await sendAll(near, bytes('late'))
    assert.is(text(await far.recv(4)), 'late')
  },

  'a time limit on recv, for all → what had come; the next one EAGAIN': async (ends) => {
    const { near, far } = await connection(ends)
    far.setsockopt('receiveTimeout', 50)
    await sendAll(near, bytes('part'))
    assert.is(text(await far.recv(10, { waitAll: true })), 'part')
    assert.is(await codeOf(() => far.recv(10, { waitAll: true })), 'EAGAIN')
  },

  'a time limit on send → EAGAIN while nothing fits': async (ends) => {
    const { near } = await connection(ends, SMALL)
    near.setsockopt('sendTimeout', 20)
    await fill(ends.client, near)
    assert.is(await codeOf(() => near.send(bytes('x'.repeat(100_000)))), 'EAGAIN')
  },

  'a time limit on accept → EAGAIN, and the next connection is accepted': async (ends) => {
    const listener = listening(ends.server)
    listener.setsockopt('receiveTimeout', 20)
    assert.is(await codeOf(() => listener.accept()), 'EAGAIN')
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    await listener.accept()
  },

  'an accepted socket → has the listener\u2019s time limits': async (ends) => {
    const listener = listening(ends.server)
    listener.setsockopt('receiveTimeout', 30)
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    const far = await listener.accept()
    assert.is(far.getsockopt('receiveTimeout'), 30)
    assert.is(await codeOf(() => far.recv(1)), 'EAGAIN')
  },

  'sendAll fails midway → the code, and how much was taken': async (ends) => {
    const { near } = await connection(ends, SMALL)
    near.setsockopt('sendTimeout', 20)
    try {
      await sendAll(near, new Uint8Array(1 << 20))
      assert.unreachable()
    } catch (error) {
      assert.is((error as SocketError).code, 'EAGAIN')
      const [, taken = ''] = /\((\d+) of 1048576 bytes were taken\)/.exec((error as Error).message) ?? []
      assert.ok(Number(taken) > 0)
      assert.instance((error as Error).cause, SocketError)
    }
  },
})

/** Serves one connection, ends it from one side, and binds the port anew. @returns the code of that bind */
async function restart(
  { server, client }: Parameters<(typeof errors)[number]['run']>[0],
  { old, fresh, first }: { old: boolean; fresh: boolean; first: 'server' | 'client' },
): Promise<string> {
  const listener = server.socket()
  listener.setsockopt('reuseAddress', old)
  listener.bind({ address: server.address, port: 0 })
  const address = listener.getsockname()
  listener.listen(1)
  const near = client.socket()
  await near.connect(address)
  const far = await listener.accept()
  const [one, other, host] = first === 'server' ? [far, near, client] : [near, far, server]
  const kept = one.dup()
  one.shutdown('write')
  await until(host, 'the end has come', () => other.getsockopt('tcpInfo').state === 'CLOSE-WAIT')
  other.close()
  // Until the other end's FIN is there this one is in FIN-WAIT-2, not yet in TIME-WAIT.
  await kept.recv(1)
  kept.close()
  one.close()
  listener.close()
  // Over a network with a delay the last ACK is still on its way, and LAST-ACK holds the port until it comes.
  await host.sleep(5)
  const again = server.socket()
  again.setsockopt('reuseAddress', fresh)
  const code = await codeOf(() => again.bind(address))
  again.close()
  return code
}
