import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeHeader, headerFigure, headerLayout, NARROW, WIDE } from '../../lib/draw/index.ts'
import { draws, seedFrom } from '../helpers/draws.ts'
import { echoTrace } from '../helpers/trace-samples.ts'
import { segmentBytes } from './gallery-diagrams.ts'
import { flawsOf } from './geometry.ts'
import { collisions, labelsOf } from './labels.ts'
import { every, parseXml } from './xml.ts'

const test = suite('headers')

function labelTexts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

test('a SYN’s bytes → every field with its value, every option', () => {
  const bytes = segmentBytes('49152 > 80 [SYN] seq 4294966784 win 65535 <mss 1460, wscale 7, sackOK, ts 1234567/0>')
  const texts = labelTexts(headerLayout(bytes))
  for (const value of ['49152', '80', '4294966784', '65535', '1460', '1234567', '10'])
    assert.ok(texts.includes(value), value)
  assert.match(
    describeHeader(bytes),
    /^Source port 49152; destination port 80; sequence number 4294966784; acknowledgment number 0; data offset 10 words; flags SYN; window 65535; checksum 0x[0-9a-f]{4}; urgent pointer 0; options: MSS size 1460, SACK permitted, Timestamps value 1234567 echo reply 0, Window scale shift 7\.$/,
  )
})

test('flags that are set → marked by bold letters and a box, not colour alone', () => {
  const svg = parseXml(headerLayout(segmentBytes('1 > 2 [PSH ACK] seq 1 ack 1')))
  const marked = [...every(svg)].filter(({ name, children }) => name === 'g' && children[1]?.attributes.class === 'on')
  assert.equal(
    marked.map(({ children }) => children[0]!.text),
    ['ACK: 1', 'PSH: 1'],
  )
  for (const { children } of marked)
    for (const letter of children.slice(2)) assert.match(letter.attributes.class!, /\bb\b/)
})

test('a whole IPv4 packet → the segment in it', () => {
  const packet = echoTrace().events.flatMap((event) => (event.type === 'packet' ? [event.bytes] : []))[0]!
  assert.ok(labelTexts(headerLayout(packet, { ip: true })).includes('49152'))
})

test('bytes that break off or lie about lengths → a picture of what is there', () => {
  const whole = segmentBytes('1 > 2 [SYN] seq 0 <mss 1460, wscale 7, sackOK, ts 1/0>')
  for (let length = 0; length <= whole.length; length++) parseXml(headerLayout(whole.subarray(0, length)))
  for (let at = 12; at < whole.length; at++)
    for (const value of [0, 1, 2, 3, 0xff]) {
      const damaged = whole.slice()
      damaged[at] = value
      const svg = parseXml(headerLayout(damaged))
      assert.equal(collisions(labelsOf(svg)), [], `byte ${at} is ${value}`)
    }
  const lying = segmentBytes('1 > 2 [SYN] seq 0 <mss 1460>')
  lying[21] = 9
  assert.match(describeHeader(lying), /illegal option 02 09 05 b4\.$/)
  assert.is(describeHeader(whole.subarray(0, 4)), 'Too short for a header 00 01 00 02.')
})

const ALL = '1 > 2 [CWR ECE URG ACK PSH RST SYN FIN] seq 4294967295 ack 4294967295 win 65535'
const SYN = '49152 > 80 [SYN] seq 4294966784 win 65535 <mss 1460, wscale 7, sackOK, ts 1234567/0>'

test('on a narrow screen → the same bits and values; each flag a number, the names of all below, of those that are set bold', () => {
  for (const line of [ALL, SYN]) {
    const figure = headerFigure(segmentBytes(line))
    for (const width of [WIDE, NARROW]) assert.equal(flawsOf(figure.svg(width), width), [], `${width}`)
    const texts = labelTexts(figure.svg(NARROW))
    assert.ok(texts.includes('Flags: CWR ECE URG ACK PSH RST SYN FIN'))
    for (const value of ['65535', 'Offset', 'Rsrvd', 'Acknowledgment number']) assert.ok(texts.includes(value), value)
  }
  const narrow = parseXml(headerLayout(segmentBytes(SYN), { width: NARROW }))
  const bold = [...every(narrow)].filter(({ name }) => name === 'tspan').map(({ text }) => text)
  assert.equal(bold, ['SYN'])
})

test('the bits’ numbers and the rows’ → each beside its own word, on lines of their own', () => {
  for (const width of [WIDE, NARROW]) {
    const labels = labelsOf(parseXml(headerLayout(segmentBytes(SYN), { width })))
    const at = (text: string): number => labels.find((label) => label.text === text)!.y0
    assert.is(at('bit'), at('31'))
    assert.ok(at('byte') > at('bit') + 10 && at('byte') < at('4') - 10)
  }
})

test('a header as a figure → a row a field, its bits, its value, and what that means', () => {
  const { table, sentence } = headerFigure(segmentBytes(SYN))
  assert.match(table, /^field +bits +value\nSource port +0 to 15 +49152\n/)
  assert.match(table, /\nSYN +110 +1\n/)
  assert.match(table, /\nWindow scale shift +312 to 319 +7 \(windows times 128\)$/)
  assert.is(sentence, describeHeader(segmentBytes(SYN)))
})

const seed = seedFrom('HEADER_SEED')
test(`random bytes at both widths, HEADER_SEED=${seed} → sound`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 5, max: 15 }), (bytes, words) => {
      if (bytes.length > 12) bytes[12] = words << 4
      const figure = headerFigure(bytes)
      for (const width of [WIDE, NARROW]) assert.equal(flawsOf(figure.svg(width), width), [], `${width}`)
    }),
    { seed, numRuns: draws(200) },
  )
})

test.run()
