import fc from 'fast-check'
import type { LinkOptions } from '../../lib/network/index.ts'
import { CONGESTION_NAMES } from '../../lib/tcp/congestion/index.ts'
import type { LossDetection } from '../../lib/tcp/settings.ts'
import { LOSS_DETECTIONS } from '../../lib/tcp/settings.ts'
import type { Case, Side } from './cases.ts'

/** What bears on which octets are sent again, and on where they land. */
export interface Combination {
  lossDetection: LossDetection
  sack: boolean
  timestamps: boolean
  noDelay: boolean
  reorder: number
  duplicate: number
  loss: number
}

const VALUES = {
  lossDetection: LOSS_DETECTIONS,
  sack: [true, false],
  timestamps: [true, false],
  noDelay: [true, false],
  reorder: [0, 0.3],
  duplicate: [0, 0.2],
  loss: [0, 0.05, 0.15, 0.3],
} as const

export const COMBINATIONS = 256

/** Seeds go through all of them in turn, so that any {@link COMBINATIONS} in a row hold each once. */
export function combinationOf(seed: number): Combination {
  let rest = seed % COMBINATIONS
  const drawn = Object.entries(VALUES).map(([name, values]) => {
    const value = values[rest % values.length]
    rest = Math.floor(rest / values.length)
    return [name, value]
  })
  return Object.fromEntries(drawn)
}

/** A little more than a receive buffer's first ring holds, or its second or third. */
const pastGrowth = fc.tuple(fc.constantFrom(2048, 2048, 4096, 8192), fc.nat(1400)).map(([ring, more]) => ring + more)

/** Of all sizes, so that a segment that is sent again is often another than those that were sent. */
const writes = fc.array(
  fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 20, max: 800 }) }, fc.integer({ min: 1, max: 1500 })),
  {
    minLength: 4,
    maxLength: 16,
  },
)
/** What is written without a rest between goes out together, as full segments. */
const writePauses = fc.array(fc.oneof(fc.constant(0), { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 4,
})
/** At once, or so late that most of the transfer waits to be read. */
const readPauses = fc.array(fc.oneof(fc.constant(0), fc.nat(10_000)), { minLength: 1, maxLength: 2 })
const reads = fc.array(fc.oneof(fc.constant(65_536), fc.integer({ min: 1, max: 3000 })), {
  minLength: 1,
  maxLength: 4,
})

/** Transfers of a few thousand octets under one combination: over when the receive buffer has hardly grown. */
export function shortCases({ reorder, duplicate, loss, ...settings }: Combination): fc.Arbitrary<Case> {
  const links: fc.Arbitrary<LinkOptions> = fc
    .record({
      rate: fc.constantFrom(Number.POSITIVE_INFINITY, 10e6),
      delay: fc.integer({ min: 1, max: 20 }),
      by: fc.integer({ min: 1, max: 40 }),
    })
    .map(({ rate, delay, by }) => ({ rate, delay, loss, duplicate, reorder: { probability: reorder, by } }))
  const sides = fc.record<Side>({
    octets: fc.oneof({ weight: 2, arbitrary: pastGrowth }, fc.nat(12_000)),
    writes,
    writePauses,
    writesLate: fc.constant(true),
    reads,
    readPauses,
    isnBeforeWrap: fc.nat(12_000),
    settings: fc.record({
      lossDetection: fc.constant(settings.lossDetection),
      sack: fc.constant(settings.sack),
      timestamps: fc.constant(settings.timestamps),
      noDelay: fc.constant(settings.noDelay),
      congestion: fc.constantFrom(...CONGESTION_NAMES),
      delayedAck: fc.constantFrom(0, 40),
      minRto: fc.constantFrom(200, 1000),
      receiveBuffer: fc.constantFrom(65_535, 300_000, 9000),
      mss: fc.constantFrom(1460, 1460, 536),
      msl: fc.constant(1000),
    }),
  })
  return fc.record({
    seed: fc.nat(0x7fff_ffff),
    there: links,
    back: links,
    client: sides.map(bounded),
    server: sides.map(bounded),
    simultaneousOpen: fc.constant(false),
    serverClosesLast: fc.boolean(),
    r2Infinite: fc.boolean(),
  })
}

/** So many writes at most, or octets one by one would take most of the time. */
function bounded(side: Side): Side {
  const mean = side.writes.reduce((sum, length) => sum + length, 0) / side.writes.length
  return { ...side, octets: Math.min(side.octets, Math.floor(60 * mean)) }
}
