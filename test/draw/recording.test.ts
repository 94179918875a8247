import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeCwnd, describeLadder, describeQueue, describeTimeSequence } from '../../lib/draw/index.ts'
import type { Trace } from '../../lib/network/trace-types.ts'
import { transfer } from '../helpers/scenario.ts'

const test = suite('recording')

const link = { rate: 10e6, delay: 10 }
const DESCRIPTIONS = [describeLadder, describeCwnd, describeTimeSequence, describeQueue]

/** The trace as a recorder with this limit has it. */
function limited(trace: Trace, limit: number): Trace {
  return { ...trace, events: trace.events.slice(0, limit), truncated: true }
}

test('a recording that its limit cut short → every description says so, and from when on', () => {
  const { trace } = transfer({ octets: 30_000, link })
  const cut = limited(trace, 60)
  const at = cut.events.at(-1)!.time
  assert.ok(at > 0)
  for (const describe of DESCRIPTIONS) {
    assert.not(describe(trace).includes('limit'))
    assert.match(describe(cut), / The recording reaches its limit at [\d.]+ ms: what follows is missing\.$/)
    // What is asked for ends before that: nothing of it is missing.
    assert.not(describe(cut, { until: at / 2 }).includes('limit'))
    assert.match(describe(limited(trace, 0)), / The limit of the recording let nothing in\.$/)
  }
})

test('the trace ends while the SYN or its answer is under way → nobody says that no answer comes', () => {
  const { trace } = transfer({ octets: 10, link })
  for (const until of [5, 15]) {
    const events = trace.events.filter(({ time }) => time <= until)
    const text = describeLadder({ ...trace, events, end: until })
    assert.match(text, /client sends SYN\. /)
    assert.not.match(text, /no SYN ACK reaches it/)
  }
})

test.run()
