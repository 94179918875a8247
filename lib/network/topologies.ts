import { checkOptions, type KindRule, OBJECT, type Rules, SOME } from '../check.ts'
import type { Host } from './host.ts'
import type { LinkOptions } from './link.ts'
import { type Duplex, inBothFamilies, NETWORK_RULES, Network, type NetworkOptions } from './network.ts'
import type { Router } from './router.ts'

/** Their addresses have so many places. */
const MOST_PAIRS = 65_534
const MOST_HOPS = 253
const ACCESS: KindRule = {
  kind: 'an object or a function',
  fits: (value) => typeof value === 'function' || OBJECT.fits(value),
}
const LINKS = { bottleneck: OBJECT, access: ACCESS } as const

export interface PointToPointOptions extends NetworkOptions {
  /** Both directions, or with `back` the one from client to server. */
  link?: LinkOptions
  back?: LinkOptions
}

/** A link says by itself what it cannot be. */
export const POINT_TO_POINT_RULES: Rules<PointToPointOptions> = { ...NETWORK_RULES, link: OBJECT, back: OBJECT }

export interface PointToPoint extends Duplex {
  network: Network
  client: Host
  server: Host
}

/** `client — server`: 10.0.0.1 and 10.0.0.2, or fd00::1 and fd00::2. */
export function pointToPoint(given: PointToPointOptions = {}): PointToPoint {
  checkOptions('pointToPoint: ', given, POINT_TO_POINT_RULES)
  const { link = {}, back = link, ...options } = given
  const network = new Network(options)
  const client = network.host('client', ...inBothFamilies('10.0.0.1'))
  const server = network.host('server', ...inBothFamilies('10.0.0.2'))
  return { network, client, server, ...network.link(client, server, link, back) }
}

export interface DumbbellOptions extends NetworkOptions {
  /** How many hosts on either side. Default 2. */
  pairs?: number
  bottleneck?: LinkOptions
  /** Default: ten times the bottleneck's rate, no delay. A function gives each pair its own, for unequal round trips. */
  access?: LinkOptions | ((pair: number) => LinkOptions)
}

export interface Dumbbell {
  network: Network
  /** 10.1.x.y and fd00::1:x:y */
  left: Host[]
  /** 10.2.x.y and fd00::2:x:y */
  right: Host[]
  routers: [Router, Router]
  bottleneck: Duplex
}

/** Hosts on both sides of one bottleneck: `left1 … leftN — a — b — right1 … rightN`. */
export function dumbbell(given: DumbbellOptions = {}): Dumbbell {
  checkOptions('dumbbell: ', given, { ...NETWORK_RULES, pairs: { ...SOME, most: MOST_PAIRS }, ...LINKS })
  const { pairs = 2, bottleneck = {}, ...options } = given
  const { access = { rate: (bottleneck.rate ?? Number.POSITIVE_INFINITY) * 10 }, ...rest } = options
  const network = new Network(rest)
  const a = network.router('a', ...inBothFamilies('10.0.0.1'))
  const b = network.router('b', ...inBothFamilies('10.0.0.2'))
  const duplex = network.link(a, b, bottleneck)
  const left: Host[] = []
  const right: Host[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const link = typeof access === 'function' ? access(pair) : access
    const place = `${(pair + 1) >>> 8}.${(pair + 1) & 255}`
    left.push(network.host(`left${pair + 1}`, ...inBothFamilies(`10.1.${place}`)))
    right.push(network.host(`right${pair + 1}`, ...inBothFamilies(`10.2.${place}`)))
    network.link(left[pair]!, a, link)
    network.link(b, right[pair]!, link)
  }
  return { network, left, right, routers: [a, b], bottleneck: duplex }
}

export interface ParkingLotOptions extends NetworkOptions {
  /** How many bottlenecks in a row. Default 3. */
  hops?: number
  bottleneck?: LinkOptions
  access?: LinkOptions
}

export interface ParkingLot {
  network: Network
  /** The pair whose way leads through every bottleneck. */
  source: Host
  sink: Host
  /** For each bottleneck, a pair whose way leads through it alone. */
  cross: { source: Host; sink: Host }[]
  routers: Router[]
  bottlenecks: Duplex[]
}

/** Bottlenecks in a row, `r1 — r2 — … — rN`: one flow passes them all, and at each another one crosses. */
export function parkingLot(given: ParkingLotOptions = {}): ParkingLot {
  checkOptions('parkingLot: ', given, { ...NETWORK_RULES, hops: { ...SOME, most: MOST_HOPS }, ...LINKS })
  const { hops = 3, bottleneck = {}, ...options } = given
  const { access = { rate: (bottleneck.rate ?? Number.POSITIVE_INFINITY) * 10 }, ...rest } = options
  const network = new Network(rest)
  const routers = Array.from({ length: hops + 1 }, (_, at) =>
    network.router(`r${at + 1}`, ...inBothFamilies(`10.0.0.${at + 1}`)),
  )
  const bottlenecks = routers.slice(1).map((router, at) => network.link(routers[at]!, router, bottleneck))
  const join = (name: string, address: string, router: Router): Host => {
    const host = network.host(name, ...inBothFamilies(address))
    network.link(host, router, access)
    return host
  }
  const source = join('source', '10.1.0.1', routers[0]!)
  const sink = join('sink', '10.2.0.1', routers[hops]!)
  const cross = bottlenecks.map((_, at) => ({
    source: join(`source${at + 1}`, `10.1.${at + 1}.1`, routers[at]!),
    sink: join(`sink${at + 1}`, `10.2.${at + 1}.1`, routers[at + 1]!),
  }))
  return { network, source, sink, cross, routers, bottlenecks }
}
