import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cubeRoot, cubicK, cubicWindow } from '../../../lib/tcp/congestion/cubic-function.ts'
import { HyStart } from '../../../lib/tcp/congestion/hystart.ts'
import type { Congestion, CongestionName } from '../../../lib/tcp/congestion/index.ts'
import { CONGESTION_NAMES, createCongestion } from '../../../lib/tcp/congestion/index.ts'
import { established } from '../sender/sender-script.ts'

const test = suite('congestion')
const MSS = 1_000

function started(name: CongestionName, cwnd: number, ssthresh: number = Infinity): Congestion {
  const control = createCongestion(name, false)
  control.start(MSS, cwnd * MSS)
  control.ssthresh = ssthresh * MSS
  return control
}

/** One round trip: every segment of cwnd is acknowledged by itself, at `now`. */
function round(control: Congestion, now: number, rtt: number = 100): void {
  const segments = Math.floor(control.cwnd / MSS)
  for (let i = 0; i < segments; i++) {
    control.ackArrives({ acked: MSS, limited: true, rtt, srtt: rtt, una: 0, nxt: 0 }, now)
  }
}

test('MUST-19: slow start → cwnd doubles a round trip; an ACK of many segments counts as one', () => {
  for (const name of ['tahoe', 'reno', 'new-reno', 'cubic'] as const) {
    const control = started(name, 2)
    round(control, 100)
    assert.is(control.cwnd, 4 * MSS, name)
    control.ackArrives({ acked: 3 * MSS, limited: true, rtt: 100, srtt: 100, una: 0, nxt: 0 }, 200)
    assert.is(control.cwnd, 5 * MSS, name)
    control.ackArrives({ acked: 10, limited: true, rtt: 100, srtt: 100, una: 0, nxt: 0 }, 200)
    assert.is(control.cwnd, 5 * MSS + 10, name)
  }
})

test('MUST-19: congestion avoidance → one segment more a round trip, whether or not ACKs are delayed', () => {
  const each = started('new-reno', 10, 10)
  round(each, 100)
  assert.is(each.cwnd, 11 * MSS)
  const delayed = started('new-reno', 10, 10)
  for (let i = 0; i < 5; i++) {
    delayed.ackArrives({ acked: 2 * MSS, limited: true, rtt: 100, srtt: 100, una: 0, nxt: 0 }, 100)
  }
  assert.is(delayed.cwnd, 11 * MSS)
})

test('cwnd is not what limits → it does not grow', () => {
  for (const name of ['reno', 'cubic'] as const) {
    for (const ssthresh of [10, Infinity]) {
      const control = started(name, 10, ssthresh)
      control.ackArrives({ acked: MSS, limited: false, rtt: 100, srtt: 100, una: 0, nxt: 0 }, 100)
      assert.is(control.cwnd, 10 * MSS)
    }
  }
})

test('loss → Reno halves what was in flight, CUBIC takes 0.7 of it, Tahoe starts from one segment, none does nothing', () => {
  const after = (name: CongestionName): number[] => {
    const control = started(name, 20)
    control.lossDetected(20 * MSS, 0)
    return [control.cwnd / MSS, control.ssthresh / MSS]
  }
  assert.equal(after('reno'), [10, 10])
  assert.equal(after('new-reno'), [10, 10])
  assert.equal(after('cubic'), [14, 14])
  assert.equal(after('tahoe'), [1, 10])
  assert.equal(after('none'), [Infinity, Infinity])
})

test('cwnd 40, only 8 segments in flight, loss → ssthresh from the flight, not from cwnd', () => {
  const control = started('reno', 40)
  control.lossDetected(8 * MSS, 0)
  assert.is(control.ssthresh, 4 * MSS)
})

test('timeout → one segment; ssthresh from the flight, and unchanged when the same data times out again', () => {
  for (const [name, ssthresh] of [
    ['reno', 10],
    ['cubic', 14],
  ] as const) {
    const control = started(name, 20)
    control.timedOut(20 * MSS, false, 0)
    control.timedOut(1 * MSS, true, 0)
    assert.equal([control.cwnd, control.ssthresh], [MSS, ssthresh * MSS])
  }
})

test('an unknown name → an error that lists the known ones', () => {
  assert.throws(
    () => createCongestion('vegas' as CongestionName, false),
    /"vegas" is not known; there are: tahoe, reno, /,
  )
  for (const name of CONGESTION_NAMES) assert.is(createCongestion(name, false).name, name)
})

test('cube root by Newton → within 1e-12 of the platform’s, for any size', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (x) => {
      assert.ok(Math.abs(cubeRoot(x) - Math.cbrt(x)) <= 1e-12 * Math.cbrt(x), String(x))
    }),
    { numRuns: 2_000 },
  )
  assert.is(cubeRoot(0), 0)
  assert.is(cubeRoot(-8), 0)
  assert.is(cubeRoot(64), 4)
})

