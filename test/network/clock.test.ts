import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isData, Network, nth, TcpHost } from '../../lib/network/index.ts'
import { pattern } from '../helpers/octets.ts'
import { RealClock } from '../helpers/real-clock.ts'

const PORT = 80
const settings = { minRto: 20, msl: 5 }

/** Sends octets over a link that loses one segment, and closes. Ends when TIME-WAIT is over. @returns what has come */
function transfer(network: Network, octets: Uint8Array): Promise<Uint8Array> {
  const [client, server] = [network.host('client'), network.host('server')]
  network.link(client, server, { rate: 50e6, delay: 1, script: nth(3, isData, 'drop') }, { delay: 1 })
  const pieces: Uint8Array[] = []
  const receiving = new TcpHost(network, server, {
    settings,
    onEvent(event, now) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type !== 'readable') return
      for (let piece = event.connection.receive(65_536); piece; piece = event.connection.receive(65_536)) {
        if (piece.length === 0) break
        pieces.push(piece.slice())
      }
      if (event.connection.state === 'CLOSE-WAIT') event.connection.closeSend(now)
    },
  })
  receiving.stack.listen({ address: server.address, port: PORT })
  return new Promise((resolve) => {
    const sending = new TcpHost(network, client, {
      settings,
      onEvent(event, now) {
        if (event.type !== 'state') return
        if (event.to === 'ESTABLISHED') {
          event.connection.send(octets, now)
          event.connection.closeSend(now)
        }
        if (event.from === 'TIME-WAIT') resolve(Buffer.concat(pieces))
      },
    })
    network.at(network.now, (now) => {
      sending.stack.connect({ address: server.address, port: PORT }, now)
      client.flush()
    })
  })
}

test('a transfer in the machine’s own time → all of it, the loss mended, nothing left to do', async () => {
  const clock = new RealClock()
  const network = new Network({}, clock)
  const octets = pattern(0, 30_000)
  const received = await transfer(network, octets)
  assert.ok(Buffer.from(octets).equals(received), `${received.length} octets came, or others`)
  assert.is(clock.pending, 0)
  const { events } = network.trace()
  assert.is(events.filter((event) => event.type === 'packet' && event.what === 'dropped').length, 1)
  assert.ok(events.every(({ time }, at) => at === 0 || time >= events[at - 1]!.time))
})

test('the same in virtual time → the same octets', async () => {
  const network = new Network()
  const done = transfer(network, pattern(0, 30_000))
  network.run()
  assert.ok(Buffer.from(pattern(0, 30_000)).equals(await done))
})

test('a call at a time, called off → not made; another one made', async () => {
  const network = new Network({}, new RealClock())
  let isMade = false
  const callOff = network.at(network.now + 1, () => {
    isMade = true
  })
  callOff()
  await new Promise<void>((resolve) => network.at(network.now + 5, () => resolve()))
  assert.not(isMade)
})

for (const call of ['run', 'step', 'next'] as const) {
  test(`${call} where time passes by itself → refused in a sentence`, () => {
    assert.throws(() => new Network({}, new RealClock())[call](), /time of this network passes by itself: await/)
  })
}

test.run()
