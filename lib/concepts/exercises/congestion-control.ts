/** §2.0.3: what a deep queue costs, how often a sender loses, how fair shares are, and who gives way. */
import { jainIndex } from '../../draw/index.ts'
import { type BesideOptions, pingBeside } from '../bufferbloat.ts'
import { type Bottleneck, sharing, singleFlow } from '../congestion-control.ts'
import type { Exercise, Trial } from './exercise.ts'

/** Across a full queue: milliseconds that a ping takes on a line of 1 Mbit/s, and how many places at 10 Mbit/s keep it within 100. */
export interface DeepQueue {
  slowLine: number
  places: number
}

/** Mbit/s: of the one that does not hold back, and of the three others together. */
export interface UnequalShares {
  careless: number
  careful: number
}

export interface CongestionExercises {
  deepQueue: Exercise<DeepQueue>
  secondsBetweenLosses: Exercise<number>
  jain: Exercise<(shares: number[]) => number>
  unequalShares: Exercise<UnequalShares>
}

const WAY: Bottleneck = { rate: 10e6, rtt: 40, queue: 34 }

export const congestionExercises: CongestionExercises = {
  deepQueue: [
    { title: 'a line of 1 Mbit/s, 300 places', missing: ({ slowLine }) => pingFault(slowLine) },
    { title: 'a line of 10 Mbit/s, 100 ms at most', missing: ({ places }) => placesFault(places) },
  ],
  secondsBetweenLosses: [
    {
      title: 'two losses in the chart',
      missing: (said) => {
        if (!Number.isFinite(said)) return `a number of seconds is wanted, not ${said}`
        const [first = 0, second = 0] = lossesAfter(1000)
        const apart = (second - first) / 1000
        if (Math.abs(said - apart) <= 0.35) return undefined
        return `they lie ${said < apart ? 'further apart' : 'closer together'}: how long is a round trip on average?`
      },
    },
  ],
  jain: [
    likeJain('equal shares', [1, 1, 1, 1]),
    likeJain('one has all', [5, 0, 0, 0]),
    likeJain('two to one', [2, 1]),
    likeJain('the same in bit/s', [2e6, 1e6]),
    likeJain('many, all different', [3, 1, 4, 1, 5, 9, 2, 6]),
  ],
  unequalShares: [
    {
      title: 'what the careless one gets',
      missing: ({ careless }) => {
        if (!Number.isFinite(careless)) return `a number of Mbit/s is wanted, not ${careless}`
        const [rate = 0] = rates()
        if (Math.abs(careless - rate) <= 0.5) return undefined
        return careless < rate
          ? 'more than that: who makes room when the queue is full?'
          : 'less than that: not all that it puts on the line is new'
      },
    },
    {
      title: 'what the three get together',
      missing: ({ careful }) => {
        if (!Number.isFinite(careful)) return `a number of Mbit/s is wanted, not ${careful}`
        const rest = rates()
          .slice(1)
          .reduce((sum, rate) => sum + rate)
        if (Math.abs(careful - rest) <= 0.5) return undefined
        return careful > rest
          ? 'less than that: the line also carries copies'
          : 'more than that: they are not starved altogether'
      },
    },
  ],
}

function pingFault(said: number): string | undefined {
  if (!Number.isFinite(said)) return `a number of milliseconds is wanted, not ${said}`
  const longest = longestPing({ ...WAY, rate: 1e6, queue: 300 }, { until: 60_000, every: 5000 })
  if (Math.abs(said - longest) <= longest / 10) return undefined
  return said < longest
    ? 'it takes longer: how long does each packet before it take on this line?'
    : 'it takes less: how many packets wait before it?'
}

const MOST_PLACES = 1000

function placesFault(said: number): string | undefined {
  if (!Number.isInteger(said) || said < 0) return `a number of places is wanted, not ${said}`
  const longest = longestPing({ ...WAY, queue: Math.min(said, MOST_PLACES) }, { until: 10_000, every: 100 })
  if (longest > 102) return `a ping takes ${Math.round(longest)} ms: too many`
  return longest < 96 ? `a ping takes ${Math.round(longest)} ms: more places would do` : undefined
}

function longestPing(way: Bottleneck, options: BesideOptions): number {
  return pingBeside(way, { congestion: 'new-reno', brief: true, ...options }).longestPing
}

function lossesAfter(begin: number): number[] {
  const { trace } = singleFlow(WAY, { until: 6000 })
  return trace.events.flatMap((event) =>
    event.type === 'packet' && event.what === 'dropped' && event.time > begin ? [event.time] : [],
  )
}

function likeJain(title: string, shares: readonly number[]): Trial<(shares: number[]) => number> {
  return {
    title,
    missing: (answer) => {
      const index = answer([...shares])
      if (!Number.isFinite(index)) return `${shares.join(' : ')} gives ${index}, and a number is wanted`
      const expected = jainIndex(shares)
      if (Math.abs(index - expected) < 1e-9) return undefined
      return `${shares.join(' : ')} gives ${index}, which is ${index > expected ? 'too much' : 'too little'}`
    },
  }
}

function rates(): number[] {
  const options = { senders: 4, window: 100, from: 1000, until: 6000 }
  return sharing(WAY, { ...options, congestion: ['none', 'new-reno'] }).shares.map(({ rate }) => rate / 1e6)
}
