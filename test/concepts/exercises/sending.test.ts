import { test } from 'uvu'
import type { Socket } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

refuses('sendAll', {
  'nothing written': [async () => {}, /only 0 of 16 bytes/],
  'one call, its answer ignored': [
    async (socket: Socket, bytes: Uint8Array) => socket.send(bytes),
    /only \d+ of 50000/,
  ],
  'a place that is assigned': [
    async (socket: Socket, bytes: Uint8Array) => {
      let place = 0
      while (place < bytes.length) place = await socket.send(bytes.subarray(place))
    },
    /send was called 1000 times/,
  ],
})

accepts('sendAll', 'a loop that cuts off what was taken', async (socket: Socket, bytes: Uint8Array) => {
  for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(await socket.send(rest))
})

test.run()
