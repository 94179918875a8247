import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ChallengeThrottle, judgeReset, resetFor } from '../../../lib/tcp/receiver/reset.ts'
import { resolveSettings } from '../../../lib/tcp/settings.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'

for (const [state, before] of [
  ['ESTABLISHED', ''],
  ['FIN-WAIT-1', 'shutdown\n> F. 1:1(0) ack 1'],
  ['FIN-WAIT-2', 'shutdown\n> F. 1:1(0) ack 1\n< . 1:1(0) ack 2'],
] as const) {
  test(`${state}: RST with exactly RCV.NXT → CLOSED, ECONNRESET`, () => {
    establishedScript().run(`${before}
      state ${state}
      < R 1:1(0)
      state CLOSED
      error ECONNRESET
      recv 1 ! ECONNRESET
      recv 1 = end
      send 1 ! EPIPE
      timer none`)
  })
}

test('CLOSE-WAIT: RST → CLOSED, EPIPE', () => {
  establishedScript().run(`
    < F. 1:1(0) ack 1
    > . 1:1(0) ack 2
    < R 2:2(0)
    state CLOSED
    error EPIPE
    send 1 ! EPIPE
    send 1 ! EPIPE`)
})

for (const [state, before] of [
  ['CLOSING', 'shutdown\n> F. 1:1(0) ack 1\n< F. 1:1(0) ack 1\n> . 2:2(0) ack 2'],
  ['LAST-ACK', '< F. 1:1(0) ack 1\n> . 1:1(0) ack 2\nshutdown\n> F. 1:1(0) ack 2'],
] as const) {
  test(`${state}: RST → CLOSED, no error`, () => {
    establishedScript().run(`${before}
      state ${state}
      < R 2:2(0)
      state CLOSED
      error none`)
  })
}

test('ESTABLISHED: RST in the window but not exact → challenge ACK (RFC 5961)', () => {
  establishedScript().run(`
    < R 2:2(0)
    > . 1:1(0) ack 1
    < R 65535:65535(0)
    > . 1:1(0) ack 1
    state ESTABLISHED`)
})

test('ESTABLISHED: RST outside of the window → dropped in silence', () => {
  establishedScript().run(`
    < R 0:0(0)
    < R 65536:65536(0)
    < R 4000000000:4000000000(0)
    state ESTABLISHED`)
})

test('ESTABLISHED: RST with text → a reset all the same, its text is nothing to read (SHLD-2)', () => {
  establishedScript().run(`
    < R 1:21(20)
    state CLOSED
    readable 0
    recv 50 ! ECONNRESET`)
})

test('what came in order before the reset can still be read; what waits for a hole is gone', () => {
  const { connection } = establishedScript().run(`
    < P. 1:101(100) ack 1
    < P. 201:301(100) ack 1
    > . 1:1(0) ack 101
    < R 101:101(0)
    recv 500 = 100
    recv 500 ! ECONNRESET
    recv 500 = end`)
  assert.is(connection.status().waiting, 0)
})

for (const [state, before, reset] of [
  ['ESTABLISHED', 'send 10\n> P. 1:11(10) ack 1', '> R 11:11(0)'],
  ['SYN-RECEIVED', '', '> R 1:1(0)'],
  ['FIN-WAIT-1', 'send 10\n> P. 1:11(10) ack 1\nshutdown\n> F. 11:11(0) ack 1', '> R 12:12(0)'],
  ['FIN-WAIT-2', 'shutdown\n> F. 1:1(0) ack 1\n< . 1:1(0) ack 2', '> R 2:2(0)'],
  ['CLOSE-WAIT', '< F. 1:1(0) ack 1\n> . 1:1(0) ack 2', '> R 1:1(0)'],
] as const) {
  test(`${state}: ABORT → reset, CLOSED, no timer (MUST-12)`, () => {
    const script =
      state === 'SYN-RECEIVED' ? new Script().run('listen\n< S 0:0(0)\n> S. 0:0(0) ack 1') : establishedScript()
    script.run(`${before}
      state ${state}
      abort
      ${reset}
      state CLOSED
      timer none`)
  })
}

for (const [state, before] of [
  ['LISTEN', 'listen'],
  ['SYN-SENT', 'connect\n> S 0:0(0)'],
  ['CLOSING', 'shutdown\n> F. 1:1(0) ack 1\n< F. 1:1(0) ack 1\n> . 2:2(0) ack 2'],
  ['LAST-ACK', '< F. 1:1(0) ack 1\n> . 1:1(0) ack 2\nshutdown\n> F. 1:1(0) ack 2'],
  ['TIME-WAIT', 'shutdown\n> F. 1:1(0) ack 1\n< F. 1:1(0) ack 2\n> . 2:2(0) ack 2'],
] as const) {
  test(`${state}: ABORT → CLOSED, and nobody is told: no peer believes that the connection lives (RFC 9293 §3.10.5)`, () => {
    const script = state === 'LISTEN' || state === 'SYN-SENT' ? new Script() : establishedScript()
    script.run(`${before}
      state ${state}
      abort
      state CLOSED
      timer none`)
  })
}

test('ABORT again, or before OPEN → nothing', () => {
  establishedScript().run(`
    abort
    > R 1:1(0)
    abort`)
})

test('resetFor: a segment with ACK → its ACK as the sequence number; without → it is acknowledged; RST → nothing', () => {
  const ack = resetFor(makeSegment({ sourcePort: 1, destinationPort: 2, seq: 5, ack: 9, flags: { ack: true } }))
  assert.equal(ack, makeSegment({ sourcePort: 2, destinationPort: 1, seq: 9, flags: { rst: true } }))
  const syn = resetFor(makeSegment({ seq: 0xffffffff, flags: { syn: true, fin: true }, payload: new Uint8Array(3) }))
  assert.equal(syn, makeSegment({ seq: 0, ack: 4, flags: { rst: true, ack: true } }))
  assert.is(resetFor(makeSegment({ flags: { rst: true } })), undefined)
})

test('judgeReset: exact → reset, in the window → challenge, outside → drop, across the wrap too', () => {
  assert.is(judgeReset(0xfffffff0, 0xfffffff0, 100), 'reset')
  assert.is(judgeReset(5, 0xfffffff0, 100), 'challenge')
  assert.is(judgeReset(0xffffffef, 0xfffffff0, 100), 'drop')
  assert.is(judgeReset(84, 0xfffffff0, 100), 'drop')
  assert.is(judgeReset(7, 7, 0), 'reset')
})

test('ChallengeThrottle: ten in five seconds, then again; or as many as are set, in the time that is set', () => {
  const throttle = new ChallengeThrottle()
  const settings = resolveSettings()
  for (let count = 0; count < 10; count++) assert.ok(throttle.allows(count, settings))
  assert.not(throttle.allows(4999, settings))
  assert.ok(throttle.allows(5000, settings))
  const linux = resolveSettings({ profile: 'linux' })
  const other = new ChallengeThrottle()
  assert.equal(
    [0, 499, 500, 501].map((now) => other.allows(now, linux)),
    [true, false, true, false],
  )
})

test.run()
