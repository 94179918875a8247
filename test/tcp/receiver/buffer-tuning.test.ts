import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Flow, type FlowOptions } from '../../../lib/concepts/flow.ts'
import { pointToPoint, type Trace } from '../../../lib/network/index.ts'
import { BufferTuning } from '../../../lib/tcp/receiver/buffer-tuning.ts'
import { type ConnectionSettings, changeSetting, resolveSettings } from '../../../lib/tcp/settings.ts'
import { Script } from '../../helpers/tcp-script.ts'

const MSS = 1000
const MOST = 33_554_432
/** What Linux has in `tcp_rmem` and `tcp_wmem`, as a window and a buffer, to begin with. */
const FIRST: ConnectionSettings = { receiveBuffer: 65_535, sendBuffer: 65_536 }
const TUNED: ConnectionSettings = { ...FIRST, receiveBufferMost: MOST, sendBufferMost: MOST }

interface Run {
  flow: Flow
  trace: Trace
}

/** Data over 1 Gbit/s and 40 ms there and back, from and to ends with the same settings. */
function run(settings: ConnectionSettings, options: FlowOptions = {}, until = 60_000): Run {
  const { network, client, server } = pointToPoint({
    link: { rate: 1e9, delay: 20, queue: { packets: 10_000 } },
    back: { delay: 20 },
  })
  const both = { timestamps: true, ...settings }
  const flow = new Flow(network, client, server, { closes: false, ...options, settings: both, receiver: both })
  network.run({ until, when: () => flow.acknowledged !== undefined })
  return { flow, trace: network.trace() }
}

const duration = ({ flow }: Run): number => (flow.acknowledged ?? Number.NaN) - (flow.opened ?? Number.NaN)

for (const timestamps of [true, false]) {
  const by = timestamps ? 'by timestamps' : 'by the window’s turn'
  test(`3 MB at 40 ms, measured ${by} → as fast as with buffers that hold all of it; fixed ones take five times as long`, () => {
    const data = 3e6
    const tuned = duration(run({ ...TUNED, timestamps }, { data }))
    const roomy = duration(run({ sendBuffer: MOST, receiveBuffer: MOST, timestamps }, { data }))
    const fixed = duration(run({ ...FIRST, timestamps }, { data }))
    assert.is(Math.round(tuned), Math.round(roomy))
    assert.ok(fixed > 5 * tuned, `${fixed} against ${tuned} ms`)
  })

  for (const [octets, every] of [
    [1_000, 10],
    [65_536, 1_000],
    [1_000_000, 5_000],
  ] as const) {
    test(`a program that reads ${octets} octets every ${every} ms, measured ${by} → the buffer stays as it is`, () => {
      const { flow } = run({ ...TUNED, timestamps }, { reads: { bytes: octets, every, from: 0 } }, 20_000)
      assert.ok(flow.received > 200_000)
      assert.is(flow.peer?.settings.receiveBuffer, FIRST.receiveBuffer)
    })
  }

  test(`an endless transfer, measured ${by} → the buffer grows to its most, and never past it`, () => {
    const most = 300_000
    const { flow, trace } = run({ ...TUNED, timestamps, receiveBufferMost: most }, {}, 2_000)
    const sizes = trace.events.flatMap((event) =>
      event.type === 'sample' && event.host === 'server' ? [event.receiveBuffer] : [],
    )
    assert.is(Math.max(...sizes), most)
    assert.is(flow.peer?.status().sender?.receiveBuffer, most)
  })
}

test('no window scale agreed on → the buffer grows no further than the field can say', () => {
  const { flow } = run({ ...TUNED, receiveBuffer: 20_000, windowScale: false }, {}, 2_000)
  assert.is(flow.peer?.settings.receiveBuffer, 65_535)
})

test('the send buffer → twice cwnd, up to its most', () => {
  const { trace } = run({ ...TUNED, sendBufferMost: 200_000 }, { data: 3e6 })
  const samples = trace.events.flatMap((event) => (event.type === 'sample' && event.host === 'client' ? [event] : []))
  let size = 65_536
  for (const { cwnd = 0, sendBuffer } of samples) {
    size = Math.max(size, Math.min(Math.floor(2 * cwnd), 200_000))
    assert.is(sendBuffer, size)
  }
  assert.is(size, 200_000)
})

test('window scale of the SYN → by the most, not by the first buffer', () => {
  const shifts = (settings: ConnectionSettings): (number | undefined)[] =>
    run(settings, { data: 1 }).trace.events.flatMap((event) =>
      event.type === 'packet' && event.what === 'sent' && event.segment?.flags.syn
        ? [event.segment.options.windowScale]
        : [],
    )
  assert.equal(shifts(FIRST), [0, 0])
  assert.equal(shifts(TUNED), [10, 10])
  assert.equal(shifts({ ...TUNED, receiveBufferMost: 6_291_456 }), [7, 7])
  assert.equal(shifts({ ...TUNED, receiveBuffer: 1 << 20, receiveBufferMost: 1000 }), [5, 5])
})

