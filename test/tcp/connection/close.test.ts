import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { establishedScript } from '../../helpers/tcp-script.ts'

test('FIN-WAIT-1: ACK of our FIN → FIN-WAIT-2; FIN → TIME-WAIT', () => {
  const script = establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    state FIN-WAIT-1
    < . 1:1(0) ack 2
    state FIN-WAIT-2
    < F. 1:1(0) ack 2
    > . 2:2(0) ack 2
    state TIME-WAIT
    recv 1 = end`)
  assert.equal(script.path.slice(2), ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'])
})

test('FIN-WAIT-1: FIN that acknowledges ours → TIME-WAIT (three segments)', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    < F. 1:1(0) ack 2
    > . 2:2(0) ack 2
    state TIME-WAIT`)
})

test('FIN-WAIT-1: FIN that does not acknowledge ours → CLOSING; its ACK → TIME-WAIT (both close at once)', () => {
  const script = establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    < F. 1:1(0) ack 1
    > . 2:2(0) ack 2
    state CLOSING
    < . 2:2(0) ack 2
    state TIME-WAIT`)
  assert.equal(script.path.slice(-3), ['FIN-WAIT-1', 'CLOSING', 'TIME-WAIT'])
})

test('ESTABLISHED: FIN → CLOSE-WAIT, acknowledged at once; CLOSE → LAST-ACK; ACK → CLOSED', () => {
  const script = establishedScript().run(`
    < F. 1:1(0) ack 1
    > . 1:1(0) ack 2
    state CLOSE-WAIT
    recv 1 = end
    shutdown
    > F. 1:1(0) ack 2
    state LAST-ACK
    < . 2:2(0) ack 2
    state CLOSED
    timer none
    recv 1 = end
    send 1 ! EPIPE`)
  assert.equal(script.path.slice(-3), ['CLOSE-WAIT', 'LAST-ACK', 'CLOSED'])
  assert.is(script.count('error'), 0)
})

test('FIN with text → the text first, then the end', () => {
  establishedScript().run(`
    < PF. 1:101(100) ack 1
    > . 1:1(0) ack 102
    state CLOSE-WAIT
    recv 60 = 60
    recv 60 = 40
    recv 60 = end`)
})

test('FIN beyond a hole → counts only when the hole is filled', () => {
  establishedScript().run(`
    < F. 101:201(100) ack 1
    > . 1:1(0) ack 1
    state ESTABLISHED
    < . 1:101(100) ack 1
    > . 1:1(0) ack 202
    state CLOSE-WAIT
    recv 500 = 200
    recv 500 = end`)
})

test('text beyond the FIN → never taken in', () => {
  establishedScript().run(`
    < F. 11:11(0) ack 1
    > . 1:1(0) ack 1
    < . 1:31(30) ack 1
    > . 1:1(0) ack 12
    recv 50 = 10
    recv 50 = end`)
})

test('CLOSE-WAIT: the FIN comes again → acknowledged again, no change', () => {
  establishedScript().run(`
    < F. 1:1(0) ack 1
    > . 1:1(0) ack 2
    < F. 1:1(0) ack 1
    > . 1:1(0) ack 2
    state CLOSE-WAIT`)
})

test('CLOSE with data queued → the FIN goes with the last of it', () => {
  establishedScript().run(`
    send 100 = 100
    > P. 1:101(100) ack 1
    send 100 = 100
    shutdown
    > FP. 101:201(100) ack 1
    send 1 ! EPIPE
    state FIN-WAIT-1`)
})

test('CLOSE twice → one FIN; CLOSE in TIME-WAIT → EALREADY', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    shutdown
    < F. 1:1(0) ack 2
    > . 2:2(0) ack 2
    shutdown ! EALREADY
    close`)
})

test('the FIN is lost → sent again', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    + 1000
    > F. 1:1(0) ack 1
    < . 1:1(0) ack 2
    state FIN-WAIT-2`)
})

test('CLOSING: text and FIN again → acknowledged, not taken in', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    < F. 1:1(0) ack 1
    > . 2:2(0) ack 2
    < . 2:12(10) ack 1
    > . 2:2(0) ack 2
    state CLOSING
    readable 0`)
})

test.run()
