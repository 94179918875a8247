import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Bar,
  barFigure,
  cwndFigure,
  lineFigure,
  NARROW,
  queueFigure,
  type Series,
  type ShownFigure,
  sequenceFigure,
  throughputFigure,
  WIDE,
} from '../../lib/draw/index.ts'
import { plain } from '../../lib/draw/numbers.ts'
import type { Trace } from '../../lib/network/trace-types.ts'
import { draws } from '../helpers/draws.ts'
import { flawsOf, pictureOf } from './geometry.ts'
import { play, scenes } from './scenes.ts'
import { type Element, every, parseXml } from './xml.ts'

// Charts of anything, in both layouts: sound to the eye, within their axes, and with words that say what the data say.

const test = suite('random charts')
const seed = Number(process.env.CHARTS_SEED ?? Date.now() % 2 ** 31)
const numRuns = draws(200)

/** What a number becomes that is none; a name may not look like one. */
const NO_NUMBER = /NaN|Infinity|undefined/

const DATA = /^(l\d|una|wnd|seg|gone|sack|faint|n\d)$/

/** What is drawn beyond the axes; a cross of what was dropped stands on the upper edge, a marker on any. */
function beyondAxes(svg: Element): string[] {
  const axis = [...every(svg)].find(({ attributes }) => attributes.class === 'axis')!.attributes.d!
  const [, left, top, bottom, right] = /^M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)/.exec(axis)!.map(Number) as number[]
  return pictureOf(svg).strokes.flatMap(({ style, from, to }) => {
    if (!DATA.test(style)) return []
    const [x0, x1] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])]
    const [y0, y1] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])]
    // The key is below, and pieces of lines beside their names are at the right.
    if (y0 > bottom! + 20 || x0 > right! + 6) return []
    const isWithin = x0 >= left! - 6 && x1 <= right! + 6 && y0 >= top! - 6 && y1 <= bottom! + 6
    return isWithin ? [] : [`${style} from ${from} to ${to}, beyond ${[left, top, right, bottom]}`]
  })
}

function checkSound(figure: ShownFigure, name: string, hasAxes = true): void {
  for (const width of [WIDE, NARROW]) {
    const svg = figure.svg(width)
    assert.is(flawsOf(svg, width).join('; '), '', `${name}, ${width} wide: ${flawsOf(svg, width).join('; ')}`)
    assert.not.match(svg.replace(/<(desc|title).*?<\/\1>/g, ''), NO_NUMBER, name)
    if (hasAxes)
      assert.is(beyondAxes(parseXml(svg)).join('; '), '', `${name}, ${width} wide: ${beyondAxes(parseXml(svg))}`)
  }
  assert.match(figure.sentence, /[^\s.]/, name)
  assert.ok(figure.table.split('\n').length <= 43, `${name}: ${figure.table}`)
}

/** Whether its words are among a figure's, at whose beginning there is a capital letter. */
function tells({ sentence }: ShownFigure, words: string): boolean {
  return sentence.includes(words) || sentence.startsWith(`${words.charAt(0).toUpperCase()}${words.slice(1)}`)
}

const number = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  fc.double({ min: -50, max: 50, noNaN: true }),
  fc.constantFrom(0, 1e-4, Number.POSITIVE_INFINITY, Number.NaN),
)
const text = fc.oneof(
  fc.constantFrom('measured', '1.22/√p', 'nobody holds back', 'server, to read', 'wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww'),
  fc.string({ minLength: 1, maxLength: 60 }).filter((name) => !NO_NUMBER.test(name)),
)
const series: fc.Arbitrary<Series> = fc
  .record({
    name: text,
    points: fc.array(fc.tuple(number, number), { maxLength: 40 }),
    as: fc.constantFrom<Series['as']>('line', 'points', 'steps', undefined),
  })
  .map(({ as, ...rest }) => (as === undefined ? rest : { ...rest, as }))
const axis = fc.record({
  name: text,
  unit: fc.constantFrom('ms', 'bytes', '%'),
  logarithmic: fc.boolean(),
})

