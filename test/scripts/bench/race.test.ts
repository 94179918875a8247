import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Contender, type Heat, raceOf } from '../../../scripts/bench/race.ts'
import type { Setting, State } from '../../../scripts/bench/setting.ts'

const test = suite('bench: race')

const stateNamed = (name: string): State => ({ name, folder: '', scratch: '', env: {}, options: new Set() })

function settingOf(...names: string[]): Setting {
  const peers = { env: {}, plainTslab: [] }
  return { states: names.map(stateNamed), peers, signal: new AbortController().signal }
}

/** Contenders that write down when they run. */
function rowers(): { log: string[]; rower: (name: string, more?: Partial<Contender>) => Contender } {
  const log: string[] = []
  const rower = (name: string, more: Partial<Contender> = {}): Contender => ({
    name,
    run: async (_, state) => {
      log.push(`${name} of ${state.name}`)
      return { wall: log.length }
    },
    warm: async (_, state) => log.push(`warm ${name} of ${state.name}`),
    ...more,
  })
  return { log, rower }
}

function race(heat: Heat, setting: Setting, rounds: number): ReturnType<typeof raceOf> {
  return raceOf(heat, setting, rounds, { say: () => {}, clear: () => {} })
}

test('two contenders, two rounds → warmed up, then in turn, each first once', async () => {
  const { log, rower } = rowers()
  const { results } = await race({ title: 'it', contenders: [rower('a'), rower('b')] }, settingOf('now'), 2)
  assert.equal(log, ['warm a of now', 'warm b of now', 'a of now', 'b of now', 'b of now', 'a of now'])
  assert.equal(results, [
    { name: 'a', costs: [{ wall: 3 }, { wall: 6 }] },
    { name: 'b', costs: [{ wall: 4 }, { wall: 5 }] },
  ])
})

test('a former state → it races beside ours, and peers stay one', async () => {
  const { log, rower } = rowers()
  const prepared: string[] = []
  const heat: Heat = {
    title: 'it',
    contenders: [rower('a', { own: true }), rower('b')],
    prepare: (_, { name }) => void prepared.push(name),
  }
  const { results } = await race(heat, settingOf('now', 'HEAD~3'), 1)
  assert.equal(prepared, ['now', 'HEAD~3'])
  assert.equal(
    results.map(({ name }) => name),
    ['a', 'a at HEAD~3', 'b'],
  )
  assert.equal(log.slice(3), ['a of now', 'a of HEAD~3', 'b of now'])
})

test('a contender that is missing → it says so, does not run, and the rest does', async () => {
  const { log, rower } = rowers()
  const heat: Heat = { title: 'it', contenders: [rower('a'), rower('b', { missing: () => 'no b here: get b' })] }
  const { results } = await race(heat, settingOf('now'), 1)
  assert.equal(log, ['warm a of now', 'a of now'])
  assert.equal(results[1], { name: 'b', missing: 'no b here: get b', costs: [] })
})

test('no way of warming up of its own → a run that does not count', async () => {
  const { log, rower } = rowers()
  const { warm: _, ...cold } = rower('a')
  const { results } = await race({ title: 'it', contenders: [cold] }, settingOf('now'), 1)
  assert.equal(log, ['a of now', 'a of now'])
  assert.is(results[0]!.costs.length, 1)
})

test.run()
