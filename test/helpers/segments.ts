import fc from 'fast-check'
import type { Flags, Options, Segment } from '../../lib/tcp/wire/segment.ts'
import { octets } from './octets.ts'

const number32 = fc.integer({ min: 0, max: 0xffff_ffff })
const number16 = fc.nat(0xffff)
const isSet = fc.constant(true as const)

const flags: fc.Arbitrary<Flags> = fc.record(
  { cwr: isSet, ece: isSet, urg: isSet, ack: isSet, psh: isSet, rst: isSet, syn: isSet, fin: isSet },
  { requiredKeys: [], noNullPrototype: true },
)

/** Any options that fit into 40 octets together. */
const options: fc.Arbitrary<Options> = fc
  .record(
    {
      mss: number16,
      windowScale: fc.nat(255),
      sackPermitted: isSet,
      timestamps: fc.record({ value: number32, echo: number32 }, { noNullPrototype: true }),
      fastOpen: fc
        .oneof(
          fc.constant(0),
          fc.integer({ min: 2, max: 8 }).map((half) => 2 * half),
        )
        .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
      sack: fc.array(fc.tuple(number32, number32), { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .map((options) => {
    const room = 36 - (options.timestamps ? 12 : 0) - (options.mss === undefined ? 0 : 4)
    const left = room - (options.windowScale === undefined ? 0 : 4) - (options.sackPermitted ? 4 : 0)
    if (options.fastOpen && (options.sack || left < 20)) delete options.fastOpen
    if (options.sack) options.sack = options.sack.slice(0, Math.max(1, Math.floor(left / 8)))
    return options
  })

/** Any segment that may stand on the wire. */
export const segments: fc.Arbitrary<Segment> = fc
  .record({
    sourcePort: number16,
    destinationPort: number16,
    seq: number32,
    ack: number32,
    flags,
    window: number16,
    urgentPointer: number16,
    options,
    payload: octets(300),
  })
  .map((segment) => ({
    ...segment,
    ack: segment.flags.ack ? segment.ack : 0,
    urgentPointer: segment.flags.urg ? segment.urgentPointer : 0,
  }))
