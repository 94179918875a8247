import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { singleFlow } from '../../lib/concepts/congestion-control.ts'
import {
  barChart,
  barTable,
  comparisonTable,
  cwndChart,
  cwndFigure,
  describeBars,
  describeCwnd,
  describeLines,
  describeQueue,
  describeTimeSequence,
  lineChart,
  lineFigure,
  queueChart,
  sequenceFigure,
  throughput,
  throughputChart,
  timeSequence,
} from '../../lib/draw/index.ts'
import type { Trace } from '../../lib/network/trace-types.ts'
import { echoTrace, flowsTrace, lossTrace, sawtoothTrace, zeroWindowTrace } from '../helpers/trace-samples.ts'
import { segmentsOfPath } from './geometry.ts'
import { collisions, labelsOf } from './labels.ts'
import { every, parseXml } from './xml.ts'

const test = suite('charts')
const EMPTY: Trace = { hosts: [], events: [], end: 0 }

function labelTexts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

function paths(svg: string, style: string): string[] {
  return [...every(parseXml(svg))]
    .filter(({ name, attributes }) => name === 'path' && attributes.class === style)
    .map(({ attributes }) => attributes.d!)
}

test('time-sequence: ten segments, one lost and resent → bars, an R, a cross, SACK bars', () => {
  const svg = timeSequence(lossTrace(), { window: false })
  const bars = paths(svg, 'seg')[0]!.match(/M[\d.]+ [\d.]+V/g)!
  assert.is(bars.length, 11, 'the SYN and ten segments')
  assert.is(labelTexts(svg).filter((text) => text === 'R').length, 2, 'one in the graph, one in the key')
  assert.ok(paths(svg, 'sack')[0]!.match(/M/g)!.length >= 7)
  assert.not(labelTexts(svg).includes('window'))
  assert.match(
    describeTimeSequence(lossTrace()),
    /client sends 14600 bytes in 12 segments .*Lost: number 2921 at 44 ms\. Sent again: number 2921 at 87\.5 ms\. 7 duplicate acknowledgments arrive, with SACK blocks\./,
  )
})

test('time-sequence: the acknowledgment line → never above the window line, never falling', () => {
  const svg = timeSequence(zeroWindowTrace())
  const course = paths(svg, 'una').sort((a, b) => b.length - a.length)[0]!
  const heights = segmentsOfPath(course).map(([, [, y]]) => y)
  assert.ok(heights.length > 3)
  assert.equal(
    heights,
    [...heights].sort((a, b) => b - a),
  )
  assert.ok(labelTexts(svg).includes('Z'))
  assert.match(
    describeTimeSequence(zeroWindowTrace()),
    /client sends 5120 bytes .* The window is closed 1 time, first at 44 ms\./,
  )
})

test('time-sequence: a scaled window → its end is the acknowledgment plus the window times 2^scale', () => {
  const trace = lossTrace()
  for (const event of trace.events)
    if (event.type === 'packet' && event.segment?.flags.syn) event.segment.options.windowScale = 4
  // The ticks beside the upright axis end where it stands.
  const topTick = (svg: string): number => {
    const ticks = [...every(parseXml(svg))].filter(({ attributes }) => attributes.class === 's m e')
    return Math.max(...ticks.map(({ text }) => Number(text)))
  }
  const [plainTop, top] = [lossTrace(), trace].map((each) => topTick(timeSequence(each, { window: true })))
  assert.ok(plainTop! < 100 && top! >= 1000, `${plainTop} kB without scale, ${top} kB with`)
})

test('time-sequence: a window far above what is sent → left out and said to be, unless it is asked for', () => {
  const [own, asked] = [timeSequence(lossTrace()), timeSequence(lossTrace(), { window: true })]
  assert.ok(labelTexts(own).includes('The end of the window is far above the chart.'))
  assert.not(labelTexts(own).includes('window'))
  assert.ok(labelTexts(asked).includes('window'))
})

test('time-sequence from the other end, or of nothing → a picture all the same', () => {
  parseXml(timeSequence(echoTrace(), { host: 'server' }))
  parseXml(timeSequence(EMPTY))
  assert.is(describeTimeSequence(EMPTY), 'No segment with data.')
})

test('two moments a few pixels apart → of letters both, of figures the first: two would be one number', () => {
  const line = {
    name: 'line',
    points: [
      [0, 0],
      [600, 1],
    ],
  } as const
  const axes = { x: { name: 'time', unit: 'ms', from: 0, to: 600 }, y: { name: 'y' }, title: 'Marks' }
  const shown = (...texts: string[]): string[] => {
    const marks = texts.map((text, at) => ({ time: 300 + at * 9, text }))
    return labelTexts(lineFigure([line], { ...axes, marks }).svg(680)).filter((text) => texts.includes(text))
  }
  assert.equal(shown('3', '8'), ['3'])
  assert.equal(shown('R', 'I'), ['R', 'I'])
})

