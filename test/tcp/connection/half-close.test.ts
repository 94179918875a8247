import { test } from 'uvu'
import { establishedScript } from '../../helpers/tcp-script.ts'

test('FIN-WAIT-2: text arrives after our CLOSE → delivered, acknowledged', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    < . 1:1(0) ack 2
    < P. 1:1001(1000) ack 2
    + 40
    > . 2:2(0) ack 1001
    recv 2000 = 1000
    recv 1 = nothing
    < F. 1001:1001(0) ack 2
    > . 2:2(0) ack 1002
    recv 1 = end`)
})

test('CLOSE-WAIT: the peer has closed → sending goes on', () => {
  establishedScript().run(`
    < F. 1:1(0) ack 1
    > . 1:1(0) ack 2
    send 100 = 100
    > P. 1:101(100) ack 2
    < . 2:2(0) ack 101
    send 100 = 100
    > P. 101:201(100) ack 2
    unacked 100`)
})

test('FIN-WAIT-1: text before the ACK of our FIN → delivered', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    < P. 1:101(100) ack 1
    recv 200 = 100
    + 40
    > . 2:2(0) ack 101
    state FIN-WAIT-1`)
})

test('both ways closed with octets unread → reset, not FIN (SHLD-3)', () => {
  establishedScript().run(`
    < P. 1:101(100) ack 1
    close
    > R 1:1(0)
    state CLOSED
    timer none`)
})

test('both ways closed, then text arrives → reset (SHLD-3)', () => {
  establishedScript().run(`
    close
    > F. 1:1(0) ack 1
    < . 1:1(0) ack 2
    state FIN-WAIT-2
    < P. 1:101(100) ack 2
    > R 2:2(0)
    state CLOSED`)
})

test('both ways closed, the peer acknowledges and is silent → forgotten after a minute', () => {
  establishedScript().run(`
    close
    > F. 1:1(0) ack 1
    < . 1:1(0) ack 2
    timer 60000
    + 60000
    state CLOSED
    error none
    timer none`)
})

test('only sending closed, the peer acknowledges and is silent → waits for ever', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    < . 1:1(0) ack 2
    state FIN-WAIT-2
    timer none`)
})

test('both ways closed in FIN-WAIT-2 → the minute begins there', () => {
  establishedScript().run(`
    shutdown
    > F. 1:1(0) ack 1
    < . 1:1(0) ack 2
    + 5000
    close
    timer 65000`)
})

test.run()
