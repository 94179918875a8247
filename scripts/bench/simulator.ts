/** The simulator: packets per second of real time, for one flow and for a thousand, beside ns-3 where that is installed. */
import { dumbbell, type Link, pointToPoint, Random, type RecordOptions } from '../../lib/network/index.ts'
import { bulkFlow, type Flow } from './bulk.ts'
import { runNs3 } from './ns3.ts'
import { row, thousands } from './report.ts'

const SECONDS = 20
const ROUNDS = 5
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

/** Flows through one bottleneck of 1 Gbit/s × 10 ms; every packet takes three links. */
function manyFlows(pairs: number, seconds: number): Run {
  const bottleneck = { rate: 1e9, delay: 10, queue: { packets: 2500 } }
  const access = { rate: 10e9, delay: 1 }
  const bell = dumbbell({ record: false, pairs, bottleneck, access })
  const random = new Random(1)
  const size = pairs === 1 ? 1 << 23 : 1 << 16
  const flows = bell.left.map((client, at) =>
    bulkFlow(bell.network, client, bell.right[at]!, { sendBuffer: size, receiveBuffer: size }, 500 * random.uniform()),
  )
  return measure(bell.network, [bell.bottleneck.forward, bell.bottleneck.back], flows, seconds)
}

function measure(
  network: ReturnType<typeof pointToPoint>['network'],
  links: Link[],
  flows: Flow[],
  seconds: number,
): Run {
  const begin = performance.now()
  const { events } = network.run({ until: seconds * 1000 })
  return {
    packets: links.reduce((sum, link) => sum + link.sentPackets, 0),
    events,
    seconds: (performance.now() - begin) / 1000,
    received: flows.reduce((sum, flow) => sum + flow.received, 0),
  }
}

const rate = (run: Run): number => run.packets / run.seconds

function best(make: () => Run): Run {
  return Array.from({ length: ROUNDS }, make).reduce((a, b) => (rate(b) > rate(a) ? b : a))
}

function report(name: string, run: Run, compared = ''): void {
  const goodput = `${Math.round((run.received * 8) / 1e6)} Mbit delivered`
  console.log(row(name, `${thousands(rate(run))} /s`, [goodput, compared].filter((part) => part !== '').join(', ')))
}

console.log(`Simulator: packets per second of real time (best of ${ROUNDS})`)
oneFlow(false)
const single = best(() => oneFlow(false))
report('one flow, 100 Mbit/s × 10 ms', single)
report(
  '  the same, all of it recorded',
  best(() => oneFlow(true, 4)),
)
const alone = best(() => manyFlows(1, 4))
const thousand = best(() => manyFlows(1000, 2))
report('one flow, dumbbell of 1 Gbit/s', alone)
const ratio = rate(alone) / rate(thousand)
report('1,000 flows, the same dumbbell', thousand, `${ratio.toFixed(2)} times the cost a packet`)
const peer = await runNs3(SECONDS, ROUNDS)
if (typeof peer === 'string') console.log(`  ${peer}`)
else {
  const other = peer.reduce((a, b) => (rate(b) > rate(a) ? b : a))
  report(
    'ns-3: one flow, 100 Mbit/s × 10 ms',
    other,
    `ours is ${(rate(single) / rate(other)).toFixed(1)} times as fast`,
  )
}
