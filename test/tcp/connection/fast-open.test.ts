import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Connection } from '../../../lib/tcp/connection/connection.ts'
import type { ConnectionSettings } from '../../../lib/tcp/settings.ts'
import type { Listener } from '../../../lib/tcp/stack/listener.ts'
import { readSegment } from '../../../lib/tcp/wire/encoding.ts'
import { headerLength } from '../../../lib/tcp/wire/ip.ts'
import { formatFlags, makeSegment, type Segment } from '../../../lib/tcp/wire/segment.ts'
import { pattern } from '../../helpers/octets.ts'
import { HERE, makeStack, Pair, packetOf, sentBy, THERE } from '../../helpers/tcp-stacks.ts'

const test = suite('TCP Fast Open')

const FAST: ConnectionSettings = { fastOpen: true }

/** Two stacks, the client's of which has a cookie unless it is `fresh`; all that they send is noted from then on. */
class Hosts {
  readonly pair = new Pair()
  readonly listener: Listener
  readonly sent: { from: 'a' | 'b'; segment: Segment }[] = []

  constructor({
    fresh = false,
    backlog = 9,
    server = {},
  }: { fresh?: boolean; backlog?: number; server?: ConnectionSettings } = {}) {
    this.listener = this.pair.b.listen({ address: '0.0.0.0', port: 80 }, { backlog, settings: { ...FAST, ...server } })
    if (!fresh) {
      this.connect()
      this.pair.settle()
      assert.ok(this.listener.accept())
    }
    this.lose(() => false)
  }

  connect(settings: ConnectionSettings = FAST): Connection {
    return this.pair.a.connect({ address: THERE, port: 80 }, this.pair.now, { settings })
  }

  /** Notes what is sent, and loses some of it. */
  lose(fate: (segment: Segment, from: 'a' | 'b') => boolean): void {
    this.pair.lose = (packet, from) => {
      const segment = readSegment(packet.slice(), headerLength(packet))
      this.sent.push({ from, segment })
      return fate(segment, from)
    }
  }

  /** `a SYN 10`: who, flags and octets. */
  get log(): string[] {
    return this.sent.map(({ from, segment: { flags, payload } }) => `${from} ${formatFlags(flags)} ${payload.length}`)
  }
}

test('RFC 7413 §4.1: nothing is known of the server → its cookie is asked for, and given; without the setting at either end, not', () => {
  const hosts = new Hosts({ fresh: true })
  hosts.connect()
  hosts.pair.settle()
  const [syn, answer] = hosts.sent.map(({ segment }) => segment.options.fastOpen)
  assert.equal([syn?.length, answer?.length], [0, 8])
  for (const [client, server] of [
    [{}, FAST],
    [FAST, { fastOpen: false }],
  ] as const) {
    const others = new Hosts({ fresh: true, server })
    others.connect(client)
    others.pair.settle()
    assert.is(others.sent[1]!.segment.options.fastOpen, undefined)
  }
})

test('§4.1.2: cookies → the same for each port of a client, another for another client, and of another server', () => {
  const cookie = (server: number, client: string, port: number): string => {
    const stack = makeStack(server)
    stack.listen({ address: '0.0.0.0', port: 80 }, { settings: FAST })
    const syn = makeSegment({
      sourcePort: port,
      destinationPort: 80,
      flags: { syn: true },
      options: { fastOpen: new Uint8Array() },
    })
    stack.packetArrives(packetOf(syn, client, `10.0.0.${server}`), 0)
    return String(sentBy(stack)[0]?.options.fastOpen)
  }
  const one = cookie(1, THERE, 5_000)
  assert.is(cookie(1, THERE, 5_001), one)
  assert.not(cookie(1, '10.0.0.3', 5_000) === one)
  assert.not(cookie(4, THERE, 5_000) === one)
})

test('§4.2.1: a cookie is known → the SYN waits for the first text, and has it; the program reads it before the handshake is over, and answers', () => {
  const hosts = new Hosts()
  const client = hosts.connect()
  hosts.pair.settle()
  assert.equal([hosts.log, client.state, client.isOpening], [[], 'SYN-SENT', false])
  client.send(pattern(0, 100), 0)
  assert.is(client.isOpening, true)
  hosts.pair.carryAll('a')
  assert.equal(hosts.log, ['a SYN 100'])
  const server = hosts.listener.accept()!
  assert.equal([server.state, server.canReceive, server.isOpening], ['SYN-RECEIVED', true, false])
  assert.equal(server.receive(200), pattern(0, 100))
  server.send(pattern(0, 3_000), 0)
  hosts.pair.carryAll('b')
  assert.equal(hosts.log.slice(1), ['b SYN ACK 0', 'b ACK 1448', 'b ACK 1448'])
  const [syn, answer] = hosts.sent.map(({ segment }) => segment)
  assert.is(answer!.ack, (syn!.seq + 101) >>> 0)
  hosts.pair.settle()
  assert.equal(client.receive(4_000), pattern(0, 3_000))
  assert.equal(
    [client.state, server.state, hosts.listener.queued, hosts.listener.halfOpen],
    ['ESTABLISHED', 'ESTABLISHED', 0, 0],
  )
})