test(`random series, seed ${seed} → no flaw in either layout, nothing beyond the axes, words with their numbers`, () => {
  fc.assert(
    fc.property(fc.array(series, { maxLength: 11 }), axis, axis, fc.boolean(), (lines, x, y, values) => {
      const figure = lineFigure(lines, { x, y, values })
      checkSound(figure, 'lines')
      for (const { name, points, as } of lines.slice(0, 8)) {
        const [first, last] = [points[0], points.at(-1)]
        if (!first || !last || (as === 'points' && points.length <= 10)) continue
        const told = `${name}: from ${plain(first[1])} ${y.unit} at ${plain(first[0])} ${x.unit} to ${plain(last[1])} ${y.unit} at `
        assert.ok(tells(figure, told), `${told} in ${figure.sentence}`)
      }
    }),
    { seed, numRuns, includeErrorInReport: true },
  )
})

const bar: fc.Arbitrary<Bar> = fc
  .record({ name: text, value: number, formula: fc.oneof(number, fc.constant(undefined)) })
  .map(({ formula, ...rest }) => (formula === undefined ? rest : { ...rest, formula }))
const optional = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(values, { nil: undefined })

test(`random bars, seed ${seed} → no flaw in either layout, every number in words and in the table`, () => {
  const some = { measure: optional(text), unit: optional(fc.constantFrom('%', 'ms')), formula: optional(text) }
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 12 }), fc.record(some), (bars, wanted) => {
      const options = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
      const figure = barFigure(bars, options)
      checkSound(figure, 'bars', false)
      const unit = wanted.unit === undefined ? '' : ` ${wanted.unit}`
      for (const { name, value } of bars) {
        assert.ok(tells(figure, `${name}: ${plain(value)}${unit}`), figure.sentence)
        assert.ok(figure.table.includes(plain(value)), figure.table)
      }
    }),
    { seed, numRuns, includeErrorInReport: true },
  )
})

/** The largest cwnd that held, of this end: read from the events, one by one. */
function largestCwnd({ events }: Trace, host: string): Set<number> {
  const largest = new Map<string, number>()
  const held = new Map<string, { time: number; cwnd: number }>()
  const settle = (end: string): void => {
    const known = held.get(end)
    if (known) largest.set(end, Math.max(largest.get(end) ?? 0, known.cwnd))
  }
  for (const event of events) {
    if (event.type !== 'sample' || event.host !== host || event.cwnd === undefined) continue
    if (held.get(event.connection)?.time !== event.time) settle(event.connection)
    held.set(event.connection, { time: event.time, cwnd: event.cwnd })
  }
  for (const end of held.keys()) settle(end)
  return new Set(largest.values())
}

test(`charts of random small worlds, seed ${seed} → no flaw in either layout, nothing beyond the axes, words with the trace's numbers`, async () => {
  await fc.assert(
    fc.asyncProperty(scenes, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.boolean(), async (scene, share, part) => {
      const { trace } = await play({ ...scene, plans: scene.plans.filter(({ kind }) => kind !== 'again') })
      const last = trace.events.at(-1)?.time ?? 0
      const options = part ? { from: last * share * 0.8, until: last * share } : {}
      const marks = [{ time: last / 3, text: '7' }]
      const cwnd = cwndFigure(trace, { ...options, mss: 1460, marks })
      checkSound(cwnd, 'cwnd')
      checkSound(queueFigure(trace, { ...options, capacity: 4 }), 'queue')
      checkSound(throughputFigure(trace, { ...options, fairness: true }), 'throughput')
      for (const host of trace.hosts.map(({ name }) => name)) {
        checkSound(sequenceFigure(trace, { ...options, host, marks }), `sequence of ${host}`)
        checkSound(cwndFigure(trace, { ...options, host }), `cwnd of ${host}`)
        const told = /is largest with (\d+) bytes/.exec(cwndFigure(trace, { host }).sentence)?.[1]
        if (told === undefined) continue
        // Words have three or more digits of it; a window may end within an octet.
        const largest = [...largestCwnd(trace, host)].map(plain)
        assert.ok(largest.includes(told), `${host}: ${told}, not one of ${largest}`)
      }
    }),
    { seed, numRuns: draws(12), includeErrorInReport: true },
  )
})

test.run()