test('cwnd: an ssthresh without limit → not drawn until it is set, and the picture says when', () => {
  const svg = cwndChart(sawtoothTrace(), { mss: 1460 })
  const [first] = segmentsOfPath(paths(svg, 'l2')[0]!)
  const [begin] = segmentsOfPath(paths(svg, 'l1')[0]!)
  assert.ok(first![0][0] > begin![0][0])
  assert.ok(labelTexts(svg).some((text) => /^ssthresh is set at \d+ ms for the first time$/.test(text)))
  assert.ok(labelTexts(svg).some((text) => text === 'rwnd is above the chart: up to 180 segments'))
  assert.ok(labelTexts(svg).includes('T'))
})

test('cwnd: only the series asked for → only those', () => {
  const svg = cwndChart(sawtoothTrace(), { series: ['cwnd'] })
  assert.is(paths(svg, 'l3').length, 0)
  assert.not(labelTexts(svg).includes('flight'))
  assert.match(
    describeCwnd(sawtoothTrace()),
    /^The cwnd of client begins at 14600 bytes, is largest with 116800 bytes at 150 ms/,
  )
  parseXml(cwndChart(EMPTY))
})

test('cwnd: ssthresh that leaves the chart and comes back → a gap, not a line out of the picture', () => {
  const trace = sawtoothTrace()
  const samples = trace.events.filter((event) => event.type === 'sample')
  for (const [index, sample] of samples.entries()) sample.ssthresh = index % 100 < 50 ? 20_000 : 2 ** 30
  const svg = cwndChart({ ...trace, events: samples.slice(0, 200) })
  const [line] = paths(svg, 'l2')
  assert.is(line!.match(/M/g)!.length, 2, 'two courses')
  for (const [, [, y]] of segmentsOfPath(line!)) assert.ok(y >= 24, line)
})

test('cwnd: each line → a dash of its own', () => {
  const style = /<style>(.*)<\/style>/.exec(cwndChart(sawtoothTrace()))![1]!
  const dashes = ['l1', 'l2', 'l3'].map(
    (name) => new RegExp(`\\.${name}\\{[^}]*`).exec(style)![0].split('dasharray:')[1],
  )
  assert.is(new Set(dashes).size, 3)
})

test('throughput: three flows of 100, 200 and 300 bytes a millisecond → 0.8, 1.6 and 2.4 Mbit/s, all bytes counted once', () => {
  const flows = throughput(flowsTrace(3), { interval: 10, until: 205 })
  assert.equal(
    flows.map(({ octets }) => octets),
    [20_000, 40_000, 60_000],
  )
  assert.equal(
    flows.map(({ points }) => points[5]![1]),
    [800_000, 1_600_000, 2_400_000],
  )
  assert.is(
    flows[0]!.points.reduce((sum, [, rate], index) => sum + (rate * (index === 20 ? 5 : 10)) / 8000, 0),
    20_000,
  )
})

test('throughput: data that arrives twice → counted once', () => {
  const trace = lossTrace()
  const [flow] = throughput(trace)
  assert.is(flow!.octets, 14_600)
  const copies = trace.events.map((event) =>
    event.type === 'packet' ? { ...event, id: event.id + 1000, time: event.time + 500 } : event,
  )
  assert.is(throughput({ ...trace, events: [...trace.events, ...copies], end: 700 })[0]!.octets, 14_600)
})

test("throughput: Jain's index when asked → of the three flows, 6²/(3·14)", () => {
  assert.ok(labelTexts(throughputChart(flowsTrace(3), { fairness: true })).includes("Jain's index 0.857"))
})

test('thirty flows → eight named, the others faint, and no name on another', () => {
  const svg = throughputChart(flowsTrace(30))
  assert.is(paths(svg, 'faint')[0]!.match(/M/g)!.length, 22)
  assert.equal(collisions(labelsOf(parseXml(svg))), [])
})

test('queue: the longest, the mean over time, the drops → in words and as crosses', () => {
  const events = [0, 10, 20].map((time, index) => ({
    type: 'queue' as const,
    time,
    link: 'a → b',
    packets: [0, 4, 0][index]!,
    bytes: 0,
  }))
  const trace: Trace = { hosts: [], events, end: 20 }
  assert.is(
    describeQueue(trace),
    'The queue of a → b is longest at 10 ms with 4 packets, on average 2. Nothing is dropped.',
  )
  assert.ok(paths(queueChart(sawtoothTrace()), 'gone').length >= 1)
  parseXml(queueChart(EMPTY))
})

