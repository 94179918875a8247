import {
  barFigure,
  cwndFigure,
  type Figure,
  ladder,
  lineFigure,
  NARROW,
  queueFigure,
  sequenceFigure,
  throughputFigure,
  twinFigure,
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
  return {
    'ladder-echo': ladder(echo),
    'ladder-echo-narrow': ladder(echo, { width: 340 }),
    'ladder-echo-even': ladder(echo, { time: 'even' }),
    'ladder-loss': ladder(lossTrace(), { states: false }),
    'ladder-loss-narrow': ladder(lossTrace(), { width: 340 }),
    'ladder-options': ladder(lossTrace(), { options: true, window: true, until: 90, width: 560 }),
    'ladder-zero-window': ladder(zeroWindowTrace(), { window: true, timers: true, states: false }),
    'ladder-simultaneous': ladder(simultaneousOpenTrace()),
    'ladder-burst': ladder(burstTrace()),
    'ladder-burst-unmerged': ladder(burstTrace(), { merge: false, programs: false }),
    'ladder-twin': twinFigure([echo, simultaneousOpenTrace()], {
      names: ['one after the other', 'both at once'],
    }).svg(),
    'ladder-three-hosts': ladder(flowsTrace(3), { until: 4 }),
    ...charts(),
    ...diagrams(),
  }
}

/** Every chart, in both layouts. */
function charts(): Record<string, string> {
  const sawtooth = sawtoothTrace()
  const figures: Record<string, Figure> = {
    'sequence-loss': sequenceFigure(lossTrace(), { window: false }),
    'sequence-zero-window': sequenceFigure(zeroWindowTrace()),
    'sequence-sawtooth': sequenceFigure(sawtooth),
    'sequence-sawtooth-part': sequenceFigure(sawtooth, { from: 700, until: 1500, marks: [{ time: 1400, text: '7' }] }),
    'cwnd-segments': cwndFigure(sawtooth, { mss: 1460 }),
    'cwnd-bytes': cwndFigure(sawtooth, { until: 1000, series: ['cwnd', 'ssthresh'] }),
    queue: queueFigure(sawtooth, { capacity: 25 }),
    'throughput-three': throughputFigure(flowsTrace(3), { fairness: true }),
    'throughput-thirty': throughputFigure(flowsTrace(30), { fairness: true }),
    'line-formula': lineFigure(
      [
        { name: 'measured', as: 'points', points: losses.map((p, index) => [p, [118, 72, 37.6, 21.9, 11.4][index]!]) },
        { name: '1.22/√p', points: losses.map((p) => [p, 1.22 / Math.sqrt(p)]) },
      ],
      { x: { name: 'loss', logarithmic: true }, y: { name: 'mean cwnd (segments)', logarithmic: true }, values: true },
    ),
    'line-crowd': lineFigure(courses, { x: { name: 'time', unit: 'ms' }, y: { name: 'throughput', unit: 'bit/s' } }),
    'line-knee': lineFigure(
      [
        { name: 'nobody holds back', points: [20, 60, 180].map((window, at) => [window, [13.2, 9.8, 6.3][at]!]) },
        { name: 'New Reno', points: [20, 60, 180].map((window, at) => [window, [13.2, 18, 16.4][at]!]) },
      ],
      { x: { name: 'window', unit: 'segments' }, y: { name: 'delivered by all', unit: 'Mbit/s' } },
    ),
    bars: barFigure(
      [
        { name: 'stop-and-wait', value: 0.118, formula: 0.119 },
        { name: 'window of 4', value: 0.47, formula: 0.476 },
        { name: 'window of 64', value: 0.998, formula: 1 },
      ],
      { measure: 'utilisation', to: 1 },
    ),
    'bars-one-formula': barFigure(
      [1.31, 1.1, 1.25, 1.22].map((value, at) => ({ name: `sender ${at + 1}`, value, formula: 1.22 })),
      { measure: 'Mbit/s', formula: 'an equal share' },
    ),
  }
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, figure]) => [
      [name, figure.svg()],
      [`${name}-narrow`, figure.svg(NARROW)],
    ]),
  )
}
