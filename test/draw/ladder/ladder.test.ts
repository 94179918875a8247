import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeLadder, journeys, ladder, ladderTable } from '../../../lib/draw/index.ts'
import { ladderRowsOf } from '../../../lib/draw/ladder/rows.ts'
import type { Trace } from '../../../lib/network/trace-types.ts'
import {
  burstTrace,
  CLIENT_SIDE,
  echoTrace,
  lossTrace,
  SERVER_SIDE,
  simultaneousOpenTrace,
  zeroWindowTrace,
} from '../../helpers/trace-samples.ts'
import { collisions, labelsOf } from '../labels.ts'
import { type Element, every, parseXml } from '../xml.ts'

const test = suite('ladder')

function labelTexts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

/** The arrows, in the order drawn, with where they begin and end. */
function arrows(svg: string): { title: string; element: Element; y0: number; y1: number }[] {
  return [...every(parseXml(svg))]
    .filter(({ name, children }) => name === 'g' && children[0]?.name === 'title')
    .map((element) => {
      const [, y0, y1] = /^M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)/.exec(element.children[1]!.attributes.d!) ?? []
      return { title: element.children[0]!.text, element, y0: Number(y0), y1: Number(y1) }
    })
}

test('ISNs near 2^32 → numbers from 0 on, over the wrap', () => {
  const texts = labelTexts(ladder(lossTrace(), { states: false }))
  assert.ok(texts.includes('SYN seq 0'))
  assert.ok(texts.includes('SYN ACK seq 0 ack 1'))
  assert.ok(texts.includes('ACK seq 13141:14601 ack 1 len 1460'))
  assert.ok(texts.includes('ACK seq 1 ack 14601'))
})

test('a segment lost in a full queue → a cross, no arrowhead, and the reason', () => {
  const svg = ladder(lossTrace())
  const lost = arrows(svg).filter(({ title }) => title.includes('lost'))
  assert.is(lost.length, 1)
  assert.match(lost[0]!.title, /seq 2921:4381 .*lost: queue full/)
  const classes = lost[0]!.element.children.map(({ attributes }) => attributes.class)
  assert.ok(classes.includes('gone') && !classes.includes('head'))
  assert.ok(labelTexts(svg).includes('lost: queue full'))
})

test('a retransmission → an R, a dashed line and the word, not colour alone', () => {
  const svg = ladder(lossTrace(), { width: 600 })
  const again = arrows(svg).filter(({ element }) => element.children[1]!.attributes.class === 'again')
  assert.is(again.length, 1)
  assert.match(svg, /\.again\{[^}]*stroke-dasharray/)
  assert.is(labelTexts(svg).filter((text) => text === 'R').length, 1)
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

test('evenly spaced: segments that cross on the way → arrows that cross', () => {
  const [first, second] = arrows(ladder(simultaneousOpenTrace()))
    .filter(({ title }) => title.includes('[SYN]'))
    .sort((a, b) => a.y0 - b.y0)
  assert.ok(second!.y0 < first!.y1, 'the server sends before the SYN arrives')
  assert.ok(first!.y0 < second!.y1, 'and the client before the other one does')
})

test('evenly spaced: what a host saw before it sent → arrives above, what it saw after → below', () => {
  for (const trace of [echoTrace(), lossTrace(), simultaneousOpenTrace(), burstTrace()]) {
    const drawn = new Map(arrows(ladder(trace)).map(({ title, y0, y1 }) => [title, { y0, y1 }]))
    const all = ladderRowsOf(trace).arrows.map(({ journey, tooltip }) => ({ ...journey, ...drawn.get(tooltip)! }))
    assert.is(drawn.size, all.length)
    let compared = 0
    for (const sent of all)
      for (const came of all) {
        if (came.to !== sent.from || came.arrived === undefined) continue
        compared++
        if (came.endIndex! < sent.sentIndex) assert.ok(came.y1 < sent.y0, `${came.id} arrives before ${sent.id} leaves`)
        else assert.ok(came.y1 > sent.y0, `${came.id} arrives after ${sent.id} leaves`)
      }
    assert.ok(compared > 3)
  }
})

test('true to scale → heights in proportion to the times', () => {
  const drawn = arrows(ladder(echoTrace(), { time: 'scale' }))
  const at = (start: string): number => drawn.find(({ title }) => title.startsWith(start))!.y0
  const [t0, t20, t42] = [at('0 ms'), at('20 ms'), at('42 ms')]
  assert.ok(Math.abs((t42 - t0) / (t20 - t0) - 2.1) < 0.01)
})

test('sixty segments in a burst, both layouts and any width → no label on another', () => {
  for (const time of ['even', 'scale'] as const)
    for (const width of [320, 440, 640]) {
      const svg = parseXml(ladder(burstTrace(), { time, width }))
      assert.equal(collisions(labelsOf(svg)), [], `${time} ${width}`)
    }
})

test('true to scale, with too little room → the picture says how many labels it leaves out', () => {
  assert.ok(labelTexts(ladder(burstTrace(), { time: 'scale' })).some((text) => /^\d+ labels left out/.test(text)))
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
  assert.equal([...names].sort(), ['desc', 'g', 'path', 'rect', 'style', 'svg', 'text', 'title', 'tspan'])
  assert.not.match(svg, /<script|<img|onload="/)
})

test('true to scale → a ground behind each label, over the lines and under the words', () => {
  const marks = [...every(parseXml(ladder(lossTrace(), { time: 'scale', states: false })))]
  const at = (wanted: (element: Element) => boolean): number[] =>
    marks.flatMap((element, index) => (wanted(element) ? [index] : []))
  const grounds = at(({ attributes }) => attributes.class === 'bg' && attributes.x !== undefined)
  const words = at(({ name, children }) => name === 'text' && children[0]?.name === 'tspan')
  assert.is(grounds.length, words.length)
  assert.ok(Math.max(...at(({ attributes }) => attributes.class === 'arrow')) < grounds[0]!)
  assert.ok(grounds.at(-1)! < words[0]!)
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
