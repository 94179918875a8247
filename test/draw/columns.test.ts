import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { singleFlow } from '../../lib/concepts/congestion-control.ts'
import {
  cwndChart,
  describeLadder,
  journeys,
  ladder,
  queueChart,
  throughputChart,
  timeSequence,
  windowMoments,
} from '../../lib/draw/index.ts'
import type { Trace } from '../../lib/network/index.ts'
import { play, scenes } from './scenes.ts'

// Charts read the tables of a recording as long as nobody has asked for its events, and from then on the events.

function pictures(trace: Trace): Record<string, unknown> {
  const connections = ['10.0.0.1:5000 → 10.0.0.2:1000', undefined]
  return {
    cwnd: [...connections.map((connection) => cwndChart(trace, connection ? { connection } : {}))],
    narrowed: cwndChart(trace, { from: trace.end / 3, until: trace.end / 2, series: ['cwnd', 'rwnd'] }),
    queue: [queueChart(trace), queueChart(trace, { unit: 'bytes', from: 10 })],
    throughput: throughputChart(trace, { fairness: true }),
    sequence: [timeSequence(trace), timeSequence(trace, { until: trace.end / 2 })],
    ladder: [ladder(trace, { until: trace.end / 2, timers: true }), describeLadder(trace)],
    moments: windowMoments(trace),
    journeys: journeys(trace),
  }
}

const isUntouched = (trace: Trace): boolean => Object.getOwnPropertyDescriptor(trace, 'events')?.get !== undefined

test('any scene → the same pictures from the tables of the recording as from its events', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const { trace } = await play(scene)
      const drawn = pictures(trace)
      assert.equal(pictures({ ...trace }), drawn)
      assert.not(isUntouched(trace))
      assert.equal(pictures(trace), drawn)
    }),
    { numRuns: 12, verbose: true },
  )
})

test('six charts of one connection → no event has become an object', () => {
  const { trace, samples } = singleFlow({ rate: 1e6, rtt: 40, queue: 10 }, { until: 2000, lose: [30] })
  cwndChart(trace)
  queueChart(trace)
  throughputChart(trace)
  timeSequence(trace)
  ladder(trace, { until: 200 })
  windowMoments(trace)
  assert.ok(isUntouched(trace))
  const ours = trace.events.filter((event) => event.type === 'sample' && event.host === 'client' && event.cwnd)
  assert.equal(samples, ours)
})

test('an event that its reader has changed → drawn as changed', () => {
  const { trace } = singleFlow({ rate: 1e6, rtt: 40, queue: 10 }, { until: 1000 })
  const before = pictures(trace)
  for (const event of trace.events) {
    if (event.type === 'sample' && event.cwnd !== undefined) event.cwnd *= 2
    else if (event.type === 'queue') event.packets += 1
    else if (event.type === 'packet' && event.what === 'delivered') event.time += 1
  }
  const after = pictures(trace)
  for (const name of ['cwnd', 'queue', 'ladder', 'journeys']) assert.not.equal(after[name], before[name], name)
})

test.run()
