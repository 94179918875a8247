import { check, checkOptions, FUNCTION, type KindRule, OBJECT, type Rule, type Rules } from '../../check.ts'
import { isPassing } from '../../network/clock.ts'
import { LINK_RULES, type LinkOptions } from '../../network/link.ts'
import { type Duplex, inBothFamilies, NETWORK_RULES, Network, type NetworkOptions } from '../../network/network.ts'
import type { Trace } from '../../network/trace-types.ts'
import { PROFILE_NAMES, type ProfileName } from '../../tcp/profiles.ts'
import type { ConnectionSettings } from '../../tcp/settings.ts'
import { formatAddress } from '../../tcp/wire/index.ts'
import type { Address, HostScope, Queued } from '../types.ts'
import { isQuiescent } from './blocker.ts'
import { SimulatedHost } from './host.ts'
import { Machine, type SimulationContext } from './machine.ts'
import { type RunReport, reportOf } from './report.ts'
import { type PartialRun, type Programs, type Run, type RunOptions, runPrograms } from './run.ts'
import { Scheduler } from './scheduler.ts'
import { Task } from './task.ts'

/**
 * The link between the hosts: 100 Mbit/s and 5 ms unless told; with more than two hosts each has one to a common
 * switch. Or a network of your own making, every host of which gets sockets.
 */
export interface SimulatedNetworkOptions extends NetworkOptions, LinkOptions {
  /** Default `client` and `server`: 10.0.0.1 and 10.0.0.2, or fd00::1 and fd00::2. */
  hosts?: readonly string[]
  /** The direction from the second host to the first, where it differs; with more than two, from the switch to each. */
  back?: LinkOptions
  /** Instead of all these. */
  network?: Network
  /** How connections are opened where the program says nothing else: by RACK-TLP, for example, `{ lossDetection: 'rack-tlp' }`. */
  tcp?: ConnectionSettings
  /**
   * Whose rules their TCP has: `linux`, or by host `{ client: 'linux', server: 'freebsd' }`; where nothing is said, ours. What
   * `tcp` says holds all the same.
   */
  profile?: ProfileName | Readonly<Record<string, ProfileName>>
  /** Told of every line that a program prints; the trace has it in any case. */
  print?: (line: string, host: string) => void
}

/** A connection as one of its ends has it: a program's, or one that still waits in a listener's queue. */
export interface HeldConnection {
  host: string
  local: Address
  remote: Address
  /** As RFC 9293 §3.3.2 names it. */
  state: string
  queued: Queued
  /** When a connection in TIME-WAIT is forgotten, in virtual milliseconds; of every other `undefined`. */
  timeWaitEnds: number | undefined
}

const NAMES_RULE: KindRule = {
  kind: 'a list of names',
  fits: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
}

const SIMULATED_NETWORK_RULES: Rules<SimulatedNetworkOptions> = {
  ...NETWORK_RULES,
  ...LINK_RULES,
  hosts: NAMES_RULE,
  back: OBJECT,
  network: { kind: 'a Network', fits: (value) => value instanceof Network },
  tcp: OBJECT,
  profile: 'any',
  print: FUNCTION,
}

const USUAL: LinkOptions = { rate: 100e6, delay: 5 }

/**
 * Hosts on a simulated network, whose sockets are Berkeley's over our own TCP, in virtual time.
 *
 * ```ts
 * const { client, server } = simulatedNetwork({ seed: 7, delay: 20, loss: 0.01 })
 * const listener = server.socket()
 * listener.bind({ address: server.address, port: 1060 })
 * listener.listen(1)
 * await client.socket().connect(listener.getsockname())
 * ```
 */
export function simulatedNetwork(options: SimulatedNetworkOptions = {}): SimulatedNetwork {
  return new SimulatedNetwork(options)
}

/**
 * Virtual time passes by itself while programs wait for it, and stands still while nobody does, or while nobody could
 * go on without another one's doing. Programs may await nothing but their hosts: only then does the same seed give the
 * same trace.
 */
export class SimulatedNetwork {
  /** The network underneath: hosts, links, the recorder. */
  readonly network: Network
  /** The links that were made here, in the order of the hosts; change their `faults`, `rate` or `delay` as you like. */
  readonly links: readonly Duplex[]
  readonly #context: SimulationContext
  readonly #hosts = new Map<string, SimulatedHost>()

