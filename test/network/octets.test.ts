import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Host, hashTrace, type LinkOptions, Network, TcpHost, type Trace } from '../../lib/network/index.ts'
import { type Connection, type ConnectionSettings, decodePacket, decodeSegment } from '../../lib/tcp/index.ts'
import { isMalformed } from '../../lib/tcp/wire/index.ts'
import { pattern } from '../helpers/octets.ts'

const OCTETS = 150_000

interface Way {
  middle?: LinkOptions
  settings?: ConnectionSettings
  dontFragment?: boolean
  /** Hosts are given octets and give octets, as those that know nothing else. */
  byOctets?: boolean
}

/** So many octets from left to right over a router, and the end of both ways. */
function transfer({ middle = {}, settings = {}, dontFragment = true, byOctets = false }: Way): Trace {
  const network = new Network({ seed: 5 })
  const [left, right] = [network.host('left'), network.host('right')]
  const router = network.router('router')
  network.link(left, router, { rate: 50e6, delay: 1 })
  network.link(router, right, { rate: 10e6, delay: 5, queue: { packets: 20 }, ...middle })
  let written = 0
  const fill = (connection: Connection, now: number): void => {
    for (let taken = -1; taken !== 0 && written < OCTETS; written += taken)
      taken = connection.send(pattern(written, Math.min(7_000, OCTETS - written)), now, { urgent: written === 70_000 })
    if (written === OCTETS && connection.state === 'ESTABLISHED') connection.closeSend(now)
  }
  const client = new TcpHost(network, left, {
    settings,
    dontFragment,
    onEvent(event, now) {
      if (event.type === 'writable' && event.connection.remote.port === 80) fill(event.connection, now)
    },
  })
  const server = new TcpHost(network, right, {
    settings,
    dontFragment,
    onEvent(event, now) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type !== 'readable') return
      while (event.connection.receive(5_000)?.length);
      if (event.connection.state === 'CLOSE-WAIT') event.connection.closeSend(now)
    },
  })
  if (byOctets) for (const [host, tcp] of [[left, client] as const, [right, server] as const]) attachByOctets(host, tcp)
  server.stack.listen({ address: '0.0.0.0', port: 80 })
  client.stack.connect({ address: right.address, port: 80 }, 0)
  // Refused.
  client.stack.connect({ address: right.address, port: 81 }, 0)
  left.flush()
  network.run({ until: 600_000 })
  assert.is(written, OCTETS)
  return network.trace()
}

function attachByOctets(host: Host, tcp: TcpHost): void {
  host.attach({
    packetArrives: (packet, now) => tcp.packetArrives(packet, now),
    handleTimeout: (now) => tcp.handleTimeout(now),
    pollTransmit: (now) => tcp.pollTransmit(now),
    pollTimeout: () => tcp.pollTimeout(),
    get sending() {
      return tcp.sending
    },
  })
}

const WAYS: [string, Way][] = [
  ['a queue that overflows', {}],
  ['loss, copies, and RACK', { middle: { loss: 0.02, duplicate: 0.1 }, settings: { lossDetection: 'rack-tlp' } }],
  [
    'packets held back, no timestamps',
    { middle: { reorder: { probability: 0.1, by: 20 } }, settings: { timestamps: false } },
  ],
  ['bits flipped', { middle: { corrupt: { probability: 0.05, bits: 4 } } }],
  ['a narrow link that may not cut', { middle: { mtu: 600 } }],
  ['a narrow link that cuts', { middle: { mtu: 600 }, dontFragment: false }],
  ['a small receive buffer', { settings: { receiveBuffer: 5_000 } }],
]

for (const [name, way] of WAYS) {
  test(`${name}: hosts hand over segments, or octets → the same trace, octet for octet`, () => {
    const [bySegments, byOctets] = [transfer(way), transfer({ ...way, byOctets: true })]
    assert.ok(bySegments.events.length > 500)
    assert.is(hashTrace(bySegments), hashTrace(byOctets))
    assert.equal(bySegments.events, byOctets.events)
  })
}

test('every packet of a trace, before and behind a router → both checksums are right, unless bits were flipped', () => {
  const { events } = transfer({ middle: { corrupt: { probability: 0.05, bits: 3 } } })
  const ttls = new Set<number>()
  for (const event of events) {
    if (event.type !== 'packet' || event.corrupted) continue
    const packet = decodePacket(event.bytes)
    if (isMalformed(packet)) throw new Error(packet.message)
    ttls.add(packet.ttl)
    assert.not(isMalformed(decodeSegment(packet.payload, packet)))
  }
  assert.equal([...ttls].sort(), [63, 64])
})

test('a script on the way looks at octets that nobody has made yet → both checksums are right', () => {
  let looked = 0
  transfer({
    middle: {
      script: ({ bytes }) => {
        const packet = decodePacket(bytes)
        if (isMalformed(packet)) throw new Error(packet.message)
        assert.not(isMalformed(decodeSegment(packet.payload, packet)))
        looked++
        return undefined
      },
    },
  })
  assert.ok(looked > 100)
})

test.run()
