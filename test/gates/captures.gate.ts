import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { icmpPacket } from '../../lib/network/icmp.ts'
import { type LinkOptions, Network, outage, type Trace } from '../../lib/network/index.ts'
import { exchange } from '../helpers/exchange.ts'
import { type TransferOptions, transfer } from '../helpers/scenario.ts'
import { agrees, captureTest } from '../helpers/tshark.ts'
import { type Case, failureOf } from '../properties/cases.ts'
import { networkOf, runCase } from '../properties/run.ts'

captureTest(
  'an exchange written by hand → tshark reads it, and names what was sent again, the probe and the keep-alive',
  async () => {
    const { rows, resent, probes, keepAlives } = await agrees(exchange())
    assert.equal([rows.length, resent, probes, keepAlives], [20, 1, 1, 1])
    assert.is(rows.filter((row) => row['frame.comment'].includes('client → server: script')).length, 1)
  },
)

const scenarios: [
  string,
  TransferOptions,
  (seen: { resent: number; probes: number; keepAlives: number }) => boolean,
][] = [
  ['no loss', {}, ({ resent }) => resent === 0],
  ['loss both ways', { octets: 500_000, link: { rate: 10e6, delay: 10, loss: 0.03 } }, ({ resent }) => resent > 5],
  [
    'a queue that overflows',
    { octets: 500_000, link: { rate: 5e6, delay: 20, queue: { packets: 10 } } },
    ({ resent }) => resent > 0,
  ],
  [
    'an outage of 3 s',
    { octets: 2_000_000, link: { rate: 10e6, delay: 10, script: outage(200, 3200) } },
    ({ resent }) => resent > 2,
  ],
  ['a receiver that pauses for 20 s', { octets: 300_000, pause: [50, 20_000] }, ({ probes }) => probes > 2],
  [
    'a connection idle for 5 minutes with keep-alives',
    { octets: 1000, idle: 300_000, settings: { keepAlive: true, keepAliveIdle: 60_000 } },
    ({ keepAlives }) => keepAlives === 2,
  ],
]

for (const [name, options, wanted] of scenarios) {
  captureTest(`${name} → no malformed packet, no bad checksum, and the flags of the trace`, async () => {
    const { trace, received } = transfer(options)
    assert.is(received, options.octets ?? 100_000)
    const seen = await agrees(trace)
    assert.ok(wanted(seen), JSON.stringify({ ...seen, rows: seen.rows.length }))
  })
}

for (const [name, options, wanted] of scenarios) {
  captureTest(`over IPv6: ${name} → no malformed packet, no bad checksum, and the flags of the trace`, async () => {
    const { trace, received } = transfer({ ...options, over: 'IPv6' })
    assert.is(received, options.octets ?? 100_000)
    assert.ok(wanted(await agrees(trace)))
  })
}

captureTest('reports, echoes and pieces over IPv6 → tshark reads them, and their checksums hold', async () => {
  const network = new Network()
  const client = network.host('client', 'fd00::1')
  const server = network.host('server', 'fd00::2')
  const router = network.router('router', 'fd00::3')
  network.link(client, router, { mtu: 1500 })
  network.link(router, server, { mtu: 1280 })
  const port = client.openPort(40_000)
  server.openPort(40_000)
  port.send({ address: 'server', port: 40_000 }, new Uint8Array(1000))
  port.send({ address: 'server', port: 40_000 }, new Uint8Array(1400))
  port.send({ address: 'server', port: 40_000 }, new Uint8Array(4000))
  port.send({ address: 'server', port: 40_009 }, new Uint8Array(10))
  port.send({ address: 'fd00::9', port: 40_009 }, new Uint8Array(10))
  port.send({ address: 'server', port: 40_009 }, new Uint8Array(10), { ttl: 1 })
  const echo = Uint8Array.of(128, 0, 0, 0, 0, 1, 0, 1, ...new Uint8Array(900))
  client.send(icmpPacket(client.addresses[0]!, server.addresses[0]!, echo))
  network.run()
  const { rows } = await agrees(network.trace())
  const types = rows.map((row) => row['icmpv6.type'].replace(/,.*/, '')).filter((type) => type !== '')
  assert.equal(types.toSorted(), ['1', '1', '128', '129', '2', '2', '2', '3'])
})

for (const seed of [2, 3, 4, 5, 6, 7, 8, 9]) {
  captureTest(`loss both ways and a small window, seed ${seed} → the flags of the trace`, async () => {
    const link = { rate: 4e6, delay: 15, loss: 0.04, queue: { packets: 12 } }
    const congestion = (['new-reno', 'cubic', 'tahoe', 'reno'] as const)[seed % 4]!
    const { trace } = transfer({ octets: 200_000, link, seed, settings: { congestion, receiveBuffer: 20_000 } })
    assert.ok((await agrees(trace)).resent > 0)
  })
}

const SEEDS = 20

captureTest(`${SEEDS} cases of random programs and settings, at both ends → the flags of the trace`, async () => {
  let [resent, probes] = [0, 0]
  for (let seed = 1; seed <= SEEDS; seed++) {
    const trace = traceInOrder(seed)
    for (const host of ['client', 'server']) {
      const seen = await agrees(trace, host, { least: 2 })
      resent += seen.resent
      probes += seen.probes
    }
  }
  assert.ok(resent > 100 && probes > 0, `${resent} sent again, ${probes} probes`)
})

/** The case of a seed, on links that lose, but neither reorder, duplicate nor damage. */
function traceInOrder(seed: number): Trace {
  const traces: Trace[] = []
  const failure = failureOf(seed, (each: Case) => {
    const watched = networkOf({ ...each, there: inOrder(each.there), back: inOrder(each.back) }, true)
    runCase(each, watched)
    traces.push(watched.network.trace())
  })
  if (failure) throw failure.error
  return traces[0] as Trace
}

function inOrder(link: LinkOptions): LinkOptions {
  const { duplicate: _duplicate, reorder: _reorder, corrupt: _corrupt, ...rest } = link
  return rest
}

test.run()