test('a small answer → does not wait for the ACK of the SYN, as Nagle’s algorithm would have it', () => {
  const hosts = new Hosts()
  hosts.connect().send(pattern(0, 10), 0)
  hosts.pair.carryAll('a')
  hosts.listener.accept()!.send(pattern(0, 20), 0)
  hosts.pair.carryAll('b')
  assert.equal(hosts.log.slice(1), ['b SYN ACK 0', 'b PSH ACK 20'])
})

test('more is written than a SYN takes → it has a segment less all options; the rest follows the handshake, each octet once', () => {
  const hosts = new Hosts()
  const client = hosts.connect()
  client.send(pattern(0, 5_000), 0)
  hosts.pair.settle()
  assert.equal(hosts.log.slice(0, 3), ['a SYN 1420', 'b SYN ACK 0', 'a ACK 1448'])
  const server = hosts.listener.accept()!
  assert.equal(server.receive(9_000), pattern(0, 5_000))
  hosts.pair.wait(100)
  assert.is(client.unacknowledged, 0)
})

for (const [what, spoil] of [
  ['another', (cookie: Uint8Array) => cookie.map((octet) => octet ^ 1)],
  ['a shorter', (cookie: Uint8Array) => cookie.slice(0, 4)],
  ['a longer', (cookie: Uint8Array) => new Uint8Array(16).fill(cookie[0]!)],
] as const) {
  test(`§4.2.2: ${what} cookie → the text is not taken, the SYN is; the right one is given, and the text goes again behind the handshake`, () => {
    const hosts = new Hosts()
    const { pair, listener } = hosts
    const client = hosts.connect()
    client.send(pattern(0, 100), 0)
    const syn = sentBy(pair.a)[0]!
    const right = syn.options.fastOpen!
    pair.b.packetArrives(packetOf({ ...syn, options: { ...syn.options, fastOpen: spoil(right) } }, HERE, THERE), 0)
    assert.is(listener.accept(), undefined)
    hosts.pair.carryAll('b')
    const answer = hosts.sent[0]!.segment
    assert.equal([answer.ack, answer.options.fastOpen], [(syn.seq + 1) >>> 0, right])
    pair.settle()
    assert.equal(hosts.log.slice(0, 2), ['b SYN ACK 0', 'a PSH ACK 100'])
    assert.equal(listener.accept()?.receive(200), pattern(0, 100))
  })
}

test('an option of a length that none has → as without', () => {
  const stack = makeStack(1)
  stack.listen({ address: '0.0.0.0', port: 80 }, { settings: FAST })
  for (const length of [2, 5, 18]) {
    const options = { fastOpen: new Uint8Array(length) }
    const syn = makeSegment({ sourcePort: 5_000 + length, destinationPort: 80, flags: { syn: true }, options })
    stack.packetArrives(packetOf(syn), 0)
    assert.is(sentBy(stack)[0]?.options.fastOpen, undefined)
  }
})

test('§4.2.1: the SYN with text is lost → goes again without text and option; the text follows, and that server is left alone for an hour', () => {
  const hosts = new Hosts()
  hosts.lose((segment) => segment.flags.syn === true && segment.payload.length > 0)
  const client = hosts.connect()
  client.send(pattern(0, 100), 0)
  hosts.pair.settle().wait(1_500)
  assert.equal(hosts.log.slice(0, 3), ['a SYN 100', 'a SYN 0', 'b SYN ACK 0'])
  assert.is(hosts.sent[1]!.segment.options.fastOpen, undefined)
  assert.equal(hosts.listener.accept()?.receive(200), pattern(0, 100))
  const plain = (): boolean => {
    hosts.sent.length = 0
    hosts.connect()
    hosts.pair.settle()
    return hosts.sent[0]!.segment.options.fastOpen === undefined
  }
  assert.is(plain(), true)
  hosts.pair.now += 3_600_000
  assert.is(plain(), false)
})

