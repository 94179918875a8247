import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dumbbell, Random } from '../../lib/network/index.ts'
import type { CongestionName } from '../../lib/tcp/index.ts'
import { draws } from '../helpers/draws.ts'
import { endlessFlow } from '../helpers/endless-flow.ts'

const RATE = 10e6
const PACKET_TIME = (1500 * 8000) / RATE
const PAIRS = 5
const DELAY = 20
const WARM_UP = 10_000
const MEASURED = 60_000

/** (Σx)² / (n Σx²): 1 when all get the same, 1/n when one gets all. */
function jain(shares: readonly number[]): number {
  const sum = shares.reduce((a, b) => a + b, 0)
  return sum ** 2 / (shares.length * shares.reduce((a, b) => a + b * b, 0))
}

/**
 * What flows of equal round-trip times get of a bottleneck whose way and queue hold 16 segments of each, after the first
 * ten seconds. Without jitter, which flow finds the queue full would be no matter of chance (phase effects).
 */
function shares(congestion: CongestionName, sack: boolean, seed: number): number[] {
  const random = new Random(seed)
  const queue = { packets: 50 }
  const { network, left, right } = dumbbell({
    seed,
    pairs: PAIRS,
    record: false,
    bottleneck: { rate: RATE, delay: DELAY, queue },
    access: { rate: 10 * RATE, jitter: PACKET_TIME },
  })
  const flows = left.map((client, at) =>
    endlessFlow(network, client, right[at]!, { settings: { congestion, sack }, start: 2000 * random.uniform() }),
  )
  network.run({ until: WARM_UP })
  const before = flows.map(({ received }) => received)
  network.run({ until: WARM_UP + MEASURED })
  return flows.map(({ received }, at) => received - before[at]!)
}

for (const [congestion, sack] of [
  ['reno', false],
  ['new-reno', false],
  ['new-reno', true],
  ['cubic', true],
] as const) {
  test(`${PAIRS} flows of ${congestion} ${sack ? 'with' : 'without'} SACK, equal round trips, a jitter of a packet time → Jain's index at least 0.95, the link full`, () => {
    for (let seed = 1; seed <= draws(1); seed++) {
      const got = shares(congestion, sack, seed)
      const total = (got.reduce((a, b) => a + b, 0) * 8000) / MEASURED
      assert.ok(jain(got) >= 0.95, `seed ${seed}: ${got}, an index of ${jain(got)}`)
      assert.ok(total > 0.9 * RATE, `seed ${seed}: ${total} bit/s`)
    }
  })
}

test.run()
