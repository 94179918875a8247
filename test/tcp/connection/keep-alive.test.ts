import { test } from 'uvu'
import { establishedScript } from '../../helpers/tcp-script.ts'

const HOURS = 3_600_000

test('by default → no probe, ever (MUST-24, MUST-25)', () => {
  establishedScript().run('timer none')
})

test('turned on → after two idle hours a probe, an octet before the window (MUST-28)', () => {
  establishedScript({ keepAlive: true }).run(
    `
    timer ${2 * HOURS}
    + ${2 * HOURS}
    > . 0:0(0) ack 1
    < . 1:1(0) ack 1
    timer ${2 * HOURS + 75_000}
    + ${2 * HOURS}
    > . 0:0(0) ack 1`.replaceAll('> . 0:0(0)', '> . 0:0(0)'),
  )
})

test('the times are settings (MUST-27); nine probes unanswered → ETIMEDOUT, reset', () => {
  const script = establishedScript({ keepAlive: true, keepAliveIdle: 10_000, keepAliveInterval: 1000 }).run(`
    + 10000
    > . 0:0(0) ack 1`)
  for (let count = 1; count < 9; count++) script.run('+ 1000\n> . 0:0(0) ack 1')
  script.run(`
    state ESTABLISHED
    + 1000
    > R 1:1(0)
    state CLOSED
    error ETIMEDOUT
    timer none`)
})

test('one probe lost, the next answered → the connection lives (MUST-29)', () => {
  establishedScript({ keepAlive: true, keepAliveIdle: 10_000, keepAliveInterval: 1000, keepAliveProbes: 2 }).run(`
    + 10000
    > . 0:0(0) ack 1
    + 1000
    > . 0:0(0) ack 1
    + 500
    < . 1:1(0) ack 1
    + 500
    timer 21500
    + 9500
    > . 0:0(0) ack 1
    state ESTABLISHED`)
})

test('something arrives → idle time begins anew (MUST-26)', () => {
  establishedScript({ keepAlive: true, keepAliveIdle: 10_000 }).run(`
    + 9000
    < P. 1:11(10) ack 1
    + 40
    > . 1:1(0) ack 11
    + 960
    timer 19000
    + 9000
    > . 0:0(0) ack 11`)
})

test('data in flight → no probe: the retransmission timer watches (MUST-26)', () => {
  establishedScript({ keepAlive: true, keepAliveIdle: 500, keepAliveInterval: 100 }).run(`
    send 10
    > P. 1:11(10) ack 1
    + 900
    + 100
    > P. 1:11(10) ack 1`)
})

test('turned on later → from the last segment heard', () => {
  const script = establishedScript({ keepAliveIdle: 1000 }).run('+ 400')
  script.connection.setKeepAlive(true, script.now)
  script.run('timer 1000\n+ 600\n> . 0:0(0) ack 1')
  script.connection.setKeepAlive(false, script.now)
  script.run('timer none')
})

test('a probe of the peer → answered with an ACK', () => {
  establishedScript().run(`
    < . 0:0(0) ack 1
    > . 1:1(0) ack 1
    < . 0:1(1) ack 1
    > . 1:1(0) ack 1`)
})

test('an unacceptable segment arrives → idle time begins anew', () => {
  establishedScript({ keepAlive: true, keepAliveIdle: 10_000 }).run(`
    + 4000
    < . 70000:70000(0) ack 1
    > . 1:1(0) ack 1
    + 6000
    timer 14000
    + 4000
    > . 0:0(0) ack 1`)
})

test('data in flight when the time has come, acknowledged later → idle time begins with the ACK', () => {
  establishedScript({ keepAlive: true, keepAliveIdle: 500, keepAliveInterval: 100 }).run(`
    send 10
    > P. 1:11(10) ack 1
    + 700
    < . 1:1(0) ack 11
    + 300
    timer 1200
    + 200
    > . 10:10(0) ack 1`)
})

test.run()
