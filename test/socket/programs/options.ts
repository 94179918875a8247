import * as assert from 'uvu/assert'
import type { SocketOptions } from '../../../lib/socket/index.ts'
import { codeOf, connection, listening, programs } from './program.ts'

export const options = programs({
  'a fresh socket → the options as they come': async ({ client }) => {
    const socket = client.socket()
    assert.is(socket.getsockopt('reuseAddress'), false)
    assert.is(socket.getsockopt('noDelay'), false)
    assert.is(socket.getsockopt('keepAlive'), false)
    assert.is(socket.getsockopt('linger'), undefined)
    assert.is(socket.getsockopt('sendTimeout'), 0)
    assert.is(socket.getsockopt('receiveTimeout'), 0)
    assert.is(socket.getsockopt('error'), undefined)
    assert.ok(socket.getsockopt('sendBuffer') > 0)
    assert.ok(socket.getsockopt('receiveBuffer') > 0)
    assert.match(socket.getsockopt('congestion'), /^[a-z]+/)
  },

  'an option set → read back': async ({ client }) => {
    const socket = client.socket()
    const values: Partial<SocketOptions> = {
      reuseAddress: true,
      noDelay: true,
      keepAlive: true,
      linger: 3,
      sendTimeout: 1234,
      receiveTimeout: 50,
    }
    for (const [name, value] of Object.entries(values)) {
      socket.setsockopt(name as keyof SocketOptions, value as never)
      assert.equal(socket.getsockopt(name as keyof SocketOptions), value, name)
    }
    socket.setsockopt('linger', 0)
    assert.is(socket.getsockopt('linger'), 0)
    socket.setsockopt('linger', undefined)
    assert.is(socket.getsockopt('linger'), undefined)
    socket.setsockopt('noDelay', false)
    assert.is(socket.getsockopt('noDelay'), false)
  },

  'a buffer size → at least what was asked for; Linux doubles it': async ({ client }) => {
    const socket = client.socket()
    socket.setsockopt('sendBuffer', 20_000)
    socket.setsockopt('receiveBuffer', 20_000)
    assert.ok(socket.getsockopt('sendBuffer') >= 20_000)
    assert.ok(socket.getsockopt('receiveBuffer') >= 20_000)
  },

  'a value out of range → EINVAL, nothing changed': async ({ client }) => {
    const socket = client.socket()
    for (const call of [
      () => socket.setsockopt('linger', -1),
      () => socket.setsockopt('sendBuffer', -1),
      () => socket.setsockopt('receiveBuffer', 1.5),
      () => socket.setsockopt('sendTimeout', -1),
      () => socket.setsockopt('receiveTimeout', Number.NaN),
    ]) {
      assert.is(await codeOf(call), 'EINVAL', String(call))
    }
    assert.is(socket.getsockopt('receiveTimeout'), 0)
  },

  'congestion control → Reno can be chosen; one that does not exist fails': async ({ client }) => {
    const socket = client.socket()
    socket.setsockopt('congestion', 'reno')
    assert.is(socket.getsockopt('congestion'), 'reno')
    assert.is(await codeOf(() => socket.setsockopt('congestion', 'nosuch')), 'ENOENT')
  },

  'an accepted socket → has the listener\u2019s options': async ({ server, client }) => {
    const listener = listening(server)
    listener.setsockopt('noDelay', true)
    listener.setsockopt('keepAlive', true)
    const near = client.socket()
    await near.connect(listener.getsockname())
    const far = await listener.accept()
    assert.is(far.getsockopt('noDelay'), true)
    assert.is(far.getsockopt('keepAlive'), true)
    assert.is(near.getsockopt('noDelay'), false)
  },

  'what the stack knows of a connection → its state and numbers that make sense': async (ends) => {
    const { listener, near } = await connection(ends)
    assert.is(listener.getsockopt('tcpInfo').state, 'LISTEN')
    const info = near.getsockopt('tcpInfo')
    assert.is(info.state, 'ESTABLISHED')
    assert.ok(info.mss >= 536 && info.mss <= 65535, `mss ${info.mss}`)
    assert.ok(info.cwnd >= 1 && info.ssthresh >= 1)
    assert.ok(info.rto >= info.rtt && info.rtt >= 0, `rto ${info.rto}, rtt ${info.rtt}`)
  },

  'one end shuts down → FIN-WAIT-2 here, CLOSE-WAIT there': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('write')
    await far.recv(1)
    assert.is(far.getsockopt('tcpInfo').state, 'CLOSE-WAIT')
    while (near.getsockopt('tcpInfo').state === 'FIN-WAIT-1') await ends.client.sleep(1)
    assert.is(near.getsockopt('tcpInfo').state, 'FIN-WAIT-2')
  },

  'a socket\u2019s name → says both ends': async (ends) => {
    const { listener, near } = await connection(ends)
    const port = listener.getsockname().port
    assert.ok(near.name.includes(`${near.getsockname().port} → `))
    assert.ok(near.name.includes(`:${port}`))
    assert.match(near.name, /^socket /)
    assert.ok(listener.name.includes(`:${port}`))
  },
})
