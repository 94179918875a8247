import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Connection } from '../../../lib/tcp/connection/connection.ts'
import { type ConnectionSettings, LOSS_DETECTIONS } from '../../../lib/tcp/settings.ts'
import type { Stack } from '../../../lib/tcp/stack/stack.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { draws } from '../../helpers/draws.ts'
import { pattern } from '../../helpers/octets.ts'
import { makeStack, Pair, packetOf, sentBy, THERE } from '../../helpers/tcp-stacks.ts'

interface Scenario {
  seed: number
  /** In thousandths: lost, sent twice, held back. */
  loss: number
  duplication: number
  reordering: number
  settings: ConnectionSettings
  octets: [there: number, back: number]
  writes: number
  reads: number
}

/** A small random number generator of its own, so that a seed is a schedule (mulberry32). */
function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One direction of a program: writes so much in pieces, then closes; reads what comes until the end. */
class Side {
  readonly stack: Stack
  connection: Connection | undefined
  written = 0
  read = 0
  ended = false
  closed = false
  failed: string | undefined
  readonly #size: number

  constructor(stack: Stack, size: number) {
    this.stack = stack
    this.#size = size
  }

  run(now: number, piece: number, max: number): void {
    const { connection } = this
    if (!connection || this.failed) return
    try {
      while (this.written < this.#size) {
        const taken = connection.send(pattern(this.written, Math.min(piece, this.#size - this.written)), now)
        this.written += taken
        if (taken === 0) break
      }
      if (this.written === this.#size && !this.closed && connection.state !== 'SYN-SENT') {
        connection.closeSend(now)
        this.closed = true
      }
      for (let bytes = connection.receive(max); bytes; bytes = connection.receive(max)) {
        if (bytes.length === 0) {
          this.ended = true
          break
        }
        assert.equal(bytes, pattern(this.read, bytes.length))
        this.read += bytes.length
      }
    } catch (error) {
      this.failed = (error as Error).message
    }
  }
}

/** Not more than a few hundred windows, or the smallest buffers would take for ever. */
function octetsOf({ octets, settings }: Scenario): [number, number] {
  const most = 100 * Math.min(settings.sendBuffer ?? 65_536, settings.receiveBuffer ?? 65_536)
  return [Math.min(octets[0], most), Math.min(octets[1], most)]
}

/** As a device that reads every packet into the same buffer. */
const device = new Uint8Array(2000)

function deliver(to: Stack, packet: Uint8Array, now: number): void {
  device.set(packet)
  to.packetArrives(device.subarray(0, packet.length), now)
  device.fill(0xa5)
}

function transfer(scenario: Scenario): { client: Side; server: Side; now: number } {
  const chance = random(scenario.seed)
  // Nobody gives up: whatever the path does, all must arrive.
  const settings = { ...scenario.settings, r2: Number.POSITIVE_INFINITY, synR2: Number.POSITIVE_INFINITY, msl: 1000 }
  const [there, back] = octetsOf(scenario)
  const client = new Side(makeStack(1, { settings, events: 'all' }), there)
  const server = new Side(makeStack(2, { settings, events: 'all' }), back)
  const listener = server.stack.listen({ address: '0.0.0.0', port: 80 })
  let now = 0
  client.connection = client.stack.connect({ address: THERE, port: 80 }, now)
  const flying: { at: number; order: number; to: Stack; packet: Uint8Array }[] = []
  let order = 0
  const post = (from: Stack, to: Stack): void => {
    for (let packet = from.pollTransmit(now); packet; packet = from.pollTransmit(now)) {
      if (chance() * 1000 < scenario.loss) continue
      const copies = chance() * 1000 < scenario.duplication ? 2 : 1
      for (let copy = 0; copy < copies; copy++) {
        const held = chance() * 1000 < scenario.reordering ? chance() * 60 : 0
        flying.push({ at: now + 20 + held, order: order++, to, packet })
      }
    }
    for (let event = from.pollEvent(); event; event = from.pollEvent());
  }
  for (let steps = 0; ; steps++) {
    assert.ok(steps < 200_000, 'the transfer never ends')
    server.connection ??= listener.accept()
    client.run(now, scenario.writes, scenario.reads)
    server.run(now, scenario.writes, scenario.reads)
    post(client.stack, server.stack)
    post(server.stack, client.stack)
    for (const { connection } of [client, server]) {
      if (!connection) continue
      assert.ok(connection.readable + connection.status().waiting <= connection.receiveBuffer)
    }
    const timers = [client.stack.pollTimeout(), server.stack.pollTimeout()].map((at) => at ?? Number.POSITIVE_INFINITY)
    flying.sort((a, b) => a.at - b.at || a.order - b.order)
    const next = Math.min(...timers, flying[0]?.at ?? Number.POSITIVE_INFINITY)
    if (next === Number.POSITIVE_INFINITY) return { client, server, now }
    now = Math.max(now, next)
    if (Math.min(...timers) <= now) {
      client.stack.handleTimeout(now)
      server.stack.handleTimeout(now)
    }
    while (flying[0] && flying[0].at <= now) {
      const { to, packet } = flying.shift()!
      deliver(to, packet, now)
    }
  }
}

const size = fc.oneof(fc.constant(0), fc.nat(100), fc.nat(40_000))
const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(0x7fffffff),
  loss: fc.oneof(fc.constant(0), fc.nat(300)),
  duplication: fc.nat(200),
  reordering: fc.nat(500),
  octets: fc.tuple(size, size),
  writes: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20_000 })),
  reads: fc.integer({ min: 1, max: 20_000 }),
  settings: fc.record({
    sendBuffer: fc.integer({ min: 1, max: 20_000 }),
    receiveBuffer: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 3000, max: 300_000 })),
    mss: fc.integer({ min: 100, max: 1460 }),
    timestamps: fc.boolean(),
    sack: fc.boolean(),
    lossDetection: fc.constantFrom(...LOSS_DETECTIONS),
    windowScale: fc.boolean(),
    noDelay: fc.boolean(),
    delayedAck: fc.constantFrom(0, 40, 200),
    congestion: fc.constantFrom('tahoe', 'reno', 'new-reno', 'cubic', 'none'),
  }),
})

