import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'

test('data is never acknowledged → after R2 CLOSED, ETIMEDOUT; R1 was reported before (MUST-20)', () => {
  const script = establishedScript({ r2: 10_000 }).run(`
    send 10
    > P. 1:11(10) ack 1
    + 1000
    > P. 1:11(10) ack 1
    + 2000
    > P. 1:11(10) ack 1
    + 4000
    > P. 1:11(10) ack 1
    + 8000
    state CLOSED
    send 1 ! ETIMEDOUT
    send 1 ! EPIPE
    timer none`)
  assert.is(script.count('report'), 1)
  assert.is(script.count('error'), 1)
})

test('the SYN is never answered → after three minutes and not before ETIMEDOUT (MUST-22, MUST-23)', () => {
  const script = new Script({ synR2: 1000 }).run('connect\n> S 0:0(0)')
  for (const wait of [1000, 2000, 4000, 8000, 16000, 32000, 60000]) script.run(`+ ${wait}\n> S 0:0(0)`)
  script.run(`
    + 56999
    state SYN-SENT
    + 5000
    state CLOSED
    error ETIMEDOUT
    timer none`)
})

test('user timeout shorter than that → it counts for the SYN too', () => {
  new Script({ userTimeout: 2500 }).run(`
    connect
    > S 0:0(0)
    + 1000
    > S 0:0(0)
    + 2000
    state CLOSED
    error ETIMEDOUT`)
})

test('user timeout shorter than R2 → it counts (MUST-21)', () => {
  establishedScript({ userTimeout: 1500 }).run(`
    send 10
    > P. 1:11(10) ack 1
    + 1000
    > P. 1:11(10) ack 1
    + 2000
    state CLOSED
    error ETIMEDOUT`)
})

test('user timeout set later → it counts from there on', () => {
  const script = establishedScript().run(`
    send 10
    > P. 1:11(10) ack 1`)
  script.connection.userTimeout = 1500
  script.run(`
    + 1000
    > P. 1:11(10) ack 1
    + 500
    state CLOSED`)
})

test('SYN,ACK never acknowledged → CLOSED after the same time', () => {
  new Script({ userTimeout: 800 }).run(`
    listen
    < S 0:0(0)
    > S. 0:0(0) ack 1
    + 1000
    state CLOSED
    timer none`)
})

test.run()
