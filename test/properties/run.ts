import * as assert from 'uvu/assert'
import {
  type Host,
  type Network,
  type PointToPoint,
  pointToPoint,
  secretFor,
  TcpHost,
} from '../../lib/network/index.ts'
import { type Connection, parseAddress, type TcpErrorCode } from '../../lib/tcp/index.ts'
import { initialSequenceNumber } from '../../lib/tcp/wire/isn.ts'
import { sipKey } from '../../lib/tcp/wire/siphash.ts'
import type { Case, Side } from './cases.ts'
import { Clocked } from './clocked.ts'
import { type Limits, Patience } from './patience.ts'
import { Program } from './program.ts'
import { WireRules } from './wire-rules.ts'

const CLIENT_PORT = 5000
const SERVER_PORT = 80
const PORTS = { client: CLIENT_PORT, server: SERVER_PORT }
const MAX_EVENTS = 3_000_000
/** The engine's defaults. */
const LIMITS: Limits = { r2: 100_000, synR2: 180_000 }

/** What is left at an end when nothing is left to do. */
interface End {
  tcp: TcpHost
  program: Program
  errors: TcpErrorCode[]
  patience: Patience
  /** When it gave up: network time. */
  gaveUpAt: number | undefined
}

/** The network of a case, on which it can be watched. */
export function networkOf({ seed, there, back }: Case, record = false): PointToPoint {
  return pointToPoint({ seed, link: there, back, record })
}

/**
 * Runs a case until nothing is left to do.
 *
 * @throws Error for whatever must not be
 * @returns whether all has arrived and both ends are CLOSED, or one has given up
 */
export function runCase(each: Case, { network, client, server } = networkOf(each)): 'delivered' | 'gave up' {
  const ends = [
    endOf(network, client, server, { ...each.client, closesLast: false }, each),
    endOf(network, server, client, { ...each.server, closesLast: each.serverClosesLast }, each),
  ] as const
  const { ended } = network.run({ maxEvents: MAX_EVENTS })
  assert.is(ended, 'idle', `it never ends: ${ends.map(({ program }) => program.connection?.state)}`)
  for (const { tcp } of ends) assert.is(tcp.pollTimeout(), undefined, 'a timer is left')
  assert.ok(ends[0].program.read <= each.server.octets, 'more was read than was written')
  assert.ok(ends[1].program.read <= each.client.octets, 'more was read than was written')
  const [first, second] = ends
  if (first.gaveUpAt !== undefined || second.gaveUpAt !== undefined) {
    assert.ok(!each.r2Infinite && isFaulty(each), 'given up for no reason')
    assertExplained(first, second)
    assertExplained(second, first)
    return 'gave up'
  }
  assertDelivered(ends[0], each.client, each.server)
  assertDelivered(ends[1], each.server, each.client)
  return 'delivered'
}

/** What has not arrived, the network has kept from arriving. */
function assertExplained({ gaveUpAt, patience }: End, peer: End): void {
  if (gaveUpAt !== undefined) patience.assertExhausted(peer.patience, LIMITS, gaveUpAt)
}

function assertDelivered({ tcp, program, errors }: End, own: Side, other: Side): void {
  assert.equal(errors, [])
  assert.is(program.broken, false)
  assert.is(program.written, own.octets)
  assert.is(program.read, other.octets)
  assert.is(program.ended, true)
  assert.equal(tcp.stack.connections(), [])
  if (!program.connection) throw new Error('there was no connection')
  const { state, buffered, readable, waiting } = program.connection.status()
  assert.equal({ state, buffered, readable, waiting }, { state: 'CLOSED', buffered: 0, readable: 0, waiting: 0 })
}

/** Can anything go wrong on the way? */
function isFaulty({ there, back }: Case): boolean {
  return [there, back].some(({ loss = 0, corrupt, queue }) => {
    const damaged = typeof corrupt === 'object' ? corrupt.probability : (corrupt ?? 0)
    return loss > 0 || damaged > 0 || (queue?.packets ?? 0) < 1000
  })
}

