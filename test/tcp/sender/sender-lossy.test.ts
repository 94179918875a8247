import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONGESTION_NAMES } from '../../../lib/tcp/congestion/index.ts'
import { Sender } from '../../../lib/tcp/sender/sender.ts'
import type { AckSegment, Outgoing } from '../../../lib/tcp/sender/sender-types.ts'
import { type ConnectionSettings, resolveSettings } from '../../../lib/tcp/settings.ts'
import { pattern } from '../../helpers/octets.ts'

const test = suite('sender: over a bad path')

/** A receiver of a dozen lines: keeps what comes, ACKs each segment, reports SACK blocks newest first; its window is what its buffer has left. */
class Peer {
  readonly received: number[] = []
  next = 0
  end = Infinity
  private readonly held = new Map<number, number>()
  private readonly iss: number
  private readonly capacity: number
  private readonly sack: boolean
  private unread = 0

  constructor(iss: number, capacity: number, sack: boolean) {
    this.iss = iss
    this.capacity = capacity
    this.sack = sack
  }

  take(segment: Outgoing): AckSegment {
    const start = (segment.seq - this.iss) >>> 0
    const edge = this.next + this.capacity - this.unread
    if (segment.syn) this.next = Math.max(this.next, 1)
    segment.payload.forEach((octet, i) => {
      const at = start + i
      if (at < this.next || at >= edge) return
      this.held.set(at, octet)
    })
    if (segment.fin) this.end = start + segment.payload.length
    for (let octet = this.held.get(this.next); octet !== undefined; octet = this.held.get(this.next)) {
      this.received.push(octet)
      this.held.delete(this.next++)
      this.unread++
    }
    if (this.next === this.end) this.next++
    return this.ack()
  }

  /** The program reads everything. */
  read(): void {
    this.unread = 0
  }

  ack(): AckSegment {
    const seq = (offset: number): number => (this.iss + offset) >>> 0
    const blocks = this.#ranges().slice(-3).reverse()
    return {
      seq: 1,
      ack: seq(this.next),
      window: this.capacity - this.unread,
      payloadLength: 0,
      ...(this.sack && { sack: blocks.map(([l, r]) => [seq(l), seq(r)] as const) }),
    }
  }

  /** What is held beyond a hole, lowest first. */
  #ranges(): [number, number][] {
    const ranges: [number, number][] = []
    for (const at of [...this.held.keys()].sort((a, b) => a - b)) {
      const last = ranges.at(-1)
      if (last?.[1] === at) last[1]++
      else ranges.push([at, at + 1])
    }
    return ranges
  }
}

interface Path {
  seed: number
  loss: number
  duplicate: number
  jitter: number
}

/** Runs until the sender is done. @returns what the peer has received */
function transfer(
  iss: number,
  options: ConnectionSettings,
  sack: boolean,
  bytes: Uint8Array,
  capacity: number,
  path: Path,
): number[] {
  const sender = new Sender(iss, resolveSettings(options))
  const peer = new Peer(iss, capacity, sack)
  const queue: { at: number; deliver: () => void }[] = []
  let now = 0
  let state = path.seed
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const travel = (deliver: () => void): void => {
    const copies = random() < path.duplicate ? 2 : 1
    for (let i = 0; i < copies; i++) {
      if (random() >= path.loss) queue.push({ at: now + 20 + random() * path.jitter, deliver })
    }
  }
  const acknowledge = (ack: AckSegment): void => {
    travel(() => {
      if (!sender.synAcked) sender.negotiated({ mss: 100, sack })
      sender.ackArrives(ack, now)
    })
  }
  let written = 0
  sender.open()
  for (let steps = 0; !sender.finAcked; steps++) {
    if (steps > 200_000) throw new Error('it never ends')
    written += sender.write(bytes.subarray(written, written + 700))
    if (written === bytes.length) sender.close()
    for (let o = sender.poll(now); o; o = sender.poll(now)) {
      const segment = o
      travel(() => acknowledge(peer.take(segment)))
    }
    assert.ok(sender.buffered <= sender.settings.sendBuffer)
    queue.sort((a, b) => a.at - b.at)
    const first = queue[0]
    const at = Math.min(first?.at ?? Infinity, sender.deadline() ?? Infinity)
    assert.ok(at < Infinity, 'a timer runs while anything is outstanding')
    now = Math.max(now, at)
    if (first && first.at <= now) {
      queue.shift()
      first.deliver()
    } else {
      const before = sender.sample()
      assert.is(sender.handleTimeout(now), undefined)
      if (before.phase === 'fast-recovery' || before.phase === 'loss') {
        // What is in flight then is no measure of the path: "no more than" (RFC 5681 §3.1, equation 4).
        assert.ok(sender.sample().ssthresh <= before.ssthresh, 'a timeout in recovery raises ssthresh')
      }
      // The program reads at last, and a window update follows.
      peer.read()
      acknowledge(peer.ack())
    }
  }
  while (sender.poll(now)) assert.unreachable('something is sent after the end')
  assert.is(sender.deadline(), undefined)
  assert.is(sender.buffered, 0)
  return peer.received
}

const WAYS = [
  ['no SACK', false, 'dup-ack'],
  ['SACK', true, 'dup-ack'],
  ['RACK', true, 'rack-tlp'],
] as const

const path = fc.record({
  seed: fc.integer({ min: 1, max: 0xffff_ffff }),
  loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
  duplicate: fc.double({ min: 0, max: 0.3, noNaN: true }),
  jitter: fc.integer({ min: 0, max: 60 }),
})

for (const congestion of CONGESTION_NAMES) {
  for (const [name, sack, lossDetection] of WAYS) {
    test(`${congestion}, ${name}: loss to 30 %, duplicates, reordering, a window that closes → all arrives, no timer is left`, () => {
      fc.assert(
        fc.property(
          path,
          fc.integer({ min: 0, max: 0xffff_ffff }),
          fc.integer({ min: 0, max: 9_000 }),
          fc.integer({ min: 150, max: 5_000 }),
          fc.boolean(),
          fc.constantFrom<'clear' | 'keep'>('clear', 'keep'),
          (way, iss, length, capacity, noDelay, sackAfterTimeout) => {
            const bytes = pattern(0, length)
            const options = {
              congestion,
              lossDetection,
              noDelay,
              sackAfterTimeout,
              sendBuffer: 3_000,
              r2: Infinity,
            }
            const received = transfer(iss, options, sack, bytes, capacity, way)
            assert.is(received.length, length)
            for (let i = 0; i < length; i++)
              if (received[i] !== bytes[i]) assert.is(received[i], bytes[i], `octet ${i}`)
          },
        ),
        { numRuns: 40, seed: 9_293 },
      )
    })
  }
}

test.run()
