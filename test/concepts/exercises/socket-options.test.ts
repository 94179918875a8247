import { test } from 'uvu'
import { isSocketError, recvToEnd, type Socket } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

const neither = { timeWait: 'neither', restart: 'done' }

refuses('endings', {
  'a reset like a close': [
    { serverResets: { timeWait: 'server', restart: 'EADDRINUSE' }, bothAtOnce: neither },
    /the server resets: timeWait is not 'server'/,
  ],
  'a reset that blocks the port': [
    { serverResets: { timeWait: 'neither', restart: 'EADDRINUSE' }, bothAtOnce: neither },
    /restart is not 'EADDRINUSE'/,
  ],
  'one of two has closed first': [
    { serverResets: neither, bothAtOnce: { timeWait: 'client', restart: 'done' } },
    /both close at once: timeWait is not 'client'/,
  ],
  'both, and yet free': [
    { serverResets: neither, bothAtOnce: { timeWait: 'both', restart: 'done' } },
    /both close at once: restart is not 'done'/,
  ],
})

refuses('proxy', {
  'all ports each second': [{ linux: 28_232, fourMinutes: 28_232, hundredEach: 28_232 }, /not 28232, but fewer/],
  'two minutes': [
    { linux: 470, fourMinutes: 235, hundredEach: 47_053 },
    /four minutes of TIME-WAIT: not 235, but fewer/,
  ],
  'divided, not multiplied': [
    { linux: 470, fourMinutes: 117, hundredEach: 4.7 },
    /each connection: not 4\.7, but more/,
  ],
})

accepts('proxy', 'rounded', { linux: 470, fourMinutes: 118, hundredEach: 47_000 })

async function readUntil(connection: Socket, limit: () => number): Promise<boolean> {
  try {
    for (;;) {
      const left = limit()
      if (left <= 0) return false
      connection.setsockopt('receiveTimeout', Math.ceil(left))
      if ((await connection.recv(1024)).length === 0) return true
    }
  } catch (error) {
    if (isSocketError(error, 'EAGAIN')) return false
    throw error
  }
}

refuses('letGo', {
  'closes first': [
    async (_, connection) => connection.close(),
    /a client that closes: the server cannot be started again/,
  ],
  'resets everybody': [
    async (_, connection) => {
      connection.setsockopt('linger', 0)
      connection.close()
    },
    /a client that closes: the client closed in good order, and got E\w+/,
  ],
  'waits without end': [
    async (_, connection) => {
      await recvToEnd(connection)
      connection.close()
    },
    /never closes: it had 100 ms, and took 2000/,
  ],
  'closes when the time has passed': [
    async (host, connection, milliseconds) => {
      const end = host.now() + milliseconds
      await readUntil(connection, () => end - host.now())
      connection.close()
    },
    /never closes: the server cannot be started again/,
  ],
  'a limit for each call': [
    async (_, connection, milliseconds) => {
      if (!(await readUntil(connection, () => milliseconds))) connection.setsockopt('linger', 0)
      connection.close()
    },
    /goes on sending.*: it had 100 ms/,
  ],
  'resets whoever says more': [
    async (_, connection, milliseconds) => {
      connection.setsockopt('receiveTimeout', milliseconds)
      const last = await connection.recv(1).catch(() => undefined)
      if (last?.length !== 0) connection.setsockopt('linger', 0)
      connection.close()
    },
    /says something more, and closes: the client closed in good order, and got/,
  ],
})

accepts('letGo', 'the rest read, the time counted, then a reset', async (host, connection, milliseconds) => {
  const end = host.now() + milliseconds
  const hasEnded = await readUntil(connection, () => end - host.now())
  if (!hasEnded) connection.setsockopt('linger', 0)
  connection.close()
})

test.run()
