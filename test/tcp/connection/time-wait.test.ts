import { test } from 'uvu'
import { establishedScript } from '../../helpers/tcp-script.ts'

const toTimeWait = `
  shutdown
  > F. 1:1(0) ack 1
  < F. 1:1(0) ack 2
  > . 2:2(0) ack 2
  state TIME-WAIT`

test('TIME-WAIT lasts 2·MSL: four minutes by default (MUST-13)', () => {
  establishedScript().run(`${toTimeWait}
    timer 240000
    + 239999
    state TIME-WAIT
    + 1
    state CLOSED
    timer none`)
})

test('the MSL is a setting', () => {
  establishedScript({ msl: 30_000 }).run(`${toTimeWait}
    timer 60000`)
})

test('TIME-WAIT: the FIN comes again → acknowledged, 2·MSL begins anew', () => {
  establishedScript().run(`${toTimeWait}
    + 1000
    < F. 1:1(0) ack 2
    > . 2:2(0) ack 2
    timer 241000
    state TIME-WAIT`)
})

test('TIME-WAIT: an old ACK → acknowledged, 2·MSL goes on', () => {
  establishedScript().run(`${toTimeWait}
    + 1000
    < . 1:1(0) ack 2
    > . 2:2(0) ack 2
    timer 240000`)
})

test('TIME-WAIT: exact RST → CLOSED', () => {
  establishedScript().run(`${toTimeWait}
    < R 2:2(0)
    state CLOSED
    error none`)
})

test('TIME-WAIT: ABORT → CLOSED, no reset is sent', () => {
  establishedScript().run(`${toTimeWait}
    abort
    state CLOSED
    timer none`)
})

test('TIME-WAIT: text received before can still be read', () => {
  establishedScript().run(`
    < P. 1:101(100) ack 1
    shutdown
    > F. 1:1(0) ack 101
    < F. 101:101(0) ack 2
    > . 2:2(0) ack 102
    state TIME-WAIT
    recv 60 = 60
    + 240000
    state CLOSED
    recv 60 = 40
    recv 60 = end`)
})

test('TIME-WAIT: keep-alives are over', () => {
  establishedScript({ keepAlive: true, keepAliveIdle: 1000 }).run(`${toTimeWait}
    timer 240000
    + 2000
    timer 240000`)
})

test.run()
