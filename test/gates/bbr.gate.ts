/** A megabyte at 5 % loss, by this machine's kernel and by the engine: who is faster, and by how much. Needs root on Linux, a TUN, python3 and the kernel's BBR. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lossyTransfers, median } from '../../lib/concepts/lossy-transfers.ts'

const way = fileURLToPath(new URL('../helpers/lossy_way.py', import.meta.url))
const [BYTES, TRANSFERS, DELAY, LOSS] = [1_000_000, 12, 20, 0.05]
/** Our name for each, and the kernel's. */
const ALGORITHMS = { 'new-reno': 'reno', cubic: 'cubic', bbr: 'bbr' } as const
type Name = keyof typeof ALGORITHMS

const missing = whatIsMissing()

gate(
  'a megabyte, 20 ms each way, 5 % lost → BBR is four times as fast at least, in the kernel and in the engine; each takes what the other does, within a factor of two',
  async () => {
    const kernel = {} as Record<Name, number>
    const engine = {} as Record<Name, number>
    for (const name of Object.keys(ALGORITHMS) as Name[]) {
      kernel[name] = median(await byKernel(ALGORITHMS[name], 1))
      engine[name] = median(lossyTransfers({ loss: LOSS, rtt: 2 * DELAY }, { congestion: name, count: TRANSFERS }))
    }
    const told = JSON.stringify({ kernel, engine })
    for (const took of [kernel, engine]) assert.ok(4 * took.bbr < Math.min(took['new-reno'], took.cubic), told)
    for (const name of Object.keys(ALGORITHMS) as Name[]) {
      const ratio = engine[name] / kernel[name]
      assert.ok(ratio > 1 / 2 && ratio < 2, told)
    }
  },
)

test.run()

/** Milliseconds of each, in order. */
async function byKernel(algorithm: string, seed: number): Promise<number[]> {
  const given = [algorithm, BYTES, TRANSFERS, DELAY, LOSS, seed].map(String)
  const { stdout } = await execa('unshare', ['-n', 'python3', way, ...given], { timeout: 300_000 })
  return JSON.parse(stdout) as number[]
}

/** Skipped by name where something is missing; in CI it fails, but for what no package brings. */
function gate(name: string, body: () => Promise<void>): void {
  if (missing === undefined) return void test(name, body)
  process.stdout.write(`skipped, ${missing}: ${name}\n`)
  test.skip(name)
}

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'no Linux'
  const fails = (command: string, ...given: string[]): boolean => spawnSync(command, given).status !== 0
  for (const command of ['python3', 'unshare', 'ip']) {
    if (spawnSync(command, ['--help']).error === undefined) continue
    if (process.env.CI) throw new Error(`the kernel's BBR cannot be measured: no ${command}; install it`)
    return `no ${command}`
  }
  if (fails('unshare', '-n', 'test', '-c', '/dev/net/tun')) return 'no network namespace with a TUN'
  if (fails('unshare', '-n', 'python3', '-c', 'import socket; socket.socket().setsockopt(6, 13, b"bbr")'))
    return 'no BBR in this kernel'
  return undefined
}
