import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { pcapng } from '../../../lib/network/index.ts'
import { recvToEnd, sendAll } from '../../../lib/socket/index.ts'
import type { TunNetwork } from '../../../lib/socket/tun/index.ts'
import { codeOf, fill, pattern } from '../../socket/programs/program.ts'
import { withFolder } from '../folder.ts'
import type { Checks } from '../own-network.ts'
import { type Ground, on, opened, packets } from './ground.ts'

const OCTETS = 150_000
/** At each loss, and so many of them at once. */
const TRANSFERS = 200
const AT_ONCE = 50
const FAULTS = { delay: 5, reorder: { probability: 0.05, by: 4 }, duplicate: 0.02 }

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function transfer(ground: Pick<Ground, 'server' | 'client'>, at: number): Promise<void> {
  const { near, far, listener } = await opened(ground)
  const [from, to] = at % 4 < 2 ? [near, far] : [far, near]
  // Each has octets of its own: one that ends up in another's stream shows.
  const sent = pattern(OCTETS + at).map((octet) => octet ^ at)
  const received = recvToEnd(to)
  await sendAll(from, sent)
  from.shutdown('write')
  assert.is(hash(await received), hash(sent))
  for (const socket of [near, far, listener]) socket.close()
}

/** Both roles and both directions in turn. */
async function transfers(tun: TunNetwork): Promise<void> {
  const ours = { server: tun.host, client: tun.kernel }
  const theirs = { server: tun.kernel, client: tun.host }
  let next = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < TRANSFERS; at = next++) await transfer(at % 2 === 0 ? ours : theirs, at)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

export const lossy: Checks = Object.fromEntries(
  [0, 0.01, 0.05, 0.1].map((loss, at) => [
    `${TRANSFERS} transfers both ways, ${AT_ONCE} at once, ${loss * 100} % lost, some late and some twice → every octet`,
    () => on({ ...FAULTS, loss, seed: 11 + at, record: false }, transfers),
  ]),
)

/** What tshark says of a capture of all that it may find odd. */
export const capture: Checks = {
  'a capture of loss, reordering, duplicates, resets and closed windows → tshark finds nothing malformed, and no bad checksum':
    () =>
      on({ ...FAULTS, loss: 0.02, seed: 21 }, async (tun) => {
        for (const [server, client] of [
          [tun.host, tun.kernel],
          [tun.kernel, tun.host],
        ] as const) {
          for (let at = 0; at < 4; at++) await transfer({ server, client }, at)
          assert.is(await codeOf(() => client.socket().connect({ address: server.address, port: 9 })), 'ECONNREFUSED')
          const { near, far } = await opened({ server, client })
          await fill(client, near)
          await recvPart(far)
          far.setsockopt('linger', 0)
          far.close()
        }
        await withFolder({}, async (folder) => {
          const file = join(folder, 'capture.pcapng')
          writeFileSync(file, pcapng(tun.trace(), { hosts: ['ackbook'] }))
          const checks = ['ip.check_checksum:TRUE', 'tcp.check_checksum:TRUE'].flatMap((check) => ['-o', check])
          const fields = ['_ws.malformed', 'ip.checksum.status', 'tcp.checksum.status'].flatMap((field) => [
            '-e',
            field,
          ])
          const { stdout, status } = spawnSync('tshark', ['-r', file, '-n', ...checks, '-T', 'fields', ...fields], {
            encoding: 'utf8',
            maxBuffer: 1 << 28,
          })
          assert.is(status, 0)
          const rows = stdout.split('\n').filter((line) => line !== '')
          assert.ok(rows.length > 1_000, `${rows.length} packets`)
          assert.ok(rows.length <= packets(tun).length)
          const bad = rows.filter((row) => !/^\t1(?:,1)*\t1?$/.test(row))
          assert.equal(bad, [])
        })
      }),
}

async function recvPart(socket: { recv(max: number): Promise<Uint8Array> }): Promise<void> {
  await socket.recv(1_000)
}
