import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { TWIN_ALGORITHMS, type TwinAlgorithm } from '../../lib/concepts/twins/ours.ts'
import { twinReceives, twinSends } from '../../lib/concepts/twins/programs.ts'
import { type TwinRun, type TwinSample, twinRunOf, twinSamplesOf } from '../../lib/concepts/twins/run.ts'
import { TWIN_LINK, TWIN_SCRIPTS, TWIN_SEGMENT, type TwinName, twinFaults } from '../../lib/concepts/twins/scripts.ts'
import type { Socket } from '../../lib/socket/index.ts'
import { openTun } from '../../lib/socket/tun/index.ts'

/** Whose TCP sends; the other one receives. */
export type TwinSender = 'kernel' | 'ours'

let networks = 0

/** Plays a script on this machine's kernel and our host, in real time. In a network namespace of one's own. */
export async function recordTwin(name: TwinName, algorithm: TwinAlgorithm, sender: TwinSender): Promise<TwinRun> {
  const script = TWIN_SCRIPTS[name]
  // The kernel remembers ssthresh and round-trip times by address: each run has its own.
  const number = networks++
  const address = `10.77.${number >> 6}.${((number & 63) << 2) + 1}/30`
  const tun = openTun({ ...TWIN_LINK, address, profile: 'linux' })
  try {
    const isKernels = sender === 'kernel'
    const [from, to, link] = isKernels ? [tun.kernel, tun.host, tun.in] : [tun.host, tun.kernel, tun.out]
    link.faults = { script: twinFaults(script) }
    const watch = new Watch(() => tun.host.now())
    const received = twinReceives(to, script)
    await twinSends(from, script, {
      peer: to.address,
      congestion: isKernels ? algorithm : TWIN_ALGORITHMS[algorithm],
      ...(isKernels && { opened: (socket: Socket) => watch.begin(socket) }),
    })
    watch.end()
    await received
    const trace = tun.trace()
    const samples = isKernels ? watch.samples : twinSamplesOf(trace, tun.host.name, TWIN_SEGMENT)
    return twinRunOf(trace, isKernels ? 'system' : tun.host.name, script.lasts, samples)
  } finally {
    tun.close()
  }
}

/** TCP_INFO of a kernel's socket, looked at every millisecond: a packet takes as long. */
class Watch {
  readonly samples: TwinSample[] = []
  readonly #now: () => number
  #socket: Socket | undefined

  constructor(now: () => number) {
    this.#now = now
  }

  begin(socket: Socket): void {
    this.#socket = socket
    this.#look()
  }

  end(): void {
    this.#socket = undefined
  }

  #look(): void {
    if (!this.#socket) return
    const { state, cwnd, ssthresh, rto } = this.#socket.getsockopt('tcpInfo')
    const last = this.samples.at(-1)
    const limit = ssthresh < 0x7fff_ffff ? ssthresh : undefined
    const isNew = last?.cwnd !== cwnd || last.ssthresh !== limit || last.rto !== rto
    if (state === 'ESTABLISHED' && isNew) this.samples.push({ time: this.#now(), cwnd, ssthresh: limit, rto })
    setTimeout(() => this.#look(), 1)
  }
}

/** What of a kernel's settings bears on the scripts. */
const SYSCTLS = [
  'tcp_comp_sack_delay_ns',
  'tcp_dsack',
  'tcp_early_retrans',
  'tcp_ecn',
  'tcp_frto',
  'tcp_max_reordering',
  'tcp_no_metrics_save',
  'tcp_recovery',
  'tcp_reordering',
  'tcp_rmem',
  'tcp_rto_min_us',
  'tcp_sack',
  'tcp_slow_start_after_idle',
  'tcp_syn_linear_timeouts',
  'tcp_timestamps',
  'tcp_window_scaling',
  'tcp_wmem',
] as const

/** The kernel's version, and what it is set to. */
export function machineOf(): { kernel: string; sysctls: Record<string, string> } {
  const [version = ''] = /^\d+\.\d+(\.\d+)?/.exec(release()) ?? []
  return { kernel: version, sysctls: Object.fromEntries(SYSCTLS.map((name) => [name, sysctl(name)])) }
}

function sysctl(name: string): string {
  try {
    return readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().replace(/\s+/g, ' ')
  } catch {
    return 'not there'
  }
}
