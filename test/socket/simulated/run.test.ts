import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ladder } from '../../../lib/draw/index.ts'
import { dumbbell } from '../../../lib/network/index.ts'
import { type Host, type Program, recvAll, recvToEnd, type Socket, sendAll } from '../../../lib/socket/index.ts'
import { DeadlockError, type RunReport, StuckError, simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { within } from '../../helpers/within.ts'
import { bytes, pattern, text } from '../programs/program.ts'
import { connectTo, greedy, listenOn, PORT, receiving, sending, upper } from './talk.ts'

const test = suite('simulated: run')

function titled(title: string, run: () => Promise<void>): void {
  test(title, () => within(60_000, title, run))
}

async function stuckBy(run: () => Promise<unknown>): Promise<StuckError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof StuckError) return error
    throw error
  }
  throw new Error('it was not stuck')
}

function waitsOf(report: RunReport, name: string): RunReport['programs'][number]['waits'] {
  return report.programs.find((program) => program.name === name)?.waits ?? []
}

titled('connections → those of programs and those that nobody has accepted, until they are closed', async () => {
  const network = simulatedNetwork()
  const listener = listenOn(network.server)
  assert.equal(network.connections, [])
  const socket = await connectTo(network.client, network.server.address)
  await sendAll(socket, bytes('sixteen octets!!'))
  await network.settle()
  const [near, far] = network.connections
  assert.equal([near!.host, near!.state, near!.queued], ['client', 'ESTABLISHED', { in: 0, out: 0 }])
  assert.equal([far!.host, far!.state, far!.queued], ['server', 'ESTABLISHED', { in: 16, out: 0 }])
  assert.equal([near!.local, near!.remote], [far!.remote, far!.local])
  listener.close()
  await network.settle()
  assert.equal(network.connections, [])
})

titled('programs that finish → their results, the trace with what they printed, a report', async () => {
  const printed: string[] = []
  const network = simulatedNetwork({ print: (line, host) => printed.push(`${host}: ${line}`) })
  const { results, trace, report } = await network.run({
    server: async (host) => {
      const whole = await receiving(host)
      host.print(`${whole.length} octets`)
      return text(whole)
    },
    client: sending(bytes('sixteen octets!!')),
  })
  assert.equal(results, { server: 'sixteen octets!!', client: undefined })
  assert.is(report.ended, 'finished')
  assert.equal(
    report.programs.map(({ name, state, hasAwaitedOther }) => [name, state, hasAwaitedOther]),
    [
      ['server', 'finished', false],
      ['client', 'finished', false],
    ],
  )
  assert.equal(printed, ['server: 16 octets'])
  assert.equal(
    trace.events.flatMap((event) => (event.type === 'program' ? [event.text] : [])),
    ['16 octets'],
  )
  const last = trace.events.flatMap((event) => (event.type === 'state' ? [`${event.host} ${event.to}`] : [])).slice(-2)
  assert.equal(last, ['client TIME-WAIT', 'server CLOSED'], 'the end of the connection belongs to the trace')
  assert.match(ladder(trace, { hosts: ['client', 'server'] } as never), /SYN/)
})

titled('a program that fails → its error; the others end, and their sockets are closed', async () => {
  const network = simulatedNetwork()
  let other: unknown
  try {
    await network.run({
      server: async (host) => {
        try {
          await listenOn(host).accept()
        } catch (error) {
          other = error
          throw error
        }
      },
      client: async (host) => {
        await host.sleep(10)
        throw new Error('its own fault')
      },
    })
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).message, 'its own fault')
  }
  assert.is((other as { code: string }).code, 'EBADF')
  await connectTo(network.client, '10.0.0.2').then(
    () => assert.unreachable(),
    (error) => assert.is(error.code, 'ECONNREFUSED'),
  )
})

titled('a program that ends without closing → its sockets are closed for it', async () => {
  const { results } = await simulatedNetwork().run({
    server: receiving,
    client: async (host) => sendAll(await connectTo(host.scope(), '10.0.0.2'), bytes('left open')),
  })
  assert.is(text(results.server), 'left open')
})

titled('an unknown host → RangeError that names those there are', async () => {
  const network = simulatedNetwork({ hosts: ['a', 'b'] })
  assert.throws(() => network.client, /no host is called "client"; there are: a, b/)
  assert.throws(() => network.run({ c: async () => {} }), /"c"/)
})

titled('three hosts, two programs on one of them → each on its own', async () => {
  const { results } = await simulatedNetwork({ hosts: ['a', 'server', 'b'] }).run({
    server: async (host) => {
      const listener = listenOn(host)
      const both = [await listener.accept(), await listener.accept()]
      return Promise.all(both.map((socket) => recvToEnd(socket)))
    },
    a: sending(bytes('from a')),
    another: { host: 'b', run: sending(bytes('from b')) },
  })
  assert.equal(results.server.map(text).sort(), ['from a', 'from b'])
})

