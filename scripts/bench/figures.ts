/**
 * The figures of a lesson: the processor's time for six seconds of Reno through a bottleneck and for each chart of them; the
 * first time in a fresh process, when nothing is compiled yet, and then the median. A page does the same while a reader waits.
 */
import { SEGMENT, singleFlow } from '../../lib/concepts/congestion-control.ts'
import { exchange } from '../../lib/concepts/handshake.ts'
import {
  barChart,
  cwndChart,
  headerLayout,
  ladder,
  lineChart,
  queueChart,
  slidingWindow,
  stateDiagram,
  statePath,
  throughputChart,
  timeSequence,
  windowMoments,
} from '../../lib/draw/index.ts'
import type { Trace } from '../../lib/network/index.ts'
import { brief, processorSeconds, row } from './report.ts'
import { median } from './statistics.ts'

const ROUNDS = brief ? 16 : 60
const way = { rate: 10e6, rtt: 40, queue: 34 }

const run = (): Trace => singleFlow(way, { until: 6000 }).trace

const charts: readonly (readonly [name: string, draw: (trace: Trace) => unknown])[] = [
  ['its window', (trace) => cwndChart(trace, { mss: SEGMENT, series: ['cwnd', 'ssthresh'] })],
  ['its queue', (trace) => queueChart(trace, { link: 'client → server', capacity: way.queue })],
  ['its throughput', (trace) => throughputChart(trace, { interval: 500 })],
  ['its sequence numbers', (trace) => timeSequence(trace)],
  ['a ladder of 200 ms of it', (trace) => ladder(trace, { until: 200 })],
  ['the moments of its send window', (trace) => windowMoments(trace)],
]

/** What most pictures of lessons are: small. Each is drawn so many times over. */
const TIMES = 20
const twelve = singleFlow(way, { data: 12 * SEGMENT, lose: [5] }).trace
const opened = exchange().trace
const syn = opened.events.find((event) => event.type === 'packet')
const line = (slope: number): [number, number][] => Array.from({ length: 60 }, (_, at) => [at, slope * at * at])
const small: readonly (readonly [name: string, draw: () => unknown])[] = [
  ['a handshake and a close', () => ladder(opened, { until: 1000, options: true })],
  ['twelve segments, one lost', () => ladder(twelve, { from: 39, states: false, options: true })],
  ['their sequence numbers', () => timeSequence(twelve)],
  [
    'three lines',
    () =>
      lineChart(
        [1, 2, 3].map((slope) => ({ name: `${slope}`, points: line(slope) })),
        { x: { name: 'x' }, y: { name: 'y' } },
      ),
  ],
  ['four bars', () => barChart([3, 1, 4, 1].map((value, at) => ({ name: `bar ${at}`, value })))],
  ['two paths through the states', () => stateDiagram(['client', 'server'].map((host) => statePath(opened, host)))],
  ['a header', () => syn?.type === 'packet' && headerLayout(syn.bytes, { ip: true })],
  ['four windows', () => slidingWindow(windowMoments(twelve, { times: [41, 60, 90, 110] }), { mss: SEGMENT })],
]

function timed<Result>(action: () => Result): { seconds: number; result: Result } {
  const begin = processorSeconds()
  const result = action()
  return { seconds: processorSeconds() - begin, result }
}

/** Seconds of the run and of each chart. */
function once(): number[] {
  const { seconds, result } = timed(run)
  const often = (draw: () => unknown) => () => {
    for (let time = 0; time < TIMES; time++) draw()
  }
  return [
    seconds,
    ...charts.map(([, draw]) => timed(() => draw(result)).seconds),
    ...small.map(([, draw]) => timed(often(draw)).seconds),
  ]
}

const first = once()
const all = Array.from({ length: ROUNDS }, once)
const warm = first.map((_, at) => median(all.slice(all.length >> 1).map((seconds) => seconds[at]!)))

console.log(`Figures: the processor's time for 6 s of Reno and its charts (warm: median of ${ROUNDS / 2})`)
for (const [when, seconds] of [
  ['first', first],
  ['warm', warm],
] as const) {
  const [running = 0, window = 0] = seconds
  const lines: [string, number][] = [
    ['the run', running],
    ...charts.map(([name], at): [string, number] => [name, seconds[at + 1]!]),
    ['the run and its window', running + window],
    ...small.map(([name], at): [string, number] => [`${name}, ${TIMES} times`, seconds[charts.length + at + 1]!]),
    ['the run and all charts', seconds.slice(0, charts.length + 1).reduce((sum, one) => sum + one, 0)],
    ['the small ones', seconds.slice(charts.length + 1).reduce((sum, one) => sum + one, 0)],
  ]
  for (const [name, value] of lines) console.log(row(`${when}: ${name}`, `${(value * 1000).toFixed(1)} ms`))
}
