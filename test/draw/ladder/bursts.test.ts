import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ladder, ladderTable, NARROW, WIDE } from '../../../lib/draw/index.ts'
import { drawGutter, type Gutter, type Remark } from '../../../lib/draw/ladder/gutter.ts'
import { ladderRowsOf } from '../../../lib/draw/ladder/rows.ts'
import { runsOf, type SegmentRun } from '../../../lib/draw/ladder/runs.ts'
import { element, render } from '../../../lib/draw/svg.ts'
import type { PacketEvent, Trace } from '../../../lib/network/trace-types.ts'
import { burstTrace, lossTrace, Story } from '../../helpers/trace-samples.ts'
import { flawsOf } from '../geometry.ts'
import { every, parseXml } from '../xml.ts'
import { arrowsIn } from './strokes.ts'

const test = suite('bursts in ladders')

const lengths = (trace: Trace): number[] => {
  const { arrows, notes } = ladderRowsOf(trace)
  return runsOf(arrows, notes, () => true).map((run: SegmentRun) => run.length)
}

function texts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

/** Six segments one after the other, with something else about the fourth. */
function six(fate: Parameters<Story['send']>[3] = {}, between: (story: Story) => void = () => {}): Trace {
  const story = new Story(20)
  for (let index = 0; index < 6; index++) {
    if (index === 3) between(story)
    const seq = 1 + index * 100
    story.send(index, 'client', `[ACK] seq ${seq}:${seq + 100} ack 1 win 65535`, index === 3 ? fate : {})
  }
  return story.tell()
}

const cases: [title: string, trace: Trace, runs: number[]][] = [
  ['segments one after the other', six(), [6]],
  ['one of them lost', six({ lost: 'loss' }), [3, 1, 2]],
  ['one of them sent again', six({ again: 'timeout' }), [3, 1, 2]],
  ['one of them a window probe', six({ probe: true }), [3, 1, 2]],
  ['a word of the program between', six({}, (story) => story.say(2.5, 'client', 'sends more')), [3, 3]],
  ['a change of state between', six({}, (story) => story.state(2.5, 'client', 'ESTABLISHED', 'FIN-WAIT-1')), [3, 3]],
  [
    'a gap in the numbers',
    new Story(20)
      .send(0, 'client', '[ACK] seq 1:101 ack 1 win 9')
      .send(1, 'client', '[ACK] seq 201:301 ack 1 win 9')
      .tell(),
    [1, 1],
  ],
  [
    'acknowledgments that go on, then the same again',
    new Story(20)
      .send(0, 'server', '[ACK] seq 1 ack 101 win 9')
      .send(1, 'server', '[ACK] seq 1 ack 201 win 9')
      .send(2, 'server', '[ACK] seq 1 ack 301 win 9')
      .send(3, 'server', '[ACK] seq 1 ack 301 win 9')
      .send(4, 'server', '[ACK] seq 1 ack 301 win 9')
      .tell(),
    [3, 2],
  ],
  [
    'a window that closes',
    new Story(20).send(0, 'server', '[ACK] seq 1 ack 101 win 9').send(1, 'server', '[ACK] seq 1 ack 201 win 0').tell(),
    [1, 1],
  ],
  [
    'a FIN behind',
    new Story(20)
      .send(0, 'client', '[ACK] seq 1:101 ack 1 win 9')
      .send(1, 'client', '[FIN ACK] seq 101 ack 1 win 9')
      .tell(),
    [1, 1],
  ],
]
for (const [title, trace, runs] of cases)
  test(`${title} → runs of ${runs.join(', ')}`, () => assert.equal(lengths(trace), runs))

test('a burst → one band with one label, all its arrows in it, its members for who hovers, each in the table', () => {
  const svg = ladder(six(), { width: WIDE })
  assert.ok(texts(svg).includes('×6 seq 1:601'), texts(svg).join())
  assert.is(arrowsIn(svg).arrows.length, 6)
  const [band] = [...every(parseXml(svg))].filter(({ attributes }) => attributes.class === 'soft')
  assert.match(band!.children[0]!.text, /^seq 1: 0 to 20; .*; seq 501: 5 to 25$/)
  assert.is(ladderTable(six()).split('\n').length, 7)
  assert.not.match(ladder(six(), { width: NARROW }), /class="soft"[^>]*><title>/)
})

