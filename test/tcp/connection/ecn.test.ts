import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ConnectionSettings } from '../../../lib/tcp/settings.ts'
import { ecnOf, formatFlags, headerLength, readSegment, setCongestionExperienced } from '../../../lib/tcp/wire/index.ts'
import { Pair } from '../../helpers/tcp-stacks.ts'

const test = suite('connection: ECN')

type Ecn = NonNullable<ConnectionSettings['ecn']>

/** Two stacks whose packets are written down as `a SYN ECE CWR`, behind it the ECN field and the length of the text, where they are not 0. */
class Watched extends Pair {
  readonly seen: string[] = []
  /** Which packets are marked on the way: by how many of its sender have gone before, from 0. */
  mark: (index: number, from: 'a' | 'b', length: number) => boolean = () => false
  drop: (index: number, from: 'a' | 'b', length: number) => boolean = () => false
  readonly #sent = { a: 0, b: 0 }

  constructor(a: ConnectionSettings, b: ConnectionSettings) {
    super({ a: { settings: a }, b: { settings: b } })
    this.lose = (packet, from) => {
      const { flags, payload } = readSegment(packet, headerLength(packet))
      const ecn = ecnOf(packet)
      const words = [
        from,
        formatFlags(flags).replace('PSH ', ''),
        ecn > 0 && `ecn ${ecn}`,
        payload.length > 0 && `len ${payload.length}`,
      ]
      this.seen.push(words.filter((word) => word !== false).join(' '))
      const index = this.#sent[from]++
      if (this.mark(index, from, payload.length)) setCongestionExperienced(packet)
      return this.drop(index, from, payload.length)
    }
  }

  since(): string[] {
    return this.seen.splice(0)
  }
}

const PLAIN = { delayedAck: 0, timestamps: false, noDelay: true }

function between(a: Ecn, b: Ecn, more: ConnectionSettings = {}) {
  const pair = new Watched({ ...PLAIN, ...more, ecn: a }, { ...PLAIN, ...more, ecn: b })
  const { client, server } = pair.connected()
  return { pair, client, server }
}

const send = (pair: Pair, connection: ReturnType<typeof between>['client'], octets: number): void => {
  connection.send(new Uint8Array(octets), pair.now)
  pair.settle()
}

const HANDSHAKES: readonly (readonly [Ecn, Ecn, readonly string[], boolean])[] = [
  ['ask', 'accept', ['a SYN ECE CWR', 'b SYN ACK ECE', 'a ACK'], true],
  ['ask', 'ask', ['a SYN ECE CWR', 'b SYN ACK ECE', 'a ACK'], true],
  ['ask', 'off', ['a SYN ECE CWR', 'b SYN ACK', 'a ACK'], false],
  ['accept', 'accept', ['a SYN', 'b SYN ACK', 'a ACK'], false],
  ['off', 'ask', ['a SYN', 'b SYN ACK', 'a ACK'], false],
  ['off', 'off', ['a SYN', 'b SYN ACK', 'a ACK'], false],
]

for (const [a, b, flags, agreed] of HANDSHAKES) {
  test(`one end is set to ${a}, the other to ${b} → ${flags.join(', ')}; ${agreed ? 'both use it' : 'neither does'}`, () => {
    const { pair, client, server } = between(a, b)
    assert.equal(pair.since(), flags)
    assert.equal([client.status().options.ecn, server.status().options.ecn], [agreed, agreed])
    send(pair, client, 10)
    send(pair, server, 10)
    const text = agreed ? ' ecn 2' : ''
    assert.equal(pair.since(), [`a ACK${text} len 10`, 'b ACK', `b ACK${text} len 10`, 'a ACK'])
  })
}

test('our ECN-setup SYN is not answered in time → the next one is plain, and ECN is not used, even if the first is answered after all', () => {
  const pair = new Watched({ ...PLAIN, ecn: 'ask' }, { ...PLAIN, ecn: 'accept' })
  pair.drop = (index, from) => from === 'a' && index === 0
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  const client = pair.a.connect({ address: '10.0.0.2', port: 80 }, 0)
  pair.settle().wait(1_000)
  assert.equal(pair.since(), ['a SYN ECE CWR', 'a SYN', 'b SYN ACK', 'a ACK'])
  assert.equal([client.status().options.ecn, listener.accept()?.status().options.ecn], [false, false])
})

test('the SYN,ACK to an ECN-setup SYN is lost, and the SYN comes again without → the SYN,ACK is plain, too', () => {
  const pair = new Watched({ ...PLAIN, ecn: 'ask' }, { ...PLAIN, ecn: 'accept', initialRto: 5_000 })
  pair.drop = (index, from) => from === 'b' && index === 0
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  pair.a.connect({ address: '10.0.0.2', port: 80 }, 0)
  pair.settle().wait(1_000)
  assert.equal(pair.since(), ['a SYN ECE CWR', 'b SYN ACK ECE', 'a SYN', 'b SYN ACK', 'a ACK'])
  assert.is(listener.accept()?.status().options.ecn, false)
})

