import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ladder, NARROW, WIDE } from '../../../lib/draw/index.ts'
import type { Trace } from '../../../lib/network/trace-types.ts'
import { opened, Story, zeroWindowTrace } from '../../helpers/trace-samples.ts'
import { flawsOf } from '../geometry.ts'
import { every, parseXml } from '../xml.ts'
import { arrowsIn } from './strokes.ts'

const test = suite('breaks of ladders')

function texts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

/** A segment, and another so many milliseconds after it has arrived. */
function paused(pause: number): Trace {
  return new Story(10)
    .send(0, 'client', '[SYN] seq 0 win 65535')
    .send(10 + pause, 'server', '[SYN ACK] seq 0 ack 1 win 65535')
    .tell()
}

for (const [pause, words] of [
  [1000, '990 ms left out'],
  [60_000, '59.99 s left out'],
  [300, '290 ms left out'],
] as const)
  test(`${pause} ms in which nothing happens → a break that says “${words}”, and all flights parallel`, () => {
    const svg = ladder(paused(pause))
    assert.ok(texts(svg).includes(words), texts(svg).join())
    const [there, back] = arrowsIn(svg).arrows
    assert.ok(Math.abs(there!.y1 - there!.y0 - (back!.y1 - back!.y0)) < 0.11)
    assert.ok(back!.y0 - there!.y1 < 80, 'the idle time takes little room')
    assert.ok(texts(svg).some((text) => text.endsWith('time to scale but for the breaks')))
  })

test('a short pause → no break, and drawn as long as it is', () => {
  const svg = ladder(paused(5))
  assert.not(texts(svg).some((text) => text.endsWith('left out')))
  const [there, back] = arrowsIn(svg).arrows
  assert.ok(Math.abs((back!.y0 - there!.y1) / (there!.y1 - there!.y0) - 0.5) < 0.01)
})

test('what is left out and what is drawn → together the time that passed', () => {
  const svg = ladder(paused(1000))
  const [there, back] = arrowsIn(svg).arrows
  const scale = (there!.y1 - there!.y0) / 10
  const quarter = Number(/class="edge" d="M[\d.]+ [\d.]+l-5 ([\d.]+)/.exec(svg)![1])
  const drawn = (back!.y0 - there!.y1 - 4 * quarter) / scale
  assert.ok(Math.abs(drawn + 990 - 1000) < 0.3, `${drawn} ms are drawn`)
})

test('packets under way for very long with nothing else → cut by a break, with one slope on both sides', () => {
  const trace = new Story(1)
  for (let index = 0; index < 8; index++)
    trace.send(index * 3, 'client', `[ACK] seq ${1 + index * 9}:${10 + index * 9} ack 1 win 9`)
  trace.send(30, 'client', '[ACK] seq 73:82 ack 1 win 9', { arrives: 3030 })
  const svg = ladder(trace.tell())
  const { arrows, lifelines } = arrowsIn(svg)
  assert.ok(arrows.length >= 8)
  assert.is(lifelines.length, 2)
  for (const width of [WIDE, NARROW]) assert.equal(flawsOf(ladder(trace.tell(), { width }), width), [])
})

test('a connection that its listener has waited for → LISTEN above the first row, and no time', () => {
  const story = new Story(10)
    .send(0, 'client', '[SYN] seq 0 win 65535')
    .state(10, 'server', 'CLOSED', 'LISTEN')
    .state(10, 'server', 'LISTEN', 'SYN-RECEIVED')
    .send(10, 'server', '[SYN ACK] seq 0 ack 1 win 65535')
  for (const width of [WIDE, NARROW]) {
    const labels = [...every(parseXml(ladder(story.tell(), { width })))].filter(({ name }) => name === 'text')
    const heightOf = (wanted: string): number => Number(labels.find(({ text }) => text === wanted)!.attributes.y)
    assert.ok(heightOf('LISTEN') < heightOf('0'), `${width}`)
  }
})

test('times → on both sides, departures and arrivals of each, none twice', () => {
  for (const width of [WIDE, NARROW]) {
    const svg = ladder(paused(5), { width })
    const labels = [...every(parseXml(svg))].filter(({ name }) => name === 'text')
    const [left, right] = arrowsIn(svg).lifelines as [number, number]
    const timesAt = (isThere: (x: number) => boolean): string[] =>
      labels.flatMap(({ text, attributes }) => (/^\d+$/.test(text) && isThere(Number(attributes.x)) ? [text] : []))
    assert.equal(
      timesAt((x) => x < left),
      ['0', '25'],
    )
    assert.equal(
      timesAt((x) => x > right),
      ['10', '15'],
    )
  }
})

test('a window that closes for seconds → its timers beside the lifeline, and the figure not taller than a screen', () => {
  const svg = ladder(zeroWindowTrace(), { timers: true, states: false, window: true })
  assert.is(texts(svg).filter((text) => text === 'persist timer').length, 2)
  assert.ok(Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)![1]) < 800)
})

test('marks by shape → a disc for SYN, a square for FIN, a bar for RST', () => {
  const shapes = (line: string): string => ladder(new Story(10).send(0, 'client', line).tell(), { states: false })
  assert.match(shapes('[SYN] seq 0 win 9'), /class="head" d="[^"]*a4 4 /)
  assert.match(shapes('[FIN ACK] seq 1 ack 1 win 9'), /class="head" d="[^"]*h7v7h-7z/)
  assert.match(shapes('[RST] seq 1 win 9'), /class="gone" d="M[\d. ]+v12"/)
  assert.match(ladder(opened(new Story(10)).send(30, 'client', '[ACK] seq 1:9 ack 1 win 9').tell()), /class="l1"/)
})

test.run()
