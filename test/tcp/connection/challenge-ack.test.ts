import { test } from 'uvu'
import { establishedScript } from '../../helpers/tcp-script.ts'

test('ESTABLISHED: SYN in the window → challenge ACK (RFC 5961 §4.2)', () => {
  establishedScript().run(`
    < S 100:100(0)
    > . 1:1(0) ack 1
    state ESTABLISHED`)
})

test('ESTABLISHED: SYN outside of the window → challenge ACK', () => {
  establishedScript().run(`
    < S 4000000000:4000000000(0)
    > . 1:1(0) ack 1
    state ESTABLISHED`)
})

test('ESTABLISHED: more than ten challenges in five seconds → the rest is not answered (RFC 5961 §7)', () => {
  const script = establishedScript()
  for (let count = 0; count < 10; count++) script.run('< R 2:2(0)\n> . 1:1(0) ack 1')
  script.run(`
    < R 2:2(0)
    < S 2:2(0)
    < . 70000:70000(0) ack 1
    + 5000
    < R 2:2(0)
    > . 1:1(0) ack 1`)
})

test('ACK of what was never sent → answered with an ACK, dropped with its text', () => {
  establishedScript().run(`
    < P. 1:11(10) ack 2
    > . 1:1(0) ack 1
    readable 0`)
})

test('ACK from before SND.UNA − MAX.SND.WND → challenge ACK, dropped with its text (RFC 5961 §5.2)', () => {
  establishedScript().run(`
    < . 1:1(0) ack 1 win 1000
    < P. 1:11(10) ack 4000000000
    > . 1:1(0) ack 1
    readable 0`)
})

test('old ACK within MAX.SND.WND → its text is taken in', () => {
  establishedScript().run(`
    send 100
    > P. 1:101(100) ack 1
    < . 1:1(0) ack 101
    < P. 1:11(10) ack 1
    readable 10
    + 40
    > . 101:101(0) ack 11`)
})

test('two ends out of step, each answering the other with an ACK → they fall silent', () => {
  const script = establishedScript()
  for (let count = 0; count < 10; count++) script.run('< . 70000:70000(0) ack 1\n> . 1:1(0) ack 1')
  script.run('< . 70000:70000(0) ack 1')
})

test('segment without ACK → dropped', () => {
  establishedScript().run(`
    < P 1:11(10)
    readable 0`)
})

test('SYNs and empty segments from outside of the window → answered ten times in five seconds; text → every time', () => {
  const script = establishedScript()
  for (let count = 0; count < 10; count++) script.run('< S 70000:70000(0)\n> . 1:1(0) ack 1')
  script.run('< S 70000:70000(0)')
  for (let count = 0; count < 20; count++) script.run('< . 70000:70010(10) ack 1\n> . 1:1(0) ack 1')
})

test('segments with an older timestamp → text is answered every time, an empty one ten times in five seconds', () => {
  const script = establishedScript({ timestamps: true, synOptions: 'mss 1460, ts 100/0' })
  for (let count = 0; count < 20; count++) script.run('< . 1:11(10) ack 1 <ts 99/0>\n> . 1:1(0) ack 1')
  for (let count = 0; count < 10; count++) script.run('< . 1:1(0) ack 1 <ts 99/0>\n> . 1:1(0) ack 1')
  script.run('< . 1:1(0) ack 1 <ts 99/0>')
})

test.run()