test('any schedule, loss up to 30 %, duplicates, reordering → what arrives is what was sent, both ends CLOSED, no timer left', () => {
  const property = fc.property(scenarios, (scenario) => {
    const { client, server } = transfer(scenario)
    const [there, back] = octetsOf(scenario)
    for (const [side, other, length] of [
      [client, server, there],
      [server, client, back],
    ] as const) {
      assert.is(side.failed, undefined)
      assert.is(side.written, length)
      assert.is(other.read, length)
      assert.ok(other.ended)
      assert.is(side.connection?.state, 'CLOSED')
      assert.is(side.stack.pollTimeout(), undefined)
      assert.equal(side.stack.connections(), [])
    }
  })
  fc.assert(property, { numRuns: draws(200), seed: 6 })
})

test('Nagle off, small segments lost and sent again within a larger one → what is read is what was sent', () => {
  const pair = new Pair({ a: { settings: { noDelay: true } }, b: { settings: { noDelay: true } } })
  const { client, server } = pair.connected()
  const lost = [1, 3, 4]
  let sent = 0
  pair.lose = (packet, from) => from === 'a' && packet.length > 100 && lost.includes(sent++)
  let written = 0
  for (const length of [1400, 100, 100, 1448, 1448]) {
    written += client.send(pattern(written, length), pair.now)
    pair.settle()
  }
  pair.wait(10_000)
  assert.is(written, 4496)
  assert.equal(server.receive(10_000), pattern(0, written))
})

test('text with a SYN, and the packet’s buffer takes the next packet → the program reads what came', () => {
  const stack = makeStack(1)
  const listener = stack.listen({ address: '0.0.0.0', port: 80 })
  const ends = { sourcePort: 9000, destinationPort: 80 }
  deliver(stack, packetOf(makeSegment({ ...ends, seq: 99, flags: { syn: true }, payload: pattern(0, 100) })), 0)
  const [answer] = sentBy(stack)
  const ack = ((answer?.seq ?? 0) + 1) >>> 0
  deliver(stack, packetOf(makeSegment({ ...ends, seq: 100, ack, flags: { ack: true } })), 1)
  assert.equal(listener.accept()?.receive(1000), pattern(0, 100))
})

test('the same seed → the same packets at the same times', () => {
  const scenario: Scenario = {
    seed: 7,
    loss: 100,
    duplication: 100,
    reordering: 300,
    octets: [30_000, 20_000],
    writes: 1000,
    reads: 700,
    settings: {},
  }
  assert.is(transfer(scenario).now, transfer(scenario).now)
})

test.run()
