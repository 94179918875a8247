/**
 * Our TCP and the kernel's over the same TUN and the same links: how long transfers take that lose packets, and how much a second of
 * the processor's time carries. Kernel to kernel goes the same way. In a network of its own; Linux. By itself it takes `--throughput` or
 * `--transfers`, and of these an algorithm or a link by its name: `cubic "1 % lost"`.
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { LinkOptions } from '../../lib/network/link.ts'
import { systemHost } from '../../lib/socket/system/index.ts'
import { raise } from '../../lib/socket/tun/index.ts'
import { brief, grouped, processorSeconds, row } from './report.ts'
import { median } from './statistics.ts'
import type { Order, Told } from './tun/peer.ts'
import { type Load, receive, send } from './tun/transfers.ts'
import { type Way, wayToKernel, wayToOurs } from './tun/ways.ts'

const KINDS = ['kernel → kernel', 'ours → kernel', 'kernel → ours'] as const
type Kind = (typeof KINDS)[number]

const ALGORITHMS = ['reno', 'cubic']
const DELAY = 20
const LINKS: readonly [string, LinkOptions, most: number][] = [
  ['no loss', { delay: DELAY }, 1.25],
  ['1 % lost', { delay: DELAY, loss: 0.01 }, 1.25],
  ['5 % lost', { delay: DELAY, loss: 0.05 }, 1.25],
  ['10 % lost', { delay: DELAY, loss: 0.1 }, 1.25],
  ['5 % of packets 5 ms late', { delay: DELAY, reorder: { probability: 0.05, by: 5 } }, 1.3],
]
const LOAD = { count: 20, octets: 1_000_000 }
const ROUNDS = brief ? 1 : 3
const BULK = brief ? 50_000_000 : 200_000_000

interface Run {
  times: number[]
  /** Processors' time: of the driver, with our TCP and its program; and of the programs on the kernel's sockets. */
  driver: number
  others: number
}

class Bench {
  readonly #peer: ChildProcess = fork(fileURLToPath(new URL('tun/peer.ts', import.meta.url)))
  readonly #ended = once(this.#peer, 'exit').then(() => {
    throw new Error('the programs on the kernel’s sockets have ended')
  })

  async run(kind: Kind, link: LinkOptions, seed: number, load: Load): Promise<Run> {
    const way = kind === 'kernel → kernel' ? wayToKernel(link, seed) : wayToOurs(link, seed, 'linux')
    try {
      const before = [processorSeconds(), await this.#processor()] as const
      const times = await this.#transfers(kind, way, load)
      return { times, driver: processorSeconds() - before[0], others: (await this.#processor()) - before[1] }
    } finally {
      way.close()
    }
  }

  end(): void {
    this.#ended.catch(() => {})
    this.#peer.kill()
  }

  async #transfers(kind: Kind, { kernel, peer, host }: Way, load: Load): Promise<number[]> {
    if (kind === 'kernel → ours') {
      const { port, done } = receive(host!, load)
      const { times } = await this.#ask({ do: 'send', at: kernel, to: { address: peer, port }, load })
      await done
      return times!
    }
    const { port } = await this.#ask({ do: 'receive', at: kernel, load })
    if (host) return send(host, { address: kernel, port: port! }, load)
    const { times } = await this.#ask({ do: 'send', at: kernel, to: { address: peer, port: port! }, load })
    return times!
  }

  async #processor(): Promise<number> {
    return (await this.#ask({ do: 'processor' })).seconds!
  }

  async #ask(order: Order): Promise<Told> {
    this.#peer.send(order)
    const [told] = await Promise.race([once(this.#peer, 'message'), this.#ended])
    return told as Told
  }
}

/** How long twenty megabytes at once take, each by itself: the median, and beside it the kernel's. */
async function transfers(bench: Bench, chosen: readonly string[]): Promise<void> {
  const isChosen = (name: string, among: readonly string[]): boolean =>
    chosen.includes(name) || !chosen.some((one) => among.includes(one))
  const links = LINKS.filter(([name]) =>
    isChosen(
      name,
      LINKS.map(([other]) => other),
    ),
  )
  for (const congestion of ALGORITHMS.filter((name) => isChosen(name, ALGORITHMS))) {
    for (const [name, link, most] of links) {
      const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
      for (let round = 0; round < ROUNDS; round++) {
        for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed())
          times.get(kind)!.push(...(await bench.run(kind, link, round + 1, { ...LOAD, congestion })).times)
      }
      const kernels = median(times.get(KINDS[0])!)
      for (const [kind, some] of times) {
        const ratio = median(some) / kernels
        const compared =
          kind === KINDS[0] ? '' : `${ratio.toFixed(2)} times the kernel's${ratio > most ? `, more than ${most}` : ''}`
        console.log(row(`${kind}, ${congestion}, ${name}`, `${grouped(median(some))} ms`, compared))
      }
    }
  }
}

/** What a second of the processor's time carries where nothing is lost or late. */
async function throughput(bench: Bench): Promise<void> {
  const load = { count: 1, octets: BULK, congestion: 'cubic' }
  const rates = new Map<Kind, { driver: number[]; all: number[]; clock: number[] }>(
    KINDS.map((kind) => [kind, { driver: [], all: [], clock: [] }]),
  )
  const gigabits = (seconds: number): number => (BULK * 8) / 1e9 / seconds
  // Both processes have their code compiled.
  for (const kind of KINDS) await bench.run(kind, {}, 1, { ...load, octets: BULK / 4 })
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed()) {
      const { driver, others, times } = await bench.run(kind, {}, round + 1, load)
      rates.get(kind)!.driver.push(gigabits(driver))
      rates.get(kind)!.all.push(gigabits(driver + others))
      rates.get(kind)!.clock.push(gigabits(times[0]! / 1000))
    }
  }
  for (const [what, of] of [
    ['the driver’s CPU', 'driver'],
    ['all CPU', 'all'],
    ['the clock', 'clock'],
  ] as const) {
    const kernels = median(rates.get(KINDS[0])![of])
    for (const [kind, { [of]: some }] of rates) {
      const compared = kind === KINDS[0] ? '' : `${(median(some) / kernels).toFixed(2)} times the kernel's`
      console.log(row(`${kind}, a second of ${what}`, `${median(some).toFixed(2)} Gbit`, compared))
    }
  }
}

const words = process.argv.slice(2)
if (!words.includes('--alone')) {
  const [, self = ''] = process.argv
  const args = ['--user', '--map-root-user', '--net', process.execPath, ...process.execArgv, self, '--alone', ...words]
  const { status, error } = spawnSync('unshare', args, { stdio: 'inherit' })
  if (error) throw new Error(`a network of one's own is needed, which unshare(1) makes: ${error.message}`)
  process.exitCode = status ?? 1
} else {
  raise('lo')
  systemHost()
  // What one connection has learnt must not help the next.
  writeFileSync('/proc/sys/net/ipv4/tcp_no_metrics_save', '1')
  const bench = new Bench()
  console.log(
    'Our TCP and the kernel’s over one TUN: 20 × 1 MB at once, 20 ms each way; then throughput without impairment',
  )
  if (!words.includes('--throughput')) await transfers(bench, words)
  if (!words.includes('--transfers')) await throughput(bench)
  bench.end()
  process.exit(0)
}
