import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LinkOptions, Network, TcpHost } from '../../lib/network/index.ts'
import type { Connection } from '../../lib/tcp/index.ts'
import { pattern } from '../helpers/octets.ts'

const OCTETS = 400_000

/** So many octets from left to right over two routers. */
function transfer(record: boolean, middle: LinkOptions): { received: Uint8Array; sent: number[] } {
  const network = new Network({ record, seed: 3 })
  const [left, right] = [network.host('left'), network.host('right')]
  const [a, b] = [network.router('a'), network.router('b')]
  const links = [
    network.link(left, a, { rate: 50e6, delay: 1 }),
    network.link(a, b, { rate: 10e6, delay: 5, queue: { packets: 20 }, ...middle }),
    network.link(b, right, { rate: 50e6, delay: 1 }),
  ]
  const received = new Uint8Array(OCTETS)
  let [written, read] = [0, 0]
  const fill = (connection: Connection, now: number): void => {
    for (let taken = -1; taken !== 0 && written < OCTETS; written += taken)
      taken = connection.send(pattern(written, Math.min(7_000, OCTETS - written)), now)
    if (written === OCTETS && connection.state === 'ESTABLISHED') connection.closeSend(now)
  }
  const client = new TcpHost(network, left, {
    onEvent(event, now) {
      if (event.type === 'writable') fill(event.connection, now)
    },
  })
  const server = new TcpHost(network, right, {
    onEvent(event, now) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type !== 'readable') return
      const { connection } = event
      for (let bytes = connection.receive(5_000); bytes?.length; bytes = connection.receive(5_000)) {
        received.set(bytes, read)
        read += bytes.length
      }
      if (connection.state === 'CLOSE-WAIT') connection.closeSend(now)
    },
  })
  server.stack.listen({ address: '0.0.0.0', port: 80 })
  client.stack.connect({ address: right.address, port: 80 }, 0)
  left.flush()
  network.run({ until: 600_000 })
  assert.is(read, OCTETS)
  return { received, sent: links.flatMap(({ forward, back }) => [forward.sentBytes, back.sentBytes]) }
}

const WAYS: [string, LinkOptions][] = [
  ['a queue that overflows', {}],
  ['loss and copies', { loss: 0.02, duplicate: 0.2 }],
  ['packets held back', { reorder: { probability: 0.1, by: 20 }, jitter: 3 }],
  ['bits flipped', { corrupt: { probability: 0.05, bits: 4 } }],
]

for (const [name, middle] of WAYS) {
  test(`${name}, recorded or not → the same octets, as many packets`, () => {
    const [unrecorded, recorded] = [transfer(false, middle), transfer(true, middle)]
    assert.equal(unrecorded.received, pattern(0, OCTETS))
    assert.equal(unrecorded.sent, recorded.sent)
  })
}

test('a script flips a bit in a packet that it was shown → the checksum gives it away at the end of the way', () => {
  let flipped = 0
  const { received } = transfer(false, {
    script: ({ bytes, segment, count }) => {
      if (count % 10 === 0 && segment!.payload.length > 0) {
        bytes[bytes.length - 1]! ^= 1
        flipped++
      }
      return undefined
    },
  })
  assert.ok(flipped > 10)
  assert.equal(received, pattern(0, OCTETS))
})

test('a script keeps a packet that it was shown → its octets stay as they were', () => {
  const kept: { bytes: Uint8Array; copy: Uint8Array }[] = []
  transfer(false, {
    script: ({ bytes }) => {
      kept.push({ bytes, copy: bytes.slice() })
      return undefined
    },
  })
  // The router behind takes a hop off each, and mends the checksum.
  for (const { bytes, copy } of kept) assert.equal(bytes.subarray(12), copy.subarray(12))
})

test.run()