titled('a network of one\u2019s own → every host of it has sockets', async () => {
  const { network } = dumbbell({ pairs: 2, bottleneck: { rate: 10e6, delay: 10 } })
  const sockets = simulatedNetwork({ network })
  const { results } = await sockets.run({
    right1: receiving,
    left1: async (host) => {
      const socket = host.socket()
      await socket.connect({ address: sockets.host('right1').address, port: PORT })
      await sendAll(socket, pattern(50_000))
    },
  })
  assert.equal(results.right1, pattern(50_000))
})

titled('both ends send until their buffers are full → a deadlock: who, for whom, and the four buffers', async () => {
  const network = simulatedNetwork()
  const error = await stuckBy(() => network.run({ server: upper, client: greedy(1 << 20) }))
  assert.instance(error, DeadlockError)
  const { report } = error
  assert.is(report.ended, 'deadlock')
  assert.equal([...report.cycle].sort(), ['client', 'server'])
  assert.equal(
    report.programs.map(({ state }) => state),
    ['waiting', 'waiting'],
  )
  const [near] = waitsOf(report, 'client')
  const [far] = waitsOf(report, 'server')
  assert.is(near?.call, 'send')
  assert.equal(near?.waitsFor, ['server'])
  assert.equal(far?.waitsFor, ['client'])
  assert.equal(near?.own, far?.peer)
  assert.equal(near?.peer, far?.own)
  for (const queued of [near?.own, near?.peer]) assert.ok(queued && queued.in > 0 && queued.out > 0)
  assert.ok(report.now < 60_000, 'not after probes without end')
  assert.match(
    error.message,
    /^deadlock: (client waits for server waits for client|server waits for client waits for server)/,
  )
  assert.match(error.message, /client: send on socket 3 .* waits for server to read, since its buffer is full/)
})

titled('buffers of any size, scaled windows too → noticed when all is still, not after probes', async () => {
  for (const size of [1000, 4096, 100_000, 1 << 20]) {
    const network = simulatedNetwork({ record: false, tcp: { sendBuffer: size, receiveBuffer: size } })
    const { report } = await stuckBy(() => network.run({ server: upper, client: greedy(8 << 20) }))
    assert.is(report.ended, 'deadlock')
    assert.ok(report.now < 10_000, `${size}: ${report.now} ms`)
    const [near] = waitsOf(report, 'client')
    assert.ok(near?.own && near.own.out > size / 2 && near.own.in > size / 2, `${size}: ${JSON.stringify(near?.own)}`)
  }
})

titled('the same with more room than data → it finishes', async () => {
  const { results } = await simulatedNetwork().run({ server: upper, client: greedy(1 << 16) })
  assert.is(results.client, 1 << 16)
})

titled('both wait to receive → a deadlock; the report can be had without the error', async () => {
  const { report, results, trace } = await simulatedNetwork().run(
    {
      server: async (host) => (await listenOn(host).accept()).recv(1),
      client: async (host) => (await connectTo(host, '10.0.0.2')).recv(1),
    },
    { stuck: 'return' },
  )
  assert.is(report.ended, 'deadlock')
  assert.equal(results, {})
  assert.ok(trace.events.length > 0)
  assert.match(
    report.describe(),
    /recv\(1\) on socket 4 .* waits for bytes from client; its buffers hold 0 bytes to send and 0 to read/,
  )
})

titled('three in a circle → the circle is named', async () => {
  const next: Record<string, string> = { a: '10.0.0.2', b: '10.0.0.3', c: '10.0.0.1' }
  const program: Program = async (host) => {
    const listener = listenOn(host)
    await host.sleep(5)
    await connectTo(host, next[host.name] ?? '')
    const from = await listener.accept()
    await from.recv(1)
  }
  const error = await stuckBy(() =>
    simulatedNetwork({ hosts: ['a', 'b', 'c'] }).run({ a: program, b: program, c: program }),
  )
  assert.instance(error, DeadlockError)
  assert.is(error.report.cycle.length, 3)
})

titled('a program that waits for itself → a deadlock of one', async () => {
  const alone: Program<unknown> = async (host) => {
    const listener = listenOn(host)
    const near = await connectTo(host, host.address)
    await listener.accept()
    return near.recv(1)
  }
  const error = await stuckBy(() => simulatedNetwork().run({ server: alone }))
  assert.instance(error, DeadlockError)
  assert.match(error.message, /^deadlock: server waits for itself/)
})

titled('a poll over two sockets that only another waiter could serve → a deadlock too', async () => {
  const error = await stuckBy(() =>
    simulatedNetwork().run({
      server: async (host) => {
        const listener = listenOn(host)
        const sockets = [await listener.accept(), await listener.accept()]
        await host.poll(sockets.map((socket) => ({ socket, readable: true })))
      },
      client: async (host) => {
        const sockets = [await connectTo(host, '10.0.0.2'), await connectTo(host, '10.0.0.2')]
        await sockets[1]?.recv(1)
      },
    }),
  )
  assert.instance(error, DeadlockError)
  const [wait] = waitsOf(error.report, 'server')
  assert.is(wait?.call, 'poll')
  assert.is(wait?.needs, 'bytes from client, or bytes from client')
})

