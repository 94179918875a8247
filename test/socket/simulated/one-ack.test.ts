import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isData, nth } from '../../../lib/network/index.ts'
import type { Host } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'

const OCTETS = 12_000

type Reader = (connection: Awaited<ReturnType<ReturnType<Host['socket']>['accept']>>, host: Host) => Promise<void>

/** The first of what fills the receive buffer is lost; when it comes again, all of it can be read. */
async function windows(read: Reader): Promise<number[]> {
  const script = nth(1, isData, 'drop')
  const network = simulatedNetwork({ delay: 10, tcp: { receiveBuffer: 4_000, timestamps: false, mss: 1_000 }, script })
  await network.run({
    server: async (host) => {
      const listener = host.socket()
      listener.bind({ address: host.address, port: 80 })
      listener.listen(1)
      const connection = await listener.accept()
      await read(connection, host)
    },
    client: async (host) => {
      const socket = host.socket()
      await socket.connect({ address: '10.0.0.2', port: 80 })
      const bytes = new Uint8Array(OCTETS)
      for (let sent = 0; sent < OCTETS; ) sent += await socket.send(bytes.subarray(sent))
      socket.close()
    },
  })
  return network.trace().events.flatMap((event) => {
    if (event.type !== 'packet' || event.what !== 'sent' || event.from !== 'server') return []
    return event.segment && !event.segment.flags.fin && !event.segment.flags.syn ? [event.segment.window] : []
  })
}

const readAll: Reader = async (connection) => {
  while ((await connection.recv(1 << 20)).length > 0);
}

test('a hole is filled and the program reads all at once → one ACK with the open window, none that closes it', async () => {
  const seen = await windows(readAll)
  assert.not(seen.includes(0), seen.join(' '))
})

test('the program waits by poll, then reads → the same', async () => {
  const seen = await windows(async (connection, host) => {
    for (let end = false; !end; ) {
      await host.poll([{ socket: connection, readable: true }])
      end = (await connection.recv(1 << 20)).length === 0
    }
  })
  assert.not(seen.includes(0), seen.join(' '))
})

test('the program reads a little and sleeps → the window closes at that moment, and opens later', async () => {
  const seen = await windows(async (connection, host) => {
    await connection.recv(10)
    await host.sleep(500)
    await readAll(connection, host)
  })
  assert.ok(seen.includes(0), seen.join(' '))
})

test('the program sleeps → the ACK that closes the window leaves without it', async () => {
  const seen = await windows(async (connection, host) => {
    await host.sleep(500)
    await readAll(connection, host)
  })
  assert.ok(seen.includes(0), seen.join(' '))
})

test.run()
