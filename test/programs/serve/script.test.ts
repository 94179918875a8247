import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UsageError } from '../../../lib/command/index.ts'
import type { Passing, Script } from '../../../lib/network/index.ts'
import { readScript } from '../../../lib/programs/serve/script.ts'
import { makeSegment, type Segment, TcpPacket } from '../../../lib/tcp/wire/index.ts'

const [OURS, THEIRS] = [0x0a4d0002, 0x0a4d0001]

function passing(fields: Partial<Segment>, port = 5_000): Passing {
  const segment = makeSegment({ sourcePort: 80, destinationPort: port, ...fields })
  const { bytes } = new TcpPacket(segment, OURS, THEIRS, 64, 0, 1, true, 0)
  return { time: 0, count: 1, bytes, segment }
}
const data = (seq: number, port?: number): Passing =>
  passing({ seq, flags: { ack: true }, payload: new Uint8Array(10) }, port)
const syn = (seq: number, port?: number): Passing => passing({ seq, flags: { syn: true } }, port)
const fates = (scripts: readonly Script[], all: readonly Passing[]): unknown[] =>
  all.map((one) => scripts.map((script) => script(one)).find((fate) => fate !== undefined))

test('drop out data 2,4 → those of each connection, in that direction alone, and anew after a SYN', () => {
  const { out, in: back } = readScript('drop out data 2,4')
  assert.is(back.length, 0)
  const first = [syn(1), data(2), data(12), data(22), data(32), data(42)]
  assert.equal(fates(out, first), [undefined, undefined, 'drop', undefined, 'drop', undefined])
  assert.equal(fates(out, [data(2, 6_000), data(12, 6_000)]), [undefined, 'drop'])
  assert.equal(fates(out, [syn(900), data(901), data(911)]), [undefined, undefined, 'drop'])
})

test('drop syn → the first of each connection, and not the same SYN again, nor one with an ACK', () => {
  const { in: back } = readScript('drop syn')
  assert.equal(fates(back, [syn(1), syn(1), syn(7)]), ['drop', undefined, 'drop'])
  assert.equal(fates(back, [passing({ flags: { syn: true, ack: true } }, 7_000)]), [undefined])
})

test('lines, semicolons, comments → rules in their order; each fate as it is named', () => {
  const { out, in: back } = readScript(
    '# a comment\ndrop out 1; duplicate out 2\n\n  delay 50 out 3 # late\ncorrupt out 4-5\n',
  )
  assert.is(back.length, 0)
  const five = [0, 1, 2, 3, 4, 5].map((seq) => data(seq))
  assert.equal(fates(out, five), ['drop', 'duplicate', { delay: 50 }, 'corrupt', 'corrupt', undefined])
})

test('all, and packet → every one, whatever its protocol', () => {
  const { out } = readScript('drop packet all')
  const ping: Passing = { time: 0, count: 1, bytes: new Uint8Array(28), segment: undefined }
  assert.equal(fates(out, [ping, data(1)]), ['drop', 'drop'])
  assert.equal(fates(readScript('drop all').out, [ping, data(1)]), [undefined, 'drop'])
})

const wrong: [rule: string, reason: RegExp][] = [
  ['lose 3', /the rule "lose 3": "lose" is no fate; there are drop, duplicate, corrupt, delay/],
  ['drop dta 3', /"dta" is neither one of segment, data, .* nor a count/],
  ['drop data 0', /"0" is neither/],
  ['drop data 5-3', /"5-3" is neither/],
  ['drop data 3 4', /"4" is left over/],
  ['delay out 3', /delay wants milliseconds/],
  ['drop \u001b[2J', /"drop ·\[2J"/],
]
for (const [rule, reason] of wrong) {
  test(`${JSON.stringify(rule)} → a sentence that names the rule`, () => {
    assert.throws(
      () => readScript(rule),
      (error: unknown) => error instanceof UsageError && reason.test(error.message),
    )
  })
}

test('ten thousand connections → no more are counted than some thousand, and none wrongly', () => {
  const { out } = readScript('drop data 1')
  for (let round = 0; round < 10_000; round++) assert.equal(fates(out, [data(1, round + 1)]), ['drop'])
})

test.run()
