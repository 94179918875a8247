import { test } from 'uvu'
import { type Host, isSocketError, type Socket } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

type Tell = (taken: number) => void

refuses('queues', {
  'all still at the sender': [{ unread: { out: 3000, in: 0 }, afterRead: { out: 2000, in: 0 } }, /out is not 3000/],
  'counted at both ends': [{ unread: { out: 3000, in: 3000 }, afterRead: { out: 0, in: 2000 } }, /out is not 3000/],
  'nothing taken away by reading': [
    { unread: { out: 0, in: 3000 }, afterRead: { out: 0, in: 3000 } },
    /1000 bytes have been read: in is not 3000/,
  ],
})

refuses('sendAll', {
  'nothing written': [async () => {}, /only 0 of 16 bytes/],
  'nothing at all': [undefined as never, /your answer is undefined/],
  'a receipt waited for that nobody sends': [
    async (socket: Socket, bytes: Uint8Array) => {
      for (let rest = bytes; rest.length > 0; await socket.recv(1)) rest = rest.subarray(await socket.send(rest))
    },
    /all 16 bytes have arrived, nothing moves any more, and it has not returned/,
  ],
  'a circle that no error ends': [
    async (socket: Socket, bytes: Uint8Array, tell: Tell) => {
      for (let taken = 0; taken < bytes.length; tell(taken))
        taken += await socket.send(bytes.subarray(taken), { dontWait: true }).catch(() => 0)
    },
    /more than the buffers hold: .*1000 times/,
  ],
  'a circle that catches everything': [
    async (socket: Socket, bytes: Uint8Array, tell: Tell) => {
      for (let taken = 0; taken < bytes.length; tell(taken))
        try {
          taken += await socket.send(bytes.subarray(taken), { dontWait: true })
        } catch {}
    },
    /more than the buffers hold: only \d+ of 50000 .* it has not returned/,
  ],
  'one call, its answer ignored': [
    async (socket: Socket, bytes: Uint8Array, tell: Tell) => tell(await socket.send(bytes)),
    /only \d+ of 50000/,
  ],
  'a place that is assigned': [
    async (socket: Socket, bytes: Uint8Array, tell: Tell) => {
      let place = 0
      while (place < bytes.length) {
        place = await socket.send(bytes.subarray(place))
        tell(place)
      }
    },
    /byte \d+ of the message arrived once more/,
  ],
  'bytes left out': [
    async (socket: Socket, bytes: Uint8Array, tell: Tell) => {
      for (let place = 0; place < bytes.length; place += 10_000) await socket.send(bytes.subarray(place))
      tell(bytes.length)
    },
    /and not byte \d+/,
  ],
  'never told': [
    async (socket: Socket, bytes: Uint8Array) => {
      for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(await socket.send(rest))
    },
    /tell was never called/,
  ],
  'each piece told': [
    async (socket: Socket, bytes: Uint8Array, tell: Tell) => {
      for (let rest = bytes; rest.length > 0; ) {
        const taken = await socket.send(rest)
        tell(taken)
        rest = rest.subarray(taken)
      }
    },
    /numbers that grow/,
  ],
})

accepts('sendAll', 'a loop that cuts off what was taken', async (socket, bytes, tell) => {
  for (let rest = bytes; rest.length > 0; ) {
    rest = rest.subarray(await socket.send(rest))
    tell(bytes.length - rest.length)
  }
})

async function limitForEachCall(host: Host, socket: Socket, bytes: Uint8Array, limit: (start: number) => number) {
  let taken = 0
  const start = host.now()
  try {
    while (taken < bytes.length) {
      socket.setsockopt('sendTimeout', limit(start))
      taken += await socket.send(bytes.subarray(taken))
    }
  } catch (error) {
    if (!isSocketError(error, 'EAGAIN')) throw error
  }
  return taken
}

refuses('sendFor', {
  'a limit for each call': [
    (host, socket, bytes, milliseconds) => limitForEachCall(host, socket, bytes, () => milliseconds),
    /reads a little every 90 ms: it came back after \d+ ms/,
  ],
  'no limit': [(host, socket, bytes) => limitForEachCall(host, socket, bytes, () => 0), /returned no number/],
  'one call': [(_, socket, bytes) => socket.send(bytes), /gave up after 0 ms/],
  'the length returned': [
    async (host, socket, bytes, milliseconds) => {
      await limitForEachCall(host, socket, bytes, (start) => Math.max(1, start + milliseconds - host.now()))
      return bytes.length
    },
    /it returned 50000, and \d+ bytes had been taken/,
  ],
})

accepts(
  'sendFor',
  'calls that may not wait, and a short sleep between them',
  async (host, socket, bytes, milliseconds) => {
    const end = host.now() + milliseconds
    let taken = 0
    while (taken < bytes.length && host.now() < end) {
      const count = await socket.send(bytes.subarray(taken), { dontWait: true }).catch(() => 0)
      taken += count
      if (count === 0) await host.sleep(1)
    }
    return taken
  },
)

test.run()
