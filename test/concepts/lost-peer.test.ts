import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { askInVain, losePeer, type Precautions, waitInVain } from '../../lib/concepts/lost-peer.ts'
import { isSegment } from '../../lib/network/index.ts'

const test = suite('concepts: a lost peer')
const keepAlive = { keepAlive: true, keepAliveIdle: 1, keepAliveInterval: 1, keepAliveProbes: 3 }

const cases: Record<string, [program: typeof waitInVain, precautions: Precautions, says: string, after: number]> = {
  'a reader, as it comes → told nothing in two hours': [waitInVain, {}, 'nothing', 7_200_000],
  'a reader with keep-alive of 1 s × 3 → told after 4 s': [waitInVain, keepAlive, 'ETIMEDOUT', 4000],
  'a writer, as it comes → told after R2': [askInVain, {}, 'ETIMEDOUT', 100_000],
  'a writer with a user timeout of 3 s → told after 3 s': [askInVain, { userTimeout: 3000 }, 'ETIMEDOUT', 3000],
}

for (const [title, [program, precautions, says, after]] of Object.entries(cases)) {
  test(`cut off: ${title}`, async () => {
    const { told } = await losePeer(program, 'the wire is cut', precautions)
    assert.is(told.says, says)
    // The idle time counts from the last segment heard, half a handshake ago.
    assert.ok(Math.abs(told.after - after) < 20, `${told.after} ms`)
  })
}

test('started again: a segment of the client → answered by RST; a reader that sends none → told nothing', async () => {
  for (const [program, precautions, says] of [
    [askInVain, {}, 'ECONNRESET'],
    [waitInVain, keepAlive, 'ECONNRESET'],
    [waitInVain, {}, 'nothing'],
  ] as const) {
    const { told, trace, from } = await losePeer(program, 'the server starts again', precautions)
    assert.is(told.says, says)
    const resets = trace.events.filter(
      (event) => isSegment(event) && event.what === 'delivered' && event.segment.flags.rst && event.time > from,
    )
    assert.is(resets.length, says === 'nothing' ? 0 : 1)
  }
})

test.run()
