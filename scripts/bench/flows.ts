/**
 * What a packet costs in the simulator, and the memory that it takes, as the flows grow in number: each between two hosts of its own,
 * all through one link. Each number of flows in a process of its own.
 */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { dumbbell } from '../../lib/network/index.ts'
import { bulkFlow, startsOf } from './bulk.ts'
import { brief, grouped, processorSeconds, row } from './report.ts'

const COUNTS = brief ? [1, 10, 100, 1000] : [1, 10, 100, 1000, 10_000]
/** Packets over the bottleneck that are measured, and before that those that warm up what runs. */
const PACKETS = brief ? 50_000 : 200_000
const WARM = PACKETS / 2
/** Virtual milliseconds: when all have begun, a step of the run, and when it ends however few packets there were. */
const TIME = { begun: 1000, step: 100, end: 60_000 }
const BUFFER = { least: 1 << 14, all: 1 << 23 }

interface Measured {
  /** Microseconds of the processor, a packet. */
  cost: number
  packets: number
  /** MiB, of the whole process. */
  memory: number
}

function measure(pairs: number): Measured {
  const size = Math.max(BUFFER.least, Math.floor(BUFFER.all / pairs))
  const bell = dumbbell({
    record: false,
    pairs,
    bottleneck: { rate: 1e9, delay: 10, queue: { packets: 2500 } },
    access: { rate: 10e9, delay: 1 },
  })
  for (const [at, start] of startsOf(pairs).entries()) {
    const settings = { sendBuffer: size, receiveBuffer: size }
    bulkFlow(bell.network, bell.left[at]!, bell.right[at]!, settings, [start])
  }
  const carried = (): number => bell.bottleneck.forward.sentPackets + bell.bottleneck.back.sentPackets
  let now = TIME.begun
  const runFor = (packets: number): void => {
    for (const enough = carried() + packets; carried() < enough && now < TIME.end; now += TIME.step)
      bell.network.run({ until: now })
  }
  bell.network.run({ until: TIME.begun })
  runFor(WARM)
  const [packets, begin] = [carried(), processorSeconds()]
  runFor(PACKETS)
  const [more, used] = [carried() - packets, processorSeconds() - begin]
  return { cost: (used / more) * 1e6, packets: more, memory: process.resourceUsage().maxRSS / 1024 }
}

/** In a process of its own: what an earlier one has compiled and left would count otherwise. */
async function measureApart(pairs: number): Promise<Measured> {
  const file = fileURLToPath(import.meta.url)
  const { stdout } = await execa(process.execPath, [
    '--import',
    'tsx',
    file,
    ...(brief ? ['--brief'] : []),
    '--flows',
    String(pairs),
  ])
  return JSON.parse(stdout)
}

const [, flows] = /--flows (\d+)/.exec(process.argv.join(' ')) ?? []
if (flows !== undefined) console.log(JSON.stringify(measure(Number(flows))))
else {
  console.log(`Flows through one link of 1 Gbit/s × 10 ms: the processor's time a packet over the bottleneck`)
  let alone: number | undefined
  for (const count of COUNTS) {
    const { cost, packets, memory } = await measureApart(count)
    alone ??= cost
    const compared = `${(cost / alone).toFixed(2)} times one flow's, ${grouped(packets)} packets, ${memory.toFixed(0)} MiB`
    console.log(row(`${grouped(count)} ${count === 1 ? 'flow' : 'flows'}`, `${cost.toFixed(2)} µs`, compared))
  }
}
