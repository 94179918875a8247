import { check, checkOptions, type Rules, SEED } from '../check.ts'
import { emptyList } from '../list.ts'
import { formatAddress, type IpAddress, parseAddress } from '../tcp/wire/index.ts'
import { Timer } from '../timer-queue.ts'
import { type Clock, isPassing, type RunOptions, type RunResult, type Timed, VirtualClock } from './clock.ts'
import type { NetworkContext, Node } from './context.ts'
import { Host } from './host.ts'
import { Link, type LinkOptions } from './link.ts'
import { Outside } from './outside.ts'
import { RECORD_RULE, Recorder, type RecordOptions } from './recorder.ts'
import { type Route, Router } from './router.ts'
import { routesFrom } from './routes.ts'
import type { Trace, TraceEvent } from './trace-types.ts'

export interface NetworkOptions {
  /** All that is random follows from it. Default 1. */
  seed?: number
  /** What the trace holds: everything (the default), nothing, or some of it. */
  record?: boolean | RecordOptions
}

/** Both directions of a link. */
export interface Duplex {
  /** From the first to the second of the nodes it was made with. */
  forward: Link
  back: Link
}

export const NETWORK_RULES: Rules<NetworkOptions> = { seed: SEED, record: RECORD_RULE }
/** A moment may lie before now, and never come. */
const TIME_RULE = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }

/**
 * Hosts and routers joined by links, in virtual time. The same calls with the same seed give the same trace.
 *
 * ```ts
 * const network = new Network({ seed: 7 })
 * const client = network.host('client')
 * const server = network.host('server')
 * network.link(client, server, { rate: 10e6, delay: 20, loss: 0.01 })
 * client.attach(stack)
 * network.run({ until: 1000 })
 * ```
 */
export class Network implements NetworkContext {
  readonly clock: Clock
  readonly seed: number
  readonly recorder: Recorder
  readonly #nodes = new Map<string, { node: Node; links: Link[] }>()
  readonly #holders = new Map<IpAddress, string>()
  #linksMade = 0
  readonly #hosts: Host[] = []
  readonly #outsides: Outside[] = []
  #lastId = 0
  #places = 0

  /**
   * @param clock where its time comes from; a virtual one, unless told, which passes by `run` and `step`
   * @throws RangeError for an option that cannot be
   */
  constructor(options: NetworkOptions = {}, clock: Clock = new VirtualClock()) {
    checkOptions('a network: ', options, NETWORK_RULES)
    const { seed = 1, record = true } = options
    this.seed = seed
    this.clock = clock
    this.recorder = new Recorder(clock, record)
  }

  /** Milliseconds of its clock. */
  get now(): number {
    return this.clock.now
  }

  get hosts(): readonly Host[] {
    return this.#hosts
  }

