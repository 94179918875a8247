import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Random, type SampleEvent, type Trace } from '../../lib/network/index.ts'
import type { ConnectionSettings } from '../../lib/tcp/index.ts'
import { draws, seedFrom } from '../helpers/draws.ts'
import { type Case, describeFailure, failureOf, type Side } from './cases.ts'
import { networkOf, runCase } from './run.ts'

const CASES = draws(40)
const SEED = seedFrom('TUNING_SEED')

/** The same ends with buffers that may grow, and with quick ACKs. */
function tuned(each: Case): Case {
  const random = new Random(each.seed)
  const most = (size = 1): number => Math.ceil((size * (1 + random.below(80))) / 2)
  const side = (end: Side): Side => ({
    ...end,
    octets: 2 * end.octets,
    settings: {
      ...end.settings,
      sendBufferMost: most(end.settings.sendBuffer),
      receiveBufferMost: most(end.settings.receiveBuffer),
      quickAcks: random.below(20),
    },
  })
  // Whether an end may give up is another question.
  return { ...each, r2Infinite: true, client: side(each.client), server: side(each.server) }
}

test(`${CASES} cases from seed ${SEED} whose buffers grow → all arrives, no right edge moves left, no buffer is past its most, no window is silly`, () => {
  let grown = 0
  for (let seed = SEED; seed < SEED + CASES; seed++) {
    const failure = failureOf(seed, (drawn) => {
      const each = tuned(drawn)
      const way = networkOf(each, true)
      runCase(each, way)
      const trace = way.network.trace()
      grown += assertWithin(trace, 'client', each.client.settings) + assertWithin(trace, 'server', each.server.settings)
      assertNotSilly(trace, 'client', each.client.settings)
      assertNotSilly(trace, 'server', each.server.settings)
    })
    if (failure) throw new Error(describeFailure(failure))
  }
  assert.ok(grown > 0, 'no buffer has grown')
})

/** @returns how many of the two buffers have grown */
function assertWithin(trace: Trace, host: string, settings: ConnectionSettings): number {
  const samples = trace.events.filter((event): event is SampleEvent => event.type === 'sample' && event.host === host)
  let grown = 0
  for (const name of ['sendBuffer', 'receiveBuffer'] as const) {
    const first = settings[name] ?? 0
    const sizes = samples.map((sample) => sample[name])
    const most = Math.max(first, settings[`${name}Most`] ?? 0)
    for (const [index, size] of sizes.entries()) {
      assert.ok(size <= most, `${host}: a ${name} of ${size}, of ${most} at most`)
      assert.ok(size >= (sizes[index - 1] ?? first), `${host}: a ${name} that shrinks to ${size}`)
    }
    if (Math.max(...sizes, first) > first) grown++
  }
  return grown
}

/** Each time that the right edge moves, it moves by a full segment or half a buffer (MUST-39), less what the scale rounds; or by all that the field can say. */
function assertNotSilly(trace: Trace, host: string, { receiveBuffer = 0, mss = 0 }: ConnectionSettings): void {
  let shift = 0
  let scaled = true
  let edge: number | undefined
  for (const event of trace.events) {
    if (event.type !== 'packet' || !event.segment || event.copyOf !== undefined) continue
    const { flags, options, ack, window } = event.segment
    if (flags.syn && event.what === 'sent') {
      if (options.windowScale === undefined) scaled = false
      else if (event.from === host) shift = options.windowScale
    }
    if (event.from !== host || event.what !== 'sent' || !flags.ack || flags.rst || flags.syn) continue
    const unit = scaled ? 2 ** shift : 1
    const now = (ack + window * unit) >>> 0
    const by = edge === undefined ? 0 : (now - edge) | 0
    const worth = Math.min(mss, receiveBuffer >> 1) - 2 * unit
    if (by > 2 * unit && window < 0xffff)
      assert.ok(by >= worth, `${host}: ${by} more octets are offered, less than ${worth}`)
    if (edge === undefined || by > 0) edge = now
  }
}

test.run()
