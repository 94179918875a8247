import * as assert from 'uvu/assert'
import {
  chunks,
  connectedPair,
  readHttpResponse,
  recvAll,
  recvFrame,
  recvToEnd,
  type Socket,
  type SocketOptions,
  serve,
  socketFile,
} from '../../../lib/socket/index.ts'
import { codeOf, connection, failureOf, listening, programs } from './program.ts'

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
      cork: true,
      notSentLowat: 16_384,
      fastOpen: true,
      keepAlive: true,
      keepAliveIdle: 7,
      keepAliveInterval: 2,
      keepAliveProbes: 4,
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

  'a user timeout → none at first; set, read back; 0 → none again': async ({ client }) => {
    if (process.platform !== 'linux') return
    const socket = client.socket()
    assert.is(socket.getsockopt('userTimeout'), 0)
    socket.setsockopt('userTimeout', 1500)
    assert.is(socket.getsockopt('userTimeout'), 1500)
    socket.setsockopt('userTimeout', 0)
    assert.is(socket.getsockopt('userTimeout'), 0)
  },

  'corked: three small writes → wait; uncorked, they come as one': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('cork', true)
    for (let i = 0; i < 3; i++) await near.send(new Uint8Array(10).fill(i))
    near.setsockopt('cork', false)
    assert.is((await far.recv(100)).length, 30)
  },

  'corked for good: a small write → comes all the same; what fills segments, and a FIN, do not wait': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('cork', true)
    await near.send(new Uint8Array(10))
    assert.is((await recvAll(far, 10)).length, 10)
    await near.send(new Uint8Array(20))
    near.shutdown('write')
    assert.is((await recvToEnd(far)).length, 20)
  },

  'Fast Open at both ends, three times → the same bytes come and go; once connected, it is too late to choose it':
    async (ends) => {
      if (process.platform !== 'linux') return
      const listener = listening(ends.server)
      listener.setsockopt('fastOpen', true)
      for (let round = 0; round < 3; round++) {
        const near = ends.client.socket()
        near.setsockopt('fastOpen', true)
        await near.connect(listener.getsockname())
        await near.send(new Uint8Array(100).fill(round))
        const far = await listener.accept()
        assert.equal(await recvAll(far, 100), new Uint8Array(100).fill(round))
        await far.send(new Uint8Array(50))
        far.shutdown('write')
        assert.is((await recvToEnd(near)).length, 50)
        assert.is(await codeOf(() => near.setsockopt('fastOpen', true)), 'EINVAL')
        for (const socket of [near, far]) socket.close()
      }
    },

  'so much may wait unsent → what nobody reads fills no send buffer; once it is read, more is taken': async (ends) => {
    const most = async (lowat: number): Promise<[number, Socket, Socket]> => {
      const { near, far } = await connection(ends)
      near.setsockopt('notSentLowat', lowat)
      let taken = 0
      for (;;) {
        const code = await codeOf(async () => {
          taken += await near.send(new Uint8Array(4_096), { dontWait: true })
        })
        if (code === 'none') continue
        assert.is(code, 'EAGAIN')
        const ready = await ends.client.poll([{ socket: near, writable: true }], 200)
        if (ready.length === 0) return [taken, near, far]
      }
    }
    const [limited, near, far] = await most(16_384)
    const [whole] = await most(0)
    assert.ok(limited + 16_384 < whole, `${limited} and ${whole}`)
    await recvAll(far, limited)
    await ends.client.poll([{ socket: near, writable: true }])
    assert.ok((await near.send(new Uint8Array(100), { dontWait: true })) > 0)
  },

  'options of keep-alive on a connection → read back, the others as they were': async (ends) => {
    const { near } = await connection(ends)
    near.setsockopt('keepAlive', true)
    near.setsockopt('keepAliveIdle', 1)
    near.setsockopt('keepAliveProbes', 2)
    assert.equal(
      [near.getsockopt('keepAliveIdle'), near.getsockopt('keepAliveInterval'), near.getsockopt('keepAliveProbes')],
      [1, 75, 2],
    )
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
      () => socket.setsockopt('noDelay', 1 as never),
      () => socket.setsockopt('keepAlive', 'on' as never),
      () => socket.setsockopt('keepAliveIdle', 0),
      () => socket.setsockopt('keepAliveInterval', 32_768),
      () => socket.setsockopt('keepAliveProbes', 128),
      () => socket.setsockopt('userTimeout', -1),
      () => socket.setsockopt('cork', 1 as never),
      () => socket.setsockopt('notSentLowat', -1),
      () => socket.setsockopt('fastOpen', 2 as never),
      () => socket.setsockopt('reuseAddress', undefined as never),
    ]) {
      assert.is(await codeOf(call), 'EINVAL', String(call))
    }
    assert.is(socket.getsockopt('receiveTimeout'), 0)
  },

  'an option that there is not → ENOPROTOOPT that names those that there are': async ({ client }) => {
    const socket = client.socket()
    for (const call of [
      () => socket.setsockopt('nodelay' as never, true as never),
      () => socket.getsockopt('nodelay' as never),
    ]) {
      const error = await failureOf(call)
      assert.is(error.code, 'ENOPROTOOPT')
      assert.match(error.message, /"nodelay" is not known .*Did you mean noDelay\? There are: reuseAddress/)
    }
    assert.is((await failureOf(() => socket.setsockopt('error' as never, 'x' as never))).code, 'ENOPROTOOPT')
  },

  'an option of a call that there is not, or bytes that are none → refused, nothing done': async (ends) => {
    const { near, far } = await connection(ends)
    for (const [call, code, says] of [
      [() => near.recv(1, { dontwait: true } as never), 'EINVAL', /"dontwait" is not known.*mean dontWait/],
      [() => near.send(new Uint8Array(1), { waitAll: true } as never), 'EINVAL', /"waitAll" is not known/],
      [() => near.send('text' as never), 'EFAULT', /Uint8Array/],
      [() => near.shutdown('wirte' as never), 'EINVAL', /"wirte" is not known.*Did you mean write/],
      [() => ends.client.sleep(Number.NaN), 'EINVAL', /NaN is no time/],
      [() => ends.client.poll([{ socket: near, readable: true }], Number.NaN), 'EINVAL', /NaN is no time/],
    ] as const) {
      const error = await failureOf(call)
      assert.is(error.code, code)
      assert.match(error.message, says)
    }
    assert.is(await near.send(new Uint8Array([7])), 1)
    assert.equal([...(await far.recv(9))], [7])
  },

  'a helper given what cannot be → RangeError that names it': async (ends) => {
    const { near } = await connection(ends)
    const listener = listening(ends.server)
    const calls: readonly (readonly [call: () => unknown, says: string])[] = [
      [() => recvAll(near, -1), 'recvAll: the length is -1'],
      [() => recvToEnd(near, { limit: Number.NaN }), 'recvToEnd: limit is NaN'],
      [() => chunks(near, { max: 0 }).next(), 'chunks: max is 0'],
      [() => recvFrame(near, { limit: -1 }), 'recvFrame: limit is -1'],
      [() => serve(ends.server, listener, async () => {}, { atOnce: 0 }), 'serve: atOnce is 0'],
      [() => serve(ends.server, listener, async () => {}, { atonce: 1 } as never), 'serve: "atonce" is not known'],
      [() => connectedPair(ends.client, { sendbuffer: 1 } as never), 'connectedPair: "sendbuffer" is not known'],
      [() => readHttpResponse(near, { limit: -1 }), 'readHttpResponse: limit is -1'],
      [() => socketFile(near, { buffer: -1 }), 'socketFile: buffer is -1'],
      [() => socketFile(near, { encoding: 'utf-99' }), 'socketFile: encoding is "utf-99"'],
    ]
    for (const [call, says] of calls) {
      try {
        await call()
        assert.unreachable(says)
      } catch (error) {
        assert.instance(error, RangeError)
        assert.is((error as Error).message.slice(0, says.length), says)
      }
    }
  },

  'congestion control → Reno can be chosen; one that does not exist fails': async ({ client }) => {
    const socket = client.socket()
    socket.setsockopt('congestion', 'reno')
    assert.is(socket.getsockopt('congestion'), 'reno')
    const error = await failureOf(() => socket.setsockopt('congestion', 'remo'))
    assert.is(error.code, 'ENOENT')
    assert.match(error.message, /"remo" is not known .*Did you mean reno\? There are: .*cubic/)
  },

  'an accepted socket → has the listener\u2019s options': async ({ server, client }) => {
    const listener = listening(server)
    listener.setsockopt('noDelay', true)
    listener.setsockopt('keepAlive', true)
    listener.setsockopt('keepAliveIdle', 9)
    const near = client.socket()
    await near.connect(listener.getsockname())
    const far = await listener.accept()
    assert.is(far.getsockopt('noDelay'), true)
    assert.is(far.getsockopt('keepAlive'), true)
    assert.is(far.getsockopt('keepAliveIdle'), 9)
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
