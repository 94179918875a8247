import * as assert from 'uvu/assert'
import type { Faults } from '../../../lib/network/index.ts'
import { recvToEnd, sendAll } from '../../../lib/socket/index.ts'
import { encodeAddress } from '../../../lib/socket/system/sockaddr.ts'
import type { TunNetwork } from '../../../lib/socket/tun/index.ts'
import { codeOf, pattern } from '../../socket/programs/program.ts'
import type { Checks } from '../own-network.ts'
import {
  bothRoles,
  checked,
  kernelCounter,
  listening,
  on,
  opened,
  packets,
  statesOf,
  synsOf,
  tellKernel,
  tellOurs,
  withKernelSocket,
  withSysctl,
} from './ground.ts'

type Role = 'our' | 'the kernel’s'

/** A router tells whoever calls that his SYN has not arrived. */
function reported(code: number, wanted: string): Checks {
  const row = (role: Role): [string, () => Promise<void>] => [
    `ICMP 3/${code} for ${role} SYN → ${wanted}, at once`,
    () =>
      on({}, async (tun) => {
        const [client, server] = role === 'our' ? [tun.host, tun.kernel] : [tun.kernel, tun.host]
        const script: Faults['script'] = ({ bytes, segment }) => {
          if (!segment?.flags.syn) return undefined
          setImmediate(() => (role === 'our' ? tellOurs : tellKernel)(tun, bytes, 3, code))
          return 'drop'
        }
        const link = role === 'our' ? tun.out : tun.in
        link.faults = { script }
        assert.is(await codeOf(() => client.socket().connect({ address: server.address, port: 80 })), wanted)
        assert.is(synsOf(tun), 1, 'it was not sent again')
      }),
  ]
  return Object.fromEntries([row('our'), row('the kernel’s')])
}

/** Always, not only when there are too many. */
const SYN_COOKIES = 2
const SOCK_STREAM = 1
const TCP_FASTOPEN_CONNECT = 30
/** As a client, and with data in the SYN although there is no cookie. */
const FAST_OPEN = 0x5