  constructor(options: SimulatedNetworkOptions) {
    checkOptions('simulatedNetwork: ', options, SIMULATED_NETWORK_RULES)
    refuseWhatNetworkHas(options)
    const { hosts: _, back: __, network, tcp = {}, profile, print, ...rest } = options
    const { seed, record, ...link } = rest
    this.network =
      network ?? new Network({ ...(seed !== undefined && { seed }), ...(record !== undefined && { record }) })
    this.links = network ? [] : join(this.network, options.hosts ?? ['client', 'server'], link, options.back)
    const machineAt = new Map<string, Machine>()
    this.#context = {
      network: this.network,
      scheduler: new Scheduler(this.network, () => this.#isQuiescent()),
      machines: new Map(),
      machineAt: (address) => machineAt.get(address),
      print,
    }
    const profiles = profilesOf(this.network.hosts, profile)
    for (const host of this.network.hosts) {
      const machine = new Machine(this.#context, host, { profile: profiles[host.name] ?? 'ackbook', ...tcp })
      this.#context.machines.set(host.name, machine)
      for (const address of host.addresses) machineAt.set(formatAddress(address), machine)
      this.#hosts.set(host.name, new SimulatedHost(machine, new Task(host.name, host.name)))
    }
  }

  get hosts(): readonly HostScope[] {
    return [...this.#hosts.values()]
  }

  /** @throws RangeError when there is no such host */
  host(name: string): HostScope {
    return this.#find(name)
  }

  /** The host of this name. */
  get client(): HostScope {
    return this.#find('client')
  }

  /** The host of this name. */
  get server(): HostScope {
    return this.#find('server')
  }

  /** Virtual milliseconds. */
  get now(): number {
    return this.network.now
  }

  /** Every connection that is not closed, at each of its ends, in the order in which they came to be. */
  get connections(): readonly HeldConnection[] {
    return [...this.#context.machines.values()].flatMap(({ name, connections }) =>
      [...connections.values()].map(({ local, remote, state, readable, unacknowledged, tcb }) => {
        const timeWaitEnds = state === 'TIME-WAIT' ? tcb.timers.at('time-wait') : undefined
        return { host: name, local, remote, state, queued: { in: readable, out: unacknowledged }, timeWaitEnds }
      }),
    )
  }

  /** All that has happened until now. */
  trace(): Trace {
    return this.network.trace()
  }

  /**
   * Runs programs side by side to their end, each on the host of its name or on the one it names. What a program has
   * opened is closed when it ends, as an operating system does.
   *
   * @throws the first error of a program; the others are ended by EBADF from what they wait for
   * @throws DeadlockError, StuckError when nobody can go on; RangeError when there is no such host
   */
  run<P extends Programs>(programs: P): Promise<Run<P>>
  /** @param options with `until`, or `stuck: 'return'`, results may be missing: see the report's `ended` */
  run<P extends Programs>(programs: P, options: RunOptions): Promise<PartialRun<P>>
  run<P extends Programs>(programs: P, options: RunOptions = {}): Promise<PartialRun<P>> {
    const started = Object.entries(programs).map(([name, program]) => {
      const on = typeof program === 'function' ? name : program.host
      const task = new Task(name, on)
      task.scopes = []
      return {
        task,
        host: this.#find(on).scopeOf(task),
        program: typeof program === 'function' ? program : program.run,
      }
    })
    return runPrograms({ ...this.#context, started, settle: () => this.settle(), options }) as Promise<PartialRun<P>>
  }

  /**
   * Lets time pass until all that is under way has arrived and is acknowledged: to see a connection's end to its end.
   * TIME-WAIT is not waited for, nor a peer whose window is closed.
   */
  settle(): Promise<void> {
    return this.#context.scheduler.until(() => this.#isQuiescent())
  }

  /** Lets time pass until nobody can go on. @returns who waits for what, and for whom */
  quiet(): Promise<RunReport> {
    return new Promise((resolve) => {
      const { scheduler } = this.#context
      const end = scheduler.onIdle(() => {
        end()
        resolve(this.report())
      })
    })
  }

  /** Who waits for what now, and for whom. */
  report(): RunReport {
    return reportOf(this.#context, [])
  }

  #isQuiescent(): boolean {
    const { machines } = this.#context
    if (!isPassing(this.network.clock) && this.network.next() === undefined) return true
    for (const machine of machines.values()) {
      if (machine.isAnythingInFlight) return false
      for (const connection of machine.connections.values()) if (!isQuiescent(connection, machine)) return false
    }
    return true
  }

  #find(name: string): SimulatedHost {
    const host = this.#hosts.get(name)
    if (host) return host
    throw new RangeError(`no host is called "${name}"; there are: ${[...this.#hosts.keys()].join(', ')}`)
  }
}

/** @throws RangeError when there is no such host, or no such profile */
function profilesOf(
  hosts: readonly { name: string }[],
  given: SimulatedNetworkOptions['profile'] = {},
): Readonly<Record<string, ProfileName>> {
  const rule: Rule = { oneOf: PROFILE_NAMES }
  if (typeof given !== 'object') {
    check('simulatedNetwork: profile', given, rule)
    return Object.fromEntries(hosts.map(({ name }) => [name, given]))
  }
  checkOptions('simulatedNetwork: profile.', given, Object.fromEntries(hosts.map(({ name }) => [name, rule])))
  return given
}

/** A network of the caller's own has been made with them, or without. */
function refuseWhatNetworkHas({ network, tcp: _, profile: __, print: ___, ...others }: SimulatedNetworkOptions): void {
  const [name] = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (!network || name === undefined) return
  throw new RangeError(`simulatedNetwork: ${name} has no effect on a network that is there: make that one with it.`)
}

function join(network: Network, names: readonly string[], given: LinkOptions, back: LinkOptions | undefined): Duplex[] {
  const link = { ...USUAL, ...given }
  const other = back ? { ...link, ...back } : link
  const [first, second, ...more] = names.map((name) => network.host(name))
  if (first && second && more.length === 0) return [network.link(first, second, link, other)]
  const center = network.router('switch', ...inBothFamilies('10.255.255.254'))
  return network.hosts.map((host) => network.link(host, center, link, other))
}
