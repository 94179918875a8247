import { type LinkOptions, Random } from '../../lib/network/index.ts'
import type { ConnectionSettings } from '../../lib/tcp/index.ts'

/** What one end writes, and how it reads. */
export interface End {
  octets: number
  /** Octets of its writes, taken in turn, and the rest after each; the same of its reads. */
  writes: number[]
  writePause: number
  reads: number
  readPause: number
  settings: ConnectionSettings
}

/** A transfer in both directions over a way with faults. */
export interface Transfer {
  seed: number
  there: LinkOptions
  back: LinkOptions
  /** From this time on, the way takes only packets of `to` octets. */
  narrows: { at: number; to: number } | undefined
  client: End
  server: End
}

/** Settings that decide which octets are sent again; seeds count through all their combinations. */
const COMBINED = {
  // By name: an algorithm that is new, the other state does not have.
  congestion: ['tahoe', 'reno', 'new-reno', 'cubic', 'none'],
  lossDetection: ['dup-ack', 'rack-tlp'],
  sack: [true, false],
  timestamps: [true, false],
  noDelay: [false, true],
  limitedTransmit: [true, false],
  undo: [true, false],
  sackAfterTimeout: ['clear', 'keep'],
} as const

/** The transfer of a seed: the same in every state of the project. */
export function transferOf(seed: number): Transfer {
  const random = new Random(seed)
  const one = <T>(of: readonly T[]): T => of[random.below(of.length)] as T
  // One in twenty has a window of a few thousand segments.
  const large = random.chance(0.05)
  const ends = [0, 1].map(() => endOf(random, large, combinationOf(seed)))
  const delay = one([1, 10, 10, 40, 150])
  const link = (): LinkOptions => ({
    rate: large ? 500e6 : one([Number.POSITIVE_INFINITY, 50e6, 10e6, 1e6, 200_000]),
    delay,
    jitter: one([0, 0, 0, 1, 30]),
    queue: { packets: large ? 5_000 : one([1_000, 1_000, 20, 6]) },
    loss: one([0, 0, 0.01, 0.03, 0.1, 0.25]),
    duplicate: one([0, 0, 0.02, 0.2]),
    reorder: { probability: one([0, 0, 0.02, 0.2, 0.5]), by: one([1, 5, 20, 60, 250]) },
    corrupt: one([0, 0, 0, 0.02]),
  })
  return {
    seed,
    there: link(),
    back: link(),
    narrows: random.chance(0.15) ? { at: delay * (3 + random.below(20)), to: 300 + random.below(1_000) } : undefined,
    client: ends[0] as End,
    server: ends[1] as End,
  }
}

function combinationOf(seed: number): ConnectionSettings {
  let rest = seed
  return Object.fromEntries(
    Object.entries(COMBINED).map(([name, values]) => {
      const value = values[rest % values.length]
      rest = Math.floor(rest / values.length)
      return [name, value]
    }),
  )
}

function endOf(random: Random, large: boolean, combination: ConnectionSettings): End {
  const one = <T>(of: readonly T[]): T => of[random.below(of.length)] as T
  const most = large ? 2e6 : one([0, 300, 20_000, 60_000, 150_000])
  const mostAtOnce = large ? 5e5 : one([200, 3_000, 50_000])
  const octets = random.below(most + 1)
  const pieces = 1 + random.below(5)
  return {
    // So many writes at most, or the smallest would take for ever.
    octets: Math.min(octets, 100 * Math.ceil(mostAtOnce / 2)),
    writes: Array.from({ length: pieces }, () => 1 + random.below(mostAtOnce)),
    writePause: large ? 0 : one([0, 0, 3, 40, 400]),
    reads: large ? 1e6 : one([65_536, 65_536, 3_000, 700]),
    readPause: large ? 0 : one([0, 0, 0, 20, 700]),
    settings: {
      ...combination,
      hystart: random.chance(0.3),
      restartAfterIdle: random.chance(0.7),
      delayedAck: one([0, 40, 200]),
      minRto: one([200, 1_000]),
      mss: large || most > 100_000 ? 1_460 : one([1_460, 536, 100]),
      sendBuffer: large ? 4e6 : one([65_536, 300_000, 5_000]),
      receiveBuffer: large ? 4e6 : one([65_535, 300_000, 9_000, 2_000]),
      ...(random.chance(0.3) && { initialWindow: 1 + random.below(30) }),
      msl: 500,
    },
  }
}
