import { test } from 'uvu'
import { inCapitals } from '../../../lib/concepts/capitals.ts'
import { chunks, duplex, recvToEnd, type Socket, sendAll } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

refuses('roomyClient', {
  nothing: [[], /left out finishes/],
  'only what fits one buffer': [[64], /left out finishes/],
  all: [[64, 128, 256, 512], /yours does not finish/],
  'a size of the reader’s own': [[64, 128, 256, 300], /300 was not asked about/],
})
accepts('roomyClient', 'what the four buffers hold', [64, 128, 256])

refuses('twoTasks', {
  'nothing returned': [async () => undefined as never, /nobody can go on|has to return the bytes/],
  'all is sent, then read': [
    async (socket: Socket, message: Uint8Array) => {
      await sendAll(socket, message)
      socket.shutdown('write')
      return recvToEnd(socket)
    },
    /128 KiB over small buffers: nobody can go on: the \w+ in send, the \w+ in send/,
  ],
  'the end is not said': [
    async (socket: Socket, message: Uint8Array) => {
      const [answer] = await Promise.all([recvToEnd(socket), sendAll(socket, message)])
      return answer
    },
    /a short message: nobody can go on: the \w+ in recv/,
  ],
  'it reads when it cannot send': [
    async (socket: Socket, message: Uint8Array) => {
      const pieces: Uint8Array[] = []
      for (let at = 0; at < message.length; ) {
        const taken = await socket.send(message.subarray(at), { dontWait: true }).catch(() => 0)
        at += taken
        if (taken === 0) pieces.push(await socket.recv(65_536))
      }
      socket.shutdown('write')
      return Buffer.concat([...pieces, await recvToEnd(socket)])
    },
    /answers only when it has everything: nobody can go on/,
  ],
  'it asks again and again': [
    async (socket: Socket, message: Uint8Array) => {
      for (let at = 0; at < message.length; ) {
        at += await socket.send(message.subarray(at), { dontWait: true }).catch((error) => {
          if (error.code !== 'EAGAIN') throw error
          return 0
        })
      }
      socket.shutdown('write')
      return recvToEnd(socket)
    },
    /send was called 5000 times/,
  ],
})

accepts('twoTasks', 'the library’s own', async (socket: Socket, message: Uint8Array) => {
  const pieces: Uint8Array[] = []
  await duplex(socket, message, { receive: (piece) => void pieces.push(piece) })
  return Buffer.concat(pieces)
})

refuses('hastyServer', {
  'everything comes back': [{ bytes: 32, ended: 'end of file' }, /fewer than 32/],
  'nothing comes': [{ bytes: 0, ended: 'ECONNRESET' }, /more than 0/],
  'an orderly end': [{ bytes: 16, ended: 'end of file' }, /not by "end of file"/],
})
accepts('hastyServer', 'what had been sent, then the reset', { bytes: 16, ended: 'ECONNRESET' })

async function answering(connection: Socket, answer: Uint8Array): Promise<void> {
  await sendAll(connection, answer)
  connection.close()
}

refuses('patientServer', {
  'the lesson’s own server': [
    async (connection: Socket) => {
      for await (const piece of chunks(connection)) await sendAll(connection, inCapitals(piece))
      connection.close()
    },
    /128 KiB over small buffers: nobody can go on/,
  ],
  'it answers as it came': [
    async (connection: Socket) => answering(connection, await recvToEnd(connection)),
    /byte 0 that came back is not the capital/,
  ],
  'it reads without a limit': [
    async (connection: Socket) => answering(connection, inCapitals(await recvToEnd(connection))),
    /it had read 1048576 bytes/,
  ],
  'it does not close': [
    async (connection: Socket) => sendAll(connection, inCapitals(await recvToEnd(connection))),
    /a short message: nobody can go on: the client in recv/,
  ],
  'its limit is too low': [
    async (connection: Socket) => answering(connection, inCapitals(await recvToEnd(connection, { limit: 65_536 }))),
    /128 KiB over small buffers: it threw EMSGSIZE/,
  ],
})
accepts('patientServer', 'a limit of 256 KiB', async (connection: Socket) => {
  await sendAll(connection, inCapitals(await recvToEnd(connection, { limit: 1 << 18 })))
  connection.close()
})

test.run()
