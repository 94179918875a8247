import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectedUtilisation, SEGMENT, sendingTime, slowReader, transfer } from '../../lib/concepts/flow-control.ts'
import { segmentsOf } from '../../lib/concepts/helpers.ts'
import type { Trace } from '../../lib/network/index.ts'

const shifts = (trace: Trace): (number | undefined)[] =>
  segmentsOf(trace)
    .filter(({ segment }) => segment.flags.syn)
    .map(({ segment }) => segment.options.windowScale)

const line = { rate: 10e6, delay: 10 }

test('stop-and-wait → the utilisation of the formula, to a millionth', () => {
  for (const path of [line, { rate: 1e6, delay: 50 }, { rate: 100e6, delay: 2 }]) {
    const { utilisation } = transfer(path, { window: 1, segments: 50 })
    assert.ok(Math.abs(utilisation - 1 / (1 + (2 * path.delay) / sendingTime(path))) < 1e-6)
  }
})

test('a window of n segments → n times as much, until the line is full', () => {
  for (const window of [2, 8, 17, 18, 40]) {
    const { utilisation } = transfer(line, { window, segments: 2000, record: false })
    assert.ok(Math.abs(utilisation - expectedUtilisation(line, window)) < 0.01, `window ${window}: ${utilisation}`)
  }
})

const refused: [string, () => unknown, RegExp][] = [
  [
    'a window of nothing',
    () => transfer(line, { window: 0 }),
    /^transfer: window is 0: it must be a whole number from 1/,
  ],
  ['one that no buffer has', () => transfer(line, { window: 1e6 }), /^transfer: window is 1000000: .* to 735439\.$/],
  ['no window', () => transfer(line, {} as never), /^transfer: window is missing: give a whole number/],
  ['a path without a delay', () => transfer({ rate: 1e6 } as never, { window: 1 }), /^the path: delay is missing/],
  [
    'a loss that is no share',
    () => transfer({ ...line, loss: 5 }, { window: 1 }),
    /^the path: loss is 5: .*0\.05 is 5 %/,
  ],
  ['a slow reader who does not say when', () => slowReader({} as never), /^slowReader: reads is missing/],
]
for (const [what, call, says] of refused) {
  test(`${what} → refused by the name that the caller wrote`, () => {
    assert.throws(call, (error: Error) => error instanceof RangeError && says.test(error.message))
  })
}

test('a path that loses packets → all of it arrives, later', () => {
  const [clean, lossy] = [0, 0.02].map((loss) => transfer({ ...line, loss }, { window: 20, segments: 500 }))
  assert.ok(lossy!.duration > 1.1 * clean!.duration, `${lossy!.duration} against ${clean!.duration} ms`)
})

test('without window scale → never more than 65,535 octets a round trip; with it, the shift that the buffer needs', () => {
  const far = { rate: 100e6, delay: 50 }
  const plain = transfer(far, { window: 1000, segments: 500, settings: { windowScale: false } })
  assert.ok(plain.throughput < (65_535 * 8000) / 100)
  assert.equal(shifts(plain.trace), [undefined, undefined])
  const scaled = transfer(far, { window: 1000, segments: 5000 })
  assert.ok(scaled.throughput > 10 * plain.throughput)
  assert.is(shifts(scaled.trace)[1], 5)
})

test('a program that reads nothing → its buffer is acknowledged, the window closed, nothing else sent but probes', () => {
  const { standing, probes, segments } = slowReader({ reads: { from: 1e9, bytes: 1, every: 1 }, until: 100_000 })
  assert.is(standing.state, 'ESTABLISHED')
  assert.is(standing.acknowledged, 8 * SEGMENT)
  assert.is(standing.read, 0)
  assert.is(standing.window, 0)
  assert.is(segments, 8 + probes.length)
  const gaps = probes.slice(1).map((time, index) => Math.round(time - probes[index]!))
  assert.equal(gaps.slice(0, 5), [2000, 4000, 8000, 16_000, 32_000])
})

test('a sender that probes as Linux does → empty segments at SND.UNA − 1, each counted as a probe', () => {
  const sender = { windowProbe: 'empty', minRto: 200, leastVariance: 200 } as const
  const { probes, segments, trace } = slowReader({ reads: { from: 1e9, bytes: 1, every: 1 }, until: 4000, sender })
  const sent = segmentsOf(trace)
  const asked = sent.filter(({ windowProbe }) => windowProbe)
  assert.equal([probes.length, segments], [4, 8])
  for (const { segment } of asked)
    assert.equal([segment.payload.length, segment.seq - sent[0]!.segment.seq], [0, 8 * SEGMENT])
})

test('the update that opens the window is lost → a probe finds out, and all arrives', () => {
  const reads = { from: 5000, bytes: 1 << 20, every: 100 }
  const heard = slowReader({ reads })
  const unheard = slowReader({ reads, loseUpdate: true })
  assert.is(unheard.read, heard.read)
  assert.is(unheard.probes.length, heard.probes.length + 1)
  assert.ok(unheard.finished! > unheard.probes.at(-1)! && heard.finished! < unheard.finished!)
})

test('bites of ten octets → silly windows only where both ends allow them', () => {
  const run = (avoidsSilly: 'both' | 'sender' | 'receiver' | 'nobody'): number =>
    slowReader({
      buffer: 4 * SEGMENT,
      bytes: 10_000,
      reads: { from: 500, bytes: 10, every: 5 },
      avoidsSilly,
    }).segments
  assert.ok(run('nobody') > 400)
  for (const end of ['sender', 'receiver', 'both'] as const) assert.ok(run(end) < 20, end)
})

test.run()
