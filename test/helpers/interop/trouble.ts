import * as assert from 'uvu/assert'
import type { TcpHost } from '../../../lib/network/tcp-host.ts'
import { recvToEnd, sendAll } from '../../../lib/socket/index.ts'
import { encodeAddress } from '../../../lib/socket/system/sockaddr.ts'
import type { TunNetwork } from '../../../lib/socket/tun/index.ts'
import type { Connection } from '../../../lib/tcp/index.ts'
import type { ConnectionSettings } from '../../../lib/tcp/settings.ts'
import { codeOf, fill, pattern, until } from '../../socket/programs/program.ts'
import type { Checks } from '../own-network.ts'
import { bothRoles, checked, type Ground, listening, on, opened, packets, withKernelSocket } from './ground.ts'

const LOSSY = { delay: 3, loss: 0.02, seed: 5 }

/** 150 KB each way one after the other, and nothing of the options that are off on any segment. */
async function without(ground: Ground, off: readonly ('timestamps' | 'sack' | 'windowScale')[]): Promise<void> {
  const { near, far } = await opened(ground)
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    const received = recvToEnd(to)
    await sendAll(from, pattern(150_000))
    from.shutdown('write')
    assert.equal(await received, pattern(150_000))
  }
  const own = packets(ground.tun).filter(({ what, from }) => what === 'sent' && from === 'ackbook')
  for (const { segment } of own) {
    if (off.includes('timestamps')) assert.is(segment?.options.timestamps, undefined)
    if (off.includes('sack')) assert.is(segment?.options.sack ?? segment?.options.sackPermitted, undefined)
    if (off.includes('windowScale')) assert.is(segment?.options.windowScale, undefined)
  }
}

const COMBINATIONS = [
  ['timestamps'],
  ['sack'],
  ['windowScale'],
  ['timestamps', 'sack'],
  ['timestamps', 'sack', 'windowScale'],
] as const

function combinations(): Checks {
  const rows = COMBINATIONS.map((off): Checks => {
    const tcp: ConnectionSettings = Object.fromEntries(off.map((name) => [name, false]))
    return bothRoles(`without ${off.join(', ')}, 2 % lost → all arrives, both ways`, { ...LOSSY, tcp }, (ground) =>
      without(ground, off),
    )
  })
  return Object.assign({}, ...rows)
}

const SOCK_STREAM = 1
const MSG_OOB = 1

