import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eightCalls } from '../../lib/concepts/client-server.ts'
import { compareTranscripts } from '../../lib/concepts/transcripts.ts'
import { withHost } from '../../lib/socket/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'
import { within } from '../helpers/within.ts'

const test = suite('concepts: a client and a server')

const TOLD = [
  'connect: ESTABLISHED',
  'waiting for accept: 1',
  'send: 16',
  'accept: port of the listener',
  'recv: 16',
  'recv after close: 0',
  'connect to nobody: ECONNREFUSED',
]

test('a server that accepts late → what each call answers, on the simulated network', async () => {
  assert.equal(await eightCalls(simulatedNetwork({ seed: 1 }).server), TOLD)
})

if (process.platform === 'linux') {
  test('the same on Linux → the same answers', () =>
    within(10_000, 'eight calls', async () => {
      const linux = await withHost(systemHost(), eightCalls)
      assert.ok(compareTranscripts({ linux, ours: TOLD }).isSame, linux.join('\n'))
    }))
}

test.run()
