import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashTrace, isData, nth } from '../../../lib/network/index.ts'
import { isSocketError, recvAll, sendAll } from '../../../lib/socket/index.ts'
import { type SimulatedNetworkOptions, simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { within } from '../../helpers/within.ts'
import { bytes, codeOf, pattern, text } from '../programs/program.ts'
import { connectTo, listenOn, PORT, receiving, sending } from './talk.ts'

const test = suite('simulated: time')

/** Lets the platform do whatever it has to do, many times over. */
async function idle(turns: number = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function titled(title: string, run: () => Promise<void>): void {
  test(title, () => within(60_000, title, run))
}

titled('step by step, nothing started beforehand → each await goes on by itself', async () => {
  const { client, server } = simulatedNetwork({ delay: 20 })
  const listener = listenOn(server)
  const near = await connectTo(client, server.address)
  const far = await listener.accept()
  await sendAll(near, bytes('hello'))
  assert.is(text(await recvAll(far, 5)), 'hello')
})

titled('a handshake over 20 ms each way → 40 ms, whatever real time it took', async () => {
  const network = simulatedNetwork({ delay: 20, rate: Number.POSITIVE_INFINITY })
  listenOn(network.server)
  await idle()
  await connectTo(network.client, '10.0.0.2')
  await idle()
  assert.is(network.now, 40)
})

titled('a sleep of a thousand hours → over at once, to the millisecond', async () => {
  const { client } = simulatedNetwork()
  await client.sleep(3_600_000_000)
  assert.is(client.now(), 3_600_000_000)
})

titled('sleeps of two programs → woken in the order of their times, not of their calls', async () => {
  const { client, server } = simulatedNetwork()
  const order: string[] = []
  const sleep = async (host: typeof client, milliseconds: number, name: string): Promise<void> => {
    await host.sleep(milliseconds)
    order.push(`${name} at ${host.now()}`)
  }
  await Promise.all([sleep(client, 30, 'c'), sleep(server, 10, 'a'), sleep(client, 20, 'b')])
  assert.equal(order, ['a at 10', 'b at 20', 'c at 30'])
})

titled('nobody waits → time stands still, though timers run', async () => {
  const network = simulatedNetwork()
  const listener = listenOn(network.server)
  const near = await connectTo(network.client, '10.0.0.2')
  await listener.accept()
  await near.send(bytes('under way'))
  const { now } = network
  await idle()
  assert.is(network.now, now)
})

titled('a wait that nothing under way can end → time stands still until a program does something', async () => {
  const network = simulatedNetwork()
  const listener = listenOn(network.server)
  const near = await connectTo(network.client, '10.0.0.2')
  const far = await listener.accept()
  // TIME-WAIT of another connection would be over after four minutes.
  const other = await connectTo(network.client, '10.0.0.2')
  const its = await listener.accept()
  other.close()
  its.close()
  const receiving = far.recv(10)
  await network.quiet()
  await idle()
  assert.ok(network.now < 1000, `${network.now} ms`)
  await near.send(bytes('at last'))
  assert.is(text(await receiving), 'at last')
})

titled('a closed window and its probes → time stands still, and goes on when the peer reads', async () => {
  const network = simulatedNetwork()
  const listener = listenOn(network.server)
  const near = await connectTo(network.client, '10.0.0.2')
  const far = await listener.accept()
  const whole = pattern(1 << 18)
  const sending = sendAll(near, whole)
  await network.quiet()
  await idle()
  assert.ok(network.now < 5000, `${network.now} ms`)
  assert.equal(await recvAll(far, whole.length), whole)
  await sending
})

titled(
  'a closed window at an end that reads no more and has shut down → the probe resets, and the send that waits ends',
  async () => {
    const network = simulatedNetwork()
    const listener = listenOn(network.server)
    const near = await connectTo(network.client, '10.0.0.2')
    const far = await listener.accept()
    const code = codeOf(() => sendAll(near, pattern(1 << 20)))
    await network.quiet()
    far.shutdown('both')
    await network.quiet()
    assert.is(network.client.waiting.length, 0)
    assert.match(await code, /^(ECONNRESET|EPIPE)$/)
  },
)

titled('settle → the end of a connection is in the trace up to its last ACK, TIME-WAIT is not waited for', async () => {
  const network = simulatedNetwork()
  const listener = listenOn(network.server)
  const near = await connectTo(network.client, '10.0.0.2')
  const far = await listener.accept()
  near.close()
  await far.recv(1)
  far.close()
  await network.settle()
  const states = network.trace().events.flatMap((event) => (event.type === 'state' ? `${event.host} ${event.to}` : []))
  assert.equal(states.slice(-2), ['client TIME-WAIT', 'server CLOSED'])
  assert.ok(network.now < 1000)
})

titled('TIME-WAIT → the name is taken for four minutes, then free', async () => {
  const network = simulatedNetwork()
  const { client, server } = network
  const listener = listenOn(server)
  const near = await connectTo(client, server.address)
  const far = await listener.accept()
  far.close()
  listener.close()
  await near.recv(1)
  near.close()
  await server.sleep(239_000)
  const bind = (): void => server.socket().bind({ address: server.address, port: PORT })
  assert.is(await codeOf(bind), 'EADDRINUSE')
  await server.sleep(2_000)
  assert.is(await codeOf(bind), 'none')
})

titled('nobody answers → ETIMEDOUT after the SYN has been repeated for three minutes', async () => {
  const { client } = simulatedNetwork({ loss: 1 })
  assert.is(await codeOf(() => connectTo(client, '10.0.0.2')), 'ETIMEDOUT')
  assert.ok(client.now() >= 180_000 && client.now() < 300_000, `${client.now()} ms`)
})

titled('no way leads to the host → EHOSTUNREACH where a router says so, else ETIMEDOUT', async () => {
  const address = { address: '10.0.0.77', port: PORT }
  const routed = simulatedNetwork({ hosts: ['client', 'server', 'another'] })
  assert.is(await codeOf(() => routed.client.socket().connect(address)), 'EHOSTUNREACH')
  assert.is(await codeOf(() => simulatedNetwork().client.socket().connect(address)), 'ETIMEDOUT')
})

titled('the peer is cut off in the middle of a transfer → ETIMEDOUT, since nothing is acknowledged', async () => {
  const network = simulatedNetwork()
  const listener = listenOn(network.server)
  const near = await connectTo(network.client, '10.0.0.2')
  await listener.accept()
  for (const link of network.links) link.forward.faults = { loss: 1 }
  assert.is(await codeOf(() => sendAll(near, pattern(1 << 20))), 'ETIMEDOUT')
  assert.ok(network.now > 60_000)
})

titled('a full accept queue → connect goes on when one is accepted', async () => {
  const { client, server } = simulatedNetwork()
  const listener = listenOn(server, 0)
  await connectTo(client, server.address)
  let connected = false
  const late = connectTo(client, server.address).then(() => {
    connected = true
  })
  await client.sleep(500)
  assert.not(connected)
  await listener.accept()
  await late
  assert.ok(client.now() >= 1000, 'not before the SYN is repeated')
})

titled('a loop that never waits → a thousand calls take a millisecond', async () => {
  const { client, server } = simulatedNetwork({ delay: 3 })
  const listener = listenOn(server)
  const near = await connectTo(client, server.address)
  const far = await listener.accept()
  await near.send(bytes('x'))
  const start = client.now()
  let calls = 0
  for (;;) {
    calls++
    try {
      await far.recv(1, { dontWait: true })
      break
    } catch (error) {
      if (!isSocketError(error, 'EAGAIN')) throw error
    }
  }
  assert.ok(calls > 2000 && calls < 5000, `${calls} calls`)
  assert.ok(client.now() - start >= 3)
  while (client.now() < start + 10) await client.sleep(0)
  while (client.now() < start + 20) await client.poll([{ socket: near, readable: true }], 0)
})

titled('a loopback address → reaches the host itself, and nobody else', async () => {
  const { client, server } = simulatedNetwork()
  const listener = client.socket()
  listener.bind({ address: '127.0.0.1', port: PORT })
  listener.listen(1)
  const near = client.socket()
  await near.connect({ address: '127.0.0.1', port: PORT })
  const far = await listener.accept()
  await sendAll(near, bytes('myself'))
  assert.is(text(await recvAll(far, 6)), 'myself')
  assert.is(await codeOf(() => server.socket().connect({ address: '127.0.0.1', port: PORT })), 'ECONNREFUSED')
})

titled('the same seed → the same trace, however the platform is busy; another seed → another', async () => {
  const content = pattern(100_000)
  const hash = async (options: SimulatedNetworkOptions, busy: boolean): Promise<string> => {
    const network = simulatedNetwork({ delay: 3, loss: 0.02, reorder: { probability: 0.05, by: 4 }, ...options })
    let over = false
    const noise = (async () => {
      while (busy && !over) await idle(1)
    })()
    const { results, trace } = await network.run({ server: receiving, client: sending(content) })
    over = true
    await noise
    assert.equal(results.server, content)
    return hashTrace(trace)
  }
  const first = await hash({ seed: 7 }, false)
  assert.is(await hash({ seed: 7 }, true), first)
  assert.is.not(await hash({ seed: 8 }, false), first)
})

titled('loss, copies, disorder, damage → every octet arrives, in order', async () => {
  const content = pattern(200_000)
  for (const seed of [1, 2, 3]) {
    const faults = { loss: 0.03, duplicate: 0.03, corrupt: 0.02, reorder: { probability: 0.1, by: 7 } }
    const network = simulatedNetwork({ seed, rate: 10e6, delay: 4, jitter: 2, ...faults })
    const { results } = await network.run({ server: receiving, client: sending(content) })
    assert.equal(results.server, content, `seed ${seed}`)
  }
})

titled('a thousand connections at once → each gets its own octets back', async () => {
  const network = simulatedNetwork({ record: false, rate: 1e9 })
  const many = 1000
  const message = pattern(4096)
  const { results } = await network.run({
    server: async (host) => {
      const listener = listenOn(host, many)
      const echo = async (): Promise<void> => {
        const socket = await listener.accept()
        for (;;) {
          const piece = await socket.recv(4096)
          if (piece.length === 0) break
          await sendAll(socket, piece)
        }
        socket.close()
      }
      await Promise.all(Array.from({ length: many }, echo))
    },
    client: async (host) => {
      const one = async (_: unknown, index: number): Promise<boolean> => {
        const socket = await connectTo(host, '10.0.0.2')
        const own = message.map((octet) => octet ^ (index & 255))
        await sendAll(socket, own)
        const back = await recvAll(socket, own.length)
        socket.close()
        return back.every((octet, at) => octet === own[at])
      }
      return Promise.all(Array.from({ length: many }, one))
    },
  })
  assert.is(results.client.filter(Boolean).length, many)
})

for (const [lossDetection, least, most] of [
  ['dup-ack', 1_000, 1_200],
  ['rack-tlp', 40, 400],
] as const) {
  titled(
    `${lossDetection} in the network's settings, the last segment is lost → there after ${least} ms or more`,
    async () => {
      const { client, server } = simulatedNetwork({
        delay: 20,
        tcp: { lossDetection },
        script: nth(3, isData, 'drop'),
        back: { delay: 20, script: [] },
      })
      const listener = listenOn(server)
      const near = await connectTo(client, server.address)
      const far = await listener.accept()
      const begun = client.now()
      await sendAll(near, pattern(4_000))
      await recvAll(far, 4_000)
      const taken = client.now() - begun
      assert.ok(taken >= least && taken <= most, `${taken} ms`)
    },
  )
}

test.run()
