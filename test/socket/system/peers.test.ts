import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recvToEnd, sendAll, serve, withHost } from '../../../lib/socket/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { within } from '../../helpers/within.ts'
import { listening, pattern } from '../programs/program.ts'

const test = suite("system: with Node's own sockets at the other end")

test('our server, their client → a megabyte comes back whole', () =>
  within(20_000, 'server', () =>
    withHost(systemHost(), async (host) => {
      const listener = listening(host)
      const serving = serve(
        host,
        listener,
        async (connection) => {
          await sendAll(connection, await recvToEnd(connection))
        },
        { connections: 1 },
      )
      const theirs = connect({ ...listener.getsockname(), host: host.address, allowHalfOpen: true })
      const megabyte = pattern(1 << 20)
      const received: Buffer[] = []
      theirs.on('data', (piece) => received.push(piece))
      theirs.end(megabyte)
      await once(theirs, 'close')
      assert.is(Buffer.compare(Buffer.concat(received), megabyte), 0)
      await serving
    }),
  ))

test('our client, their server → a megabyte comes back whole', () =>
  within(20_000, 'client', () =>
    withHost(systemHost(), async (host) => {
      const server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket))
      server.listen(0, host.address)
      await once(server, 'listening')
      try {
        const near = host.socket()
        await near.connect({ address: host.address, port: (server.address() as AddressInfo).port })
        const megabyte = pattern(1 << 20)
        const receiving = recvToEnd(near)
        await sendAll(near, megabyte)
        near.shutdown('write')
        assert.is(Buffer.compare(await receiving, megabyte), 0)
      } finally {
        server.close()
      }
    }),
  ))

test.run()
