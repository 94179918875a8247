/** What BBR does on a network, packet by packet, and what a trace shows of it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Flow, type FlowOptions } from '../../lib/concepts/flow.ts'
import { isData, nth, type PointToPointOptions, pointToPoint, samplesAt, type Trace } from '../../lib/network/index.ts'

const RATE = 10e6
const WAY: PointToPointOptions = { link: { rate: RATE, delay: 20, queue: { packets: 40 } }, back: { delay: 20 } }

function run(way: PointToPointOptions, options: FlowOptions, until: number): { flow: Flow; trace: Trace } {
  const { network, client, server } = pointToPoint(way)
  const flow = new Flow(network, client, server, {
    closes: false,
    ...options,
    settings: { congestion: 'bbr', ...options.settings },
  })
  network.run({ until })
  return { flow, trace: network.trace() }
}

/** When the client's segments with data left, in milliseconds. */
function departures({ events }: Trace): number[] {
  return events.flatMap((event) =>
    event.type === 'packet' && event.what === 'sent' && event.from === 'client' && event.segment?.payload.length
      ? [event.time]
      : [],
  )
}

test('BBR after Drain → never more than two segments at once, and the pauses keep to the rate', () => {
  const times = departures(run(WAY, {}, 2_000).trace).filter((time) => time > 700)
  const most = Math.max(...times.map((time) => times.filter((other) => Math.abs(other - time) < 0.5).length))
  assert.is(most, 2)
  const rate = ((times.length - 1) * 1460 * 8000) / (times.at(-1)! - times[0]!)
  assert.ok(rate > 0.93 * RATE && rate < RATE, `${rate} bit/s`)
})

test('the connection begins late → RTprop is as old as its first round trip: no ProbeRTT before ten seconds have passed', () => {
  const { trace } = run(WAY, { start: 30_000 }, 39_000)
  const modes = new Set(samplesAt(trace, 'client').map(({ mode }) => mode))
  assert.equal(
    [...modes].filter((mode) => mode === 'probe-rtt'),
    [],
  )
  const later = run(WAY, { start: 30_000 }, 42_000).trace
  assert.ok(samplesAt(later, 'client').some(({ mode }) => mode === 'probe-rtt'))
})

test('a pause of five seconds → what comes then is paced at the bandwidth that was found, with the window of before', () => {
  const writes = { from: 0, bytes: 1_500_000, every: 6_000 }
  const { trace } = run(WAY, { data: 3_000_000, writes, settings: { sendBuffer: 2_000_000 } }, 6_300)
  const times = departures(trace).filter((time) => time >= 6_000)
  const first = times.filter((time) => time < times[0]! + 38)
  // 32 full segments take 38 ms at 10 Mbit/s; New Reno would send ten of them, at once.
  assert.ok(first.length > 28 && first.length < 36, `${first.length} segments`)
  assert.not(trace.events.some((event) => event.type === 'packet' && event.what === 'dropped' && event.time > 6_000))
  assert.not(trace.events.some((event) => event.type === 'sender' && event.what === 'restart-after-idle'))
})

test('a user who writes a little each round trip → it is the user’s rate that is seen, and Startup does not end by it', () => {
  const writes = { from: 100, bytes: 14_600, every: 50 }
  const { trace } = run(WAY, { data: 1_000_000, writes }, 2_500)
  assert.equal([...new Set(samplesAt(trace, 'client').map(({ mode }) => mode))], ['startup'])
})

test('segments come late and what was for nothing is undone → cwnd is what it was', () => {
  const link = { rate: 100e6, delay: 20, reorder: { probability: 0.02, by: 8 } }
  for (const lossDetection of ['dup-ack', 'rack-tlp'] as const) {
    const settings = { lossDetection, timestamps: true, sendBuffer: 4 << 20 } as const
    const receiver = { timestamps: true, receiveBuffer: 4 << 20 }
    const { flow, trace } = run({ ...WAY, link, seed: 3 }, { data: 4_000_000, settings, receiver }, 4_000)
    const undone = trace.events.filter((event) => event.type === 'sender' && event.what === 'undone')
    assert.ok(undone.length > 0, lossDetection)
    // The pipe stays full: at half the rate it would take 640 ms.
    assert.ok(flow.acknowledged! - flow.opened! < 640, `${lossDetection}: ${flow.acknowledged} ms`)
  }
})

test('one segment is lost, found by duplicate ACKs, by SACK, by RACK → one retransmission; then the window of before', () => {
  for (const settings of [{ sack: false }, {}, { lossDetection: 'rack-tlp' }] as const) {
    const link = { rate: RATE, delay: 20, script: nth([600], isData, 'drop') }
    const { trace } = run({ ...WAY, link }, { settings }, 2_000)
    const again = trace.events.filter(
      (event) => event.type === 'packet' && event.what === 'sent' && event.retransmission === true,
    )
    assert.is(again.length, 1, JSON.stringify(settings))
    const { time } = again[0]!
    const cwnd = (at: number): number => samplesAt(trace, 'client').findLast((sample) => sample.time < at)?.cwnd ?? 0
    assert.ok(cwnd(time + 300) > 0.95 * cwnd(time), `${JSON.stringify(settings)}: ${cwnd(time)}, ${cwnd(time + 300)}`)
    assert.not(trace.events.some((event) => event.type === 'timer' && event.timer === 'retransmission'))
  }
})

test('a trace → how fast it sends, what it takes for the bandwidth and the round trip, and its state; of others, none of it', () => {
  const { trace } = run(WAY, {}, 1_000)
  const last = samplesAt(trace, 'client').at(-1)!
  assert.is(last.mode, 'probe-bw')
  assert.ok(Math.abs(last.btlBw! / (RATE * (1460 / 1500)) - 1) < 0.02, String(last.btlBw))
  assert.ok([1.25, 0.75, 1].some((gain) => Math.abs(last.pacingRate! / (last.btlBw! * gain * 0.99) - 1) < 1e-9))
  assert.ok(last.minRtt! >= 40 && last.minRtt! < 42, String(last.minRtt))
  const objects = trace.events.filter((event) => event.type === 'sample' && event.host === 'client')
  assert.equal(objects.at(-1), last)
  const other = samplesAt(run(WAY, { settings: { congestion: 'cubic' } }, 500).trace, 'client').at(-1)!
  assert.equal([other.pacingRate, other.btlBw, other.minRtt, other.mode], [undefined, undefined, undefined, undefined])
})

test.run()
