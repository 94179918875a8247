import { check, checkOptions, type Rules, SEED } from '../check.ts'
import { emptyList } from '../list.ts'
import { formatAddress, parseAddress } from '../tcp/wire/index.ts'
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
  readonly #nodes = new Map<string, { node: Node; number: number; links: Link[] }>()
  readonly #numbers = new Map<number, string>()
  #linksMade = 0
  readonly #hosts: Host[] = []
  readonly #outsides: Outside[] = []
  #lastId = 0
  #nextAddress = parseAddress('10.0.0.1')

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

  /** A host; without an address, with the next free one from 10.0.0.1 on. */
  host(name: string, address?: string): Host {
    const given = this.#address(address)
    const links: Link[] = emptyList()
    const routes = this.#routesOf(() => host, links)
    const host: Host = new Host(this, name, given, routes, (to) => this.#resolve(to))
    this.#add(host, given.number, links)
    this.#hosts.push(host)
    return host
  }

  router(name: string, address?: string): Router {
    const given = this.#address(address)
    const links: Link[] = emptyList()
    const routes = this.#routesOf(() => router, links)
    const router: Router = new Router(this, name, given, routes)
    this.#add(router, given.number, links)
    return router
  }

  /**
   * A machine that is not simulated, for a network whose time passes by itself.
   *
   * @param leaves given each packet that reaches it
   * @throws RangeError on a network whose time is virtual: the machine's own is not
   */
  outside(name: string, address: string, leaves: (packet: Uint8Array) => void): Outside {
    if (!isPassing(this.clock))
      throw new RangeError(
        `${name}: a machine outside needs a network whose time passes by itself; give it such a clock`,
      )
    const number = parseAddress(address)
    const links: Link[] = emptyList()
    const routes = this.#routesOf(() => outside, links)
    const outside: Outside = new Outside(this, name, address, routes, leaves)
    this.#add(outside, number, links)
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

  #address(text: string | undefined): { text: string; number: number } {
    if (text !== undefined) return { text, number: parseAddress(text) }
    while (this.#numbers.has(this.#nextAddress) || [0, 255].includes(this.#nextAddress & 255)) this.#nextAddress++
    return { text: formatAddress(this.#nextAddress), number: this.#nextAddress }
  }

  #add(node: Node, number: number, links: Link[]): void {
    if (this.#nodes.has(node.name)) throw new RangeError(`the name ${node.name} is taken; give every node its own`)
    const holder = this.#numbers.get(number)
    if (holder !== undefined) throw new RangeError(`${node.name}: ${holder} has the address ${node.address} already`)
    this.#nodes.set(node.name, { node, number, links })
    this.#numbers.set(number, node.name)
    this.recorder.named(number, node.name)
  }

  #entry(node: Node): { node: Node; number: number; links: Link[] } {
    const entry = this.#nodes.get(node.name)
    if (entry?.node !== node)
      throw new RangeError(`${node.name} is not on this network; make it with host() or router()`)
    return entry
  }

  /** Finds a node's routes when it is first asked, and anew when links have been made since. */
  #routesOf(node: () => Node, links: readonly Link[]): Route {
    let routes: Map<number, Link> | undefined
    let made = 0
    return (destination) => {
      // With one link there is nothing to choose: whoever is at its other end knows, or says that nobody does.
      if (links.length === 1) return links[0]
      if (routes === undefined || made !== this.#linksMade) {
        made = this.#linksMade
        routes = routesFrom(node(), {
          linksOf: (other) => this.#entry(other).links,
          numberOf: (other) => this.#entry(other).number,
        })
      }
      return routes.get(destination)
    }
  }

  #resolve(to: string): number {
    return this.#nodes.get(to)?.number ?? parseAddress(to)
  }
}
