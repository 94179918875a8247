/** What a reader sees who has two ends take leave of each other, a call at a time. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sayGoodbye } from '../../../lib/concepts/figures/goodbye.ts'
import type { LeavePress } from '../../../lib/concepts/goodbye.ts'
import { seedFrom } from '../../helpers/draws.ts'
import { checkRandomSettings, liveOf } from '../../helpers/random-settings.ts'

const test = suite('goodbye')

const after = async (presses: LeavePress[]) => (await sayGoodbye({ presses })).data
const sent = ({ crossed }: Awaited<ReturnType<typeof after>>, side: string) =>
  crossed.filter(({ from }) => from === side).map(({ what }) => what)

test("shutdown('read') → nothing crosses, and the other end finds nothing; one's own recv says the end", async () => {
  const data = await after(["client.shutdown('read')"])
  assert.equal(data.crossed, [])
  assert.equal([data.client.state, data.server.state], ['ESTABLISHED', 'ESTABLISHED'])
  assert.equal([data.next.client.what, data.next.server.what], ['end', 'would wait'])
})

test('close of one of two descriptors → nothing crosses; of the other → FIN', async () => {
  const one = await after(['client.dup', 'client.close'])
  assert.equal([one.crossed, one.client.descriptors, one.next.server.what], [[], 1, 'would wait'])
  const both = await after(['client.dup', 'client.close', 'client.close'])
  assert.equal([sent(both, 'client'), both.next.server.what], [['FIN'], 'end'])
})

test("shutdown('write') on one of two descriptors → FIN all the same", async () => {
  assert.equal(sent(await after(['client.dup', "client.shutdown('write')"]), 'client'), ['FIN'])
})

test('close with bytes unread → RST, and the other end’s recv fails; once they are read → FIN', async () => {
  const unread = await after(['server.send', 'client.close'])
  assert.equal([sent(unread, 'client'), unread.next.server], [['RST'], { what: 'error', code: 'ECONNRESET' }])
  const read = await after(['server.send', 'client.recv', 'client.close'])
  assert.equal([sent(read, 'client'), read.next.server.what], [['FIN'], 'end'])
})

test('linger 0, then close → RST', async () => {
  assert.equal(sent(await after(['client.linger', 'client.close']), 'client'), ['RST'])
})

test('the client has said all → what the server sends still comes; what the client would send is refused', async () => {
  const heard = await after(["client.shutdown('write')", 'server.send', 'client.recv', 'client.send'])
  assert.is(heard.entries[2]!.text, 'ABCDE')
  assert.is(heard.entries[3]!.code, 'EPIPE')
})

const GRACEFUL: LeavePress[] = [
  'client.send',
  "client.shutdown('write')",
  'server.recv',
  'server.send',
  'client.recv',
  'server.close',
]

test('all said, answered and read, both closed → the challenge is met; with bytes unread, or before both closed, not', async () => {
  const isMet = async (presses: LeavePress[]) => (await sayGoodbye({ presses })).play!.challenge!.isMet
  assert.ok(await isMet([...GRACEFUL, 'client.close']))
  assert.not(await isMet(GRACEFUL))
  assert.not(await isMet([...GRACEFUL.filter((press) => press !== 'server.recv'), 'client.close']))
})

test('a press → one call more, and what it put on the wire is said', async () => {
  const { play } = await sayGoodbye()
  const press = play!.actions!.find(({ label, group }) => label === 'close' && group!.includes('server'))!
  const figure = await sayGoodbye(press.set as { presses: LeavePress[] })
  assert.match(figure.play!.said!, /^Server: close → done\. What crossed: RST from the server\.$/)
  assert.match((await sayGoodbye({ presses: ["client.shutdown('read')"] })).play!.said!, /Nothing crossed\.$/)
})

test('shown after fewer calls → as if the others had not been made', async () => {
  const one = await sayGoodbye({ presses: GRACEFUL, at: 2 })
  assert.equal(one.data, (await sayGoodbye()).data)
})

const seed = seedFrom('GOODBYE_SEED')
test(`any calls (GOODBYE_SEED=${seed}) → sound; an end without descriptor makes none, and a read leaves nothing`, () =>
  checkRandomSettings(liveOf('2.2.1-half-close', 'goodbye'), sayGoodbye, {
    seed,
    usual: 25,
    flawOf: ({ data }) => {
      const last = data.entries.at(-1)
      const isLeft = last?.call === 'recv' && last.outcome === 'done' && data[last.side].unread !== ''
      return isLeft ? `unread after recv: ${data[last.side].unread}` : undefined
    },
  }))

test.run()
