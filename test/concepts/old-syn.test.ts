import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { segmentsOf } from '../../lib/concepts/helpers.ts'
import { oldSyn } from '../../lib/concepts/old-syn.ts'
import { ladderTable } from '../../lib/draw/index.ts'
import { table } from '../../lib/network/index.ts'

test('an old SYN at a listener → answered, refused by RST, forgotten; the new one opens the only connection', () => {
  for (const options of [{}, { held: 200, delay: 5 }, { held: 900, delay: 100 }]) {
    const { trace, entered, accepted } = oldSyn(options)
    assert.equal([entered['SYN-RECEIVED'], entered.ESTABLISHED, accepted], [2, 1, 1])
    const segments = segmentsOf(trace)
    const [old, fresh] = segments.filter(({ from, segment }) => from === 'client' && segment.flags.syn)
    const reset = segments.find(({ segment }) => segment.flags.rst)!
    assert.is(reset.from, 'client')
    assert.is(reset.segment.seq, (old!.segment.seq + 1) >>> 0)
    assert.is(segments.at(-1)!.segment.seq, (fresh!.segment.seq + 1) >>> 0)
  }
})

test('a SYN after one that is unanswered → counted from that: numbers tell the two apart, in pictures and in tables', () => {
  const { trace } = oldSyn()
  for (const text of [ladderTable(trace), table(trace)]) {
    assert.match(text, /SYN\]? seq 25000\b/)
    assert.match(text, /RST\]? seq 1\b/)
    assert.match(text, /SYN ACK\]? seq 0 ack 25001\b/)
  }
})

test('an option that is none → an error that names it', () => {
  assert.throws(() => oldSyn({ held: -1 }), /held/)
})

test.run()
