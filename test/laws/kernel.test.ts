import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Flow } from '../../lib/concepts/flow.ts'
import { median } from '../../lib/concepts/lossy-transfers.ts'
import { type LinkOptions, pointToPoint } from '../../lib/network/index.ts'
import type { ConnectionSettings } from '../../lib/tcp/index.ts'

/**
 * What Linux 6.18 took for a megabyte, 20 ms each way, with reordering of 5 % by 5 ms and duplicates of 2 %: medians in
 * milliseconds of twenty that ran at once, by the share that was lost.
 */
const KERNEL = {
  reno: { 0: 383, 0.01: 1_172, 0.05: 6_799, 0.1: 10_535 },
  cubic: { 0: 342, 0.01: 1_288, 0.05: 6_280, 0.1: 12_942 },
} as const
const FAULTS: LinkOptions = { reorder: { probability: 0.05, by: 5 }, duplicate: 0.02 }
const BYTES = 1_000_000

/** Both ends by the profile; of the flow's own settings, those that the profile would have. */
const LINUX: ConnectionSettings = {
  profile: 'linux',
  timestamps: true,
  delayedAck: 40,
  sendBuffer: 65_536,
  receiveBuffer: 65_535,
}

/** Milliseconds from the opening until all was acknowledged, of each, in order of length. */
function transfers(link: LinkOptions, settings: ConnectionSettings, count: number): number[] {
  const took = Array.from({ length: count }, (_, seed) => {
    const way = { delay: 20, ...link }
    const { network, client, server } = pointToPoint({ seed: 1 + seed, record: false, link: way, back: way })
    const ends = { settings: { ...LINUX, ...settings }, receiver: LINUX }
    const flow = new Flow(network, client, server, { data: BYTES, closes: false, ...ends })
    network.run({ until: 120_000, when: () => flow.acknowledged !== undefined })
    return (flow.acknowledged ?? Infinity) - (flow.opened ?? 0)
  })
  return took.sort((a, b) => a - b)
}

for (const [congestion, kernel] of Object.entries(KERNEL)) {
  test(`transfers of a megabyte by the profile linux, ${congestion} → at each loss no more than 1.25 times what Linux took`, () => {
    for (const [loss, theirs] of Object.entries(kernel)) {
      // Few are lost: where the first one is decides more than all else.
      const count = loss === '0.01' ? 100 : 20
      const settings = { congestion: congestion as keyof typeof KERNEL }
      const ours = median(transfers({ loss: Number(loss), ...FAULTS }, settings, count))
      assert.ok(ours <= 1.25 * theirs, `loss ${loss}: ${ours} ms, Linux ${theirs} ms`)
    }
  })
}

test('three megabytes on a fast way of 20 ms → the windows grow so that it takes eight round trips', () => {
  const way = { delay: 20 }
  const { network, client, server } = pointToPoint({ record: false, link: way, back: way })
  const flow = new Flow(network, client, server, { data: 3 * BYTES, closes: false, settings: LINUX, receiver: LINUX })
  network.run({ until: 10_000, when: () => flow.acknowledged !== undefined })
  assert.is(flow.acknowledged! - flow.opened!, 8 * 40)
})

test('3 % of the packets 4 ms late → one recovery for nothing, which is undone, and then none', () => {
  const way = { delay: 20, rate: 1e9, reorder: { probability: 0.03, by: 4 } }
  const { network, client, server } = pointToPoint({ seed: 3, link: way, back: way })
  const flow = new Flow(network, client, server, { data: 868_800, closes: false, settings: LINUX, receiver: LINUX })
  network.run({ until: 10_000, when: () => flow.acknowledged !== undefined })
  const told = network.trace().events.flatMap((event) => (event.type === 'sender' ? [event.what] : []))
  assert.equal(
    [told.filter((what) => what === 'fast-retransmit').length, told.filter((what) => what === 'undone').length],
    [1, 1],
  )
  assert.ok(flow.acknowledged! - flow.opened! < 300)
})

test.run()
