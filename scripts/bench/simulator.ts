/** The simulator: packets per second of real time, for one flow and for a thousand, beside ns-3 where that is installed. */
import { dumbbell, type Link, type Network, pointToPoint, Random, type RecordOptions } from '../../lib/network/index.ts'
import { bulkFlow, type Flow } from './bulk.ts'
import { runNs3 } from './ns3.ts'
import { brief, processorSeconds, row, thousands } from './report.ts'

const SECONDS = brief ? 5 : 20
const ROUNDS = brief ? 1 : 3
const settings = { sendBuffer: 1 << 20, receiveBuffer: 1 << 20 }

interface Run {
  packets: number
  events: number
  seconds: number
  received: number
}

function oneFlow(record: boolean | RecordOptions, seconds = SECONDS): Run {
  const link = { rate: 100e6, delay: 10, queue: { packets: 100 } }
  const { network, client, server, forward, back } = pointToPoint({ record, link })
  const flow = bulkFlow(network, client, server, settings)
  return measure(network, [forward, back], [flow], seconds)
}

const BOTTLENECK = { rate: 1e9, delay: 10, queue: { packets: 2500 } }
const random = new Random(1)
const starts = (flows: number): number[] => Array.from({ length: flows }, () => 500 * random.uniform())

/** Connections of two hosts, 1 Gbit/s × 10 ms between them. */
function oneLink(flows: number, seconds: number): Run {
  const { network, client, server, forward, back } = pointToPoint({ record: false, link: BOTTLENECK })
  const flow = bulkFlow(network, client, server, buffers(flows), starts(flows))
  return measure(network, [forward, back], [flow], seconds, 1)
}

/** Every flow between two hosts of its own, over a bottleneck of 1 Gbit/s × 10 ms and three links in all. */
function manyHosts(pairs: number, seconds: number): Run {
  const bell = dumbbell({ record: false, pairs, bottleneck: BOTTLENECK, access: { rate: 10e9, delay: 1 } })
  const flows = starts(pairs).map((start, at) =>
    bulkFlow(bell.network, bell.left[at]!, bell.right[at]!, buffers(pairs), [start]),
  )
  return measure(bell.network, [bell.bottleneck.forward, bell.bottleneck.back], flows, seconds, 1)
}

/** As much as the way and its queue hold, for all of them together. */
function buffers(flows: number): { sendBuffer: number; receiveBuffer: number } {
  const size = Math.max(1 << 15, (1 << 23) / flows)
  return { sendBuffer: size, receiveBuffer: size }
}

/** Counts from the virtual time `from` on, when every flow has begun. */
function measure(network: Network, links: Link[], flows: Flow[], seconds: number, from = 0): Run {
  network.run({ until: from * 1000 })
  const carried = (): number => links.reduce((sum, link) => sum + link.sentPackets, 0)
  const received = (): number => flows.reduce((sum, flow) => sum + flow.received, 0)
  const before = { packets: carried(), received: received() }
  const begin = processorSeconds()
  const { events } = network.run({ until: (from + seconds) * 1000 })
  const used = processorSeconds() - begin
  return { packets: carried() - before.packets, events, seconds: used, received: received() - before.received }
}

const rate = (run: Run): number => run.packets / run.seconds

function best(make: () => Run): Run {
  return Array.from({ length: ROUNDS }, make).reduce((a, b) => (rate(b) > rate(a) ? b : a))
}

function report(name: string, run: Run, compared = ''): void {
  const goodput = `${Math.round((run.received * 8) / 1e6)} Mbit delivered`
  console.log(row(name, `${thousands(rate(run))} /s`, [goodput, compared].filter((part) => part !== '').join(', ')))
}

console.log(`Simulator: packets per second of the processor's time (best of ${ROUNDS})`)
oneFlow(false)
const single = best(() => oneFlow(false))
report('one flow, 100 Mbit/s × 10 ms', single)
report(
  '  the same, all of it recorded',
  best(() => oneFlow(true, SECONDS / 5)),
)
for (const [where, make] of [
  ['one link', oneLink],
  ['a dumbbell', manyHosts],
] as const) {
  const alone = best(() => make(1, SECONDS / 5))
  const thousand = best(() => make(1000, SECONDS / 10))
  report(`one flow over ${where} of 1 Gbit/s`, alone)
  report(
    `1,000 flows over ${where} of 1 Gbit/s`,
    thousand,
    `${(rate(alone) / rate(thousand)).toFixed(2)} times the cost a packet`,
  )
}
const peer = brief ? undefined : await runNs3(SECONDS, ROUNDS)
if (typeof peer === 'string') console.log(`  ${peer}`)
else if (peer) {
  const other = peer.reduce((a, b) => (rate(b) > rate(a) ? b : a))
  report(
    'ns-3: one flow, 100 Mbit/s × 10 ms',
    other,
    `ours is ${(rate(single) / rate(other)).toFixed(1)} times as fast`,
  )
}
