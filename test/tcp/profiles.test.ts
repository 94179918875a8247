import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createCongestion } from '../../lib/tcp/congestion/index.ts'
import { profileDifferences } from '../../lib/tcp/profile-differences.ts'
import { PROFILE_NAMES, PROFILES } from '../../lib/tcp/profiles.ts'
import {
  type ConnectionSettings,
  checkSetting,
  resolveSettings,
  SETTINGS,
  type Settings,
} from '../../lib/tcp/settings.ts'
import { PROFILE_SOURCES } from '../../lib/tcp/sources.ts'
import { initialSequenceNumber } from '../../lib/tcp/wire/isn.ts'
import { sipKey } from '../../lib/tcp/wire/siphash.ts'
import { HERE, makeStack, Pair, THERE } from '../helpers/tcp-stacks.ts'
import { established, Script } from './sender/sender-script.ts'

const test = suite('profiles')

/** Fires timers until the sender gives up. @returns when each copy went out, counted from now, and when it ended */
function toTheEnd(s: Script): { sent: number[]; out: string[]; reason: string; after: number } {
  const [begin, sent, out] = [s.now, [] as number[], [] as string[]]
  for (let i = 0; i < 1_000; i++) {
    const at = s.sender.deadline()
    if (at === undefined) break
    s.now = at
    const reason = s.sender.handleTimeout(at)
    if (reason) return { sent, out, reason, after: at - begin }
    const segments = s.out()
    out.push(...segments)
    if (segments.length > 0) sent.push(at - begin)
  }
  throw new Error('never gave up')
}

function calling(settings: ConnectionSettings): Script {
  const s = new Script(settings)
  s.sender.open()
  s.out()
  return s
}

test('every value of a profile → of a setting that there is, within its bounds, with a source', () => {
  for (const [profile, values] of Object.entries(PROFILES)) {
    const sources = PROFILE_SOURCES[profile as keyof typeof PROFILES]
    assert.equal(Object.keys(values), Object.keys(sources), profile)
    for (const [name, value] of Object.entries(values) as [keyof Settings, never][]) {
      assert.ok(Object.hasOwn(SETTINGS, name), name)
      checkSetting(name, value)
      assert.ok(sources[name]!.length > 10, name)
    }
  }
})

test('a profile is named → its values, our defaults for the rest; own settings win; `undefined` is not given', () => {
  const linux = resolveSettings({ profile: 'linux' })
  assert.equal([linux.minRto, linux.msl, linux.sendBuffer], [200, 30_000, 65_536])
  assert.is(resolveSettings({ minRto: 300, profile: 'linux' }).minRto, 300)
  assert.is(resolveSettings({ minRto: undefined, profile: 'linux' } as never).minRto, 200)
  assert.equal({ ...resolveSettings({ profile: 'ackbook' }) }, { ...resolveSettings() })
  assert.equal(resolveSettings({ ...linux }), linux)
})

test('no such profile → an error that lists them', () => {
  assert.throws(
    () => resolveSettings({ profile: 'linuks' as never }),
    /the setting profile is "linuks": it must be one of ackbook, rfc, linux, freebsd \(did you mean linux\?\)/,
  )
  assert.throws(() => profileDifferences(['windows' as never]), /profile is "windows"/)
})

test('a stack with a profile → its connections and listeners have it, their own settings over it', () => {
  const stack = makeStack(1, { settings: { profile: 'linux' } })
  const plain = stack.connect({ address: THERE, port: 80 }, 0)
  const own = stack.connect({ address: THERE, port: 81 }, 0, { settings: { maxRto: 70_000 } })
  const listener = stack.listen({ address: HERE, port: 80 }, { settings: { profile: 'freebsd' } })
  assert.equal([plain.settings.maxRto, own.settings.maxRto, own.settings.minRto], [120_000, 70_000, 200])
  assert.equal([listener.settings.profile, listener.settings.maxRto], ['freebsd', 64_000])
})