test('a SYN,ACK that reflects both bits → no ECN', () => {
  const { tcb } = new Watched({ ...PLAIN, ecn: 'ask' }, PLAIN).a.connect({ address: '10.0.0.2', port: 80 }, 0)
  tcb.ecn.asks(false)
  tcb.ecn.synArrives({ syn: true, ack: true, ece: true, cwr: true })
  assert.is(tcb.ecn.sends, false)
})

test('a marked packet → every ACK has ECE until CWR has come; cwnd is halved once, CWR is on the next new data alone', () => {
  const { pair, client, server } = between('ask', 'accept', { congestion: 'new-reno', mss: 1_000 })
  pair.since()
  // The first text: after the SYN and the ACK.
  pair.mark = (index, from) => from === 'a' && index === 2
  client.send(new Uint8Array(8_000), pair.now)
  pair.carryAll('a')
  assert.is(pair.since().filter((line) => line === 'a ACK ecn 2 len 1000').length, 8)
  pair.carryAll('b')
  const acks = pair.since()
  assert.ok(acks.length > 0 && acks.every((line) => line === 'b ACK ECE'), acks.join())
  const { cwnd, ssthresh, phase } = client.status().sender!
  assert.equal([cwnd, ssthresh, phase], [4_000, 4_000, 'congestion-avoidance'])
  send(pair, client, 2_000)
  assert.equal(pair.since(), ['a ACK CWR ecn 2 len 1000', 'b ACK', 'a ACK ecn 2 len 1000', 'b ACK'])
  assert.is(client.status().sender!.ssthresh, 4_000)
  assert.is(server.readable, 10_000)
})

test('what is sent again, and a probe of a closed window → no ECT', () => {
  const { pair, client } = between('ask', 'accept', { receiveBuffer: 2_000, mss: 1_000 })
  pair.drop = (_, from, length) => from === 'a' && length > 0
  send(pair, client, 500)
  pair.drop = () => false
  pair.since()
  pair.wait(1_000)
  assert.equal(pair.since(), ['a ACK len 500', 'b ACK'])
  send(pair, client, 4_000)
  pair.since()
  pair.wait(1_500)
  const probes = pair.since().filter((line) => line.endsWith('len 1'))
  assert.ok(probes.length > 0 && probes.every((line) => line === 'a ACK len 1'), probes.join())
})

test('a marked packet that is not acceptable → no echo', () => {
  const { pair, client, server } = between('ask', 'accept')
  send(pair, client, 10)
  const { iss } = client.status().snd
  const old = {
    sourcePort: client.local.port,
    destinationPort: 80,
    seq: (iss + 1) >>> 0,
    ack: client.status().rcv.nxt,
    flags: { ack: true },
    window: 1_000,
    urgentPointer: 0,
    options: {},
    payload: new Uint8Array(10),
  }
  server.segmentArrives(old, pair.now, true)
  assert.is(server.tcb.ecn.echoes, false)
  server.segmentArrives({ ...old, seq: client.status().snd.nxt }, pair.now, true)
  assert.is(server.tcb.ecn.echoes, true)
})

test('a window probe that was marked → echoed, though its octet is shut out', () => {
  const { pair, client, server } = between('ask', 'accept', { receiveBuffer: 100 })
  send(pair, client, 100)
  assert.is(server.status().rcv.wnd, 0)
  const probe = {
    sourcePort: client.local.port,
    destinationPort: 80,
    seq: client.status().snd.nxt,
    ack: client.status().rcv.nxt,
    flags: { ack: true },
    window: 100,
    urgentPointer: 0,
    options: {},
    payload: new Uint8Array(1),
  }
  server.segmentArrives(probe, pair.now, true)
  assert.is(server.readable, 100)
  assert.is(server.tcb.ecn.echoes, true)
})

test('a packet marked where ECN was not agreed on → no echo', () => {
  const { pair, client, server } = between('off', 'accept')
  pair.mark = () => true
  send(pair, client, 10)
  assert.is(server.tcb.ecn.echoes, false)
  assert.is(pair.seen.at(-1), 'b ACK')
})

test('BBR, which heeds no marks → its data bears no ECT and no CWR, and an echo changes nothing; what comes marked is echoed', () => {
  const { pair, client, server } = between('ask', 'accept', { congestion: 'bbr' })
  pair.since()
  send(pair, client, 10)
  assert.equal(pair.since(), ['a ACK len 10', 'b ACK'])
  server.tcb.ecn.echoes = true
  send(pair, client, 10)
  send(pair, client, 10)
  assert.equal(pair.since(), ['a ACK len 10', 'b ACK ECE', 'a ACK len 10', 'b ACK ECE'])
  assert.is(client.tcb.sender?.reductions.cwrDue, false)
  assert.is(server.status().options.ecn, true)
})

test('setting ecn to "on" → RangeError with the names', () => {
  assert.throws(
    () => new Watched({ ecn: 'on' as Ecn }, {}),
    (error: Error) => error.message === 'the setting ecn is "on": it must be one of off, accept, ask.',
  )
})

test.run()