test('the SYN,ACK is lost → it goes again; what came with the SYN was taken, and is not asked for again', () => {
  const hosts = new Hosts()
  let lost = 0
  hosts.lose((segment, from) => from === 'b' && segment.flags.syn === true && lost++ === 0)
  const client = hosts.connect()
  client.send(pattern(0, 100), 0)
  hosts.pair.settle()
  const server = hosts.listener.accept()!
  assert.equal(server.receive(200), pattern(0, 100))
  server.send(pattern(0, 200), 0)
  hosts.pair.settle().wait(5_000)
  assert.equal([client.state, client.unacknowledged, client.receive(300)], ['ESTABLISHED', 0, pattern(0, 200)])
  assert.is(hosts.log.filter((line) => line === 'a SYN 100').length, 1)
})

test('§2.1: the SYN comes twice → while the connection lives, the text is read once; behind its end, a second time', () => {
  const hosts = new Hosts()
  const client = hosts.connect()
  client.send(pattern(0, 100), 0)
  const syn = sentBy(hosts.pair.a)[0]!
  for (let i = 0; i < 2; i++) hosts.pair.b.packetArrives(packetOf(syn, HERE, THERE), 0)
  const server = hosts.listener.accept()!
  assert.equal(server.receive(200), pattern(0, 100))
  assert.equal([server.receive(200), hosts.listener.accept()], [undefined, undefined])
  server.abort(0)
  hosts.pair.settle()
  hosts.pair.b.packetArrives(packetOf(syn, HERE, THERE), 0)
  assert.equal(hosts.listener.accept()?.receive(200), pattern(0, 100))
})

test('§5.1: more than the backlog wait for the end of their handshake → the next SYN is one as always', () => {
  const hosts = new Hosts({ backlog: 1 })
  hosts.lose((_segment, from) => from === 'b')
  const states: (string | undefined)[] = []
  for (let i = 0; i < 3; i++) {
    hosts.connect().send(pattern(0, 10), 0)
    hosts.pair.settle()
    states.push(hosts.listener.accept()?.state)
  }
  assert.equal(states, ['SYN-RECEIVED', 'SYN-RECEIVED', undefined])
})

test('a reset before the handshake is over → the program hears of it; a listener that closes leaves what was accepted', () => {
  const hosts = new Hosts()
  hosts.lose((_segment, from) => from === 'b')
  const client = hosts.connect()
  client.send(pattern(0, 10), 0)
  hosts.pair.settle()
  const server = hosts.listener.accept()!
  server.receive(10)
  hosts.listener.close(0)
  assert.is(server.state, 'SYN-RECEIVED')
  const { segment } = hosts.sent[0]!
  const reset = makeSegment({
    ...segment,
    seq: (segment.seq + 11) >>> 0,
    flags: { rst: true },
    options: {},
    payload: new Uint8Array(),
  })
  hosts.pair.b.packetArrives(packetOf(reset, HERE, THERE), 0)
  assert.is(server.state, 'CLOSED')
  assert.throws(() => server.receive(10), /ECONNRESET/)
})

test('a FIN right behind the text, and an answer that closes too → both ends come to their end', () => {
  const hosts = new Hosts()
  const client = hosts.connect()
  client.send(pattern(0, 10), 0)
  hosts.pair.carryAll('a')
  const server = hosts.listener.accept()!
  server.receive(10)
  server.send(pattern(0, 20), 0)
  server.closeSend(0)
  hosts.pair.settle()
  client.closeSend(0)
  hosts.pair.settle().wait(300_000)
  assert.equal([client.receive(30), client.state, server.state], [pattern(0, 20), 'CLOSED', 'CLOSED'])
})

test('a small receive buffer → the SYN,ACK offers what is left of it, and nothing beyond is sent', () => {
  const hosts = new Hosts({ server: { receiveBuffer: 2_000 } })
  const client = hosts.connect()
  client.send(pattern(0, 5_000), 0)
  hosts.pair.settle()
  const answer = hosts.sent[1]!.segment
  assert.is(answer.window, 2_000 - 1_420)
  const server = hosts.listener.accept()!
  assert.is(server.readable, 2_000)
})

test('BBR has measured nothing yet → the text is read early, the answer waits for the handshake', () => {
  const hosts = new Hosts({ server: { congestion: 'bbr' } })
  const client = hosts.connect()
  client.send(pattern(0, 10), 0)
  hosts.pair.carryAll('a')
  const server = hosts.listener.accept()!
  server.send(server.receive(10)!, 0)
  hosts.pair.carryAll('b')
  assert.equal(hosts.log, ['a SYN 10', 'b SYN ACK 0'])
  hosts.pair.settle()
  assert.equal(client.receive(20), pattern(0, 10))
})

test.run()
