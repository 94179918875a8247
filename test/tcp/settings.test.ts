import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkSetting, resolveSettings, SETTINGS, type Settings } from '../../lib/tcp/settings.ts'
import { establishedScript } from '../helpers/tcp-script.ts'
import { established } from './sender/sender-script.ts'

const test = suite('settings')

const names = Object.keys(SETTINGS) as (keyof Settings)[]

test('nothing is given → every default of the table, each of which may be set', () => {
  const settings = resolveSettings()
  assert.equal(Object.keys(settings), names)
  for (const name of names) {
    const usual = SETTINGS[name].default
    assert.is(settings[name], name === 'mss' ? 1460 : usual, name)
    if (usual !== undefined) checkSetting(name, usual)
  }
})

test('`undefined` is given → the default', () => {
  assert.equal(resolveSettings({ ttl: undefined } as never), resolveSettings())
})

test('two connections → settings of their own', () => {
  const [one, other] = [resolveSettings(), resolveSettings()]
  one.noDelay = true
  assert.is(other.noDelay, false)
})

test('one assignment while a sender works → the next decision goes by it', () => {
  const s = established()
  const { settings } = s.sender
  s.write(10)
  s.out()
  s.write(10)
  assert.equal(s.out(), [])
  settings.noDelay = true
  assert.equal(s.out(), ['11:21 P'])
  settings.sendBuffer = 25
  assert.is(s.write(10), 5)
  settings.minRto = 5_000
  s.ack(11)
  assert.is(s.sender.sample().rto, 5_000)
  settings.userTimeout = 3_000
  assert.is(s.sender.deadline(), s.now + 3_000)
})

test('one assignment while a connection receives → the next ACK goes by it', () => {
  const script = establishedScript()
  const { settings } = script.connection.tcb
  settings.delayedAck = 100
  settings.receiveBuffer = 20
  script.run(`
    < P. 1:11(10) ack 1
    + 99
    + 1
    > . 1:1(0) ack 11`)
  assert.is(script.connection.receiveBuffer, 20)
})

test.run()