export const opening: Checks = {
  ...bothRoles('what was negotiated → timestamps, SACK and window scale, MSS 1460', {}, async (ground) => {
    await opened(ground)
    const syns = packets(ground.tun).flatMap(({ what, segment }) =>
      what === 'sent' && segment?.flags.syn ? [segment] : [],
    )
    assert.is(syns.length, 2)
    for (const { options } of syns) {
      assert.is(options.mss, 1_460)
      assert.ok(options.sackPermitted && options.timestamps && options.windowScale !== undefined)
    }
  }),
  'both call each other at once → SYN-SENT, SYN-RECEIVED, ESTABLISHED': () =>
    on({ delay: 40 }, async (tun) => {
      const [ours, theirs] = [tun.host.socket(), tun.kernel.socket()]
      ours.bind({ address: tun.host.address, port: 7_001 })
      theirs.bind({ address: tun.kernel.address, port: 7_002 })
      await Promise.all([ours.connect(theirs.getsockname()), theirs.connect(ours.getsockname())])
      await Promise.all([sendAll(ours, pattern(3_000)), sendAll(theirs, pattern(2_000))])
      ours.shutdown('write')
      theirs.shutdown('write')
      assert.equal(await Promise.all([recvToEnd(ours), recvToEnd(theirs)]), [pattern(2_000), pattern(3_000)])
      assert.equal(statesOf(tun).slice(0, 3), ['SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED'])
    }),
  ...reported(1, 'EHOSTUNREACH'),
  ...reported(13, 'EHOSTUNREACH'),
  ...reported(3, 'ECONNREFUSED'),
  'ICMP 3/1 for our SYN, by the letter of the RFCs → it goes on, and the next SYN gets through': () =>
    on({ profile: 'rfc' }, async (tun) => {
      let dropped = 0
      tun.out.faults = {
        script: ({ bytes, segment }) => {
          if (!segment?.flags.syn || dropped++ > 0) return undefined
          setImmediate(() => tellOurs(tun, bytes, 3, 1))
          return 'drop'
        },
      }
      await opened({ server: tun.kernel, client: tun.host })
    }),
  ...bothRoles('the first SYN and the first SYN,ACK are lost → sent again, and it opens', {}, async (ground) => {
    const once = (): Faults['script'] => {
      let dropped = 0
      return ({ segment }) => (segment?.flags.syn && dropped++ === 0 ? 'drop' : undefined)
    }
    ground.tun.out.faults = { script: once()! }
    ground.tun.in.faults = { script: once()! }
    await opened(ground)
  }),
  'the kernel answers with SYN cookies alone → our client gets through, with its options': () =>
    withSysctl('tcp_syncookies', SYN_COOKIES, () =>
      on({}, async (tun) => {
        const before = kernelCounter('SyncookiesRecv')
        const { near, far } = await opened({ server: tun.kernel, client: tun.host })
        await sendAll(near, pattern(20_000))
        near.shutdown('write')
        assert.equal(await recvToEnd(far), pattern(20_000))
        assert.is(kernelCounter('SyncookiesRecv'), before + 1)
      }),
    ),
  'the kernel’s SYN has data, by TCP Fast Open without a cookie → all of it arrives, once': () =>
    withSysctl('tcp_fastopen', FAST_OPEN, () => on({}, fastOpen)),
  ...bothRoles(
    'the path has an MTU of 600, and says so → the sender’s segments become smaller, and all arrives',
    {},
    async (ground) => {
      const { tun } = ground
      const link = ground.client === tun.host ? tun.out : tun.in
      const tell = ground.client === tun.host ? tellOurs : tellKernel
      let tooLong = 0
      link.faults = {
        script: ({ bytes }) => {
          if (bytes.length <= 600) return undefined
          if (tooLong++ === 0) setImmediate(() => tell(tun, bytes, 3, 4, 600))
          return 'drop'
        },
      }
      const { near, far } = await opened(ground)
      const received = recvToEnd(far)
      await sendAll(near, pattern(100_000))
      near.shutdown('write')
      assert.equal(await received, pattern(100_000))
      assert.ok(tooLong > 0 && tooLong < 40, `${tooLong} were too long`)
    },
  ),
  ...bothRoles(
    'ECN is on at both ends → it is agreed on, marks are echoed, and all arrives',
    { tcp: { ecn: 'ask' } },
    (ground) =>
      withSysctl('tcp_ecn', 1, async () => {
        const { near, far } = await opened(ground)
        const received = recvToEnd(far)
        await sendAll(near, pattern(200_000))
        near.shutdown('write')
        assert.equal(await received, pattern(200_000))
        const syns = packets(ground.tun).flatMap(({ what, segment }) =>
          what === 'sent' && segment?.flags.syn ? [segment.flags] : [],
        )
        assert.equal(
          syns.map(({ ece = false, cwr = false }) => [ece, cwr]),
          [
            [true, true],
            [true, false],
          ],
        )
        const marked = packets(ground.tun).filter(({ what, bytes }) => what === 'sent' && (bytes[1]! & 3) !== 0)
        assert.ok(marked.length > 50, `${marked.length} packets with ECT`)
      }),
  ),
}

async function fastOpen(tun: TunNetwork): Promise<void> {
  const listener = listening(tun.host)
  const accepted = listener.accept()
  const said = pattern(400)
  await withKernelSocket(SOCK_STREAM, 0, async (fd, c) => {
    const one = new Uint8Array([1, 0, 0, 0])
    checked(c, c.setsockopt(fd, 6, TCP_FASTOPEN_CONNECT, one, 4))
    const to = encodeAddress(listener.getsockname(), 'IPv4', c.platform, 'a socket', 'connect')
    checked(c, c.connect(fd, to, to.length))
    // Not blocking: our end lives in this very process.
    const sent = c.send(fd, said, said.length, c.platform.MSG_DONTWAIT)
    assert.ok(sent === said.length || c.code() === 'EINPROGRESS')
    const far = await accepted
    const got: number[] = []
    while (got.length < said.length) got.push(...(await far.recv(4_096)))
    assert.equal(Uint8Array.from(got), said)
    const syn = packets(tun).find(({ segment }) => segment?.flags.syn)
    assert.is(syn?.segment?.payload.length, 400)
  })
}
