import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Connection } from '../../../lib/tcp/connection/connection.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { pattern } from '../../helpers/octets.ts'

const test = suite('TS.Recent')

const IRS = 4_294_967_200
const FIRST = 4_294_967_000

interface Step {
  /** Where the segment begins, counted from the first octet missing. */
  at: number
  length: number
  /** Its TSval, counted from the latest that was taken in. */
  later: number
  /** It acknowledges what was never sent. */
  unsent: boolean
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    at: fc.integer({ min: -30, max: 30 }),
    length: fc.integer({ min: 1, max: 30 }),
    later: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 100 })),
    unsent: fc.boolean(),
  }),
  { maxLength: 40, size: 'max' },
)

test('segments old, new and out of order, their timestamps and ACKs as well → each answer echoes what RFC 7323 §4.3 takes in', () => {
  const property = fc.property(steps, (list) => {
    const ends = { localAddress: 1, localPort: 80, remoteAddress: 2, remotePort: 9 }
    const connection = new Connection(ends, { secret: new Uint8Array(16), delayedAck: 0 })
    const have = new Uint8Array(3000)
    const sent = (now: number) => {
      const answers = []
      for (let each = connection.pollTransmit(now); each; each = connection.pollTransmit(now)) answers.push(each)
      return answers
    }
    connection.open('passive', 0)
    const syn = { flags: { syn: true }, options: { mss: 1460, timestamps: { value: FIRST, echo: 0 } } }
    connection.segmentArrives(makeSegment({ seq: IRS, ...syn }), 0)
    const iss = sent(0)[0]!.seq
    let recent = FIRST
    const arrive = (at: number, length: number, value: number, ack: number, now: number) => {
      const fields = { flags: { ack: true }, window: 65_535, payload: pattern(Math.max(at, 0), length) }
      const options = { timestamps: { value: value >>> 0, echo: 0 } }
      connection.segmentArrives(makeSegment({ ...fields, seq: (IRS + 1 + at) >>> 0, ack, options }), now)
      return sent(now)
    }
    arrive(0, 0, FIRST, (iss + 1) >>> 0, 1)
    let next = 0
    for (const [number, { at, length, later, unsent }] of list.entries()) {
      const [from, value] = [next + at, (recent + later) >>> 0]
      const answers = arrive(from, length, value, (iss + (unsent ? 1000 : 1)) >>> 0, 2 + number)
      const acceptable = from + length > next
      if (later >= 0 && acceptable && !unsent) {
        // What lies behind a hole is not what the next ACK answers.
        if (from <= next) recent = value
        have.fill(1, Math.max(from, 0), from + length)
        next = have.indexOf(0)
      }
      assert.is(answers.length, 1)
      assert.is((answers[0]!.ack - IRS - 1) >>> 0, next)
      assert.is(answers[0]!.options.timestamps?.echo, recent)
    }
  })
  fc.assert(property, { numRuns: 300, seed: 7323, includeErrorInReport: true })
})

test.run()