function endOf(network: Network, host: Host, peer: Host, side: Side & { closesLast: boolean }, each: Case): End {
  const errors: TcpErrorCode[] = []
  const patience = new Patience()
  const rules = new WireRules({ source: parseAddress(host.address), destination: parseAddress(peer.address) })
  const settings = {
    ...side.settings,
    ...(each.r2Infinite && { r2: Number.POSITIVE_INFINITY, synR2: Number.POSITIVE_INFINITY }),
  }
  const program = new Program({
    ...side,
    rest: (milliseconds) => {
      network.at(network.now + milliseconds, run)
    },
  })
  const tcp = new TcpHost(network, host, {
    settings,
    onEvent(event, hostTime) {
      if (event.type === 'error') errors.push(event.error.code)
      if (event.type === 'error' && event.error.code === 'ETIMEDOUT') end.gaveUpAt ??= network.now
      if (event.type === 'acceptable') accept(event.listener.accept(), hostTime)
      if ('connection' in event && event.connection === program.connection) program.run(network.now, hostTime)
    },
  })
  const end: End = { tcp, program, errors, patience, gaveUpAt: undefined }
  const clock = new Clocked(tcp, clockFor(network, host, peer, side.isnBeforeWrap))
  const run = (): void => {
    program.run(network.now, clock.time(network.now))
    host.flush()
  }
  const accept = (connection: Connection | undefined, hostTime: number): void => {
    assert.is(program.connection, undefined, 'a second connection, of what the network had kept')
    program.connection = connection
    program.run(network.now, hostTime)
  }
  host.attach({
    packetArrives(packet, now) {
      const segment = rules.arrived(packet)
      // What comes after is for nobody.
      if (segment && end.gaveUpAt === undefined) patience.arrived(segment, now)
      clock.packetArrives(packet, now)
      if (program.connection) assertBounded(program.connection)
    },
    handleTimeout: (now) => clock.handleTimeout(now),
    pollTransmit(now) {
      const packet = clock.pollTransmit(now)
      if (packet) patience.sent(rules.sent(packet), now)
      else if (program.connection) assertBounded(program.connection)
      return packet
    },
    get sending() {
      return clock.sending
    },
    pollTimeout: () => clock.pollTimeout(),
  })
  if (host.name === 'server' && !each.simultaneousOpen) {
    tcp.stack.listen({ address: '0.0.0.0', port: SERVER_PORT })
  } else {
    const binding = tcp.stack.bind({ address: host.address, port: portOf(host) })
    network.at(1, (now) => {
      const remote = { address: peer.address, port: portOf(peer) }
      program.connection = tcp.stack.connect(remote, clock.time(now), { binding })
      run()
    })
  }
  return end
}

function assertBounded(connection: Connection): void {
  const { readable, waiting, buffered } = connection.status()
  assert.ok(readable + waiting <= connection.receiveBuffer, 'more is kept than the receive buffer holds')
  assert.ok(buffered <= connection.sendBuffer, 'more is kept than the send buffer holds')
}

function portOf(host: Host): number {
  return PORTS[host.name as keyof typeof PORTS]
}

/** What the host's clock must show when it opens, so that its ISN lies so far before the wrap. */
function clockFor(network: Network, host: Host, peer: Host, beforeWrap: number): number {
  const ends = {
    localAddress: parseAddress(host.address),
    localPort: portOf(host),
    remoteAddress: parseAddress(peer.address),
    remotePort: portOf(peer),
  }
  const atZero = initialSequenceNumber(ends, sipKey(secretFor(network.seed, host.name)), 0)
  // The clock of ISNs goes by 4 µs; the middle of such a step.
  return (((-beforeWrap - atZero) >>> 0) + 0.5) / 250
}
