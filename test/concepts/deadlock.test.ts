import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inCapitals, PIECE, Transfer } from '../../lib/concepts/capitals.ts'
import { counting } from '../../lib/concepts/counting.ts'
import { answerInCapitals, CLIENTS, type Cure, isStuck } from '../../lib/concepts/deadlock.ts'
import { connectTo, listenOn } from '../../lib/concepts/helpers.ts'
import { type Buffers, type Host, type Queued, type Socket, withHost } from '../../lib/socket/index.ts'
import { DeadlockError, simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'
import { within } from '../helpers/within.ts'
import { bytes, text } from '../socket/programs/program.ts'

const SMALL: Buffers = { sendBuffer: 8192, receiveBuffer: 4096 }
const MUCH = 400_000
const CURES: readonly Cure[] = ['timeout', 'select', 'tasks']

/** Server and client on one machine of the operating system. */
async function onSystem(cure: Cure, octets: number, then: (ends: Ends) => Promise<void>): Promise<void> {
  await within(20_000, cure, () =>
    withHost(systemHost(), async (host) => {
      const listener = listenOn(host, 1, 0, SMALL)
      const socket = await connectTo(host, listener.getsockname(), SMALL)
      const connection = await listener.accept()
      const transfer = new Transfer(octets)
      const served = { sent: 0, received: 0 }
      const serving = answerInCapitals(connection, (progress) => Object.assign(served, progress))
      const calling = CLIENTS[cure](host, socket, transfer)
      // Whatever still waits at the end is ended by closing it.
      serving.catch(() => {})
      calling.catch(() => {})
      await then({ host, socket, connection, transfer, served, serving, calling })
    }),
  )
}

interface Ends {
  host: Host
  socket: Socket
  connection: Socket
  transfer: Transfer
  served: { sent: number; received: number }
  serving: Promise<unknown>
  calling: Promise<void>
}

test('system, no cure, small buffers → stuck; queues and what the server holds add up to what was handed over', () =>
  onSystem('none', MUCH, async ({ host, socket, connection, transfer, served, calling }) => {
    assert.is(await isStuck(host, calling, 300), true)
    assert.ok(transfer.unsent > 0)
    assert.is(transfer.received, 0)
    const [here, there]: [Queued, Queued] = [socket.queued(), connection.queued()]
    for (const octets of [here.in, here.out, there.in, there.out]) assert.ok(octets > 0)
    // What has arrived but is not yet acknowledged is in two queues: nothing may be missing.
    assert.ok(here.out + there.in >= transfer.sent - served.received)
    assert.ok(there.out + here.in >= served.sent)
    assert.ok(here.out + there.in + there.out + here.in >= transfer.sent - PIECE)
  }))

test('system, no cure, no more than the buffers hold → finishes', () =>
  onSystem('none', 4096, async ({ host, transfer, serving, calling }) => {
    assert.is(await isStuck(host, calling, 10_000), false)
    await serving
    assert.is(transfer.received, 4096)
  }))

for (const cure of CURES) {
  test(`system, ${cure} → finishes where no cure is stuck`, () =>
    onSystem(cure, MUCH, async ({ transfer, served, serving, calling }) => {
      await calling
      await serving
      assert.equal([transfer.sent, transfer.received, served.sent], [MUCH, MUCH, MUCH])
    }))
}

for (const cure of ['none', ...CURES] as const) {
  const outcome = cure === 'none' ? 'deadlock, named' : 'finishes'
  test(`simulated, ${cure} → ${outcome}`, async () => {
    const { network, run } = simulatedEnds(cure)
    const transfer = new Transfer(MUCH)
    const result = await within(20_000, cure, () => run(transfer).catch((error: unknown) => error))
    if (cure === 'none') {
      assert.instance(result, DeadlockError)
      assert.equal([...(result as DeadlockError).report.cycle].sort(), ['client', 'server'])
    } else {
      assert.is(result, undefined)
      assert.is(transfer.received, MUCH)
    }
    assert.ok(network.now < 60_000)
  })
}

function simulatedEnds(cure: Cure) {
  const network = simulatedNetwork({ record: false })
  const run = async (transfer: Transfer): Promise<void> => {
    const there = { address: network.server.address, port: 1060 }
    await network.run({
      server: async (host) => answerInCapitals(await listenOn(host, 1, there.port, SMALL).accept()),
      client: async (host) => CLIENTS[cure](host, await connectTo(host, there, SMALL), transfer),
    })
  }
  return { network, run }
}

test('simulated, stuck → the four queues are exactly what was sent less what was read, as the sockets have counted', async () => {
  const network = simulatedNetwork({ record: false })
  const listener = listenOn(network.server, 1, 0, SMALL)
  const client = counting(await connectTo(network.client, listener.getsockname(), SMALL), network.client)
  const server = counting(await listener.accept(), network.server)
  void answerInCapitals(server)
  void CLIENTS.none(network.client, client, new Transfer(MUCH))
  assert.is((await network.quiet()).ended, 'deadlock')
  const [here, there] = [client.queued(), server.queued()]
  for (const octets of [here.in, here.out, there.in, there.out]) assert.ok(octets > 0)
  assert.is(here.out + there.in, client.sent - server.received)
  assert.is(there.out + here.in, server.sent - client.received)
  const moments = [client, server].map((socket) => socket.moments.at(-1)!)
  assert.equal(
    moments.map(({ sent, received }) => [sent, received]),
    [
      [client.sent, 0],
      [server.sent, server.received],
    ],
  )
  assert.ok(moments.every(({ time }) => time > 0 && time < network.now))
})

test('capitals → letters a to z alone change, so that a character cut in two is whole again', () => {
  const octets = bytes('für {a}`z{')
  const halves = [octets.subarray(0, 2), octets.subarray(2)].map((half) => inCapitals(half))
  assert.is(text(new Uint8Array(halves.flatMap((half) => [...half]))), 'FüR {A}`Z{')
})

test('a transfer → numbered messages, from any place on; an octet that is wrong, missing or too many is noticed', () => {
  const whole = new Transfer(40)
  assert.is(whole.length, 48)
  const stream = 'message 00000000message 00000001message 00000002'
  for (const taken of [5, 0, 16, 27]) {
    assert.is(text(whole.next()), stream.slice(whole.sent))
    whole.took(taken)
  }
  assert.is(whole.unsent, 0)
  const socket = { name: 'socket' } as Socket
  const replies = bytes(stream.toUpperCase())
  whole.check(replies.subarray(0, 21), socket)
  const codeOf = (piece: Uint8Array): unknown => {
    try {
      whole.check(piece, socket)
      return undefined
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  assert.is(codeOf(new Uint8Array()), 'EOF')
  assert.is(codeOf(replies.subarray(5, 21)), 'EBADMSG')
  assert.is(codeOf(bytes(`${stream.slice(21).toUpperCase()}!`)), 'EBADMSG')
  assert.is(codeOf(replies.subarray(21)), undefined)
  assert.is(codeOf(new Uint8Array()), undefined)
})

test('a transfer of more than 4 GiB → the numbers go on', () => {
  const transfer = new Transfer(2 ** 33)
  transfer.sent = 2 ** 32 + 16
  assert.is(text(transfer.next().subarray(0, 32)), 'message 10000001message 10000002')
  assert.is(transfer.next().length, PIECE)
})

test.run()
