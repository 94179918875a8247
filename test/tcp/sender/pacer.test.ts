import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Pacer } from '../../../lib/tcp/sender/pacer.ts'
import { Script } from './sender-script.ts'

const test = suite('pacer')
const MSS = 1_000

/** When each of `count` segments leaves that all wait from 0 on, at 100 octets a millisecond. */
function departures(quantum: number, count: number): number[] {
  const pacer = new Pacer()
  let now = 0
  return Array.from({ length: count }, () => {
    if (pacer.holds(now)) now = pacer.at
    pacer.sent(MSS, 100, MSS, quantum, now)
    return now
  })
}

test('a quantum of one segment → one each time that the rate allows', () => {
  assert.equal(departures(MSS, 4), [0, 10, 20, 30])
})

test('a quantum of three → three at once, then a pause as long as three take', () => {
  assert.equal(departures(3 * MSS, 7), [0, 0, 0, 30, 30, 30, 60])
})

test('half a burst, and the rest later than the rate asks for → what was not used is not made up for', () => {
  const pacer = new Pacer()
  pacer.sent(MSS, 100, MSS, 2 * MSS, 0)
  assert.not(pacer.holds(5))
  pacer.sent(MSS, 100, MSS, 2 * MSS, 50)
  assert.not(pacer.holds(50))
  pacer.sent(MSS, 100, MSS, 2 * MSS, 50)
  assert.is(pacer.at, 70)
})

test('half a burst, and the rest sooner → the pause counts from its beginning', () => {
  const pacer = new Pacer()
  pacer.sent(MSS, 100, MSS, 2 * MSS, 0)
  pacer.sent(MSS, 100, MSS, 2 * MSS, 4)
  assert.is(pacer.at, 20)
})

/** A sender whose SYN was acknowledged after 100 ms. */
function open(congestion: 'bbr' | 'cubic'): Script {
  const script = new Script({ congestion })
  script.sender.open()
  script.out()
  script.sender.negotiated({ mss: MSS, sack: true })
  script.now = 100
  script.ack(1)
  return script
}

test('BBR, ten segments to send → two leave, and two more at each deadline, in less than a round trip; the initial window goes unpaced with CUBIC', () => {
  const cubic = open('cubic')
  cubic.write(10 * MSS)
  assert.is(cubic.out().length, 10)
  const script = open('bbr')
  script.write(10 * MSS)
  assert.is(script.out().length, 2)
  const rest = Array.from({ length: 4 }, () => {
    const [waited, out] = script.fire()
    return [waited.toFixed(2), out.length]
  })
  // 2,000 octets at 2/ln 2 · 10,000 octets in 100 ms.
  assert.equal(rest, Array(4).fill(['6.93', 2]))
})

test('nothing is left to send → no deadline but the retransmission timer’s', () => {
  const script = open('bbr')
  script.write(2 * MSS)
  script.out()
  const timer = script.sender.deadline() ?? 0
  assert.ok(timer - script.now > 200, String(timer))
})

test.run()
