import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  headerFieldsOf,
  type LinuxCapture,
  linuxCapture,
  readCapture,
  segmentLines,
} from '../../lib/concepts/captures.ts'
import { exchange } from '../../lib/concepts/handshake.ts'
import { segmentsOf } from '../../lib/concepts/helpers.ts'
import { pcapng } from '../../lib/network/index.ts'

const linesOf = (name: LinuxCapture): string[] => segmentLines(readCapture(linuxCapture(name)))

test('our own trace, written as pcapng and read again → its segments, at their times', () => {
  const { trace } = exchange({ start: 7 })
  const read = readCapture(pcapng(trace))
  const sent = segmentsOf(trace)
  assert.equal(
    read.map(({ segment }) => segment),
    trace.events.flatMap((event) =>
      event.type === 'packet' && event[event.what === 'sent' ? 'from' : 'to'] === 'client' ? [event.segment!] : [],
    ),
  )
  assert.is(read.length, sent.length)
  assert.is(Math.round(read.at(-1)!.time), Math.round(sent.at(-1)!.time - sent[0]!.time))
})

test('a capture of Linux → numbers counted from the SYNs; data that was cut off is counted', () => {
  assert.equal(linesOf('exchange').slice(0, 4), [
    '[SYN] seq 0',
    '[SYN ACK] seq 0 ack 1',
    '[ACK] seq 1 ack 1',
    '[PSH ACK] seq 1:17 ack 1',
  ])
  assert.is(linesOf('exchange').at(-1), '[RST ACK] seq 0 ack 1')
  assert.is(linesOf('aborted').at(-1), '[RST ACK] seq 1 ack 1')
  assert.is(linesOf('offloaded')[3], '[PSH ACK] seq 1:7241 ack 1')
})

test('the fields of a SYN of Linux → as its sender chose them', () => {
  const fields = headerFieldsOf(readCapture(linuxCapture('exchange'))[0]!)
  assert.equal(fields.slice(3), ['window: 65495', 'MSS: 65495', 'SACK: true', 'timestamps: true', 'window scale: 10'])
})

test('the same packets in a file of pcap, microseconds or nanoseconds → the same segments and times', () => {
  const expected = readCapture(linuxCapture('unanswered'))
  for (const [magic, perSecond] of [
    [0xa1b2_c3d4, 1e6],
    [0xa1b2_3c4d, 1e9],
  ] as const) {
    const header = words(magic, 0x0004_0002, 0, 0, 65_535, 101)
    const records = expected.flatMap(({ time, bytes }) => {
      const ticks = Math.round((time * perSecond) / 1000)
      return [...words(Math.floor(ticks / perSecond), ticks % perSecond, bytes.length, bytes.length), ...bytes]
    })
    const read = readCapture(Uint8Array.from([...header, ...records]))
    assert.equal(
      read.map(({ segment }) => segment),
      expected.map(({ segment }) => segment),
    )
    assert.ok(read.every(({ time }, at) => Math.abs(time - expected[at]!.time) < 0.002))
  }
})

test('no capture, or a link that is not known → an error that says what to do', () => {
  assert.throws(() => readCapture(new Uint8Array(40)), /not a capture.*tcpdump/)
  assert.throws(
    () => readCapture(words(0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 113)),
    /link type is 113.*one interface/,
  )
})

function words(...numbers: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(numbers).buffer)
}

test.run()