test('a first buffer below the unit of the most → a smaller unit: its window is offered, and all arrives', () => {
  const { trace, flow } = run({ ...TUNED, receiveBuffer: 3, receiveBufferMost: 2_097_152 }, { data: 20 })
  const windows = trace.events.flatMap((event) =>
    event.type === 'packet' && event.from === 'server' && event.segment && !event.segment.flags.syn
      ? [event.segment.window]
      : [],
  )
  assert.is(Math.max(...windows), 1)
  assert.is(flow.received, 20)
})

test('what is left of the window is below its unit, and all is read → a window is offered again, of half the buffer or more', () => {
  new Script({ receiveBuffer: 180, receiveBufferMost: 6_291_456, windowScale: true }).run(`
    connect
    > S 0:0(0) win 180 <mss 1460, wscale 7>
    < S. 0:0(0) ack 1 win 1000 <mss 1460, wscale 7>
    > . 1:1(0) ack 1 win 1
    < P. 1:59(58) ack 1 win 1000
    recv 100 = 58
    > . 1:1(0) ack 59 win 1`)
})

test('the user sizes a buffer → it is tuned no more, and the other one still is', () => {
  const settings = resolveSettings(TUNED)
  changeSetting(settings, 'receiveBuffer', 10_000)
  assert.equal([settings.receiveBufferMost, settings.sendBufferMost], [10_000, MOST])
  changeSetting(settings, 'sendBuffer', 10_000)
  assert.is(settings.sendBufferMost, 10_000)
})

test('the user sizes a buffer before the connection is opened, whose profile tunes → it is tuned no more', () => {
  const settings = resolveSettings({ profile: 'linux' })
  assert.ok(settings.receiveBufferMost! > 10_000)
  changeSetting(settings, 'receiveBuffer', 10_000)
  changeSetting(settings, 'sendBuffer', 10_000)
  const opened = resolveSettings(settings)
  assert.equal([opened.receiveBufferMost, opened.sendBufferMost], [10_000, 10_000])
})

test('while a connection is open, the user sizes its receive buffer → it stays so', () => {
  const { network, client, server } = pointToPoint({ link: { rate: 1e9, delay: 20 } })
  const flow = new Flow(network, client, server, { settings: TUNED, receiver: TUNED })
  network.run({ when: () => flow.peer !== undefined })
  flow.peer!.receiveBuffer = 50_000
  network.run({ until: 2_000 })
  assert.is(flow.peer!.receiveBuffer, 50_000)
})

test('ten segments read in a round trip → no more room than for those; twelve → twice as much, and what slow start adds', () => {
  const after = (segments: number): number => {
    const tuning = new BufferTuning(MSS)
    const at = { octets: MSS, edge: 65_535, next: 0, echo: 0, rtt: 40, srtt: undefined }
    tuning.arrives({ ...at, read: 0 }, 0)
    assert.is(tuning.arrives({ ...at, read: 5 * MSS, echo: 1 }, 20), 0, 'before the round trip is over')
    return tuning.arrives({ ...at, read: segments * MSS, echo: 2 }, 40)
  }
  assert.is(after(10), 0)
  assert.is(after(12), 2 * 12 * MSS + 16 * MSS + 2 * (2 * 12 + 16) * MSS * 0.2)
  assert.is(after(40), 3 * (2 * 40 + 16) * MSS)
})

test('round trips of 40 ms, then segments that took 80 → an eighth of what is new', () => {
  const tuning = new BufferTuning(MSS)
  const at = { octets: MSS, edge: 65_535, next: 0, srtt: undefined }
  tuning.arrives({ ...at, echo: 0, rtt: 40, read: 0 }, 0)
  // The estimate is 45 by now: at 44 ms the round is not over. A repeated echo and a small segment say nothing.
  tuning.arrives({ ...at, echo: 1, rtt: 80, read: 0 }, 1)
  tuning.arrives({ ...at, echo: 1, rtt: 800, read: 0 }, 2)
  tuning.arrives({ ...at, echo: 2, rtt: 800, read: 0, octets: 1 }, 3)
  assert.is(tuning.arrives({ ...at, echo: 1, rtt: 80, read: 45 * MSS }, 44.9), 0)
  assert.is.not(tuning.arrives({ ...at, echo: 1, rtt: 80, read: 45 * MSS }, 45), 0)
})

test.run()
