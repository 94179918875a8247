import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveMss } from '../../../lib/tcp/connection/negotiation.ts'
import { resolveSettings } from '../../../lib/tcp/settings.ts'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'

const all = { timestamps: true, sack: true, windowScale: true, receiveBuffer: 200_000 }

test('active OPEN → SYN offers MSS, window scale, SACK-permitted, timestamps (MUST-14, MUST-65)', () => {
  new Script(all).run(`
    connect
    > S 0:0(0) win 65535 <mss 1460, wscale 2, sackOK, ts 0/0>`)
})

test('SYN,ACK → answers only what the SYN offered', () => {
  new Script(all).run(`
    listen
    < S 0:0(0) <sackOK>
    > S. 0:0(0) ack 1 <mss 1460, sackOK>`)
  new Script(all).run(`
    listen
    < S 0:0(0) <mss 1000, wscale 3, ts 9/0>
    > S. 0:0(0) ack 1 <mss 1460, wscale 2, ts 0/9>`)
})

test('an option turned off → neither offered nor used, whatever the peer offers', () => {
  const { connection } = new Script().run(`
    listen
    < S 0:0(0) <mss 1460, wscale 7, sackOK, ts 9/0>
    > S. 0:0(0) ack 1 <mss 1460>
    < . 1:1(0) ack 1
    < . 11:21(10) ack 1
    > . 1:1(0) ack 1 <>`)
  assert.equal(connection.status().options, { sack: false, timestamps: false, sendShift: 0, ecn: false })
})

test('no MSS in the SYN → segments of 536 octets (MUST-15)', () => {
  establishedScript({ synOptions: '' }).run(`
    send 1000
    > . 1:537(536) ack 1
    < . 1:1(0) ack 537
    > P. 537:1001(464) ack 1`)
})

test('MSS of the peer → segments not larger, timestamps taken off (MUST-14, MUST-16)', () => {
  establishedScript({ synOptions: 'mss 1000' }).run(`
    send 1200
    > . 1:1001(1000) ack 1
    < . 1:1(0) ack 1001
    > P. 1001:1201(200) ack 1`)
  establishedScript({ timestamps: true, synOptions: 'mss 1000, ts 100/0' }).run(`
    send 1976
    > . 1:989(988) ack 1
    > P. 989:1977(988) ack 1`)
})

test('MSS of the peer above what the way out takes → the way out counts (MUST-16)', () => {
  establishedScript({ mtu: 576, synOptions: 'mss 9000' }).run(`
    send 1072
    > . 1:537(536) ack 1
    > P. 537:1073(536) ack 1`)
})

test('segments after the SYN → none names an MSS (MUST-65)', () => {
  establishedScript().run(`
    send 10
    > P. 1:11(10) ack 1 <>
    < P. 1:11(10) ack 11
    + 40
    > . 11:11(0) ack 11 <>
    shutdown
    > F. 11:11(0) ack 11 <>`)
})

test('MSS announced → at most the MTU less both headers (MUST-67), smaller if so set', () => {
  assert.is(resolveSettings({ mtu: 1500, mss: 9000 }).mss, 1460)
  assert.is(resolveSettings({ mtu: 576 }).mss, 536)
  new Script({ mss: 500 }).run('connect\n> S 0:0(0) <mss 500>')
})

test('effectiveMss: an absurd MSS → not believed', () => {
  assert.is(effectiveMss(0, 1500, false, false), 48)
  assert.is(effectiveMss(65_535, 1500, true, false), 1448)
  assert.is(effectiveMss(undefined, 1500, false, false), 536)
})

test('options of a later segment that belong to SYN → ignored (MUST-5, MUST-6)', () => {
  establishedScript().run(`
    < P. 1:11(10) ack 1 <mss 100, wscale 5, sackOK, ts 5/5>
    send 1460
    > P. 1:1461(1460) ack 11 <>`)
})

test('window scale on a segment without SYN → ignored (RFC 7323 §2.2)', () => {
  const { connection } = establishedScript().run('< . 1:1(0) ack 1 win 1000 <wscale 5>')
  assert.is(connection.status().snd.wnd, 1000)
})

test('settings that cannot be → RangeError that names the setting', () => {
  for (const [name, value] of [
    ['ttl', 0],
    ['dscp', 64],
    ['ttl', 256],
    ['mtu', 67],
    ['mtu', 65_536],
    ['sendBuffer', 2 ** 30 + 1],
    ['mss', 0],
    ['sendBuffer', 0],
    ['receiveBuffer', 0],
    ['receiveBuffer', 2 ** 30],
    ['msl', -1],
    ['delayedAck', Number.NaN],
    ['receiveBuffer', 1.5],
    ['keepAliveProbes', 0.5],
    ['initialWindow', 0],
    ['initialRto', 0],
    ['minRto', -1],
    ['maxRto', Number.NaN],
    ['r1', 2.5],
    ['r2', 0],
    ['userTimeout', -1],
    ['overrideTimeout', -1],
    ['noDelay', 'yes'],
    ['sack', 1],
    ['congestion', 'vegas'],
    ['sillyWindow', 'perhaps'],
    ['sackAfterTimeout', 'lose'],
  ] as const) {
    assert.throws(() => resolveSettings({ [name]: value }), new RegExp(`the setting ${name} is`))
  }
  assert.throws(() => resolveSettings({ lossDetection: 'rack' as never }), /lossDetection is "rack".*dup-ack, rack-tlp/)
  assert.throws(
    () => resolveSettings({ noDealy: true } as never),
    /"noDealy" is not known; did you mean noDelay\? There are: .*mtu/,
  )
  for (const edge of [
    { lossDetection: 'rack-tlp' as const },
    { ttl: 1, dscp: 0, mtu: 68, mss: 1, sendBuffer: 1, receiveBuffer: 1, msl: 0, delayedAck: 0 },
    { ttl: 255, dscp: 63, mtu: 65_535, sendBuffer: 2 ** 30, receiveBuffer: 2 ** 30 - 1, finWait2: Infinity },
  ]) {
    assert.equal({ ...resolveSettings(edge), ...edge }, resolveSettings(edge))
  }
})

test.run()
