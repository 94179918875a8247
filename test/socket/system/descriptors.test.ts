import { readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  chunks,
  connectedPair,
  duplex,
  recvAll,
  type Socket,
  sendAll,
  serve,
  withHost,
} from '../../../lib/socket/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { within } from '../../helpers/within.ts'
import { groups } from '../programs/index.ts'
import { codeOf, listening, pattern } from '../programs/program.ts'
import { child } from './child.ts'

const test = suite('system: descriptors')
const linux = process.platform === 'linux' ? test : test.skip
const host = systemHost()

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}

/** Runs it twice, since a first run may load what stays. @returns how many more descriptors are open after the second */
async function leaked(run: () => Promise<unknown>): Promise<number> {
  await run()
  const before = openDescriptors()
  await run()
  return openDescriptors() - before
}

linux('every program of the suite → leaves no descriptor', () =>
  within(60_000, 'the suite', async () => {
    const all = Object.values(groups).flat()
    const run = async (): Promise<void> => {
      for (const program of all) {
        const before = openDescriptors()
        await withHost(host, (server) => withHost(host, (client) => program.run({ server, client })))
        assert.is(openDescriptors(), before, program.title)
      }
    }
    await run()
  }),
)

linux('a program that only fails, with all it opened closed by hand → leaves no descriptor', () =>
  within(20_000, 'failures', async () => {
    const failing = async (): Promise<void> => {
      const listener = listening(host)
      const address = listener.getsockname()
      const taken = host.socket()
      assert.is(await codeOf(() => taken.bind(address)), 'EADDRINUSE')
      taken.close()
      const aborting = new AbortController()
      const accepting = codeOf(() => listener.accept({ signal: aborting.signal }))
      aborting.abort()
      assert.is(await accepting, 'ABORT_ERR')
      listener.close()
      const refused = host.socket()
      assert.is(await codeOf(() => refused.connect(address)), 'ECONNREFUSED')
      refused.close()
    }
    assert.is(await leaked(failing), 0)
  }),
)

linux('connectedPair is aborted at either of its waits → leaves no descriptor', () =>
  within(20_000, 'pairs', async () => {
    const signal = AbortSignal.abort()
    assert.is(await leaked(() => codeOf(() => connectedPair(host, { signal }))), 0)
  }),
)

linux('a whole exchange is aborted after any number of turns → AbortError or done, and no descriptor is left', () =>
  within(60_000, 'aborts', async () => {
    const outcomes = new Map<string, number>()
    const exchange = async (signal: AbortSignal): Promise<void> => {
      const listener = listening(host)
      const near = host.socket()
      try {
        const serving = serve(
          host,
          listener,
          async (far) => {
            const whole = await recvAll(far, 100_000, { signal })
            await sendAll(far, whole, { signal })
          },
          { connections: 1, signal },
        )
        const asking = (async () => {
          await near.connect(listener.getsockname(), { signal })
          await host.poll([{ socket: near, writable: true }], undefined, { signal })
          await host.sleep(1, { signal })
          await duplex(near, pattern(100_000), { receive: () => {}, signal })
        })()
        const settled = await Promise.allSettled([serving, asking])
        for (const one of settled) if (one.status === 'rejected') throw one.reason
      } finally {
        listener.close()
        near.close()
      }
    }
    const before = openDescriptors()
    for (let turns = 0; turns < 60; turns++) {
      const controller = new AbortController()
      const code = codeOf(() => exchange(controller.signal))
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      controller.abort()
      const outcome = await code
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      assert.is(openDescriptors(), before, `aborted after ${turns} turns`)
    }
    assert.ok(
      [...outcomes.keys()].every((outcome) => ['ABORT_ERR', 'none'].includes(outcome)),
      [...outcomes].join(),
    )
    assert.ok((outcomes.get('ABORT_ERR') ?? 0) > 0)
  }),
)

