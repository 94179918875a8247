/** What a reader sees of the four buffers between two programs, whatever their sizes and the client's cure. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type TanksParameters, tanksInARing } from '../../../lib/concepts/figures/tanks.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf } from '../../helpers/random-settings.ts'

const test = suite('tanks in a ring')

test('the places on the way round → hold every byte that the client has handed over', async () => {
  const buffers = { clientSend: 32, serverReceive: 16, serverSend: 32, clientReceive: 16 }
  for (const parameters of [{}, { clientSend: 2, clientReceive: 2 }, buffers, { message: 4 }, { message: 24 }]) {
    const { data, svg } = await tanksInARing(parameters)
    const sum = data.places.reduce((total, { value }) => total + value, 0)
    assert.is(sum, data.client.sent, JSON.stringify(parameters))
    assert.match(svg(), data.shown.received > 0 ? /is done/ : /waits in send/)
  }
})

test('a message that fits → comes back whole; one that does not → nothing of it, and both arrows reach the other end', async () => {
  const [small, large] = [await tanksInARing({ message: 16 }), await tanksInARing()]
  assert.equal([small.data.report.ended, small.data.shown.received], ['finished', 16_384])
  assert.match(small.sentence, /^All 16,384 bytes have come back/)
  assert.equal([large.data.report.ended, large.data.shown.received], ['deadlock', 0])
  assert.match(large.sentence, /none has come back\. The client waits until the server reads/)
  assert.is(large.svg().split('waits for room').length - 1, 2)
})

test('each cure that reads → all comes back; one that only does not wait → nothing', async () => {
  const times: Record<string, number> = {}
  for (const cure of ['limit 50 ms', 'select', 'tasks'] as const) {
    const { shown } = (await tanksInARing({ cure })).data
    assert.is(shown.received, 131_072, cure)
    times[cure] = shown.time
  }
  assert.ok(times['limit 50 ms']! > 2 * times.select!)
  const { data, play } = await tanksInARing({ cure: 'no wait' })
  assert.equal([data.shown.received, data.shown.clientWaits], [0, undefined])
  assert.match(play!.said!, /took nothing/)
})

test('a reading by hand → sets a few bytes free, once; enough of them → all comes back', async () => {
  let parameters: TanksParameters = {}
  let { data, play } = await tanksInARing(parameters)
  const first = data.shown.sent
  for (let times = 0; data.shown.received < 24_576 && times < 30; times++) {
    parameters = { ...parameters, ...(play!.actions![0]!.set as TanksParameters) }
    ;({ data, play } = await tanksInARing(parameters))
    if (times === 0) assert.ok(data.shown.sent > first && data.report.ended === 'deadlock')
  }
  assert.ok(data.shown.sent > first + 12_288)
})

test('a message larger than the four buffers → can come back: the server has the rest in hand', async () => {
  assert.ok((await tanksInARing({ message: 26 })).play!.challenge!.isMet)
  for (const others of [{ message: 24 }, { message: 28 }, { message: 26, cure: 'select' } as const])
    assert.not((await tanksInARing(others)).play!.challenge!.isMet, JSON.stringify(others))
})

test('a moment of the run → as many bytes as were there then, and never more back than sent', async () => {
  const { samples } = { samples: (await tanksInARing()).play!.moments!.length }
  let before = 0
  for (let at = 0; at < samples; at++) {
    const { shown } = (await tanksInARing({ at })).data
    assert.ok(shown.sent >= before && shown.received <= shown.sent)
    before = shown.sent
  }
})

const seed = seedFrom('TANKS_SEED')

test(`any sizes, cure and readings (TANKS_SEED=${seed}) → the run ends, and its pictures are sound`, async () => {
  const size = fc.integer({ min: 1, max: 32 }).map((half) => 2 * half)
  const settings = fc.record({
    message: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 64 }).map((half) => 2 * half) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 192 }).map((half) => 2 * half) },
    ),
    clientSend: size,
    serverReceive: size,
    serverSend: size,
    clientReceive: size,
    cure: fc.constantFrom('none', 'no wait', 'limit 10 ms', 'limit 50 ms', 'limit 500 ms', 'select', 'tasks'),
    reads: fc.array(fc.nat(3000), { maxLength: 6 }),
    at: fc.option(fc.nat(120), { nil: undefined }),
  })
  const property = fc.asyncProperty(settings, async ({ at, ...rest }) => {
    const figure = await tanksInARing({ ...(rest as TanksParameters), ...(at !== undefined && { at }) })
    assert.equal(liveFlaws(figure, liveOf('2.2-deadlock', 'adds-up')), [])
    const { client, report } = figure.data
    const isAllBack = client.received === rest.message * 1024
    assert.ok(isAllBack || rest.cure === 'none' || rest.cure === 'no wait', `${rest.cure} ends as ${report.ended}`)
  })
  await fc.assert(property, { seed, numRuns: draws(16) })
})

test.run()
