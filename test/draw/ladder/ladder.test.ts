import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeLadder, journeys, ladder, ladderTable } from '../../../lib/draw/index.ts'
import { short } from '../../../lib/draw/svg.ts'
import type { Trace } from '../../../lib/network/trace-types.ts'
import {
  burstTrace,
  CLIENT_SIDE,
  echoTrace,
  lossTrace,
  SERVER_SIDE,
  Story,
  simultaneousOpenTrace,
  zeroWindowTrace,
} from '../../helpers/trace-samples.ts'
import { flawsOf } from '../geometry.ts'
import { type Element, every, parseXml } from '../xml.ts'
import { arrowsIn, type DrawnArrow } from './strokes.ts'

const test = suite('ladder')

function labelTexts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

test('ISNs near 2^32 → numbers from 0 on, over the wrap', () => {
  const texts = labelTexts(ladder(lossTrace(), { states: false, merge: false }))
  assert.ok(texts.includes('SYN seq 0'))
  assert.ok(texts.includes('SYN ACK seq 0 ack 1'))
  assert.ok(texts.includes('ACK seq 1 ack 14601'))
  assert.match(ladderTable(lossTrace()), /ACK seq 13141:14601 ack 1 len 1460/)
})

test('a segment lost in a full queue → a cross under way, no arrowhead, and the reason', () => {
  const svg = ladder(lossTrace())
  const { arrows, lifelines } = arrowsIn(svg)
  const ends = arrows.filter(({ x1 }) => lifelines.every((x) => Math.abs(x - x1) > 1))
  assert.is(ends.length, 1)
  const [{ x1, y1 }] = ends as [DrawnArrow]
  assert.match(svg, new RegExp(`class="gone" d="M${short(x1 - 5)} ${short(y1 - 5)}l10 10`))
  assert.ok(labelTexts(svg).some((text) => text.includes('lost: queue full')))
})

test('lost as a script told it → lost, without a word of scripts', () => {
  const trace = new Story(10).send(0, 'client', '[SYN] seq 0 win 65535', { lost: 'script' }).tell()
  for (const text of [ladder(trace), describeLadder(trace), ladderTable(trace)]) assert.not.match(text, /script/)
  assert.match(ladderTable(trace), /SYN seq 0 +lost$/)
})

test('a retransmission → a dashed line and the word, not colour alone; nothing else is dashed', () => {
  const svg = ladder(lossTrace())
  assert.is(/class="again" d="([^"]*)"/.exec(svg)![1]!.split('M').length, 2)
  assert.match(svg, /\.again\{[^}]*stroke-dasharray/)
  assert.is(svg.match(/stroke-dasharray/g)!.length, 1)
  assert.is(labelTexts(svg).filter((text) => text.endsWith('resent')).length, 1)
})

test('states and programs → beside the lifelines, in the order of the trace', () => {
  const texts = labelTexts(ladder(echoTrace()))
  for (const state of ['SYN-SENT', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'LISTEN', 'CLOSE-WAIT', 'LAST-ACK'])
    assert.ok(texts.includes(state), state)
  assert.ok(texts.includes('sends hello'))
  const without = labelTexts(ladder(echoTrace(), { states: false, programs: false }))
  assert.not(without.includes('SYN-SENT'))
  assert.not(without.includes('sends hello'))
})

test('a window of 0 → shown without asking; others only when asked', () => {
  const texts = labelTexts(ladder(zeroWindowTrace(), { states: false }))
  assert.is(texts.filter((text) => text.includes('win 0')).length, 3)
  assert.is(texts.filter((text) => /win [1-9]/.test(text)).length, 0)
  assert.ok(
    labelTexts(ladder(zeroWindowTrace(), { window: true, states: false })).some((text) => text.includes('win 4096')),
  )
})

test('segments that cross on the way → arrows that cross, in order and to scale', () => {
  for (const time of ['even', 'scale'] as const) {
    const [first, second] = arrowsIn(ladder(simultaneousOpenTrace(), { time })).arrows.sort((a, b) => a.y0 - b.y0)
    assert.ok(second!.y0 < first!.y1, 'the server sends before the SYN arrives')
    assert.ok(first!.y0 < second!.y1, 'and the client before the other one does')
  }
})

