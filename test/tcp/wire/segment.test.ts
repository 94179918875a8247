import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatFlags, formatSegment, makeSegment, parseSegment, segmentLength } from '../../../lib/tcp/wire/segment.ts'
import { segments } from '../../helpers/segments.ts'

test('a SYN with all its options → one line', () => {
  const syn = makeSegment({
    sourcePort: 49152,
    destinationPort: 80,
    seq: 300,
    flags: { syn: true },
    window: 65_535,
    options: { mss: 1460, windowScale: 7, sackPermitted: true, timestamps: { value: 9, echo: 0 } },
  })
  assert.is(formatSegment(syn), '49152 > 80 [SYN] seq 300 win 65535 <mss 1460, wscale 7, sackOK, ts 9/0>')
})

test('Fast Open → the cookie in hexadecimal; one that is asked for has none', () => {
  const line = (cookie: number[]): string =>
    formatSegment(makeSegment({ flags: { syn: true }, options: { mss: 1460, fastOpen: Uint8Array.from(cookie) } }))
  assert.match(line([0, 1, 0xab, 0xff]), /<mss 1460, tfo 0001abff>$/)
  assert.match(line([]), /<mss 1460, tfo>$/)
  assert.throws(() => parseSegment('[SYN] seq 0 <tfo 0x>'), /"tfo 0x" is not understood/)
})

test('data with an origin → relative numbers, a range, SACK blocks relative to the other side', () => {
  const data = makeSegment({
    sourcePort: 1,
    destinationPort: 2,
    seq: 0xffff_fff0,
    ack: 1101,
    flags: { ack: true, psh: true },
    options: { sack: [[1201, 1301]] },
    payload: new Uint8Array(32),
  })
  const origin = { seq: 0xffff_ffef, ack: 1100 }
  assert.is(formatSegment(data, origin), '1 > 2 [PSH ACK] seq 1:33 ack 1 win 0 len 32 <sack 101:201>')
  assert.is(formatSegment(data), '1 > 2 [PSH ACK] seq 4294967280:16 ack 1101 win 0 len 32 <sack 1201:1301>')
})

test('all flags → in the order of the header, lowest bit first; none → empty', () => {
  const all = { cwr: true, ece: true, urg: true, ack: true, psh: true, rst: true, syn: true, fin: true }
  assert.is(formatFlags(all), 'FIN SYN RST PSH ACK URG ECE CWR')
  assert.is(formatFlags({ ack: false }), '')
})

test('SYN and FIN → each takes one sequence number beside the payload', () => {
  assert.is(segmentLength(makeSegment()), 0)
  assert.is(segmentLength(makeSegment({ flags: { syn: true, fin: true }, payload: new Uint8Array(5) })), 7)
})

test('any segment printed and parsed → the same segment, but for what the payload says', () => {
  fc.assert(
    fc.property(segments, (segment) => {
      const parsed = parseSegment(formatSegment(segment))
      assert.equal(parsed, { ...segment, payload: new Uint8Array(segment.payload.length) })
    }),
  )
})

test('a line with the least → the rest is zero', () => {
  assert.equal(parseSegment('[ACK] seq 1:101 ack 7'), {
    ...makeSegment({ seq: 1, ack: 7, flags: { ack: true } }),
    payload: new Uint8Array(100),
  })
})

for (const [line, word] of [
  ['SYN seq 1', /not a segment/],
  ['[SYN FUN]', /"FUN"/],
  ['[SYN] sek 1', /"sek"/],
  ['[SYN] seq one', /"seq one"/],
  ['[SYN] <mss 1, blue 2>', /"blue 2"/],
  ['[ACK] seq 9:1', /4294967288 octets/],
] as const) {
  test(`the line ${line} → an error that names ${word}`, () => {
    assert.throws(() => parseSegment(line), word)
  })
}

test.run()