test('what profiles differ in → each setting with its values and their sources; of one and itself nothing', () => {
  const rows = profileDifferences(['rfc', 'linux', 'freebsd'])
  const msl = rows.find(({ setting }) => setting === 'msl')!
  assert.equal(
    msl.values.map(({ profile, value, source }) => [profile, value, source]),
    [
      ['rfc', 120_000, 'MUST-13'],
      ['linux', 30_000, 'TCP_TIMEWAIT_LEN, include/net/tcp.h: TIME-WAIT lasts 60 s'],
      ['freebsd', 30_000, 'TCPTV_MSL, netinet/tcp_timer.h'],
    ],
  )
  assert.is(msl.unit, 'ms')
  assert.not(rows.some(({ setting }) => setting === 'initialRto' || setting === 'profile'))
  assert.equal(profileDifferences(['linux', 'linux']), [])
  assert.equal(
    profileDifferences(['ackbook', 'rfc']).map(({ setting }) => setting),
    ['finWait2', 'hystart'],
  )
  assert.is(profileDifferences()[0]?.values.length, PROFILE_NAMES.length)
})

test('a SYN is never answered: `linux` → four at one second, then doubled, ten in all, given up after 131 s', () => {
  const { sent, after, reason } = toTheEnd(calling({ profile: 'linux' }))
  assert.equal(
    sent,
    [1, 2, 3, 4, 5, 7, 11, 19, 35, 67].map((second) => second * 1_000),
  )
  assert.equal([after, reason], [131_000, 'r2'])
})

test('a SYN is never answered: `freebsd` → given up after 75 s', () => {
  const { after } = toTheEnd(calling({ profile: 'freebsd' }))
  assert.is(after, 75_000)
})

test('a SYN,ACK is never acknowledged: `linux` → five more, doubled from the first, given up after 63 s', () => {
  const s = new Script({ profile: 'linux' })
  s.sender.open()
  s.sender.negotiated({ mss: 1_000, sack: false })
  s.out()
  const { sent, after } = toTheEnd(s)
  assert.equal(
    sent,
    [1, 3, 7, 15, 31].map((second) => second * 1_000),
  )
  assert.is(after, 63_000)
})

test('data is never acknowledged: `linux` → with the first expiry 924.6 s after the first copy, as 15 doublings from 200 ms take', () => {
  for (const rtt of [1, 50, 2_000]) {
    const s = established({ profile: 'linux', lossDetection: 'dup-ack', rtt })
    s.write(1_000)
    s.out()
    const { rto } = s.sender.sample()
    const { sent, after, reason } = toTheEnd(s)
    assert.is(reason, 'r2')
    assert.ok(after - rto >= 924_600, `${after}`)
    assert.ok((sent.at(-1) as number) - rto < 924_600, `${sent.at(-1)}`)
  }
})

test('retransmissions are counted one by one → given up with the expiry after the last; the user’s limit still holds', () => {
  const s = established({ retries: 2, rtt: 1 })
  s.write(1_000)
  s.out()
  const { sent, after } = toTheEnd(s)
  assert.equal(sent, [1_000, 3_000])
  assert.is(after, 7_000)
  const limited = established({ retries: 2, rtt: 1, userTimeout: 2_000 })
  limited.write(1_000)
  limited.out()
  const { reason, after: until } = toTheEnd(limited)
  assert.equal([reason, until], ['user-timeout', 2_000])
})

/** A sender whose peer has closed its window. */
function closedWindow(settings: ConnectionSettings): Script {
  const s = established({ window: 1_000, rtt: 10, lossDetection: 'dup-ack', ...settings })
  s.write(3_000)
  s.out()
  s.now += 10
  assert.equal(s.acked(1_001, { window: 0 }), [])
  return s
}

