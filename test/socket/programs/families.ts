import * as assert from 'uvu/assert'
import { nameOf } from '../../../lib/socket/index.ts'
import { codeOf, listening, programs } from './program.ts'

/** Of a machine that has IPv4 and IPv6, whichever its programs go by. */
export const families = programs({
  'a listener on :: → takes a connection of either family, by the address that the client named': async (ends) => {
    const listener = ends.server.socket()
    listener.setsockopt('reuseAddress', true)
    listener.bind({ address: '::', port: 0 })
    listener.listen(1)
    assert.is(listener.getsockopt('reuseAddress'), true)
    const { address, port } = listener.getsockname()
    assert.is(address, '::')
    const near = ends.client.socket()
    await near.connect({ address: ends.server.address, port })
    const far = await listener.accept()
    assert.equal(far.getsockname(), { address: ends.server.address, port })
    assert.equal(far.getpeername(), near.getsockname())
    await far.send(Uint8Array.of(7))
    assert.equal([...(await near.recv(1))], [7])
  },

  'a duplicate made before the bind → has the same IPv6 name': async ({ server }) => {
    const listener = server.socket()
    const other = listener.dup()
    listener.bind({ address: '::1', port: 0 })
    other.listen(1)
    assert.equal(other.getsockname(), listener.getsockname())
    listener.close()
    const near = server.socket()
    await near.connect(other.getsockname())
    const far = await other.accept()
    assert.is(far.getsockname().address, '::1')
    assert.is(nameOf(near.getpeername()), `[::1]:${near.getpeername().port}`)
  },

  'a name of one family → none of the other: EAFNOSUPPORT of IPv4, ENETUNREACH of IPv6': async ({ server }) => {
    const four = server.socket()
    four.bind({ address: '127.0.0.1', port: 0 })
    assert.is(await codeOf(() => four.connect({ address: '::1', port: 9 })), 'EAFNOSUPPORT')
    const six = server.socket()
    six.bind({ address: '::1', port: 0 })
    assert.is(await codeOf(() => six.connect({ address: '127.0.0.1', port: 9 })), 'ENETUNREACH')
  },

  'listeners on :: and on 0.0.0.0, one port → EADDRINUSE': async ({ server }) => {
    const listener = server.socket()
    listener.bind({ address: '::', port: 0 })
    listener.listen(1)
    const { port } = listener.getsockname()
    assert.is(await codeOf(() => server.socket().bind({ address: '0.0.0.0', port })), 'EADDRINUSE')
  },

  'an IPv4 address written as one of IPv6 → is the IPv4 address': async (ends) => {
    const listener = ends.server.socket()
    listener.bind({ address: '::ffff:127.0.0.1', port: 0 })
    assert.is(listener.getsockname().address, '127.0.0.1')
  },

  'what is no IPv6 address → EINVAL': async ({ server }) => {
    for (const address of ['::g', 'fe80::1%lo', '[::1]', '1:2'])
      assert.is(await codeOf(() => server.socket().bind({ address, port: 0 })), 'EINVAL', address)
  },

  'connect to :: → this machine': async ({ server }) => {
    const listener = server.socket()
    listener.bind({ address: '::1', port: 0 })
    listener.listen(1)
    const near = server.socket()
    await near.connect({ address: '::', port: listener.getsockname().port })
    assert.is(near.getpeername().address, '::1')
  },

  'a connection refused over IPv6 → ECONNREFUSED, and the socket may try again': async (ends) => {
    const listener = listening(ends.server)
    const closed = ends.server.socket()
    closed.bind({ address: '::1', port: 0 })
    const near = ends.server.socket()
    assert.is(await codeOf(() => near.connect(closed.getsockname())), 'ECONNREFUSED')
    assert.ok(listener)
  },
})
