import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { STATES, type State } from '../../../lib/tcp/connection/state.ts'
import type { Segment } from '../../../lib/tcp/wire/segment.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { mayChange } from '../../helpers/allowed-change.ts'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'
import { HERE, makeStack, packetOf, sentBy, THERE } from '../../helpers/tcp-stacks.ts'

/** How a script gets into each state. */
const WAYS: Record<State, () => Script> = {
  CLOSED: () => new Script(),
  LISTEN: () => new Script().run('listen'),
  'SYN-SENT': () => new Script().run('connect\n> S 0:0(0)'),
  'SYN-RECEIVED': () => new Script().run('connect\n> S 0:0(0)\n< S 0:0(0)\n> S. 0:0(0) ack 1'),
  ESTABLISHED: () => established('send 100\n> P. 1:101(100) ack 1'),
  'FIN-WAIT-1': () => established('shutdown\n> F. 1:1(0) ack 1'),
  'FIN-WAIT-2': () => established('shutdown\n> F. 1:1(0) ack 1\n< . 1:1(0) ack 2'),
  'CLOSE-WAIT': () => established('< F. 1:1(0) ack 1\n> . 1:1(0) ack 2'),
  CLOSING: () => established('shutdown\n> F. 1:1(0) ack 1\n< F. 1:1(0) ack 1\n> . 2:2(0) ack 2'),
  'LAST-ACK': () => established('< F. 1:1(0) ack 1\n> . 1:1(0) ack 2\nshutdown\n> F. 1:1(0) ack 2'),
  'TIME-WAIT': () => established('shutdown\n> F. 1:1(0) ack 1\n< F. 1:1(0) ack 2\n> . 2:2(0) ack 2'),
}

function established(lines: string): Script {
  return establishedScript({ receiveBuffer: 3000, sack: true, synOptions: 'mss 1460, sackOK' }).run(lines)
}

const near = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -5000, max: 5000 }),
  fc.integer({ min: -0x80000000, max: 0x7fffffff }),
)
const bit = fc.boolean()
const segments = fc.record({
  seq: near,
  ack: near,
  flags: fc.record({ syn: bit, ack: bit, fin: bit, rst: bit, urg: bit, psh: bit }),
  window: fc.oneof(fc.constant(0), fc.nat(0xffff)),
  urgentPointer: fc.nat(0xffff),
  length: fc.oneof(fc.constant(0), fc.nat(10), fc.nat(4000)),
  sack: fc.option(fc.tuple(near, near)),
})

for (const state of STATES) {
  test(`${state}: any segments → no throw, no change that the table and the segment do not allow, bounded memory, few answers`, () => {
    const property = fc.property(fc.array(segments, { minLength: 1, maxLength: 12, size: 'max' }), (list) => {
      const { connection, events, now } = WAYS[state]()
      assert.is(connection.state, state)
      const { tcb } = connection
      events.length = 0
      let finSeen = false
      for (const { seq, ack, sack, length, ...rest } of list) {
        const acknowledged = (ack + (tcb.sender?.sndNxt ?? 0)) >>> 0
        const segment: Segment = makeSegment({
          ...rest,
          sourcePort: 9000,
          destinationPort: 80,
          seq: (seq + tcb.receiver.nxt) >>> 0,
          ack: rest.flags.ack ? acknowledged : 0,
          payload: new Uint8Array(length),
          options: sack ? { sack: [[(acknowledged + sack[0]) >>> 0, (acknowledged + sack[1]) >>> 0]] } : {},
        })
        const edge = (tcb.receiver.nxt + tcb.receiver.wnd) >>> 0
        const synchronized = tcb.receiver.irs !== 0
        const expected = tcb.receiver.nxt
        finSeen ||= segment.flags.fin === true
        connection.segmentArrives(segment, now)
        for (let event = connection.pollEvent(); event; event = connection.pollEvent()) {
          if (event.type !== 'state') continue
          assert.ok(mayChange(event.from, event.to, segment.flags), `${event.from} → ${event.to} by ${event.event}`)
          if (event.event.startsWith('rcv RST') && segment.flags.rst && event.from !== 'SYN-SENT') {
            assert.is(segment.seq, expected, 'only the exact reset resets')
          }
          if (event.event === 'rcv FIN') assert.ok(finSeen)
        }
        let answers = 0
        while (connection.pollTransmit(now)) answers++
        assert.ok(answers <= 8, `${answers} answers`)
        if (synchronized && tcb.receiver.irs !== 0 && connection.state !== 'LISTEN') {
          const moved = (((tcb.receiver.nxt + tcb.receiver.wnd) >>> 0) - edge) | 0
          assert.ok(moved >= 0 || tcb.receiver.finReceived || segment.flags.syn, `window moved left by ${-moved}`)
        }
        assert.ok(tcb.receiver.readable + tcb.receiver.waiting <= tcb.receiver.capacity)
      }
    })
    fc.assert(property, { numRuns: 300, seed: 4 })
  })
}

test('random octets with right checksums and mutated segments at a stack → no throw, nothing but its own connections', () => {
  const stack = makeStack(1, { events: 'all' })
  stack.listen({ address: '0.0.0.0', port: 80 }, { backlog: 3 })
  stack.connect({ address: THERE, port: 9000 }, 0)
  const octets = fc.uint8Array({ minLength: 0, maxLength: 80, size: 'max' })
  const property = fc.property(octets, octets, fc.nat(65_535), fc.boolean(), (options, payload, port, syn) => {
    const packet = packetOf(
      makeSegment({ sourcePort: port, destinationPort: 80, flags: { syn, ack: !syn }, ack: port, payload }),
      THERE,
      HERE,
    )
    // Options that are no options: the checksum is mended, so that they are read.
    const words = Math.min(10, options.length >> 2)
    const raw = packetOf(makeSegment({ sourcePort: port, destinationPort: 80, flags: { syn }, payload: options }))
    raw[32] = (5 + words) << 4
    mendChecksum(raw)
    for (const each of [packet, raw]) stack.packetArrives(each, 0)
    sentBy(stack)
    for (let event = stack.pollEvent(); event; event = stack.pollEvent());
    assert.ok(stack.connections().length <= 130)
  })
  fc.assert(property, { numRuns: 2000, seed: 5 })
})

function mendChecksum(packet: Uint8Array): void {
  packet[36] = 0
  packet[37] = 0
  let sum = 6 + (packet.length - 20)
  for (let at = 12; at < packet.length; at += 2) sum += (packet[at]! << 8) | (packet[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  packet[36] = (~sum >>> 8) & 0xff
  packet[37] = ~sum & 0xff
}

test.run()
