/** The simulator: packets per second of real time, for one flow and for a thousand, beside ns-3 where that is installed. */
import { dumbbell, type Link, type Network, pointToPoint, type RecordOptions } from '../../lib/network/index.ts'
import { bulkFlow, type Flow, startsOf } from './bulk.ts'
import { buildNs3 } from './ns3.ts'
import { brief, grouped, processorSeconds, row } from './report.ts'
import { orderOf } from './statistics.ts'

const SECONDS = brief ? 5 : 20
const ROUNDS = brief ? 1 : 3
/** In turn with the peer. */
const TURNS = brief ? 1 : 5
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

/** Connections of two hosts, 1 Gbit/s × 10 ms between them. */
function oneLink(flows: number, seconds: number): Run {
  const { network, client, server, forward, back } = pointToPoint({ record: false, link: BOTTLENECK })
  const flow = bulkFlow(network, client, server, buffers(flows), startsOf(flows))
  return measure(network, [forward, back], [flow], seconds, 1)
}

/** Every flow between two hosts of its own, over a bottleneck of 1 Gbit/s × 10 ms and three links in all. */
function manyHosts(pairs: number, seconds: number): Run {
  const bell = dumbbell({ record: false, pairs, bottleneck: BOTTLENECK, access: { rate: 10e9, delay: 1 } })
  const flows = startsOf(pairs).map((start, at) =>
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

/** The one in the middle, of an odd number. */
function middle(runs: Run[]): Run {
  return runs.toSorted((a, b) => rate(a) - rate(b))[runs.length >> 1]!
}

function typical(make: () => Run): Run {
  return middle(Array.from({ length: ROUNDS }, make))
}

/** One flow of ours, and the peer's if it is here: in turn, each first every other time. */
async function inTurn(): Promise<void> {
  const ns3 = brief ? undefined : await buildNs3()
  const [ours, theirs]: Run[][] = [[], []]
  const turns = [
    async () => void ours!.push(oneFlow(false)),
    async () => void (typeof ns3 === 'object' && theirs!.push(await ns3.run(SECONDS))),
  ]
  for (let round = 0; round < TURNS; round++) for (const at of orderOf(round, turns.length)) await turns[at]!()
  const single = middle(ours!)
  report('one flow, 100 Mbit/s × 10 ms', single)
  if (typeof ns3 === 'string') return console.log(`  ${ns3}`)
  if (ns3 === undefined) return
  ns3.remove()
  const other = middle(theirs!)
  const compared = `ours is ${(rate(single) / rate(other)).toFixed(1)} times as fast, ${TURNS} rounds in turn`
  report('ns-3: one flow, 100 Mbit/s × 10 ms', other, compared)
}

function report(name: string, run: Run, compared = ''): void {
  const goodput = `${Math.round((run.received * 8) / 1e6)} Mbit delivered`
  console.log(row(name, `${grouped(rate(run))} /s`, [goodput, compared].filter((part) => part !== '').join(', ')))
}

console.log(`Simulator: packets per second of the processor's time (the median of ${ROUNDS})`)
oneFlow(false)
await inTurn()
report(
  '  the same, all of it recorded',
  typical(() => oneFlow(true, SECONDS / 5)),
)
for (const [where, make] of [
  ['one link', oneLink],
  ['a dumbbell', manyHosts],
] as const) {
  const alone = typical(() => make(1, SECONDS / 5))
  const thousand = typical(() => make(1000, SECONDS / 10))
  report(`one flow over ${where} of 1 Gbit/s`, alone)
  report(
    `1,000 flows over ${where} of 1 Gbit/s`,
    thousand,
    `${(rate(alone) / rate(thousand)).toFixed(2)} times the cost a packet`,
  )
}
