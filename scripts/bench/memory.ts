/** What a connection holds of the heap and of buffers: both ends of many, in two engines back to back. */
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { execa } from 'execa'
import { type Connection, type ConnectionSettings, type Listener, Stack } from '../../lib/tcp/index.ts'
import { brief, row } from './report.ts'

const PAIRS = brief ? 1_000 : 4_000
/** Pairs that warm up what runs. */
const WARM = 100
const PIECE = new Uint8Array(16_384)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** How often in a row nothing more must be found to collect: buffers are given back a while after what held them. */
const SETTLED = 5

/** Octets in use, of the heap and beside it, once nothing more can be collected. */
async function inUse(): Promise<number> {
  let least = Infinity
  for (let quiet = 0; quiet < SETTLED; ) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    const now = heapUsed + arrayBuffers
    quiet = now >= least * 0.999 ? quiet + 1 : 0
    least = Math.min(least, now)
  }
  return least
}

interface Pairs {
  stacks: Stack[]
  clients: Connection[]
  servers: Connection[]
  now: number
}

/** How many pairs, what they send, and whether the other end gets any of it: what it gets nothing of stays outstanding. */
interface Load {
  count: number
  settings?: ConnectionSettings
  sends?: boolean
  unheard?: boolean
}

function pairs({ count, settings = {}, sends = false, unheard = false }: Load): Pairs {
  const stack = (address: string): Stack =>
    new Stack({ addresses: [address], secret: new Uint8Array(16), settings, events: 'none' })
  const [client, server] = [stack('10.0.0.1'), stack('10.0.0.2')]
  const listener = server.listen({ address: '0.0.0.0', port: 80 }, { backlog: count })
  const all: Pairs = { stacks: [client, server], clients: [], servers: [], now: 0 }
  for (let at = 0; at < count; at++) all.clients.push(client.connect({ address: '10.0.0.2', port: 80 }, 0))
  settle(all, listener)
  if (!sends) return all
  for (const connection of all.clients) connection.send(PIECE, all.now)
  if (unheard) while (client.pollTransmit(all.now));
  else settle(all, listener)
  return all
}

/** Until both have nothing more to say. */
function settle(all: Pairs, listener: Listener): void {
  const [client, server] = all.stacks as [Stack, Stack]
  const move = (from: Stack, to: Stack): number => {
    let count = 0
    for (let packet = from.pollTransmit(all.now); packet; packet = from.pollTransmit(all.now)) {
      to.packetArrives(packet, all.now)
      count++
    }
    return count
  }
  for (let quiet = 0; quiet < 100; ) {
    all.now += 1
    for (const stack of all.stacks) if ((stack.pollTimeout() ?? Infinity) <= all.now) stack.handleTimeout(all.now)
    quiet = move(client, server) + move(server, client) > 0 ? 0 : quiet + 1
    for (let taken = listener.accept(); taken; taken = listener.accept()) all.servers.push(taken)
    for (const connection of all.servers) while (connection.canReceive) if (!connection.receive(1 << 20)?.length) break
  }
}

const scenarios: [string, Omit<Load, 'count'>][] = [
  ['established, nothing sent', {}],
  ['after 16 kB, all acknowledged', { sends: true }],
  ['10 segments outstanding', { sends: true, unheard: true }],
  ['10 outstanding, RACK-TLP', { settings: { lossDetection: 'rack-tlp' }, sends: true, unheard: true }],
]

const [, only] = /--only (\d+)/.exec(process.argv.join(' ')) ?? []
if (only !== undefined) console.log(await measure(scenarios[Number(only)]![1]))
else {
  console.log(`Memory of ${PAIRS.toLocaleString('en-GB')} connections, both ends, buffers counted`)
  for (const [at, [name]] of scenarios.entries()) {
    const each = await measureApart(at)
    console.log(row(name, `${(1024 / each).toFixed(1)} connections/MiB`, `${each.toFixed(1)} KiB each`))
  }
}

/** In a process of its own: what an earlier one has left, and is collected meanwhile, would count against this one. */
async function measureApart(at: number): Promise<number> {
  const words = ['--import', 'tsx', fileURLToPath(import.meta.url), '--only', String(at), ...(brief ? ['--brief'] : [])]
  const { stdout } = await execa(process.execPath, words)
  return Number(stdout)
}

/** @returns KiB a pair */
async function measure(load: Omit<Load, 'count'>): Promise<number> {
  // What is compiled and made once for all is there before anything is measured.
  pairs({ ...load, count: WARM })
  const before = await inUse()
  const held = pairs({ ...load, count: PAIRS })
  const octets = (await inUse()) - before
  if (held.servers.length !== PAIRS) throw new Error(`${held.servers.length} of ${PAIRS} connections were accepted`)
  return octets / PAIRS / 1024
}