linux('a connection is accepted after its scope was closed → it is not kept', () =>
  within(20_000, 'late accept', async () => {
    const late = async (): Promise<void> => {
      const scope = host.scope()
      const listener = listening(scope)
      const accepting = codeOf(() => listener.accept())
      const near = host.socket()
      await near.connect(listener.getsockname())
      scope.closeAll()
      await accepting
      near.close()
    }
    assert.is(await leaked(late), 0)
  }),
)

linux('a thousand connections at once → all served, all closed', () =>
  within(60_000, 'a thousand', async () => {
    const thousand = (): Promise<void> =>
      withHost(host, async (scope) => {
        const listener = listening(scope, 1024)
        const nears = Array.from({ length: 1000 }, () => scope.socket())
        const accepting = (async () => {
          const fars: Socket[] = []
          while (fars.length < nears.length) fars.push(await listener.accept())
          return fars
        })()
        await Promise.all(nears.map((near) => near.connect(listener.getsockname())))
        const fars = await accepting
        const echoing = fars.map(async (far) => sendAll(far, await recvAll(far, 4)))
        const answers = nears.map((near) => recvAll(near, 4))
        for (const [index, near] of nears.entries())
          await sendAll(near, new Uint8Array(new Uint32Array([index]).buffer))
        await Promise.all(echoing)
        for (const [index, answer] of (await Promise.all(answers)).entries()) {
          assert.is(new DataView(answer.buffer).getUint32(0, true), index)
        }
      })
    assert.is(await leaked(thousand), 0)
  }),
)

linux('a hundred connections at once echo 256 KiB each → every octet right, none out of its place', () =>
  within(60_000, 'a hundred', async () => {
    const whole = pattern(400_000)
    const hundred = (): Promise<void> =>
      withHost(host, async (scope, start) => {
        const listener = listening(scope, 128)
        void start(() =>
          serve(scope, listener, async (far) => {
            for await (const piece of chunks(far, { max: 10_000 })) await sendAll(far, piece)
          }),
        )
        const echo = async (index: number): Promise<void> => {
          const near = scope.socket()
          await near.connect(listener.getsockname())
          const own = whole.subarray(index * 1000, index * 1000 + 262_144)
          let at = 0
          await duplex(near, own, {
            receive: (piece) => {
              assert.ok(
                Buffer.compare(piece, own.subarray(at, at + piece.length)) === 0,
                `connection ${index} at ${at}`,
              )
              at += piece.length
            },
          })
          assert.is(at, own.length)
        }
        await Promise.all(Array.from({ length: 100 }, (_, index) => echo(index)))
      })
    assert.is(await leaked(hundred), 0)
  }),
)

linux('a process that may open 64 descriptors → EMFILE with a remedy, and all is well once some are closed', () =>
  within(30_000, 'ulimit', async () => {
    const { ended } = child(
      `
const host = systemHost()
const listener = host.socket()
listener.bind({ address: host.address, port: 0 })
listener.listen(64)
const first = host.socket()
await first.connect(listener.getsockname())
const open = []
let error
try { for (;;) open.push(host.socket()) } catch (caught) { error = caught }
console.log(error.code, /ulimit -n/.test(error.message), open.length > 10 && open.length < 64)
console.log(await listener.accept().then(() => 'accepted', (caught) => caught.code))
console.log(await library.connectedPair(host).catch((caught) => caught.code))
console.log(await Promise.resolve().then(() => first.dup()).catch((caught) => caught.code))
const serving = library.serve(host, listener, async (connection) => {
  await library.sendAll(connection, new Uint8Array([1, 2, 3]))
}, { connections: 1 })
await host.sleep(20)
open.pop().close()
console.log((await library.recvToEnd(first)).join())
await serving
for (const socket of open) socket.close()
console.log('and again', (await library.connectedPair(host)).client.getsockopt('tcpInfo').state)
`,
      ['/bin/sh', '-c', 'ulimit -n 64 && exec "$@"', 'sh'],
    )
    const { output, code } = await ended
    assert.is(output, 'EMFILE true true\nEMFILE\nEMFILE\nEMFILE\n1,2,3\nand again ESTABLISHED\n')
    assert.is(code, 0)
  }),
)

test.run()
