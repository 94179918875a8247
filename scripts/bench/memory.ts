/** What a connection holds of the heap and of buffers: both ends of many, in two engines back to back. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Connection, type ConnectionSettings, type Listener, Stack } from '../../lib/tcp/index.ts'
import { brief, row } from './report.ts'

const PAIRS = brief ? 1_000 : 4_000
const PIECE = new Uint8Array(16_384)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Octets in use, of the heap and beside it, once nothing more can be collected. */
async function inUse(): Promise<number> {
  for (let least = Infinity; ; ) {
    await new Promise(setImmediate)
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    if (heapUsed + arrayBuffers >= least * 0.999) return least
    least = Math.min(least, heapUsed + arrayBuffers)
  }
}

interface Pairs {
  stacks: Stack[]
  clients: Connection[]
  servers: Connection[]
  now: number
}

/** @param unheard the other end gets nothing of what the clients send next: it stays outstanding */
function pairs(settings: ConnectionSettings, sends: boolean, unheard = false): Pairs {
  const stack = (address: string): Stack =>
    new Stack({ addresses: [address], secret: new Uint8Array(16), settings, events: 'none' })
  const [client, server] = [stack('10.0.0.1'), stack('10.0.0.2')]
  const listener = server.listen({ address: '0.0.0.0', port: 80 }, { backlog: PAIRS })
  const all: Pairs = { stacks: [client, server], clients: [], servers: [], now: 0 }
  for (let at = 0; at < PAIRS; at++) all.clients.push(client.connect({ address: '10.0.0.2', port: 80 }, 0))
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

const scenarios: [string, () => Pairs][] = [
  ['established, nothing sent', () => pairs({}, false)],
  ['after 16 kB, all acknowledged', () => pairs({}, true)],
  ['10 segments outstanding', () => pairs({}, true, true)],
  ['10 outstanding, RACK-TLP', () => pairs({ lossDetection: 'rack-tlp' }, true, true)],
]

console.log(`Memory of ${PAIRS.toLocaleString('en-GB')} connections, both ends, buffers counted`)
for (const [name, make] of scenarios) {
  const each = await measure(make)
  console.log(row(name, `${(1024 / each).toFixed(1)} connections/MiB`, `${each.toFixed(1)} KiB each`))
}

/** @returns KiB a pair */
async function measure(make: () => Pairs): Promise<number> {
  const before = await inUse()
  const held = make()
  const octets = (await inUse()) - before
  if (held.servers.length !== PAIRS) throw new Error(`${held.servers.length} of ${PAIRS} connections were accepted`)
  return octets / PAIRS / 1024
}
