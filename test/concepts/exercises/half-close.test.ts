import { test } from 'uvu'
import { chunks, type Socket, sendAll } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

type Worker = (copy: Socket) => Promise<void>

refuses('endedTwice', {
  'each after the first fails': [{ fail: 2, fins: 1 }, /not 2; what does a call say/],
  'the last one fails': [{ fail: 1, fins: 1 }, /not 1/],
  'a FIN for each call': [{ fail: 0, fins: 3 }, /not 3; how many directions/],
})
accepts('endedTwice', 'one end, said once', { fail: 0, fins: 1 })

refuses('handOver', {
  'the copy alone is closed': [
    async (connection: Socket, worker: Worker) => worker(connection.dup()),
    /the client waits for the end/,
  ],
  'closed before there is a copy': [
    async (connection: Socket, worker: Worker) => {
      connection.close()
      await worker(connection.dup())
    },
    /it threw EBADF/,
  ],
  'the connection is ended before the worker answers': [
    async (connection: Socket, worker: Worker) => {
      const copy = connection.dup()
      connection.shutdown('write')
      await worker(copy)
    },
    /it threw EPIPE/,
  ],
  'ended, not closed': [
    async (connection: Socket, worker: Worker) => {
      await worker(connection.dup())
      connection.shutdown('write')
    },
    /no descriptor is left: the end has been said, but/,
  ],
})
accepts('handOver', 'closed when the worker is done', async (connection: Socket, worker: Worker) => {
  await worker(connection.dup())
  connection.close()
})

refuses('abruptEnd', {
  'in order': [{ next: 'end of file', after: 'end of file' }, /not "end of file"; what has the closing end/],
  'nothing comes': [{ next: 'EAGAIN', after: 'EAGAIN' }, /the next read: not "EAGAIN"/],
  'the error again': [{ next: 'ECONNRESET', after: 'ECONNRESET' }, /the one after: not "ECONNRESET"/],
})
accepts('abruptEnd', 'the error once', { next: 'ECONNRESET', after: 'end of file' })

async function copy(from: Socket, to: Socket): Promise<void> {
  for await (const piece of chunks(from)) await sendAll(to, piece)
}

async function copyAndEnd(from: Socket, to: Socket): Promise<void> {
  await copy(from, to)
  to.shutdown('write')
}

refuses('relay', {
  'both are closed when one has ended': [
    async (outside: Socket, inside: Socket) => {
      await Promise.race([copy(outside, inside), copy(inside, outside)])
      outside.close()
      inside.close()
    },
    /a server that answers then: the client has heard 0 of 11/,
  ],
  'no end is passed on': [
    async (outside: Socket, inside: Socket) => {
      await Promise.all([copy(outside, inside), copy(inside, outside)])
    },
    /the client still waits for the end of what it hears; nobody can go on/,
  ],
  'one way after the other': [
    async (outside: Socket, inside: Socket) => {
      await copyAndEnd(outside, inside)
      await copyAndEnd(inside, outside)
    },
    /a server that says all first, .*nobody can go on/,
  ],
  'only the client’s end is passed on': [
    async (outside: Socket, inside: Socket) => {
      await Promise.all([copyAndEnd(outside, inside), copy(inside, outside)])
    },
    /a server that answers then: the client still waits for the end/,
  ],
})
accepts('relay', 'each way on its own', async (outside: Socket, inside: Socket) => {
  await Promise.all([copyAndEnd(outside, inside), copyAndEnd(inside, outside)])
})

test.run()