titled('a connection that nobody has accepted → whoever listens could go on', async () => {
  const error = await stuckBy(() =>
    simulatedNetwork().run({
      server: async (host) => {
        const listener = listenOn(host)
        await listener.accept()
        const other = host.socket()
        other.listen(1)
        await other.accept()
      },
      client: async (host) => {
        await connectTo(host, '10.0.0.2')
        await (await connectTo(host, '10.0.0.2')).recv(1)
      },
    }),
  )
  assert.equal(waitsOf(error.report, 'client')[0]?.waitsFor, ['server'])
})

titled('a program that sleeps long before it reads → no deadlock', async () => {
  const { results, report } = await simulatedNetwork().run({
    server: async (host) => {
      const socket = await listenOn(host).accept()
      await host.sleep(3_600_000)
      return (await recvToEnd(socket)).length
    },
    client: sending(new Uint8Array(1 << 20)),
  })
  assert.is(results.server, 1 << 20)
  assert.ok(report.now >= 3_600_000)
})

titled('a time limit → no deadlock: it ends the wait', async () => {
  const { results } = await simulatedNetwork()
    .run({
      server: upper,
      client: async (host) => {
        const socket = await connectTo(host, '10.0.0.2')
        socket.setsockopt('sendTimeout', 5000)
        try {
          await sendAll(socket, new Uint8Array(1 << 20))
        } catch (error) {
          return (error as { code: string }).code
        }
        return 'none'
      },
    })
    .catch((error) => ({ results: { client: error.code === 'ECONNRESET' ? 'EAGAIN' : String(error) } }))
  assert.is(results.client, 'EAGAIN')
})

titled('lost segments, a window that opens late → no deadlock is mistaken', async () => {
  const tcp = { receiveBuffer: 4000, sendBuffer: 3000, r2: Number.POSITIVE_INFINITY }
  for (const seed of [1, 2, 3, 4]) {
    const { results } = await simulatedNetwork({ seed, loss: 0.2, tcp }).run({
      server: receiving,
      client: sending(pattern(30_000)),
    })
    assert.equal(results.server, pattern(30_000))
  }
})

titled('a server that goes on accepting when all others have ended → abandoned, and it says so', async () => {
  const error = await stuckBy(() =>
    simulatedNetwork().run({
      server: async (host) => {
        const listener = listenOn(host)
        for (;;) (await listener.accept()).close()
      },
      client: async (host) => (await connectTo(host, '10.0.0.2')).close(),
    }),
  )
  assert.not.instance(error, DeadlockError)
  assert.is(error.report.ended, 'abandoned')
  assert.match(error.message, /^server waits for what nobody is left to do/)
  assert.match(
    error.message,
    /server: accept on socket 3 \(10\.0\.0\.2:1060\) waits for a connection, and nobody is left/,
  )
  assert.match(error.message, /client: finished at \d/)
})

titled('the time given is over → the run ends with a report, the programs by EBADF', async () => {
  const codes: string[] = []
  const forever = async (host: Host): Promise<void> => {
    try {
      for (;;) await host.sleep(100)
    } catch (error) {
      codes.push((error as { code: string }).code)
      throw error
    }
  }
  const { report } = await simulatedNetwork().run({ client: forever, server: forever }, { until: 1050 })
  assert.is(report.ended, 'limit')
  assert.is(report.now, 1050)
  assert.equal(codes, ['EBADF', 'EBADF'])
})

titled('a program that awaits another one\u2019s promise → it goes on, and the report says so', async () => {
  let ready: (socket: Socket) => void = () => {}
  const listening = new Promise<Socket>((resolve) => {
    ready = resolve
  })
  const { report } = await simulatedNetwork().run({
    server: async (host) => {
      await host.sleep(50)
      const listener = listenOn(host)
      ready(listener)
      await recvAll(await listener.accept(), 2)
    },
    client: async (host) => {
      const { address, port } = (await listening).getsockname()
      const socket = host.socket()
      await socket.connect({ address, port })
      await sendAll(socket, bytes('ok'))
    },
  })
  assert.equal(
    report.programs.map(({ hasAwaitedOther }) => hasAwaitedOther),
    [false, true],
  )
  assert.match(report.describe(), /client: finished at .*; it has awaited something that is not its host\u2019s/)
})

titled('a program that awaits what never comes → named, and the run ends', async () => {
  const error = await stuckBy(() =>
    simulatedNetwork().run({ server: receiving, client: async () => new Promise<void>(() => {}) }),
  )
  assert.is(error.report.ended, 'elsewhere')
  assert.match(error.message, /^client awaits something that is not its host's/)
  assert.match(error.message, /server: accept on socket 3/)
})

titled('step by step → the report says who waits for whom, and nothing is broken off', async () => {
  const network = simulatedNetwork()
  const listener = listenOn(network.server)
  const near = await connectTo(network.client, '10.0.0.2')
  const far = await listener.accept()
  const waits = [near.recv(1), far.recv(1)]
  const report = await network.quiet()
  assert.is(report.ended, 'deadlock')
  await near.send(bytes('a'))
  await far.send(bytes('b'))
  assert.equal((await Promise.all(waits)).map(text), ['b', 'a'])
  assert.is(network.report().ended, 'finished')
})

test.run()