test('in order only → rows of one height, and the picture says that it is not to scale', () => {
  const svg = ladder(echoTrace(), { time: 'even' })
  assert.ok(labelTexts(svg).includes('rows in order, not to scale'))
  const heights = [...new Set(arrowsIn(svg).arrows.flatMap(({ y0, y1 }) => [y0, y1]))].sort((a, b) => a - b)
  const steps = heights.slice(1).map((y, index) => y - heights[index]!)
  const row = Math.min(...steps.filter((step) => step > 4))
  for (const step of steps.filter((one) => one > 4)) assert.ok(Math.abs(step / row - Math.round(step / row)) < 0.01)
})

test('true to scale → heights in proportion to the times, and the picture says so', () => {
  const svg = ladder(echoTrace())
  const tops = [...new Set(arrowsIn(svg).arrows.map(({ y0 }) => y0))].sort((a, b) => a - b)
  const [t0, t10, t20, t21] = tops as [number, number, number, number]
  assert.ok(Math.abs((t20 - t0) / (t10 - t0) - 2) < 0.01)
  assert.ok(Math.abs((t21 - t20) / (t10 - t0) - 0.1) < 0.01)
  assert.ok(labelTexts(svg).some((text) => /^\d+ ms: time to scale$/.test(text)))
})

test('an arrival and the departure that it causes → at one height', () => {
  const { arrows } = arrowsIn(ladder(echoTrace()))
  const [syn, answer, ack] = arrows.sort((a, b) => a.y0 - b.y0) as [DrawnArrow, DrawnArrow, DrawnArrow]
  assert.is(answer.y0, syn.y1)
  assert.is(ack.y0, answer.y1)
})

test('sixty segments in a burst, each way of drawing and any width → no flaw', () => {
  for (const time of ['even', 'scale'] as const)
    for (const merge of [true, false])
      for (const width of [340, 440, 680])
        assert.equal(flawsOf(ladder(burstTrace(), { time, width, merge }), width), [], `${time} ${merge} ${width}`)
})

test('too little room for all words → the picture says how many are missing, and where they are', () => {
  const texts = labelTexts(ladder(burstTrace(), { merge: false, width: 340 }))
  assert.ok(texts.some((text) => /^\d+ labels left out for want of room: see the table$/.test(text)))
})