test('a burst that is not to be merged → each with words, or said to be without', () => {
  const svg = ladder(six(), { merge: false })
  assert.is(arrowsIn(svg).arrows.length, 6)
  assert.not(texts(svg).some((text) => text.startsWith('×')))
  assert.is(texts(svg).filter((text) => /seq \d+:\d+/.test(text)).length, 6)
})

test('a loss within a burst of data and acknowledgments → told by itself, in both widths', () => {
  for (const width of [WIDE, NARROW]) {
    const svg = ladder(lossTrace(), { width, states: false })
    assert.equal(flawsOf(svg, width), [])
    assert.ok(
      texts(svg).some((text) => text.includes('lost: queue') || text === 'lost: queue full'),
      texts(svg).join(),
    )
  }
})

test('words of a program for each of sixty segments → as many as there is room for, and how many are missing', () => {
  const svg = ladder(burstTrace())
  assert.ok(Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)![1]) < 1000)
  assert.ok(texts(svg).some((text) => /^\d+ labels left out/.test(text)))
})

test('letters where the text speaks of them → the payload in place of numbers, of segments and of datagrams', () => {
  const trace = six()
  for (const event of trace.events) if (event.type === 'packet') event.segment!.payload.fill(65 + event.id)
  const texted = texts(ladder({ ...trace, events: trace.events.slice(0, 2) }, { payload: 'text' }))
  assert.ok(
    texted.some((text) => /“B+…/.test(text)),
    texted.join(),
  )
  const events = datagrams(['C', 'A', 'D D E'])
  const letters = texts(ladder({ ...trace, events }, { payload: 'text', merge: false }))
  for (const letter of ['“C”', '“A”', '“D D E”'])
    assert.ok(
      letters.some((text) => text.includes(letter)),
      letter,
    )
  assert.match(ladderTable({ ...trace, events }, { payload: 'text' }), /datagram 3 len 13 “D D E”/)
  assert.not.match(ladder({ ...trace, events }), /“C”/)
})

test('what cannot be printed → a dot', () => {
  const events = datagrams(['a\u0007b\u202ec'])
  assert.match(ladder({ hosts: [], events, end: 9 }, { payload: 'text' }), /“a·b·c”/)
})

/** UDP packets with these words, one each ten milliseconds. */
function datagrams(words: readonly string[]): PacketEvent[] {
  return words.flatMap((word, index) => {
    const payload = new TextEncoder().encode(word)
    const bytes = new Uint8Array(28 + payload.length)
    bytes.set([0x45, 0, 0, bytes.length, 0, index + 1, 0, 0, 64, 17])
    bytes.set(payload, 28)
    const length = bytes.length - 20
    const datagram = { id: index + 1, offset: 0, length, moreFragments: false }
    const packet = { type: 'packet', id: 100 + index, from: 'client', to: 'server', bytes, datagram } as const
    return [
      { ...packet, time: index * 10, what: 'sent' },
      { ...packet, time: index * 10 + 5, what: 'delivered' },
    ] satisfies PacketEvent[]
  })
}

test('labels of one moment that say the same → once beside the lifeline, with their number', () => {
  const say = (text: string, order: number): Remark => ({ text, kind: 'label', order })
  const remarks = [say('ack 1', 0), ...Array.from({ length: 28 }, (_, at) => say('ack 901', 1 + at)), say('ack 1', 29)]
  const gutter: Gutter = { x: 100, side: 1, wordsX: 110, timesX: 300, isOneColumn: false, wordsWidth: 150 }
  const drawn = drawGutter([{ y: 20, time: '20', remarks, before: false }], gutter, 0, 100, 400)
  assert.equal(texts(render(element('svg', {}, drawn.body()))), ['ack 1', 'ack 901 ×28', 'ack 1', '20'])
  assert.ok(drawn.bottom <= 100)
})

test.run()