test('lines and points: a formula beside measurements → each number beside its point, both in the text alternative', () => {
  const series = [
    {
      name: 'measured',
      as: 'points' as const,
      points: [
        [1, 10],
        [2, 5.1],
      ] as const,
    },
    {
      name: '10/x',
      points: [
        [1, 10],
        [2, 5],
      ] as const,
    },
  ]
  const axes = { x: { name: 'x' }, y: { name: 'y', unit: 'ms' } }
  const texts = labelTexts(lineChart(series, { ...axes, values: true }))
  assert.ok(texts.includes('5.1') && texts.includes('10/x'))
  assert.match(
    describeLines(series, axes),
    /measured: 10 ms at 1 and 5\.1 ms at 2\. 10\/x: from 10 ms at 1 to 5 ms at 2/,
  )
})

test('a comparison → measured, computed and the difference in per cent', () => {
  const rows = comparisonTable([[2, 5.1]], (x) => 10 / x, { x: 'x', formula: '10/x' }).split('\n')
  assert.equal(rows, ['x  measured  10/x  difference', '2  5.1       5     2 %'])
})

test('a logarithmic axis → powers of ten evenly spaced', () => {
  const svg = lineChart(
    [
      {
        name: 'p',
        points: [
          [1e-4, 1],
          [1e-3, 2],
          [1e-2, 3],
        ],
      },
    ],
    {
      x: { name: 'loss', logarithmic: true },
      y: { name: 'y' },
    },
  )
  const at = new Map(
    [...every(parseXml(svg))]
      .filter(({ name }) => name === 'text')
      .map(({ text, attributes }) => [text, Number(attributes.x)]),
  )
  const [a, b, c] = ['0.0001', '0.001', '0.01'].map((text) => at.get(text)!)
  assert.ok(Math.abs(b! - a! - (c! - b!)) <= 1, `${a} ${b} ${c}`)
})

test('charts without data, or of one value → well-formed', () => {
  const axes = { x: { name: 'x' }, y: { name: 'y' } }
  for (const points of [[], [[0, 0]], [[5, 5]], [[0, Number.POSITIVE_INFINITY]]] as [number, number][][]) {
    const svg = lineChart([{ name: 'only', points }], axes)
    parseXml(svg)
    assert.not.match(svg.replace(/<desc.*<\/desc>/, ''), /NaN|Infinity/)
  }
  parseXml(barChart([]))
})

test('bars: lengths in proportion, numbers and the formula’s beside them', () => {
  const bars = [
    { name: 'one', value: 1, formula: 2 },
    { name: 'two', value: 2 },
  ]
  const svg = parseXml(barChart(bars, { unit: 'ms' }))
  const [one, two] = [...every(svg)]
    .filter(({ attributes }) => attributes.class === 'bar')
    .map(({ attributes }) => Number(attributes.width))
  assert.ok(Math.abs(two! / one! - 2) < 0.01)
  assert.is(describeBars(bars, { unit: 'ms' }), 'one: 1 ms (formula 2); two: 2 ms.')
  assert.match(barTable(bars), /^ {5}value {2}formula\none {2}1 {6}2\ntwo {2}2$/)
})

test('moments to point out → each a line with its text; one without room for its text, or outside, is left out', () => {
  const marks = [
    { time: 1000, text: 'A1' },
    { time: 1001, text: 'B2' },
    { time: 5000, text: 'C3' },
    { time: 9e9, text: 'D4' },
  ]
  for (const draw of [timeSequence, cwndChart, queueChart, throughputChart]) {
    const trace = sawtoothTrace()
    const [without, svg] = [draw(trace), draw(trace, { marks })]
    assert.equal(
      labelTexts(svg).filter((text) => /^[A-D]\d$/.test(text)),
      ['A1', 'C3'],
    )
    const lines = (picture: string): number => paths(picture, 'faint').join('').match(/M/g)?.length ?? 0
    assert.is(lines(svg) - lines(without), 2)
  }
})

function titleText(svg: string): string {
  return [...every(parseXml(svg))].find(({ name }) => name === 'title')!.text
}

test('charts without a title → one that says what is to be seen, from the data', () => {
  const loss = lossTrace()
  const axes = { x: { name: 'loss' }, y: { name: 'time', unit: 'ms' } }
  const points: [number, number][] = [
    [1, 10],
    [2, 40],
  ]
  const bars = [1, 5, 3].map((value) => ({ name: `n${value}`, value }))
  assert.is(
    titleText(cwndChart(sawtoothTrace(), { mss: 1460 })),
    'cwnd of client climbs to 80 segments and is cut 8 times',
  )
  assert.is(
    titleText(timeSequence(loss)),
    'client sends 14600 bytes in 87.5 ms; 1 segment is lost and 1 segment is sent again',
  )
  assert.is(titleText(lineChart([{ name: 'a', points }], axes)), 'time by loss goes from 10 to 40 ms')
  assert.is(titleText(barChart(bars, { unit: '%' })), 'most for n5 (5 %), least for n1 (1 %)')
  assert.match(titleText(queueChart(sawtoothTrace())), /^The queue of .+ grows to \d+ packets and drops \d+$/)
  assert.is(
    titleText(throughputChart(flowsTrace(3))),
    'Of 3 flows, sender 3 delivers most, 60000 bytes, and sender 1 least, 20000 bytes',
  )
})

