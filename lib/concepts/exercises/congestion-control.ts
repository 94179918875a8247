/** §2.0.3: what a deep queue costs, how often a sender loses, how fair shares are, and who gives way. */
import { jainIndex } from '../../draw/index.ts'
import { type Bottleneck, sharing, singleFlow } from '../congestion-control.ts'
import { PACKET_LENGTH } from '../flow.ts'
import type { Exercise, Trial } from './exercise.ts'

/** Milliseconds that a ping takes across a full queue of so many packets. */
export interface PingTimes {
  queueOf34: number
  queueOf300: number
}

/** Mbit/s: of the one that does not hold back, and of the three others together. */
export interface UnequalShares {
  careless: number
  careful: number
}

export interface CongestionExercises {
  deepQueue: Exercise<PingTimes>
  secondsBetweenLosses: Exercise<number>
  jain: Exercise<(shares: number[]) => number>
  unequalShares: Exercise<UnequalShares>
}

const WAY: Bottleneck = { rate: 10e6, rtt: 40, queue: 34 }

export const congestionExercises: CongestionExercises = {
  deepQueue: [
    { title: 'a queue for 34 packets', missing: ({ queueOf34 }) => pingFault(queueOf34, 34) },
    { title: 'a queue for 300 packets', missing: ({ queueOf300 }) => pingFault(queueOf300, 300) },
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

function pingFault(said: number, queue: number): string | undefined {
  if (!Number.isFinite(said)) return `a number of milliseconds is wanted, not ${said}`
  const { trace } = singleFlow({ ...WAY, queue }, { until: 3000 })
  const waiting = trace.events.flatMap((event) => (event.type === 'queue' ? [event.packets] : []))
  const longest = WAY.rtt + (Math.max(...waiting) * PACKET_LENGTH * 8000) / WAY.rate
  if (Math.abs(said - longest) <= longest / 20) return undefined
  return said < longest
    ? 'it takes longer: how many packets wait before it?'
    : 'it takes less: how long does each packet before it take?'
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