test('RFC 9438 §4.2, by hand: W_max 100, β 0.7 → K = ∛75 s = 4.217163…, W(0) = 70, W(K) = 100, W(2K) = 130', () => {
  const k = cubicK(100, 70)
  assert.ok(Math.abs(k - 4.217163326508746) < 1e-9)
  assert.ok(Math.abs(cubicWindow(0, k, 100) - 70) < 1e-6)
  assert.ok(Math.abs(cubicWindow(k, k, 100) - 100) < 1e-6)
  assert.ok(Math.abs(cubicWindow(2 * k, k, 100) - 130) < 1e-6)
})

test('CUBIC at a long round trip → one round trip after t, cwnd is within one segment of W(t + RTT), to the plateau and beyond', () => {
  const rtt = 100
  const control = started('cubic', 1_000, 1_000)
  control.lossDetected(1_000 * MSS, 0)
  control.recovered(0)
  const k = cubicK(1_000, 700)
  for (let now = 0; now < 18_000; now += rtt) {
    // The ACKs of a window come spread over the round trip.
    const segments = Math.floor(control.cwnd / MSS)
    for (let i = 0; i < segments; i++) {
      const at = now + (i * rtt) / segments
      control.ackArrives({ acked: MSS, limited: true, rtt, srtt: rtt, una: 0, nxt: 0 }, at)
    }
    const expected = cubicWindow((now + rtt) / 1_000, k, 1_000)
    assert.ok(Math.abs(control.cwnd / MSS - expected) < 1, `${now} ms: ${control.cwnd / MSS}, ${expected}`)
  }
})

test('CUBIC at a short round trip → grows as Reno would (W_est): α = 9/17 a round trip until W_max, then one', () => {
  const control = started('cubic', 20, 20)
  control.lossDetected(20 * MSS, 0)
  control.recovered(0)
  let now = 0
  const rounds = (n: number): number => {
    const before = control.cwnd
    for (let i = 0; i < n; i++) {
      now += 1
      round(control, now, 1)
    }
    return (control.cwnd - before) / MSS / n
  }
  assert.ok(Math.abs(rounds(8) - 9 / 17) < 0.05)
  while (control.cwnd < 20 * MSS) rounds(1)
  assert.ok(Math.abs(rounds(8) - 1) < 0.07)
})

test('CUBIC, two losses, the second below the last W_max → fast convergence: the plateau is put lower', () => {
  // With W_max = 0.85 · 800 = 680, K is ∛300 = 6.69 s; without fast convergence the window would be at 798 by then.
  const at = (second: number, seconds: number): number => {
    const control = started('cubic', 1_000, 1_000)
    control.lossDetected(1_000 * MSS, 0)
    control.cwnd = second * MSS
    control.lossDetected(second * MSS, 0)
    control.recovered(0)
    for (let now = 0; now <= seconds * 1_000; now += 100) round(control, now)
    return control.cwnd / MSS
  }
  assert.ok(Math.abs(at(800, 6.7) - 680) < 3, String(at(800, 6.7)))
  assert.ok(Math.abs(at(1_200, 9.7) - 1_200) < 3, 'beyond the last W_max: none')
})

test('CUBIC idles for a minute → the time counts for nothing', () => {
  const grown = (idle: number): number => {
    const control = started('cubic', 100, 100)
    control.lossDetected(100 * MSS, 0)
    control.recovered(0)
    for (let i = 1; i <= 10; i++) round(control, i * 100)
    control.ackArrives({ acked: MSS, limited: false, rtt: 100, srtt: 100, una: 0, nxt: 0 }, 1_000)
    for (let i = 1; i <= 10; i++) round(control, 1_000 + idle + i * 100)
    return control.cwnd
  }
  assert.ok(Math.abs(grown(60_000) - grown(0)) < 1)
})

test('HyStart++: round trips stay → slow start goes on; they rise by more than 4 ms → conservative growth, five rounds, over', () => {
  const hystart = new HyStart()
  let nxt = 0
  const rounds = (n: number, rtt: number): number => {
    let grown = 0
    for (let i = 0; i < n; i++) {
      const una = nxt
      nxt += 10
      for (let j = 1; j <= 10; j++) {
        grown += hystart.growth({ acked: MSS, limited: true, rtt, srtt: rtt, una: una + j, nxt }, MSS)
      }
    }
    return grown / MSS / n
  }
  assert.is(rounds(4, 20), 10)
  assert.not(hystart.conservative)
  rounds(1, 23.9)
  assert.not(hystart.conservative)
  rounds(1, 30)
  assert.ok(hystart.conservative)
  assert.is(rounds(3, 30), 2.5)
  assert.not(hystart.done)
  rounds(2, 30)
  assert.ok(hystart.done)
})

