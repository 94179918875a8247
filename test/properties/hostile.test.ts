import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readUint32 } from '../../lib/bytes.ts'
import { Random } from '../../lib/network/index.ts'
import { headerFault, headerLength, isMalformed, type Segment, STATES, type State } from '../../lib/tcp/index.ts'
import { decodeSegment } from '../../lib/tcp/wire/encoding.ts'
import { gt } from '../../lib/tcp/wire/seq.ts'
import { mayChange } from '../helpers/allowed-change.ts'
import { draws } from '../helpers/draws.ts'
import { hostilePacket } from './hostile.ts'
import { type Target, WAYS } from './ways.ts'

const PACKETS = draws(4_000)
/** Into one connection at most, as long as it stays in the state. */
const SERIES = 200

for (const state of STATES) {
  test(`${PACKETS} packets, changed and made up, their checksums right, into ${state} → no throw, no change of state but the RFC's, little said, little kept`, () => {
    const counts = { answers: 0, changes: 0 }
    for (let done = 0; done < PACKETS; ) done += barrage(state, done, counts)
    // They do not all end at the first check.
    assert.ok(counts.answers > PACKETS / 20, JSON.stringify(counts))
    assert.ok(state === 'CLOSED' || counts.changes > PACKETS / 100, JSON.stringify(counts))
  })
}

/** Sends packets into a fresh target until it leaves the state. @returns how many those were */
function barrage(state: State, seed: number, counts: { answers: number; changes: number }): number {
  const random = new Random(seed)
  const target = WAYS[state]({
    timestamps: random.chance(0.5),
    sack: random.chance(0.7),
    lossDetection: random.chance(0.5) ? 'rack-tlp' : 'dup-ack',
  })
  const { stack, connection, now } = target
  assert.is(connection?.state ?? state, state)
  let sent = 0
  while (sent < SERIES && (connection?.state ?? state) === state) {
    const packet = hostilePacket(random, connection)
    sent++
    const expected = connection?.tcb.receiver.nxt
    const una = connection?.tcb.sender?.sndUna
    try {
      stack.packetArrives(packet, now)
      counts.changes += checkChanges(target, packet, expected, una)
      counts.answers += checkAnswers(target)
      checkMemory(target)
    } catch (error) {
      throw new Error(`packet ${sent} of seed ${seed}: ${Buffer.from(packet).toString('hex')}`, { cause: error })
    }
  }
  return sent
}

/** What a packet says, when it is a segment for this host. */
function segmentOf(packet: Uint8Array): Segment | undefined {
  if (headerFault(packet) || packet[9] !== 6) return undefined
  const ends = { source: readUint32(packet, 12), destination: readUint32(packet, 16) }
  const segment = decodeSegment(packet, ends, headerLength(packet))
  return isMalformed(segment) ? undefined : segment
}

/** @param expected RCV.NXT and SND.UNA as they were when the packet came */
function checkChanges(
  { stack, connection }: Target,
  packet: Uint8Array,
  expected: number | undefined,
  una: number | undefined,
): number {
  let count = 0
  for (let event = stack.pollEvent(); event; event = stack.pollEvent()) {
    // A listener makes a connection for a SYN before it takes the SYN in, and drops it when the peer is gone.
    if (event.type !== 'state' || event.event === 'passive OPEN') continue
    if (event.from === 'LISTEN' && event.event === 'CLOSE') continue
    const segment = segmentOf(packet)
    assert.ok(segment && mayChange(event.from, event.to, segment.flags), `${event.from} → ${event.to}, ${event.event}`)
    count++
    if (event.connection !== connection || event.from === 'SYN-SENT') continue
    if (event.event.startsWith('rcv RST') && segment.flags.rst) {
      assert.is(segment.seq, expected, 'only the exact reset resets')
    }
    if (event.event.startsWith('rcv ACK') && una !== undefined) {
      assert.ok(gt(segment.ack, una), `an ACK of ${segment.ack} is none of ${una}`)
    }
  }
  return count
}

function checkAnswers({ stack, now }: Target): number {
  let answers = 0
  while (stack.pollTransmit(now)) answers++
  assert.ok(answers <= 8, `${answers} answers`)
  return answers
}

function checkMemory({ stack, connection }: Target): void {
  if (!connection) {
    assert.ok(stack.connections().length <= 130, 'more connections than a listener may keep')
    return
  }
  const { receiver } = connection.tcb
  assert.ok(receiver.readable + receiver.waiting <= receiver.capacity, 'more octets than the buffer holds')
}

test.run()
