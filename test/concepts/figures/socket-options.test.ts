import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { generals, hungUp, lastAckLost, portHeld } from '../../../lib/concepts/figures/socket-options.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'

const test = suite('figures: socket options')

test('tries every second, or every 25 → the port is free at the first one after twice the MSL', async () => {
  for (const every of [1, 25]) {
    for (const { value, formula } of (await portHeld({ every })).data)
      assert.ok(value >= formula && value < formula + every, `${value}, ${formula}`)
  }
})

test('TIME-WAIT longer than the retransmission timer → an ACK; shorter, or none → a RST', async () => {
  const resets = async (timeWait: number): Promise<boolean[]> =>
    (await lastAckLost({ timeWait })).data.map((trace) => segmentsOf(trace).some(({ segment }) => segment.flags.rst))
  assert.equal(await resets(30), [false, true])
  assert.equal(await resets(0.5), [true, true])
})

for (const [how, client] of [
  ['reads it, closes', 'the end'],
  ['does not read it, closes', 'ECONNRESET'],
  ['reads it, closes with linger 0', 'ECONNRESET'],
] as const)
  test(`a server that ${how} → its client's read says ${client}`, async () => {
    for (const bytes of [1, 4000]) assert.is((await hungUp({ how, bytes })).data.client, client)
  })

test('two generals, any loss → as often alone as the formula says, within three deviations', () => {
  for (const loss of [1, 10, 50]) {
    for (const { value, formula } of generals({ loss }).data) {
      const deviation = 100 * Math.sqrt((formula / 100) * (1 - formula / 100)) * Math.sqrt(1 / 100_000)
      assert.ok(Math.abs(value - formula) < 3 * deviation + 0.002, `${loss} %: ${value}, ${formula}`)
    }
  }
})

test.run()