for (const [profile, segment, waits] of [
  ['ackbook', 'probe 1001:1002', [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
  ['linux', 'probe 1000:1000', [210, 420, 840, 1_680, 3_360, 6_720, 13_440, 26_880, 53_760, 107_520, 120_000, 120_000]],
  ['freebsd', 'probe 1001:1002', [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]],
] as const) {
  test(`closed window: \`${profile}\` → \`${segment}\` after ${waits[0]} ms, doubled up to ${waits.at(-1)}`, () => {
    const s = closedWindow({ profile })
    for (const wait of waits) {
      assert.equal(s.fire(), [wait, [segment]])
      s.ack(1_001)
    }
    assert.equal(s.acked(1_001, { window: 2_000 }), ['1001:2001', '2001:3001 P'])
  })
}

test('probes are never answered: `linux` → given up after fifteen', () => {
  const { out, reason } = toTheEnd(closedWindow({ profile: 'linux' }))
  assert.equal([out.length, reason], [15, 'r2'])
})

test('empty probes into a closed window under data in flight → nothing is resent before it opens, then all', () => {
  const s = established({ window: 3_000, windowProbe: 'empty' })
  s.write(3_000)
  s.out()
  s.acked(1_001, { window: 0 })
  assert.equal(s.fire()[1], ['probe 1000:1000'])
  assert.equal(s.acked(1_001, { window: 2_000 }), ['R 1001:2001', 'R 2001:3001 P'])
})

test('an empty probe meets a closed window of the engine → answered, and the window is learnt when an update was lost', () => {
  const pair = new Pair({ a: { settings: { profile: 'linux' } }, b: { settings: { receiveBuffer: 4_000 } } })
  const { client, server } = pair.connected()
  client.send(new Uint8Array(10_000), 0)
  pair.settle().wait(400)
  assert.is(server.readable, 4_000)
  pair.lose = (_packet, from) => from === 'b'
  server.receive(4_000)
  pair.settle()
  pair.lose = () => false
  pair.wait(2_000)
  assert.is(server.readable, 4_000)
})

test('SYNs are lost: data begins with one segment → after the first; `linux` → after the second', () => {
  for (const [profile, lost, segments] of [
    ['ackbook', 1, 1],
    ['linux', 1, 10],
    ['linux', 2, 1],
  ] as const) {
    const s = calling({ profile })
    for (let i = 0; i < lost; i++) s.fire()
    s.sender.negotiated({ mss: 1_000, sack: false })
    s.ack(1)
    s.write(20_000)
    assert.is(s.out().length, segments, `${profile}, ${lost}`)
  }
})

test('slow start, an ACK of three segments → one more, or two with L = 2, or three without a limit; L is 1 after a timeout', () => {
  for (const name of ['new-reno', 'cubic'] as const) {
    for (const [limit, grown, after] of [
      [1, 1, 1],
      [2, 2, 1],
      [Infinity, 3, 3],
    ] as const) {
      const control = createCongestion(name, false)
      const ack = { acked: 3_000, limited: true, rtt: 10, srtt: 10, una: 0, nxt: 0 }
      control.start(1_000, 10_000, limit)
      control.ackArrives(ack, 0)
      assert.is(control.cwnd, 10_000 + grown * 1_000, name)
      control.timedOut(100_000, false, 0)
      control.ackArrives(ack, 0)
      assert.is(control.cwnd, 1_000 + after * 1_000, name)
    }
  }
})

test('what SACK has reported before is acknowledged in slow start → it does not count again, where there is no limit', () => {
  const s = established({ sack: true, slowStartLimit: Infinity, sackAfterTimeout: 'keep', rtt: 10 })
  s.write(10_000)
  s.out()
  s.ack(1, { sack: [[2_001, 10_001]] })
  s.pass(3_000)
  s.out()
  const { cwnd } = s.sender.sample()
  s.ack(10_001)
  assert.is(s.sender.sample().cwnd, (cwnd ?? 0) + 2_000)
})

for (const [ssthreshOf, ssthresh] of [
  ['flight', 2_500],
  ['cwnd', 5_000],
] as const) {
  test(`cwnd 10, five in flight, one lost → ssthresh of \`${ssthreshOf}\`: ${ssthresh / 1_000} segments`, () => {
    for (const lossDetection of ['dup-ack', 'rack-tlp'] as const) {
      const s = established({ ssthreshOf, lossDetection, sack: true, rtt: 10, minRto: 200 })
      s.write(5_000)
      s.out()
      s.now += 10
      for (const end of [2_001, 3_001, 4_001, 5_001]) s.ack(1, { sack: [[1_001, end]] })
      s.pass(20)
      assert.is(s.sender.sample().ssthresh, ssthresh, lossDetection)
    }
    const late = established({ ssthreshOf, rtt: 10 })
    late.write(5_000)
    late.out()
    late.fire()
    assert.is(late.sender.sample().ssthresh, ssthresh)
  })
}

/** Of ten in flight the first is lost, and its copy; and what is known of ssthresh when its loss has been found. */
function lostTwice(settings: ConnectionSettings): Script {
  const s = established({ sack: true, rtt: 10, minRto: 200, lossDetection: 'rack-tlp', ...settings })
  s.write(200_000)
  s.out()
  s.now += 10
  for (const end of [2_001, 3_001, 4_001]) s.acked(1, { sack: [[1_001, end]] })
  assert.is(s.sender.sample().ssthresh, 5_000)
  return s
}

for (const [reductions, ssthresh] of [
  ['loss', 2_500],
  ['recovery', 5_000],
] as const) {
  test(`RFC 5681 §4.3: what was resent is lost again → ssthresh is reduced once a \`${reductions}\`: ${ssthresh}`, () => {
    const s = lostTwice({ reductions })
    s.acked(1, { sack: [[1_001, 10_001]] })
    s.now += 10
    s.ack(1, { sack: [[1_001, 13_001]] })
    assert.ok(s.events().includes('lost-retransmission') === (reductions === 'loss'))
    assert.is(s.sender.sample().ssthresh, ssthresh)
  })
}

for (const [reductions, ssthresh] of [
  ['loss', 4_250],
  ['recovery', 5_000],
] as const) {
  test(`a timeout in a recovery → ssthresh is reduced once a \`${reductions}\`: ${ssthresh}; outside one, always`, () => {
    const s = lostTwice({ reductions, ssthreshOf: 'cwnd', prr: true })
    s.pass(400)
    assert.is(s.sender.sample().phase, 'loss')
    assert.is(s.sender.sample().ssthresh, ssthresh)
    const other = established({ reductions, rtt: 10 })
    other.write(10_000)
    other.out()
    other.fire()
    assert.is(other.sender.sample().ssthresh, 5_000)
  })
}

for (const [growth, cwnd] of [
  ['acked', 0],
  ['delivered', 4_000],
] as const) {
  test(`segments are overtaken by four → what SACK reports makes cwnd grow by what is \`${growth}\`: ${cwnd}`, () => {
    const settings = { growth, slowStartLimit: Infinity, lossDetection: 'rack-tlp', sack: true, rtt: 100 } as const
    const s = established(settings)
    // The first of ten comes behind the next four: the first time that is taken for a loss, which its timestamp shows it not to be.
    const late = (): number => {
      s.write(10_000)
      s.out()
      s.now += 100
      const next = ((s.sender.sndUna - s.sender.iss) >>> 0) + 1_000
      const { cwnd: before = 0 } = s.sender.sample()
      s.acked(next - 1_000, { sack: [[next, next + 4_000]] })
      const { cwnd: after = 0 } = s.sender.sample()
      s.now += 5
      s.ack(next + 9_000, { rtt: 105 })
      return after - before
    }
    late()
    assert.ok(s.events().includes('undone'))
    assert.is(late(), cwnd)
  })
}

test('the clock of initial sequence numbers: 4 µs, `linux` 64 ns, `freebsd` 2^20 a second', () => {
  const ends = { localAddress: 1, localPort: 2, remoteAddress: 3, remotePort: 4 }
  const key = sipKey(new Uint8Array(16))
  for (const [profile, aSecond] of [
    ['ackbook', 250_000],
    ['linux', 15_625_000],
    ['freebsd', 1_048_576],
  ] as const) {
    const { isnClock } = resolveSettings({ profile })
    const [first, later] = [0, 1_000].map((now) => initialSequenceNumber(ends, key, now, isnClock)) as [number, number]
    assert.is((later - first) >>> 0, aSecond, profile)
    const issOf = (now: number): number => {
      const stack = makeStack(1, { settings: { profile } })
      return stack.connect({ address: THERE, port: 80 }, now).status().snd.iss
    }
    assert.is((issOf(1_000) - issOf(0)) >>> 0, aSecond, profile)
  }
})

test.run()
