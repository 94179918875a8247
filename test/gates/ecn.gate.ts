/** What the kernel's handshake says of ECN, in a network of its own, beside ours. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Flow } from '../../lib/concepts/flow.ts'
import { type PacketEvent, pointToPoint } from '../../lib/network/index.ts'
import type { ConnectionSettings } from '../../lib/tcp/settings.ts'
import { ecnOf, formatFlags } from '../../lib/tcp/wire/index.ts'

const UNSHARE = ['--user', '--map-root-user', '--net']
const allowed =
  spawnSync('unshare', [...UNSHARE, 'sh', '-c', 'ip link set lo up && test -w /proc/sys/net/ipv4/tcp_ecn']).status === 0
// A package brings tshark, so in CI it must not be missing; whether a process may have a network of its own, no package says.
const hasTshark = process.env.CI !== undefined || spawnSync('tshark', ['--version']).error === undefined
const program = join(fileURLToPath(import.meta.url), '../ecn-exchange.mjs')

/** `SYN ECE CWR`, `ACK ecn 2`: what of a packet speaks of ECN; four packets: the handshake, and the first text. */
const FIRST = 4

async function kernels(sysctl: number): Promise<string[]> {
  const script = `ip link set lo up && echo ${sysctl} > /proc/sys/net/ipv4/tcp_ecn && exec "$@"`
  const { stdout } = await execa('unshare', [...UNSHARE, 'sh', '-c', script, 'sh', process.execPath, program], {
    timeout: 60_000,
  })
  return stdout.split('\n').slice(0, FIRST)
}

function ours(client: ConnectionSettings['ecn'], server: ConnectionSettings['ecn']): string[] {
  const net = pointToPoint({ link: { delay: 1 } })
  new Flow(net.network, net.client, net.server, {
    data: 10,
    closes: false,
    writes: { from: 10, bytes: 10, every: 1 },
    settings: { ecn: client ?? 'off' },
    receiver: { ecn: server ?? 'off' },
  })
  net.network.run()
  return net.network
    .trace()
    .events.filter((event): event is PacketEvent => event.type === 'packet' && event.what === 'sent')
    .slice(0, FIRST)
    .map(({ segment, bytes }) => `${formatFlags(segment!.flags)} ecn ${ecnOf(bytes)}`)
}

for (const [sysctl, setting] of [
  [1, 'ask'],
  [2, 'accept'],
  [0, 'off'],
] as const) {
  const name = `net.ipv4.tcp_ecn = ${sysctl} at both ends → the flags and ECN fields of our setting ${setting}`
  if (!allowed || !hasTshark)
    process.stdout.write(`skipped, no ${allowed ? 'tshark' : 'network of its own'}: ${name}\n`)
  const run = allowed && hasTshark ? test : test.skip
  run(name, async () => {
    const there = await kernels(sysctl)
    assert.is(there.length, FIRST)
    assert.equal(there, ours(setting, setting))
  })
}

test.run()
