/** What the figures of lesson 2.1 show when their parameters are turned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { wholeConversation } from '../../../lib/concepts/figures/client-server.ts'
import { isSegment } from '../../../lib/network/index.ts'

test('wholeConversation: a client that waits for the end → its end is gone, the server is in TIME-WAIT', async () => {
  const { reached, segments } = await endsOf({})
  assert.equal(reached, { client: 'CLOSED', server: 'TIME-WAIT' })
  assert.is(segments, 9)
})

test('wholeConversation: one that closes at once → both close, and both remember', async () => {
  const { reached } = await endsOf({ client: 'closes' })
  assert.equal(reached, { client: 'TIME-WAIT', server: 'TIME-WAIT' })
})

async function endsOf(
  parameters: Parameters<typeof wholeConversation>[0],
): Promise<{ reached: Record<string, string>; segments: number }> {
  const { events } = (await wholeConversation(parameters)).data
  const reached: Record<string, string> = {}
  for (const event of events) if (event.type === 'state') reached[event.host] = event.to
  return { reached, segments: events.filter((event) => isSegment(event) && event.what === 'sent').length }
}

test.run()
