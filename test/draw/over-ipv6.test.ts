import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCapture } from '../../lib/concepts/captures.ts'
import { segmentChecksum } from '../../lib/concepts/figures/checksum-steps.ts'
import { packetFields } from '../../lib/draw/diagrams/packet-fields.ts'
import { byteGridFigure, headerLayout, ladderFigure, NARROW, WIDE } from '../../lib/draw/index.ts'
import { type PacketEvent, pcapng } from '../../lib/network/index.ts'
import { transfer } from '../helpers/scenario.ts'
import { flawsOf } from './geometry.ts'
import { every, parseXml } from './xml.ts'

const test = suite('over IPv6')

const link = { rate: 10e6, delay: 10 }
const { trace } = transfer({ octets: 3000, over: 'IPv6', link })
const packets = trace.events.filter((event): event is PacketEvent => event.type === 'packet')
const first = packets.find(({ segment }) => segment?.payload.length)!
const texts = (svg: string): string[] =>
  [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)

test('a packet → the fields of RFC 8200 §3 and of the segment, without a gap', () => {
  const fields = packetFields(first.bytes).filter(({ id }) => id !== 'flags')
  const values = Object.fromEntries(fields.map(({ id, value }) => [id, value]))
  assert.is(values.version, '6')
  assert.is(values['flow-label'], '0')
  assert.is(values['payload-length'], `${first.bytes.length - 40}`)
  assert.is(values['next-header'], '6')
  assert.is(values['hop-limit'], '64')
  assert.is(values.source, 'fd00::1')
  assert.is(values.destination, 'fd00::2')
  assert.is(values['destination-port'], '80')
  let at = 0
  for (const { start, end } of fields) {
    assert.is(start, at)
    at = end
  }
  assert.is(at, first.bytes.length * 8)
})

test('a packet with extension headers → they are a field of their own', () => {
  const bytes = new Uint8Array(first.bytes.length + 8)
  bytes.set(first.bytes.subarray(0, 40))
  bytes[6] = 60
  bytes.set([6, 0, 1, 4], 40)
  bytes.set(first.bytes.subarray(40), 48)
  const fields = packetFields(bytes)
  const { start, end } = fields.find(({ id }) => id === 'extensions')!
  assert.equal([start, end], [320, 384])
  assert.is(fields.find(({ id }) => id === 'destination-port')?.value, '80')
})

test('its bytes in a grid, and its segment’s header → nothing lies on another thing', () => {
  const syn = packets[0]!.bytes
  const grid = byteGridFigure(syn, { chosen: 'flow-label' })
  for (const width of [WIDE, NARROW]) assert.equal(flawsOf(grid.svg(width), width), [])
  assert.match(grid.table, /Flow label +1 to 3/)
  assert.ok(texts(headerLayout(syn, { ip: true })).includes('80'))
})

test('a ladder of a transfer → its segments, as over IPv4', () => {
  const figure = ladderFigure(trace)
  const shown = texts(figure.svg(WIDE)).join('\n')
  assert.match(shown, /SYN/)
  const over4 = ladderFigure(transfer({ octets: 3000, link }).trace)
  const lines = (table: string): number => table.split('\n').length
  assert.is(lines(figure.table), lines(over4.table))
})

test('the steps of its checksum → come to what the header says', () => {
  assert.is(segmentChecksum(first.bytes).checksum, first.bytes[56]! * 256 + first.bytes[57]!)
})

test('a capture of it → read again with its segments', () => {
  const captured = readCapture(pcapng(trace))
  const own = packets.filter(({ what, from, to }) => (what === 'sent' ? from : to) === 'client')
  assert.is(captured.length, own.length)
  assert.is(
    captured.reduce((sum, { data }) => sum + data, 0),
    3000,
  )
})

test.run()
