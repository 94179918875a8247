import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { recvToEnd, sendAll, withHost } from '../../../lib/socket/index.ts'
import { openTun, type TunNetwork, type TunOptions } from '../../../lib/socket/tun/index.ts'
import type { Checks } from '../../helpers/own-network.ts'
import { codeOf, connection, pattern } from '../programs/program.ts'

async function on(options: TunOptions, run: (tun: TunNetwork) => Promise<void>): Promise<void> {
  const tun = openTun(options)
  try {
    await run(tun)
  } finally {
    tun.close()
  }
}

/** What this process has open of a kind, such as `/dev/net/tun` or `socket:`. */
function openFiles(kind: string): number {
  const files = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return files.filter((file) => file.startsWith(kind)).length
}

const interfaces = (): string[] => Object.keys(networkInterfaces()).filter((name) => name !== 'lo')

/** Waits until it holds: of what the kernel does a moment later. */
async function eventually(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > end) throw new Error(`after 10 s it still does not hold that ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Packets that the machine has sent to the interface, and lost there. */
function droppedAt(name: string): number {
  const line = readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .find((line) => line.trim().startsWith(`${name}:`))!
  return Number(line.split(':')[1]!.trim().split(/\s+/)[11])
}

const OPENS = `
const { openTun } = await import(${JSON.stringify(new URL('../../../lib/socket/tun/index.ts', import.meta.url).href)})
const tun = openTun()
const listener = tun.host.socket()
listener.listen(1)
listener.accept().catch(() => {})
console.log(tun.interface)
`

export const checks: Checks = {
  'closed → the interface is gone, and every descriptor': async () => {
    await on({}, async () => {})
    const [tuns, sockets] = [openFiles('/dev/net/tun'), openFiles('socket:')]
    await on({}, async (tun) => {
      assert.equal(interfaces(), [tun.interface])
      const { near, far } = await connection({ server: tun.host, client: tun.kernel })
      await sendAll(near, pattern(100_000))
      await far.recv(1)
      assert.is(openFiles('/dev/net/tun'), tuns + 1)
    })
    await eventually('the interface is gone', () => interfaces().length === 0)
    assert.equal([openFiles('/dev/net/tun'), openFiles('socket:')], [tuns, sockets])
  },

  'IPv6, where the kernel has it → a listener of both families serves both, every octet as it was sent': () =>
    on({ delay: 1 }, async (tun) => {
      assert.is(tun.ipv6 !== undefined, existsSync('/proc/net/if_inet6'))
      const listener = tun.host.socket()
      listener.bind({ address: '::', port: 0 })
      listener.listen(2)
      const { port } = listener.getsockname()
      for (const address of [tun.host.address, tun.ipv6?.host ?? tun.host.address]) {
        const near = tun.kernel.socket()
        await near.connect({ address, port })
        const far = await listener.accept()
        assert.is(far.getsockname().address, address)
        const sent = sendAll(near, pattern(100_000)).then(() => near.shutdown('write'))
        assert.equal(await recvToEnd(far), pattern(100_000))
        await sent
      }
    }),

  'closed twice → harmless; what waits on either host ends by EBADF': () =>
    on({}, async (tun) => {
      const waits = [tun.host, tun.kernel].map((host) => {
        const listener = host.socket()
        listener.bind({ address: host.address, port: 0 })
        listener.listen(1)
        return codeOf(() => listener.accept())
      })
      tun.close()
      tun.close()
      assert.equal(await Promise.all(waits), ['EBADF', 'EBADF'])
    }),

  'opened a hundred times → nothing is left': async () => {
    for (let count = 0; count < 100; count++) await on({ record: false }, async () => {})
    await eventually('no interface is left', () => interfaces().length === 0)
    assert.is(openFiles('/dev/net/tun'), 0)
  },

  'the process is killed → its interface is gone': async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', OPENS], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    const [name] = (await once(child.stdout!, 'data')) as [Buffer]
    assert.equal(interfaces(), [String(name).trim()])
    child.kill('SIGKILL')
    await ended
    await eventually('the interface is gone', () => interfaces().length === 0)
  },

  'a second one on the same network → EEXIST, with what has it; another network → both work': () =>
    on({}, async (tun) => {
      let said = ''
      try {
        openTun()
      } catch (error) {
        said = String(error)
      }
      assert.match(said, /EEXIST/)
      assert.match(said, new RegExp(`${tun.interface} has 10.77.0.1/24`))
      await on({ address: '10.78.0.1/24' }, async (other) => {
        await Promise.all([
          connection({ server: tun.host, client: tun.kernel }),
          connection({ server: other.kernel, client: other.host }),
        ])
      })
    }),

  'the same name twice → EBUSY, in a sentence': () =>
    on({ name: 'twice' }, async () => {
      let said = ''
      try {
        openTun({ name: 'twice', address: '10.78.0.1/24' })
      } catch (error) {
        said = String(error)
      }
      assert.match(said, /EBUSY|another program has an interface of this name/)
    }),

  'our program waits for the kernel’s, which lets it wait → it is not called stuck': () =>
    on({}, async (tun) => {
      const listener = tun.host.socket()
      listener.bind({ address: tun.host.address, port: 80 })
      listener.listen(1)
      const accepted = listener.accept()
      await tun.host.sleep(60)
      await tun.kernel.socket().connect({ address: tun.host.address, port: 80 })
      const far = await accepted
      const waiting = far.recv(1)
      await tun.host.sleep(30)
      assert.is(tun.host.waiting.length, 1)
      tun.kernel.closeAll()
      assert.is((await waiting).length, 0)
    }),

  'sleep on our host → by the machine’s clock, never too short': () =>
    on({}, async (tun) => {
      for (const milliseconds of [0.3, 1, 20]) {
        const [own, real] = [tun.host.now(), performance.now()]
        await tun.host.sleep(milliseconds)
        assert.ok(tun.host.now() - own >= milliseconds)
        assert.ok(performance.now() - real >= milliseconds - 0.01)
      }
    }),

  'timers and others’ events while our host has much to do → they have their turn': () =>
    on({ record: false }, async (tun) => {
      const { near, far } = await connection({ server: tun.host, client: tun.kernel })
      let ticks = 0
      const ticking = setInterval(() => ticks++, 1)
      const reading = (async () => {
        let count = 0
        for (let piece = await far.recv(65_536); piece.length > 0; piece = await far.recv(65_536)) count += piece.length
        return count
      })()
      await sendAll(near, new Uint8Array(8_000_000))
      near.shutdown('write')
      assert.is(await reading, 8_000_000)
      clearInterval(ticking)
      assert.ok(ticks > 3, `${ticks} ticks`)
    }),

  'delay, loss, duplicates and reordering in both directions → every octet, in order': () =>
    on(
      { delay: 2, loss: 0.05, duplicate: 0.02, reorder: { probability: 0.05, by: 3 }, seed: 4, record: false },
      async (tun) => {
        const bytes = pattern(300_000)
        await withHost(tun.host, async () => {
          for (const [server, client] of [[tun.host, tun.kernel] as const, [tun.kernel, tun.host] as const]) {
            const { near, far } = await connection({ server, client })
            const received = recvToEnd(far)
            await sendAll(near, bytes)
            near.shutdown('write')
            assert.equal(await received, bytes)
          }
        })
      },
    ),

  'a script drops the first segment with data → it is in the trace, dropped and sent again': () =>
    on({}, async (tun) => {
      let isFirst = true
      tun.out.faults = {
        script: ({ segment }) => {
          if (!segment || segment.payload.length === 0 || !isFirst) return undefined
          isFirst = false
          return 'drop'
        },
      }
      const { near, far } = await connection({ server: tun.kernel, client: tun.host })
      await sendAll(near, pattern(1_000))
      near.shutdown('write')
      assert.equal(await recvToEnd(far), pattern(1_000))
      const packets = tun.trace().events.flatMap((event) => (event.type === 'packet' ? [event] : []))
      assert.is(packets.filter(({ what }) => what === 'dropped').length, 1)
      assert.ok(packets.some(({ retransmission }) => retransmission))
    }),

  'the delay is changed on the way → it holds from there on': () =>
    on({}, async (tun) => {
      tun.out.delay = tun.in.delay = 30
      const began = tun.host.now()
      await connection({ server: tun.kernel, client: tun.host })
      assert.ok(tun.host.now() - began >= 60)
    }),

  'the way from the kernel to us takes 600 octets at most → it is told so, and all arrives': () =>
    on({ back: { mtu: 600 } }, async (tun) => {
      const { near, far } = await connection({ server: tun.host, client: tun.kernel })
      await sendAll(near, pattern(20_000))
      near.shutdown('write')
      assert.equal(await recvToEnd(far), pattern(20_000))
      const packets = tun.trace().events.flatMap((event) => (event.type === 'packet' ? [event] : []))
      assert.ok(packets.some(({ what, reason }) => what === 'dropped' && reason === 'mtu'))
      const arrived = packets.filter(({ what, to }) => what === 'delivered' && to === 'ackbook')
      assert.ok(arrived.every(({ bytes }) => bytes.length <= 600))
    }),

  'the machine sends 6 MB before we read anything → none of it is lost': () =>
    on({ delay: 5 }, async (tun) => {
      const pairs = await Promise.all(
        Array.from({ length: 30 }, () => connection({ server: tun.host, client: tun.kernel })),
      )
      const received = pairs.map(({ far }) => recvToEnd(far))
      await Promise.all(
        pairs.map(async ({ near }) => {
          await sendAll(near, new Uint8Array(200_000))
          near.shutdown('write')
        }),
      )
      for (const { length } of await Promise.all(received)) assert.is(length, 200_000)
      assert.is(droppedAt(tun.interface), 0)
    }),
}
