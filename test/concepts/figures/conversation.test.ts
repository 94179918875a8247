import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { atOnePort, firstData, pickedOut } from '../../../lib/concepts/figures/conversation.ts'

const test = suite('figures: one socket per conversation')

test('any number of clients, whenever they call → each is told its own address', async () => {
  for (const parameters of [{ clients: 4, apart: 0 }, { clients: 3, apart: 10, delay: 1 }, {}]) {
    const { conversations, visitors } = (await atOnePort(parameters)).data
    assert.is(visitors.length, parameters.clients ?? 2)
    for (const { own, answer } of visitors) assert.ok(answer.endsWith(`, you are ${own}`), answer)
    assert.equal(
      conversations,
      visitors.map(({ own }) => `10.0.0.2:1060 ↔ ${own}`),
    )
  }
})

test("Ben's conversation → his word and his answer, and nothing of Anna's", async () => {
  const { table } = await pickedOut({ name: 'Ben' })
  assert.match(table, /len 7\b/)
  assert.not.match(table, /len 8\b/)
})

test('the first data of each → the port of that client in the first two bytes of the header', async () => {
  const { visitors } = (await atOnePort()).data
  for (const [index, name] of (['Anna', 'Ben'] as const).entries()) {
    const { buffer, byteOffset } = (await firstData({ name })).data
    const port = new DataView(buffer, byteOffset + 20).getUint16(0)
    assert.ok(visitors[index]!.own.endsWith(`:${port}`), name)
  }
})

test.run()
