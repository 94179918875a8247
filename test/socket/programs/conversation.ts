import * as assert from 'uvu/assert'
import { recvAll, type Socket, sendAll } from '../../../lib/socket/index.ts'
import { bytes, codeOf, connection, listening, programs, text, until } from './program.ts'

export const conversation = programs({
  'sixteen octets and an answer → both ends read what was sent, then the end': async (ends) => {
    const listener = listening(ends.server, 1)
    const serving = (async () => {
      const far = await listener.accept()
      assert.is(text(await recvAll(far, 16)), 'Hi there, server')
      await sendAll(far, bytes('Farewell, client'))
      far.close()
    })()
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    await sendAll(near, bytes('Hi there, server'))
    assert.is(text(await recvAll(near, 16)), 'Farewell, client')
    assert.is((await near.recv(16)).length, 0)
    await serving
  },

  'accept → a new socket on the same port; the listener stays what it was': async (ends) => {
    const { listener, far } = await connection(ends)
    const address = listener.getsockname()
    assert.equal(far.getsockname(), address)
    far.close()
    assert.equal(listener.getsockname(), address)
    assert.is(await codeOf(() => listener.getpeername()), 'ENOTCONN')
    const second = ends.client.socket()
    await second.connect(address)
    await listener.accept()
  },

  'a connection → the addresses of one end are those of the other, crossed': async (ends) => {
    const { near, far } = await connection(ends)
    assert.equal(near.getsockname(), far.getpeername())
    assert.equal(far.getsockname(), near.getpeername())
  },

  'three conversations through one port → each reads its own': async (ends) => {
    const listener = listening(ends.server)
    const nears: Socket[] = []
    const fars: Socket[] = []
    for (let index = 0; index < 3; index++) {
      const near = ends.client.socket()
      await near.connect(listener.getsockname())
      nears.push(near)
      fars.push(await listener.accept())
    }
    for (const [index, far] of fars.entries()) await sendAll(far, bytes(`for ${index}`))
    for (const [index, near] of nears.entries()) assert.is(text(await recvAll(near, 5)), `for ${index}`)
    assert.is(new Set(nears.map((near) => near.getsockname().port)).size, 3)
    assert.is(new Set(fars.map((far) => far.getsockname().port)).size, 1)
  },

  'bind to port 0 → a free port, another each time': async ({ server }) => {
    const [one, two] = [listening(server), listening(server)]
    assert.ok(one.getsockname().port > 0)
    assert.is.not(one.getsockname().port, two.getsockname().port)
  },

  'a client bound to a port of its own → the server sees that port': async (ends) => {
    const listener = listening(ends.server)
    const near = ends.client.socket()
    near.bind({ address: ends.client.address, port: 0 })
    const { port } = near.getsockname()
    await near.connect(listener.getsockname())
    const far = await listener.accept()
    assert.is(far.getpeername().port, port)
  },

  'a listener on every address → the accepted socket has the address that the client named': async (ends) => {
    const listener = ends.server.socket()
    const every = ends.server.address.includes(':') ? '::' : '0.0.0.0'
    listener.bind({ address: every, port: 0 })
    listener.listen(1)
    const near = ends.client.socket()
    await near.connect({ address: ends.server.address, port: listener.getsockname().port })
    assert.is(listener.getsockname().address, every)
    assert.is((await listener.accept()).getsockname().address, ends.server.address)
  },

  'nobody has called accept → connect succeeds all the same, and what was sent waits': async (ends) => {
    const listener = listening(ends.server)
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    await sendAll(near, bytes('early'))
    near.shutdown('write')
    await until(ends.client, 'the listener counts one connection', () => listener.queued().in === 1)
    const far = await listener.accept()
    assert.is(listener.queued().in, 0)
    assert.is(text(await recvAll(far, 5)), 'early')
    assert.is((await far.recv(1)).length, 0)
  },

  'two connections in the accept queue → accepted in the order in which they came': async (ends) => {
    const listener = listening(ends.server)
    const nears = [ends.client.socket(), ends.client.socket()]
    for (const near of nears) await near.connect(listener.getsockname())
    for (const near of nears) {
      assert.equal((await listener.accept()).getpeername(), near.getsockname())
    }
  },

  'accept called first → it waits for the connection': async (ends) => {
    const listener = listening(ends.server)
    const accepting = listener.accept()
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    assert.equal((await accepting).getpeername(), near.getsockname())
  },

  'the accept queue full → one more connect does not finish': async (ends) => {
    const listener = listening(ends.server, 1)
    const nears: Socket[] = []
    // Linux admits one more than the backlog says.
    for (let index = 0; index < 2; index++) {
      const near = ends.client.socket()
      await near.connect(listener.getsockname())
      nears.push(near)
    }
    await until(ends.client, 'two connections wait', () => listener.queued().in === 2)
    const late = ends.client.socket()
    late.setsockopt('sendTimeout', 100)
    assert.is(await codeOf(() => late.connect(listener.getsockname())), 'EINPROGRESS')
    assert.is(late.getsockopt('tcpInfo').state, 'SYN-SENT')
    assert.is(listener.queued().in, 2)
  },

  'the listener closes with a connection in its queue → the client is reset': async (ends) => {
    const listener = listening(ends.server)
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    listener.close()
    assert.is(await codeOf(() => near.recv(1)), 'ECONNRESET')
  },

  'the listener closes → the connections accepted before go on': async (ends) => {
    const { listener, near, far } = await connection(ends)
    listener.close()
    await sendAll(near, bytes('still here'))
    assert.is(text(await recvAll(far, 10)), 'still here')
  },
})
