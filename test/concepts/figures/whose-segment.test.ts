/** What a reader sees of a segment that comes to a server: the socket that takes it, or nobody. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { whoseSegmentIsIt } from '../../../lib/concepts/figures/whose-segment.ts'
import { type WhoseSegment, whoseSegment } from '../../../lib/concepts/whose-segment.ts'
import { NARROW, WIDE } from '../../../lib/draw/index.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf, manySettings } from '../../helpers/random-settings.ts'

const test = suite('whose segment')
const LIVE = liveOf('2.1.2-one-socket-per-conversation', 'whose')

const takerOf = (segment: WhoseSegment): string => {
  const { remote } = whoseSegment(segment).table.find(({ takes }) => takes) ?? { remote: { port: 0 } }
  return remote === undefined ? 'listener' : `${remote.port}`
}
const desk = (port: number) => ({ address: '10.0.0.1', port })
const server = (address: string, port = 1060) => ({ address, port })

test('data with the four numbers of a connection → that one takes it, not the listener, and nobody else', () => {
  for (const bound of ['0.0.0.0', '10.0.0.2'])
    for (const port of [50_001, 50_002])
      assert.is(takerOf({ bound, from: desk(port), to: server('10.0.0.2'), sent: 'data' }), `${port}`)
})

test('a SYN with new numbers → the listener takes it, and a connection has them', () => {
  const fate = whoseSegment({ bound: '0.0.0.0', from: desk(50_003), to: server('10.0.0.2'), sent: 'connect' })
  assert.equal([fate.answer, fate.outcome], ['SYN ACK', 'done'])
  const [fresh] = fate.table.filter(({ isNew }) => isNew)
  assert.equal([fresh!.local, fresh!.remote], [server('10.0.0.2'), desk(50_003)])
})

test('data with numbers of no connection → a RST, although the listener fits', () => {
  const { play, data } = whoseSegmentIsIt({ sourcePort: '50003' })
  assert.is(data.answer, 'RST')
  assert.match(play!.said!, /takes nothing but SYNs/)
})

test('a connect with the four numbers of a connection → EADDRNOTAVAIL, and nothing arrives', () => {
  const { data } = whoseSegmentIsIt({ sent: 'connect' })
  assert.equal([data.outcome, data.arrivedAt, data.answer], ['EADDRNOTAVAIL', 'nowhere', undefined])
})

test('the listener at 127.0.0.1 → the next desk is refused, which is what is asked for; the machine itself is let in', () => {
  const refused = whoseSegmentIsIt({ bound: '127.0.0.1', sourcePort: '50003', sent: 'connect' })
  assert.is(refused.data.outcome, 'ECONNREFUSED')
  assert.ok(refused.play!.challenge!.isMet)
  const own = { source: '127.0.0.1', destination: '127.0.0.1', sourcePort: '50003', sent: 'connect' } as const
  const inside = whoseSegmentIsIt({ bound: '127.0.0.1', ...own })
  assert.is(inside.data.outcome, 'done')
  assert.not(inside.play!.challenge!.isMet)
  assert.not(whoseSegmentIsIt({ destinationPort: '1061', sent: 'connect' }).play!.challenge!.isMet)
})

test('from the desk to 127.0.0.1 → it stays at the desk, wherever the server listens', () => {
  for (const bound of ['0.0.0.0', '127.0.0.1']) {
    const { data } = whoseSegmentIsIt({ bound, destination: '127.0.0.1', sent: 'connect', sourcePort: '50003' })
    assert.equal([data.arrivedAt, data.outcome], ['desk', 'ECONNREFUSED'])
  }
})

test('a number of the segment pressed → the next one that it may be, at both widths', () => {
  for (const width of [WIDE, NARROW]) {
    const sets = whoseSegmentIsIt().play!.targets!(width).map(({ set }) => set)
    assert.equal(sets, [
      { source: '127.0.0.1' },
      { sourcePort: '50003' },
      { destination: '127.0.0.1' },
      { destinationPort: '1061' },
    ])
  }
})

test('all settings that there are → who takes it has all four numbers or leaves them open, and the pictures are sound', () => {
  const all = manySettings(LIVE, 1000, 1)
  assert.is(all.length, 144)
  for (const values of all) {
    const figure = whoseSegmentIsIt(values as object)
    assert.equal(liveFlaws(figure, LIVE), [], JSON.stringify(values))
    const { from, to } = {
      from: `${values.source}:${values.sourcePort}`,
      to: `${values.destination}:${values.destinationPort}`,
    }
    for (const { local, remote } of figure.data.table.filter(({ takes }) => takes)) {
      assert.ok(!remote || `${remote.address}:${remote.port}` === from)
      assert.ok([to, `0.0.0.0:${values.destinationPort}`].includes(`${local.address}:${local.port}`))
    }
  }
})

test.run()
