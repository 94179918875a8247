import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isData, type LinkOptions, nth, pointToPoint, TcpHost, type Trace } from '../../lib/network/index.ts'
import type { CongestionName, ConnectionSettings } from '../../lib/tcp/index.ts'
import { LOSS_DETECTIONS } from '../../lib/tcp/settings.ts'
import { draws } from '../helpers/draws.ts'
import { pattern } from '../helpers/octets.ts'

const MSS = 1000
const RTT = 20

interface Outcome {
  /** From the handshake to the last octet, milliseconds. */
  took: number
  trace: Trace
}

/** So many full segments one way over a path whose queue is never full. */
function transfer(segments: number, link: LinkOptions, seed: number, more: ConnectionSettings): Outcome {
  const path = { delay: RTT / 2, rate: 50e6, queue: { packets: 10_000 } }
  const { network, client, server } = pointToPoint({ seed, link: { ...path, ...link }, back: path })
  const mss = MSS + (more.timestamps ? 12 : 0)
  const settings = { mss, delayedAck: 0, sendBuffer: segments * MSS, receiveBuffer: 1e6, ...more }
  const bytes = pattern(0, segments * MSS)
  let [begun, ended, received] = [0, 0, 0]
  const sending = new TcpHost(network, client, {
    settings,
    events: 'all',
    onEvent(event, now) {
      if (event.type !== 'state' || event.to !== 'ESTABLISHED') return
      begun = now
      event.connection.send(bytes, now)
    },
  })
  const receiving = new TcpHost(network, server, {
    settings,
    onEvent(event, now) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type !== 'readable') return
      const got = event.connection.receive(1e6) ?? new Uint8Array(0)
      assert.equal(got, pattern(received, got.length))
      received += got.length
      ended = now
    },
  })
  receiving.stack.listen({ address: '0.0.0.0', port: 80 })
  network.at(0, (now) => {
    sending.stack.connect({ address: server.address, port: 80 }, now)
    client.flush()
  })
  network.run({ until: 60_000 })
  assert.is(received, bytes.length)
  return { took: ended - begun, trace: network.trace() }
}

const settings = fc.record({
  congestion: fc.constantFrom<CongestionName>('reno', 'new-reno', 'cubic'),
  lossDetection: fc.constantFrom(...LOSS_DETECTIONS),
  timestamps: fc.boolean(),
})

test('SACK, one segment is lost that enough follow → it is sent once more, and nothing else is', () => {
  const property = fc.property(fc.integer({ min: 5, max: 120 }), fc.nat(999), settings, (segments, share, more) => {
    const lost = 1 + Math.floor((share * (segments - 4)) / 1000)
    const { trace } = transfer(segments, { script: nth(lost, isData, 'drop') }, 1, more)
    const sent = trace.events.flatMap((event) =>
      event.type === 'packet' && event.what === 'sent' && event.segment?.payload.length ? [event.segment] : [],
    )
    assert.is(sent.length, segments + 1)
    assert.not(trace.events.some((event) => event.type === 'timer' && event.timer === 'retransmission'))
  })
  fc.assert(property, { numRuns: draws(40), seed: 6675, includeErrorInReport: true })
})

test('segments come late and twice, none is lost → not much slower than in order, and what is undone leaves cwnd as it was', () => {
  let undone = 0
  const disorder = fc.record({
    reorder: fc.record({ probability: fc.nat(50).map((n) => n / 1000), by: fc.integer({ min: 1, max: RTT / 2 }) }),
    duplicate: fc.nat(50).map((n) => n / 1000),
  })
  const property = fc.property(
    fc.integer({ min: 100, max: 600 }),
    disorder,
    settings,
    fc.boolean(),
    fc.nat(),
    (segments, faults, drawn, sack, seed) => {
      // Without both, nothing tells a late segment from a lost one.
      const more = { ...drawn, sack: sack || !drawn.timestamps }
      const inOrder = transfer(segments, {}, seed, more)
      const { took, trace } = transfer(segments, faults, seed, more)
      undone += assertRestored(trace)
      assert.ok(
        took <= 2.5 * inOrder.took,
        `${inOrder.took} ms in order, ${took} ms with ${trace.events.length} events`,
      )
    },
  )
  fc.assert(property, { numRuns: draws(30), seed: 4015, includeErrorInReport: true })
  assert.ok(undone > 10, `${undone} recoveries undone`)
})

test('a queue overflows, and nothing comes late or twice → no recovery is undone', () => {
  const property = fc.property(
    settings,
    fc.integer({ min: 30, max: 300 }),
    fc.constantFrom(20e6, 100e6),
    (more, packets, rate) => {
      // Duplicate ACKs and timestamps: there the clock alone tells a late segment from one that is sent for the third time.
      const { trace } = transfer(4000, { rate, queue: { packets } }, 1, { ...more, timestamps: true })
      const undone = trace.events.filter((event) => event.type === 'sender' && event.what === 'undone')
      assert.is(undone.length, 0, `undone at ${undone.map(({ time }) => time)}`)
    },
  )
  fc.assert(property, { numRuns: draws(10), seed: 3522, includeErrorInReport: true })
})

/** @returns how many recoveries were undone */
function assertRestored({ events }: Trace): number {
  let cwnd = 0
  let before: number | undefined
  let undone = 0
  for (const event of events) {
    if (event.type === 'sample') cwnd = event.cwnd ?? 0
    const timeout = event.type === 'timer' && event.timer === 'retransmission'
    if (timeout || (event.type === 'sender' && event.what === 'fast-retransmit')) before = cwnd
    if (event.type !== 'sender' || event.what !== 'undone') continue
    undone++
    assert.ok(event.cwnd >= (before ?? 0), `cwnd was ${before}, and is ${event.cwnd} after what was undone`)
  }
  return undone
}

test.run()