test('hostile names, words and ids → text, and a well-formed picture', () => {
  const trace: Trace = echoTrace()
  const rename = (name: string): string =>
    name === 'client' ? '"><script>alert(1)</script>' : `x${'long '.repeat(80)}`
  const hostile: Trace = {
    ...trace,
    hosts: trace.hosts.map(({ name, address }) => ({ name: rename(name), address })),
    events: trace.events.map((event) => {
      if (event.type === 'packet') return { ...event, from: rename(event.from), to: rename(event.to) }
      if (event.type === 'program')
        return { ...event, host: rename(event.host), text: ']]></style><img src=x onerror=alert(1)>\0&amp;' }
      return 'host' in event ? { ...event, host: rename(event.host) } : event
    }),
  }
  const svg = ladder(hostile, { id: 'a" onload="alert(1)', title: '</title><script>' })
  const names = new Set([...every(parseXml(svg))].map(({ name }) => name))
  assert.equal([...names].sort(), ['desc', 'path', 'style', 'svg', 'text', 'title', 'tspan'])
  assert.not.match(svg, /<script|<img|onload="/)
})

test('a plate behind each label on its arrow → over all lines and under the words', () => {
  const marks = [...every(parseXml(ladder(echoTrace())))]
  const at = (wanted: (element: Element) => boolean): number[] =>
    marks.flatMap((element, index) => (wanted(element) ? [index] : []))
  const plates = at(({ attributes }) => attributes.class === 'plate')
  const words = at(({ name, children }) => name === 'text' && children[0]?.name === 'tspan')
  assert.is(plates.length, 1)
  assert.ok(
    Math.max(
      ...at(({ name, attributes }) => name === 'path' && attributes.class !== 'plate').filter(
        (index) => index < plates.at(-1)!,
      ),
    ) < plates[0]!,
  )
  assert.ok(plates.at(-1)! < words[0]!)
})

test('a router’s report → ICMP, not a datagram with a number', () => {
  const trace = echoTrace()
  const first = trace.events.find((event) => event.type === 'packet')!
  if (first.type !== 'packet') throw new Error('the echo begins with a packet')
  const { segment: _, ...packet } = first
  const bytes = Uint8Array.from(packet.bytes, (byte, index) => (index === 9 ? 1 : byte))
  const datagram = { id: 0, offset: 0, length: 36, moreFragments: false }
  trace.events.push({ ...packet, id: 998, time: 90, bytes, datagram })
  assert.ok(labelTexts(ladder(trace)).includes('ICMP len 36'))
})

test('an empty trace → an empty picture and a sentence that says so', () => {
  const empty: Trace = { hosts: [{ name: 'a', address: '10.0.0.1' }], events: [], end: 0 }
  for (const time of ['even', 'scale'] as const) parseXml(ladder(empty, { time }))
  assert.is(describeLadder(empty), 'No segments between any hosts.')
})

test('the text alternative of the echo → who opened, what was carried, who closed, the states at the end', () => {
  assert.is(
    describeLadder(echoTrace()),
    '9 segments between client and server in 83.5 ms. client opens: SYN, SYN ACK from server, ACK; established there after 20 ms. ' +
      'Data: 5 bytes client to server and 5 bytes server to client. Nothing is lost. client sends FIN at 42 ms, server at 63.5 ms. ' +
      'At the end server is in CLOSED and client is in TIME-WAIT. ' +
      'The programs say: client “sends hello”, server “received 5 bytes”, client “received hello, closes” and server “read the end of file, closes”.',
  )
})

test('the text alternatives of a loss, a closed window, a simultaneous open → say so', () => {
  assert.match(
    describeLadder(lossTrace()),
    /Lost: client's bytes 2921 to 4380 at 44 ms \(queue full\)\. Sent again: client's bytes 2921 to 4380 at 87\.5 ms \(third duplicate ACK\)\./,
  )
  assert.match(describeLadder(zeroWindowTrace()), /server closes its window at 34 ms and opens it again at 700 ms\./)
  assert.match(describeLadder(simultaneousOpenTrace()), /Both ends send SYN: a simultaneous open\./)
})

test('a table of the same → one line a segment, with what became of it', () => {
  const rows = ladderTable(lossTrace()).split('\n')
  assert.is(rows.length, 1 + journeys(lossTrace()).length)
  assert.ok(
    rows.some((row) => /^44\s+client → server\s+ACK seq 2921:4381 ack 1 len 1460\s+lost: queue full$/.test(row)),
  )
})

test('a connection named from either end → the same segments; another one → none', () => {
  const all = journeys(echoTrace()).length
  assert.is(journeys(echoTrace(), { connection: CLIENT_SIDE }).length, all)
  assert.is(journeys(echoTrace(), { connection: SERVER_SIDE }).length, all)
  assert.is(journeys(echoTrace(), { connection: '10.0.0.1:1 → 10.0.0.2:80' }).length, 0)
  assert.is(journeys(echoTrace(), { from: 40, until: 60 }).length, 2)
})

test('a copy that the network made → drawn from the original’s sending, and named', () => {
  const trace = echoTrace()
  const original = trace.events.find((event) => event.type === 'packet' && event.what === 'delivered')!
  assert.is(original.type, 'packet')
  if (original.type !== 'packet') return
  trace.events.push({ ...original, id: 999, copyOf: original.id, time: 90 })
  const copy = journeys(trace).find(({ copy }) => copy)!
  assert.is(copy.sent, 0)
  assert.is(copy.arrived, 90)
  assert.match(describeLadder(trace), /The network duplicates 1 packet\./)
  assert.ok(labelTexts(ladder(trace, { width: 700 })).some((text) => text.includes('duplicate')))
})

test.run()
