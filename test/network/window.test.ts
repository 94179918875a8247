import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { concat } from '../../lib/bytes.ts'
import { CaptureStream, Network, pcapng, type TraceEvent } from '../../lib/network/index.ts'
import { LINKTYPE_RAW } from '../../lib/network/pcapng.ts'
import { transfer } from '../helpers/scenario.ts'

const told = (network: Network, from: number, count: number): void => {
  for (let number = from; number < from + count; number++) network.print('host', `${number}`)
}
const texts = (events: readonly TraceEvent[]): string[] =>
  events.map((event) => (event.type === 'program' ? event.text : event.type))

test('a window of 10 → the last 10 events, however many there were; a trace taken before stays as it was', () => {
  const network = new Network({ record: { window: 10 } })
  network.host('host')
  told(network, 0, 7)
  const early = network.trace()
  assert.equal(texts(early.events), ['0', '1', '2', '3', '4', '5', '6'])
  told(network, 7, 1_000)
  assert.equal(texts(network.trace().events), [
    '997',
    '998',
    '999',
    '1000',
    '1001',
    '1002',
    '1003',
    '1004',
    '1005',
    '1006',
  ])
  assert.is(early.events.length, 7)
  assert.is(network.trace().truncated, undefined)
})

test('a tap → every event from then on, once, whether the window has passed or not; closed, none', () => {
  const network = new Network({ record: { window: 10 } })
  told(network, 0, 3)
  const tap = network.recorder.tap()
  told(network, 3, 2)
  assert.equal(texts(tap.take()), ['3', '4'])
  assert.equal(tap.take(), [])
  told(network, 5, 95)
  const taken = texts(tap.take())
  assert.equal([taken.length, taken[0], taken.at(-1)], [95, '5', '99'])
  const other = network.recorder.tap()
  tap.close()
  told(network, 100, 45)
  assert.is(other.take().length, 45)
})

test('a tap on a recorder without a window → the same, and the trace has all', () => {
  const network = new Network()
  const tap = network.recorder.tap()
  told(network, 0, 3)
  assert.equal(texts(tap.take()), ['0', '1', '2'])
  told(network, 3, 1)
  assert.equal(texts(tap.take()), ['3'])
  assert.is(network.trace().events.length, 4)
})

test('window and limit → refused: a recording ends, or it does not', () => {
  assert.throws(() => new Network({ record: { limit: 3, window: 3 } }), /both limit and window/)
})

for (const size of [1, 7, 100_000]) {
  test(`a capture piece by piece, ${size} events each → the packets of the whole one, with what became of them`, () => {
    const { trace } = transfer({ octets: 60_000, link: { delay: 10, loss: 0.05 } })
    const [{ name } = { name: '' }] = trace.hosts
    const stream = new CaptureStream(name)
    const pieces: Uint8Array[] = []
    for (let at = 0; at < trace.events.length; at += size) pieces.push(stream.take(trace.events.slice(at, at + size)))
    pieces.push(stream.end())
    const whole = pcapng(trace, { hosts: [name] })
    // Its one interface is for either family: of what grows, nobody knows the rest.
    new DataView(whole.buffer, whole.byteOffset).setUint16(36, LINKTYPE_RAW, true)
    assert.equal(concat(pieces), whole)
  })
}

test('packets whose fate never shows → they are written all the same once thousands wait', () => {
  const { trace } = transfer({ octets: 60_000, link: { delay: 10 } })
  const sent = trace.events.find((event) => event.type === 'packet' && event.what === 'sent')!
  const stream = new CaptureStream(sent.type === 'packet' ? sent.from : '')
  const head = stream.take([sent]).length
  let written = 0
  for (let count = 0; count < 100; count++) {
    const events = Array.from({ length: 100 }, (_, id) => ({ ...sent, id: 1_000_000 + 100 * count + id }))
    written += stream.take(events as TraceEvent[]).length
  }
  assert.ok(head > 0 && written > 5_000 * 40, `${written}`)
})

test.run()
