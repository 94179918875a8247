import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Host, recvAll } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { within } from '../../helpers/within.ts'

/** How long each of three requests takes on a way of 40 ms there and back, until its answer has come. */
async function requests(isFast: boolean): Promise<number[]> {
  const network = simulatedNetwork({ delay: 20, rate: Number.POSITIVE_INFINITY, seed: 1 })
  const server = async (host: Host): Promise<void> => {
    const listener = host.socket()
    listener.setsockopt('fastOpen', isFast)
    listener.bind({ address: host.address, port: 80 })
    listener.listen(5)
    for (let i = 0; i < 3; i++) {
      const socket = await listener.accept()
      await socket.send(await recvAll(socket, 100))
      socket.close()
    }
  }
  const client = async (host: Host): Promise<number[]> => {
    const took: number[] = []
    for (let i = 0; i < 3; i++) {
      const begun = host.now()
      const socket = host.socket()
      socket.setsockopt('fastOpen', isFast)
      await socket.connect({ address: '10.0.0.2', port: 80 })
      await socket.send(new Uint8Array(100))
      await recvAll(socket, 100)
      took.push(host.now() - begun)
      socket.close()
    }
    return took
  }
  return (await network.run({ server, client })).results.client
}

test('Fast Open → from the second connection on, an answer takes one round trip in place of two', () =>
  within(60_000, 'requests', async () => {
    assert.equal(await requests(false), [80, 80, 80])
    assert.equal(await requests(true), [80, 40, 40])
  }))

test('Fast Open, the server is known and gone → connect succeeds, and the next call tells', () =>
  within(60_000, 'a server that is gone', async () => {
    const network = simulatedNetwork({ delay: 20, seed: 1, tcp: { fastOpen: true } })
    const { results } = await network.run({
      server: async (host) => {
        const listener = host.socket()
        listener.bind({ address: host.address, port: 80 })
        listener.listen(5)
        const socket = await listener.accept()
        await recvAll(socket, 10)
      },
      client: async (host) => {
        const first = host.socket()
        await first.connect({ address: '10.0.0.2', port: 80 })
        await first.send(new Uint8Array(10))
        await host.sleep(100)
        const second = host.socket()
        await second.connect({ address: '10.0.0.2', port: 80 })
        await second.send(new Uint8Array(10))
        try {
          await second.recv(1)
          return 'no error'
        } catch (error) {
          return (error as { code: string }).code
        }
      },
    })
    assert.is(results.client, 'ECONNREFUSED')
  }))

test.run()
