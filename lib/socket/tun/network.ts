import { checkOptions, FUNCTION, OBJECT, type Rules, TEXT } from '../../check.ts'
import type { Link, LinkOptions } from '../../network/link.ts'
import { LINK_RULES } from '../../network/link.ts'
import { inBothFamilies, NETWORK_RULES, Network, type NetworkOptions } from '../../network/network.ts'
import type { Trace } from '../../network/trace-types.ts'
import { PROFILE_NAMES, type ProfileName } from '../../tcp/profiles.ts'
import type { ConnectionSettings } from '../../tcp/settings.ts'
import { formatAddress, parseAddress } from '../../tcp/wire/index.ts'
import { type SimulatedNetwork, simulatedNetwork } from '../simulated/network.ts'
import { systemHost } from '../system/index.ts'
import type { HostScope } from '../types.ts'
import { RealClock } from './real-clock.ts'
import { TunPort } from './tun-port.ts'

export interface TunOptions extends Pick<NetworkOptions, 'seed' | 'record'>, LinkOptions {
  /** What the interface is called: `ackbook%d` unless told, the first number that is free in place of `%d`. */
  name?: string
  /** This machine's address on it, with the network that is reached through it. Default `10.77.0.1/24`. */
  address?: string
  /** Our host's, in that network. Default: the next after the machine's. */
  peer?: string
  /** The direction from the machine to our host, where it differs. */
  back?: LinkOptions
  /** Whose rules our TCP has. Default `linux`. */
  profile?: ProfileName
  tcp?: ConnectionSettings
  /** Told of every line that a program on our host prints; to nowhere unless told. */
  print?: (line: string) => void
}

const TUN_RULES: Rules<TunOptions> = {
  seed: NETWORK_RULES.seed,
  record: NETWORK_RULES.record,
  ...LINK_RULES,
  name: TEXT,
  address: TEXT,
  peer: TEXT,
  back: OBJECT,
  profile: { oneOf: PROFILE_NAMES },
  tcp: OBJECT,
  print: FUNCTION,
}

/** Events after which a trace that nobody bounded ends: some hundred megabytes. */
const MOST_EVENTS = 1_000_000

/**
 * One host of ours on an interface of this machine: its kernel and every program on it can talk to it. Time is the machine's; the link
 * between the two has the delay, the faults and the rate that it is told. It keeps the process alive until it is closed.
 */
export class TunNetwork {
  /** Our host. */
  readonly host: HostScope
  /** This machine, whose address is the one on the interface. */
  readonly kernel: HostScope
  /** From our host to the machine, and from there to ours; change their `faults`, `rate` or `delay` as you like. */
  readonly out: Link
  readonly in: Link
  /** The same two over IPv6, as fd00::77:0:2 and fd00::77:0:1; `undefined` = the kernel has none. */
  readonly ipv6: { host: string; kernel: string } | undefined
  /** What the system calls the interface. */
  readonly interface: string
  readonly network: Network
  readonly #simulated: SimulatedNetwork
  readonly #port: TunPort
  #isClosed = false

  constructor(options: TunOptions = {}) {
    checkOptions('openTun: ', options, TUN_RULES)
    const {
      name = 'ackbook%d',
      address: given = '10.77.0.1/24',
      peer,
      back,
      profile = 'linux',
      tcp,
      print,
      ...rest
    } = options
    const { seed, record = { limit: MOST_EVENTS }, ...link } = rest
    const { address, prefix } = networkOf(given)
    const clock = new RealClock()
    this.network = new Network({ ...(seed !== undefined && { seed }), record }, clock)
    const ours = inBothFamilies(peer ?? addressAfter(address))
    const theirs = inBothFamilies(address)
    const host = this.network.host('ackbook', ...ours)
    const outside = this.network.outside('system', theirs, (packet) => this.#port.send(packet))
    const { forward, back: backward } = this.network.link(host, outside, link, { ...link, ...back })
    this.out = forward
    this.in = backward
    this.#simulated = simulatedNetwork({
      network: this.network,
      profile,
      ...(tcp && { tcp }),
      ...(print && { print: (line: string) => print(line) }),
    })
    this.host = this.#simulated.host('ackbook')
    const device = { name, address, prefix, mtu: link.mtu ?? 1500, ipv6: theirs[1] }
    this.#port = new TunPort(device, clock, (packet, now) => outside.arrives(packet, now))
    this.kernel = systemHost({ address })
    this.interface = this.#port.name
    this.ipv6 = this.#port.hasIpv6 ? { host: ours[1], kernel: theirs[1] } : undefined
  }

  /** What has happened until now. */
  trace(): Trace {
    return this.network.trace()
  }

  /** What is still open on our host is gone, and so is the interface. Twice is harmless. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.host.closeAll()
    this.kernel.closeAll()
    this.#port.close()
  }
}

/** @throws RangeError when it is no address with a network */
function networkOf(text: string): { address: string; prefix: number } {
  const [, address, bits] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? []
  const prefix = Number(bits)
  if (address === undefined || !(prefix >= 1 && prefix <= 30))
    throw new RangeError(
      `openTun: address: "${text}" is no address with a network of 1 to 30 bits; write it like 10.77.0.1/24.`,
    )
  return { address: formatAddress(parseAddress(address)), prefix }
}

function addressAfter(address: string): string {
  return formatAddress(Number(parseAddress(address)) + 1)
}
