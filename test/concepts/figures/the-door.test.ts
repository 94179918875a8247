/** What a reader sees of eight clients before a slow server, and what a place more or less does. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { theDoor } from '../../../lib/concepts/figures/the-door.ts'
import { NARROW, WIDE } from '../../../lib/draw/index.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf } from '../../helpers/random-settings.ts'

const test = suite('the door')
const LESSON = '2.1.1-passive-and-active-sockets'

test('backlog 2, a client every 20 ms → three SYNs are dropped, and those clients are served last, after an idle time', async () => {
  const { data, play } = await theDoor()
  assert.equal(data.late, [5, 6, 8])
  assert.equal(
    data.idle.map(({ from, to }) => Math.round(to - from)),
    [580],
  )
  const order = play!.views!.flatMap(({ facts = [] }) => facts).map(({ value }) => value)
  assert.ok(order.includes('1 2 3 4 7 5 6 8'), order.join('; '))
})

test('any backlog at one client every 20 ms → connect takes a round trip, or that and whole seconds', async () => {
  for (const backlog of [0, 1, 3, 6]) {
    const took = (await theDoor({ backlog })).data.clients.map(({ asked, connected }) => Math.round(connected - asked))
    for (const time of took) assert.ok([10, 1010, 3010, 7010].includes(time), `backlog ${backlog}: ${took.join()}`)
  }
})

test('clients so close that their ACKs find the queue full → connect has returned, and they wait in the SYN queue', async () => {
  const { data, play } = await theDoor({ every: 5 })
  const [, , , , fifth] = data.clients
  assert.is(Math.round(fifth!.connected - fifth!.asked), 10)
  assert.ok(fifth!.queued - fifth!.connected > 900, `${fifth!.queued}`)
  assert.ok(data.late.includes(5))
  assert.match(play!.said!, /^4 of 8 clients waited/)
})

test('the smallest backlog that keeps all from a timer → what is asked; one less or one more is not', async () => {
  for (const [backlog, isMet] of [
    [4, false],
    [5, true],
    [6, false],
  ] as const)
    assert.is((await theDoor({ backlog })).play!.challenge!.isMet, isMet, `backlog ${backlog}`)
})

test('a server faster than its clients come → any backlog does, and none is the smallest that does', async () => {
  const { data, play } = await theDoor({ backlog: 0, every: 100, each: 10 })
  assert.equal(data.late, [])
  assert.not(play!.challenge!.isMet)
})

test('moment by moment → everybody who has come stands in one place, never more in a queue than it has room for', async () => {
  const { data, play } = await theDoor()
  const times = play!.moments!.map((words) => Number.parseFloat(words))
  for (let at = 0; at < play!.moments!.length; at++) {
    const rows = (await theDoor({ at })).table.split('\n').slice(1)
    const inPlaces = rows.map((row) => row.split(/ {2,}/)[1]!.match(/\d/g) ?? [])
    const standing = inPlaces.flat().sort()
    const come = data.clients.flatMap(({ asked }, index) => (asked <= times[at]! ? [`${index + 1}`] : []))
    assert.equal(standing, come, rows.join('\n'))
    assert.ok(inPlaces[2]!.length <= 3)
  }
})

test('a place of the accept queue pressed → the backlog with which it is the last', async () => {
  for (const width of [WIDE, NARROW]) {
    const targets = (await theDoor()).play!.targets!(width)
    assert.equal(targets[4]!.set, { backlog: 4, at: undefined })
    assert.ok(targets[2]!.isOn)
    const dropped = targets.find(({ label }) => label === 'client 5: when its SYN is dropped')!
    const at = Number(dropped.set!.at)
    assert.match((await theDoor({ at })).play!.said!, /SYN of client 5 is dropped/)
  }
})

const seed = seedFrom('DOOR_SEED')

test(`any backlog and times (DOOR_SEED=${seed}) → all are served in the end, and the pictures are sound`, async () => {
  const live = liveOf(LESSON, 'door')
  const settings = fc.record({
    backlog: fc.nat(10),
    every: fc.integer({ min: 1, max: 20 }).map((five) => 5 * five),
    each: fc.integer({ min: 1, max: 30 }).map((ten) => 10 * ten),
    at: fc.option(fc.nat(70), { nil: undefined }),
  })
  const property = fc.asyncProperty(settings, async ({ at, ...rest }) => {
    const figure = await theDoor({ ...rest, ...(at !== undefined && { at }) })
    assert.equal(liveFlaws(figure, live), [])
    for (const { asked, connected, queued, accepted, closed } of figure.data.clients)
      assert.ok(asked < connected && connected < queued && queued <= accepted && accepted < closed)
  })
  await fc.assert(property, { seed, numRuns: draws(25) })
})

test.run()