  /**
   * A host; without addresses, with the next free ones from 10.0.0.1 and fd00::1 on.
   *
   * @param addresses of either family; the first is the one that its name stands for
   */
  host(name: string, ...addresses: readonly string[]): Host {
    const given = this.#addresses(addresses)
    const links: Link[] = emptyList()
    const routes = this.#routesOf(() => host, links)
    const host: Host = new Host(this, name, given, routes, (to) => this.#resolve(to))
    this.#add(host, links)
    this.#hosts.push(host)
    return host
  }

  /** A router; what passes it may be of either family, but it reports only to those of its addresses' families. */
  router(name: string, ...addresses: readonly string[]): Router {
    const given = this.#addresses(addresses)
    const links: Link[] = emptyList()
    const routes = this.#routesOf(() => router, links)
    const router: Router = new Router(this, name, given, routes)
    this.#add(router, links)
    return router
  }

  /**
   * A machine that is not simulated, for a network whose time passes by itself.
   *
   * @param leaves given each packet that reaches it
   * @throws RangeError on a network whose time is virtual: the machine's own is not
   */
  outside(name: string, addresses: readonly [string, ...string[]], leaves: (packet: Uint8Array) => void): Outside {
    if (!isPassing(this.clock))
      throw new RangeError(
        `${name}: a machine outside needs a network whose time passes by itself; give it such a clock`,
      )
    const links: Link[] = emptyList()
    const routes = this.#routesOf(() => outside, links)
    const outside: Outside = new Outside(this, name, addresses.map(parseAddress), routes, leaves)
    this.#add(outside, links)
    this.#outsides.push(outside)
    return outside
  }

  /** Joins two nodes; `back` for the direction from `b` to `a` where it differs. */
  link(a: Node, b: Node, options: LinkOptions = {}, back: LinkOptions = options): Duplex {
    this.#linksMade++
    const forward = new Link(this, a, b, options)
    const backward = new Link(this, b, a, back)
    this.#entry(a).links.push(forward)
    this.#entry(b).links.push(backward)
    return { forward, back: backward }
  }

  /** Has `action` done at `time` (not before now). @returns a function that calls it off */
  at(time: number, action: (now: number) => void): () => void {
    check('the time of an appointment', time, TIME_RULE)
    const call = new Timer<Timed>({ fire: action })
    this.clock.schedule(call, Math.max(time, this.now))
    return () => this.clock.schedule(call, Number.POSITIVE_INFINITY)
  }

  /** When something happens next, in virtual time; `undefined` when nothing is left to do. */
  next(): number | undefined {
    return this.#virtual.next()
  }

  /** Packets that are on a wire, wait for one, or are held back. */
  get inFlight(): number {
    let count = 0
    for (const host of this.#hosts) count += host.inFlight
    for (const { links } of this.#nodes.values()) for (const link of links) count += link.inFlight
    return count
  }

  /** Goes to the next moment and does all that is due at it. @returns how many events those were; 0 when nothing is left */
  step(): number {
    return this.#virtual.step()
  }

  /** Lets virtual time pass. @throws RangeError for an option that cannot be */
  run(options: RunOptions = {}): RunResult {
    return this.#virtual.run(options)
  }

  /** Adds an event of another maker to the trace: states, samples, timers. */
  record(event: TraceEvent): void {
    this.recorder.record(event)
  }

  /** What a program on a host printed, or did. */
  print(host: string, text: string): void {
    this.recorder.record({ type: 'program', time: this.now, host, text })
  }

  /** What has been recorded up to now. */
  trace(): Trace {
    return this.recorder.trace([...this.#hosts, ...this.#outsides].map(({ name, address }) => ({ name, address })))
  }

  nextId(): number {
    return ++this.#lastId
  }

  get #virtual(): VirtualClock {
    if (this.clock instanceof VirtualClock) return this.clock
    throw new Error(
      'the time of this network passes by itself: await what is to happen, and call neither run, step nor next',
    )
  }

  #addresses(given: readonly string[]): IpAddress[] {
    if (given.length > 0) return given.map(parseAddress)
    for (;;) {
      const place = ++this.#places
      const free = inBothFamilies(`10.${place >>> 16}.${(place >>> 8) & 255}.${place & 255}`).map(parseAddress)
      if ((place & 255) % 255 > 0 && !free.some((address) => this.#holders.has(address))) return free
    }
  }

  #add(node: Node, links: Link[]): void {
    if (this.#nodes.has(node.name)) throw new RangeError(`the name ${node.name} is taken; give every node its own`)
    for (const address of node.addresses) {
      const holder = this.#holders.get(address)
      if (holder !== undefined)
        throw new RangeError(`${node.name}: ${holder} has the address ${formatAddress(address)} already`)
    }
    this.#nodes.set(node.name, { node, links })
    for (const address of node.addresses) {
      this.#holders.set(address, node.name)
      this.recorder.named(address, node.name)
    }
  }

  #entry(node: Node): { node: Node; links: Link[] } {
    const entry = this.#nodes.get(node.name)
    if (entry?.node !== node)
      throw new RangeError(`${node.name} is not on this network; make it with host() or router()`)
    return entry
  }

  /** Finds a node's routes when it is first asked, and anew when links have been made since. */
  #routesOf(node: () => Node, links: readonly Link[]): Route {
    let routes: Map<IpAddress, Link> | undefined
    let made = 0
    return (destination) => {
      // With one link there is nothing to choose: whoever is at its other end knows, or says that nobody does.
      if (links.length === 1) return links[0]
      if (routes === undefined || made !== this.#linksMade) {
        made = this.#linksMade
        routes = routesFrom(node(), {
          linksOf: (other) => this.#entry(other).links,
        })
      }
      return routes.get(destination)
    }
  }

  #resolve(to: string): IpAddress {
    return this.#nodes.get(to)?.node.addresses[0] ?? parseAddress(to)
  }
}

/** An IPv4 address 10.a.b.c, and fd00::a:b:c with the same digits. */
export function inBothFamilies(address: string): [string, string] {
  return [address, address.replace(/^\d+\.(\d+)\.(\d+)\.(\d+)$/, 'fd00::$1:$2:$3')]
}
