import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeWindow, NARROW, slidingWindow, WIDE, windowFigure, windowMoments } from '../../lib/draw/index.ts'
import type { SampleEvent } from '../../lib/network/index.ts'
import { draws, seedFrom } from '../helpers/draws.ts'
import { CLIENT_SIDE, echoTrace, VARIABLES } from '../helpers/trace-samples.ts'
import { flawsOf } from './geometry.ts'
import { collisions, labelsOf } from './labels.ts'
import { every, parseXml } from './xml.ts'

const test = suite('sliding window')

function labelTexts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

test('four zones → their widths in proportion to the octets', () => {
  const svg = parseXml(slidingWindow({ una: 1000, nxt: 3000, wnd: 4000 }, { from: 0, to: 10_000 }))
  const zones = [...every(svg)]
    .filter(({ name, children }) => name === 'rect' && children[0]?.name === 'title')
    .map(({ children, attributes }) => [children[0]!.text, Number(attributes.width)] as const)
  assert.equal(
    zones.map(([text]) => text),
    [
      'sent and acknowledged: 0 to 999, 1000 bytes',
      'may not be sent yet: 5000 to 9999, 5000 bytes',
      'may be sent: 2000: 3000 to 4999, 2000 bytes',
      'in flight: 2000: 1000 to 2999, 2000 bytes',
    ],
  )
  assert.equal(
    zones.map(([, width]) => Math.round(width / 66)),
    [1, 5, 2, 2],
  )
})

test('shrunk below what is in flight → nothing may be sent, in words too', () => {
  const moment = { una: 0, nxt: 3000, wnd: 1000 }
  assert.is(
    describeWindow([moment], { mss: 1000 }),
    'up to 0 acknowledged, 3 segments in flight, the window ends 2 segments before SND.NXT; the window is 1 segment.',
  )
  assert.throws(() => slidingWindow([]), /^slidingWindow: there are no moments: give one at least/)
  assert.not(labelTexts(slidingWindow(moment)).some((text) => text.startsWith('may be sent:')))
})

test('marks close together → names side by side, none on another', () => {
  for (const width of [320, 440])
    for (const wnd of [0, 1, 50, 500]) {
      const svg = parseXml(slidingWindow({ una: 100_000, nxt: 100_010, wnd, written: 100_020 }, { width }))
      assert.equal(collisions(labelsOf(svg)), [], `${width} ${wnd}`)
    }
})

test('window moments from a trace → numbers from the first data octet on, the last of each time', () => {
  const trace = echoTrace()
  const iss = 0xffff_fe00
  const sample = (time: number, una: number, nxt: number): SampleEvent => ({
    type: 'sample',
    time,
    host: 'client',
    connection: CLIENT_SIDE,
    ...VARIABLES,
    sndWnd: 1000,
    sndUna: (iss + una) >>> 0,
    sndNxt: (iss + nxt) >>> 0,
  })
  trace.events.push(sample(0, 0, 1), sample(20, 1, 1), sample(21, 1, 3), sample(21, 1, 601), sample(40, 601, 601))
  assert.equal(windowMoments(trace, { host: 'client' }), [
    { label: '20 ms', time: 20, una: 0, nxt: 0, wnd: 1000 },
    { label: '21 ms', time: 21, una: 0, nxt: 600, wnd: 1000 },
    { label: '40 ms', time: 40, una: 600, nxt: 600, wnd: 1000 },
  ])
  assert.equal(
    windowMoments(trace, { host: 'client', times: [30] }).map(({ nxt }) => nxt),
    [600],
  )
})

test('moments as a figure → a row each in octets, the usable window among them; negative where it shrank', () => {
  const figure = windowFigure([
    { label: 'open', una: 0, nxt: 1000, wnd: 4000 },
    { una: 0, nxt: 3000, wnd: 1000 },
  ])
  const [heading, ...rows] = figure.table.split('\n').map((row) => row.split(/ {2,}/))
  assert.equal(heading, ['moment', 'SND.UNA', 'SND.NXT', 'SND.WND', 'usable'])
  assert.equal(rows, [
    ['open', '0', '1000', '4000', '3000'],
    ['2', '0', '3000', '1000', '-2000'],
  ])
  assert.match(figure.sentence, /^Open: up to 0 acknowledged/)
})

test('one moment and several → titles that say what is to be seen', () => {
  const moment = { una: 0, nxt: 1000, wnd: 4000 }
  assert.match(slidingWindow(moment), /<title id="[^"]+">What may be sent now</)
  assert.match(slidingWindow([moment, moment]), /<title id="[^"]+">What may be sent, at 2 moments</)
})

const seed = seedFrom('WINDOW_SEED')
test(`random moments at both widths, WINDOW_SEED=${seed} → sound`, () => {
  const octets = fc.nat(100_000)
  const moments = fc.array(
    fc.tuple(octets, octets, octets, fc.option(octets)).map(([una, flight, wnd, more]) => ({
      una,
      nxt: una + flight,
      wnd,
      ...(more !== null && { written: una + more }),
    })),
    { minLength: 1, maxLength: 4 },
  )
  const mss = fc.constantFrom({}, { mss: 1000 }, { mss: 1460 })
  fc.assert(
    fc.property(moments, mss, (drawn, options) => {
      const figure = windowFigure(drawn, options)
      for (const width of [WIDE, NARROW]) assert.equal(flawsOf(figure.svg(width), width), [], `${width}`)
    }),
    { seed, numRuns: draws(300) },
  )
})

test.run()