/** What happens to a connection on its way. */
export const trouble: Checks = {
  ...combinations(),
  ...bothRoles(
    'the reader pauses for 1.5 s → the window closes, is probed, reopens, and all arrives',
    {},
    async (ground) => {
      const { near, far } = await opened(ground)
      far.setsockopt('receiveBuffer', 8_192)
      const taken = await fill(ground.client, near)
      await ground.client.sleep(1_500)
      near.shutdown('write')
      assert.is((await recvToEnd(far)).length, taken)
      const toward = packets(ground.tun).filter(({ what, segment }) => what === 'sent' && segment && !segment.flags.syn)
      assert.ok(
        toward.some(({ segment }) => segment?.window === 0),
        'a window of zero was seen',
      )
    },
  ),
  ...bothRoles(
    'the wire is cut for 1 s in mid-transfer → it resumes by itself',
    { delay: 5, record: false },
    async (ground) => {
      const { tun } = ground
      const { near, far } = await opened(ground)
      const received = recvToEnd(far)
      await sendAll(near, pattern(50_000))
      tun.out.faults = tun.in.faults = { loss: 1 }
      const rest = sendAll(near, pattern(500_000))
      await tun.host.sleep(1_000)
      tun.out.faults = tun.in.faults = {}
      await rest
      near.shutdown('write')
      assert.is((await received).length, 550_000)
    },
  ),
  ...bothRoles(
    'nothing is said for 2.5 s, keep-alive is on → probed and answered, and it lives',
    {},
    async (ground) => {
      const { near, far } = await opened(ground)
      near.setsockopt('keepAliveIdle', 1)
      near.setsockopt('keepAliveInterval', 1)
      near.setsockopt('keepAliveProbes', 1)
      near.setsockopt('keepAlive', true)
      const before = packets(ground.tun).length
      await ground.client.sleep(2_500)
      assert.ok(packets(ground.tun).length >= before + 8, 'two probes, and two answers, sent and delivered')
      await sendAll(near, pattern(10))
      assert.is((await far.recv(10)).length, 10)
    },
  ),
  ...bothRoles('the wire is cut, keep-alive is on → ETIMEDOUT', {}, async (ground) => {
    const { near } = await opened(ground)
    near.setsockopt('keepAliveIdle', 1)
    near.setsockopt('keepAliveInterval', 1)
    near.setsockopt('keepAliveProbes', 1)
    near.setsockopt('keepAlive', true)
    ground.tun.out.faults = ground.tun.in.faults = { loss: 1 }
    assert.is(await codeOf(() => near.recv(1)), 'ETIMEDOUT')
  }),
  ...bothRoles('user timeout 1 s, the wire is cut → ETIMEDOUT', {}, async (ground) => {
    const { near } = await opened(ground)
    near.setsockopt('userTimeout', 1_000)
    ground.tun.out.faults = ground.tun.in.faults = { loss: 1 }
    await sendAll(near, pattern(1_000))
    assert.is(await codeOf(() => near.recv(1)), 'ETIMEDOUT')
  }),
  ...bothRoles(
    'one segment in ten has a flipped bit → none of it gets through, all arrives',
    { corrupt: 0.1, delay: 2, seed: 9 },
    async (ground) => {
      const { near, far } = await opened(ground)
      const received = recvToEnd(far)
      await sendAll(near, pattern(100_000))
      near.shutdown('write')
      assert.equal(await received, pattern(100_000))
    },
  ),
  'the kernel sends an urgent octet → our connection says where it ends, and reads it in its place': () =>
    on({}, async (tun) => {
      const listener = listening(tun.host)
      const accepted = listener.accept()
      await withKernelSocket(SOCK_STREAM, 0, async (fd, c) => {
        c.fcntl(fd, 4, c.platform.O_NONBLOCK)
        const to = encodeAddress(listener.getsockname(), 'IPv4', c.platform, 'a socket', 'connect')
        c.connect(fd, to, to.length)
        const far = await accepted
        const connection = establishedAt(tun)
        checked(c, c.send(fd, Uint8Array.of(65, 66, 89), 3, MSG_OOB))
        await until(tun.host, 'it has come', () => far.queued().in === 3)
        assert.is(connection.urgentReadable, 3)
        assert.equal([...(await far.recv(10))], [65, 66, 89])
      })
    }),
  'our connection sends an urgent octet → the kernel hands out that one apart': () =>
    on({}, async (tun) => {
      const listener = listening(tun.host)
      const accepted = listener.accept()
      await withKernelSocket(SOCK_STREAM, 0, async (fd, c) => {
        c.fcntl(fd, 4, c.platform.O_NONBLOCK)
        const to = encodeAddress(listener.getsockname(), 'IPv4', c.platform, 'a socket', 'connect')
        c.connect(fd, to, to.length)
        await accepted
        const connection = establishedAt(tun)
        connection.send(Uint8Array.of(1, 2, 3), tun.network.now, { urgent: true })
        tun.network.hosts[0]!.flush()
        const [urgent, others] = [new Uint8Array(8), new Uint8Array(8)]
        await until(tun.host, 'it has come', () => c.recv(fd, urgent, 8, MSG_OOB) === 1)
        assert.is(urgent[0], 3)
        assert.is(checked(c, c.recv(fd, others, 8, 0)), 2)
        assert.equal([...others.subarray(0, 2)], [1, 2])
      })
    }),
}

function establishedAt(tun: TunNetwork): Connection {
  const { stack } = tun.network.hosts[0]!.endpoint as TcpHost
  return stack.connections().find(({ state }) => state === 'ESTABLISHED')!
}