test('HyStart++: the rise was a blip → slow start resumes', () => {
  const hystart = new HyStart()
  let una = 0
  for (const rtt of [20, 20, 40, 20]) {
    for (let j = 0; j < 10; j++)
      hystart.growth({ acked: MSS, limited: true, rtt, srtt: rtt, una: una + j + 1, nxt: una + 20 }, MSS)
    if (rtt === 40) assert.ok(hystart.conservative)
    una += 10
  }
  assert.not(hystart.conservative)
  assert.not(hystart.done)
})

test('CUBIC after a timeout → the plateau is where avoidance begins (K = 0), and the next loss is ordinary again', () => {
  const control = started('cubic', 1_000, 1_000)
  control.timedOut(1_000 * MSS, false, 0)
  control.cwnd = control.ssthresh
  for (let now = 0; now <= 3_000; now += 100) round(control, now)
  assert.ok(Math.abs(control.cwnd / MSS - cubicWindow(3.1, 0, 700)) < 8, String(control.cwnd / MSS))
  const before = control.cwnd / MSS
  control.lossDetected(control.cwnd, 3_000)
  control.recovered(3_000)
  // W_max of the timeout's stage was 700: this loss came above it, so it is the new one.
  const k = cubicK(before, before * 0.7)
  for (let now = 4_000; now <= 4_000 + k * 1_000; now += 100) round(control, now)
  assert.ok(Math.abs(control.cwnd / MSS - before) < 3)
})

test('a larger MSS → cwnd is one segment at least', () => {
  for (const name of ['reno', 'cubic'] as const) {
    const control = started(name, 1)
    control.resize(9_000)
    assert.is(control.cwnd, 9_000)
  }
})

// In the sender

test('RFC 6928: MSS 1,000 → ten segments first; 1,460 → ten; 4,000 → three; set to 3 → three', () => {
  const first = (options: object): number => {
    const s = established({ noDelay: true, ...options })
    s.write(60_000)
    return s.out().length
  }
  assert.is(first({ mss: 1_000 }), 10)
  assert.is(first({ mss: 1_460 }), 10)
  assert.is(first({ mss: 4_000 }), 3)
  assert.is(first({ initialWindow: 3 }), 3)
})

test('the application writes little → cwnd keeps its size however many ACKs come', () => {
  const s = established()
  for (let i = 0; i < 50; i++) {
    s.write(1_000)
    s.out()
    s.now += 100
    s.ack(1 + (i + 1) * 1_000)
  }
  assert.is(s.sender.sample().cwnd, 10_000)
})

test('the peer’s window is smaller than cwnd → cwnd does not run away', () => {
  const s = established({ window: 8_000 })
  s.write(200_000)
  for (let n = 1; n <= 100_001; n += 1_000) {
    s.ack(n)
    s.out()
  }
  assert.ok((s.sender.sample().cwnd ?? 0) <= 17_000, String(s.sender.sample().cwnd))
})

test('RFC 5681 §4.1: idle for longer than an RTO → cwnd falls to the initial window; turned off → it stays', () => {
  for (const restartAfterIdle of [true, false]) {
    const s = established({ restartAfterIdle })
    s.write(40_000)
    for (let n = 1; n <= 40_001; n += 1_000) {
      s.ack(n)
      s.out()
    }
    const { cwnd = 0 } = s.sender.sample()
    assert.ok(cwnd >= 20_000)
    s.now += 1_001
    s.write(200_000)
    assert.is(s.out().length, restartAfterIdle ? 10 : cwnd / 1_000)
    assert.is(s.events().includes('restart-after-idle'), restartAfterIdle)
  }
})

test('an idle connection restarts → cwnd is the restart window, never more than it was; ssthresh stays', () => {
  for (const name of ['tahoe', 'reno', 'new-reno', 'cubic'] as const) {
    const control = started(name, 40, 20)
    const { ssthresh } = control
    control.restart(10_000, 0)
    assert.equal([control.cwnd, control.ssthresh], [10_000, ssthresh], name)
    control.restart(20_000, 0)
    assert.is(control.cwnd, 10_000, name)
  }
})

test('Reno’s avoidance over many windows → one segment a window of octets, what is left over counts on', () => {
  const control = started('reno', 10, 10)
  const ack = { acked: 1_500, limited: true, rtt: 100, srtt: 100, una: 0, nxt: 0 }
  // 10,000 octets for the first segment, 11,000 for the second, 12,000 for the third: 33,000 = 22 ACKs of 1,500.
  for (let count = 0; count < 21; count++) control.ackArrives(ack, 0)
  assert.is(control.cwnd, 12_000)
  control.ackArrives(ack, 0)
  assert.is(control.cwnd, 13_000)
})

test.run()