test('a table of segments → those in a row as one, what is special by itself', () => {
  assert.equal(sequenceFigure(lossTrace()).table.split('\n'), [
    'sent (ms)  from     to  segments  acknowledged  what',
    '        0     0      1         1                SYN',
    '       42     1   2921         2             1',
    '       44  2921   4381         1             1  lost',
    '       45  4381  14601         7             1',
    '     87.5  2921   4381         1          2921  sent again',
  ])
})

test('a table of cwnd → the cuts with their reasons, no ssthresh before it is set, and how many rows are left out', () => {
  const rows = cwndFigure(sawtoothTrace(), { mss: 1460, series: ['cwnd', 'ssthresh'] }).table.split('\n')
  assert.is(rows.length, 18)
  assert.match(rows[0]!, /^ +ms {2}cwnd \(segments\) {2}ssthresh {2}why$/)
  assert.match(rows[1]!, /^ +\d+ +10$/)
  assert.match(rows.at(-1)!, /^\(16 of \d+ changes of cwnd or ssthresh\)$/)
  const { trace } = singleFlow({ rate: 1e6, rtt: 40, queue: 10 }, { until: 2000, lose: [30] })
  assert.match(cwndFigure(trace).table, / fast retransmit$/m)
})

test('a table of lines beside what was measured → a row for each measured point, and a column for each series', () => {
  const curve = Array.from({ length: 50 }, (_, at): [number, number] => [at, at * at])
  const measured: [number, number][] = [
    [3, 9.5],
    [7, 48],
  ]
  const series = [
    { name: 'x²', points: curve },
    { name: 'measured', points: measured, as: 'points' as const },
  ]
  const { table } = lineFigure(series, { x: { name: 'x' }, y: { name: 'y' } })
  assert.equal(table.split('\n'), ['x  x²  measured', '3   9       9.5', '7  49        48', '(2 of 50 points)'])
})

test('bars of one formula → its number once, and one line through all', () => {
  const bars = [1, 2, 3].map((value) => ({ name: `n${value}`, value, formula: 1.22 }))
  const svg = barChart(bars, { formula: 'an equal share' })
  assert.equal(
    labelTexts(svg).filter((text) => text.includes('1.22')),
    ['an equal share 1.22'],
  )
  assert.is(paths(svg, 'tick').at(-1)!.match(/M/g)!.length, 1)
})

test('a line of few points → a mark on each; a formula, or one beside measured points → none', () => {
  const points: [number, number][] = [20, 60, 180].map((x, at) => [x, at])
  const axes = { x: { name: 'x' }, y: { name: 'y' } }
  const marks = (svg: string): number =>
    ['n1', 'n2']
      .flatMap((style) => paths(svg, style))
      .join('')
      .match(/M/g)?.length ?? 0
  const measured = { name: 'm', points: points.slice(1), as: 'points' as const }
  assert.is(marks(lineChart([{ name: 'a', points }], axes)), 3)
  assert.is(marks(lineChart([{ name: 'a', points, as: 'line' }], axes)), 0)
  assert.is(marks(lineChart([{ name: 'a', points }, measured], axes)), 2 + 1, 'and the sample in the key')
})

test('a line that leaves the axes → cut off at their edge', () => {
  const points: [number, number][] = [
    [0, 0],
    [10, 10],
  ]
  const svg = lineChart([{ name: 'a', points }], { x: { name: 'x' }, y: { name: 'y', to: 4 } })
  const [[, [x, y]]] = segmentsOfPath(paths(svg, 'l1')[0]!) as [[unknown, [number, number]]]
  const [, left, top, , right] = /^M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)/.exec(paths(svg, 'axis')[0]!)!.map(Number)
  assert.ok(Math.abs(y - top!) < 0.2 && Math.abs(x - (left! + 0.4 * (right! - left!))) < 0.2, `${x} ${y}`)
})

test('one cut, one segment sent again → once and is, never 1 times; one segment is no segments', () => {
  const { trace } = singleFlow({ rate: 10e6, rtt: 40, queue: 34 }, { congestion: 'tahoe', lose: [30], until: 400 })
  const words = describeCwnd(trace, { mss: 1460 })
  assert.match(words, /smallest with 1 segment at /)
  assert.match(words, /It shrinks once, at /)
  assert.match(words, /1 segment is sent again\./)
})

test.run()
