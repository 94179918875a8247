import {
  barChart,
  cwndChart,
  ladder,
  lineChart,
  queueChart,
  throughputChart,
  timeSequence,
} from '../../lib/draw/index.ts'
import {
  burstTrace,
  echoTrace,
  flowsTrace,
  lossTrace,
  sawtoothTrace,
  simultaneousOpenTrace,
  zeroWindowTrace,
} from '../helpers/trace-samples.ts'
import { diagrams } from './gallery-diagrams.ts'

const losses = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
const courses = Array.from({ length: 11 }, (_, flow) => ({
  name: `flow ${flow + 1}`,
  points: Array.from(
    { length: 30 },
    (_, step) => [step * 100, 1e6 + ((flow * 7919 + step * 104729) % 400_000)] as const,
  ),
}))

/** Every figure at least once, and in every layout; what the golden files hold. */
export function gallery(): Record<string, string> {
  const echo = echoTrace()
  const sawtooth = sawtoothTrace()
  return {
    'ladder-echo': ladder(echo),
    'ladder-echo-narrow': ladder(echo, { width: 320 }),
    'ladder-loss': ladder(lossTrace(), { states: false }),
    'ladder-loss-scale': ladder(lossTrace(), { time: 'scale' }),
    'ladder-options': ladder(lossTrace(), { options: true, window: true, until: 90, width: 560 }),
    'ladder-zero-window': ladder(zeroWindowTrace(), { window: true, timers: true, states: false }),
    'ladder-simultaneous': ladder(simultaneousOpenTrace()),
    'ladder-burst': ladder(burstTrace()),
    'ladder-burst-scale': ladder(burstTrace(), { time: 'scale' }),
    'ladder-three-hosts': ladder(flowsTrace(3), { until: 4 }),
    'sequence-loss': timeSequence(lossTrace(), { window: false }),
    'sequence-zero-window': timeSequence(zeroWindowTrace()),
    'sequence-sawtooth': timeSequence(sawtooth),
    'sequence-sawtooth-part': timeSequence(sawtooth, { from: 700, until: 1500, width: 600 }),
    'cwnd-segments': cwndChart(sawtooth, { mss: 1460 }),
    'cwnd-bytes': cwndChart(sawtooth, { until: 1000, series: ['cwnd', 'ssthresh'] }),
    queue: queueChart(sawtooth, { capacity: 25 }),
    'throughput-three': throughputChart(flowsTrace(3), { fairness: true }),
    'throughput-thirty': throughputChart(flowsTrace(30), { fairness: true }),
    'line-formula': lineChart(
      [
        { name: 'measured', as: 'points', points: losses.map((p, index) => [p, [118, 72, 37.6, 21.9, 11.4][index]!]) },
        { name: '1.22/√p', points: losses.map((p) => [p, 1.22 / Math.sqrt(p)]) },
      ],
      { x: { name: 'loss', logarithmic: true }, y: { name: 'mean cwnd (segments)', logarithmic: true }, values: true },
    ),
    'line-crowd': lineChart(courses, { x: { name: 'time', unit: 'ms' }, y: { name: 'throughput', unit: 'bit/s' } }),
    bars: barChart(
      [
        { name: 'stop-and-wait', value: 0.118, formula: 0.119 },
        { name: 'window of 4', value: 0.47, formula: 0.476 },
        { name: 'window of 64', value: 0.998, formula: 1 },
      ],
      { measure: 'utilisation', to: 1 },
    ),
    ...diagrams(),
  }
}
