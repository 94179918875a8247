import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DeferredTask, Timed } from '../../../lib/network/index.ts'
import { RealClock, type TimeSource } from '../../../lib/socket/tun/real-clock.ts'
import { Timer } from '../../../lib/timer-queue.ts'

const test = suite('tun: a real clock')

/** A platform whose time is told, and whose turns are taken one by one. */
class Platform implements TimeSource {
  time = 1_000
  readonly soonActions: (() => void)[] = []
  readonly alarms = new Map<() => void, number>()

  now(): number {
    return this.time
  }

  soon(action: () => void): void {
    this.soonActions.push(action)
  }

  later(action: () => void, milliseconds: number): () => void {
    this.alarms.set(action, this.time + milliseconds)
    return () => this.alarms.delete(action)
  }

  /** What was put off until the other events have had their turn, and nothing that this puts off. */
  turn(): void {
    for (const action of this.soonActions.splice(0)) action()
  }

  /** Time passes, and the alarms that are due by then go off. */
  pass(milliseconds: number): void {
    this.time += milliseconds
    for (const [action, at] of [...this.alarms]) if (at <= this.time && this.alarms.delete(action)) action()
  }
}

const timer = (fire: (now: number) => void): Timer<Timed> => new Timer<Timed>({ fire })
const task = (run: (now: number) => void): DeferredTask => ({ isDeferred: false, run })

test('time passes on the platform → it is read anew each time, from 0 on', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  assert.is(clock.now, 0)
  platform.time += 2.5
  assert.is(clock.now, 2.5)
})

test('the platform is set back → the clock stands still until that time has come again', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  platform.time += 10
  assert.is(clock.now, 10)
  platform.time -= 5
  assert.is(clock.now, 10)
  platform.time += 7
  assert.is(clock.now, 12)
})

test('time passes while something happens → one moment, whose time is frozen', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  platform.time += 1
  const seen: number[] = []
  clock.moment((now) => {
    platform.time += 3
    seen.push(now, clock.now)
    clock.defer(task((at) => seen.push(at, clock.now)))
  })
  assert.equal(seen, [1, 1, 1, 1])
  assert.is(clock.now, 4)
})

test('a timer, and the platform wakes too late → it fires once, at the time that it is', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  const fired: number[] = []
  clock.schedule(
    timer((now) => fired.push(now)),
    20,
  )
  platform.pass(19)
  platform.turn()
  assert.equal(fired, [], 'not before its time')
  platform.pass(80)
  platform.turn()
  assert.equal(fired, [99])
  platform.pass(1_000)
  platform.turn()
  assert.equal(fired, [99])
})

test('the platform wakes too early → it waits for the rest, turn by turn', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  const fired: number[] = []
  clock.schedule(
    timer((now) => fired.push(now)),
    20.5,
  )
  platform.pass(20)
  assert.is(platform.soonActions.length, 1)
  platform.turn()
  assert.equal(fired, [])
  platform.time += 0.5
  platform.turn()
  assert.equal(fired, [20.5])
})

test('several timers are due → they fire in their order, and what they defer comes after them', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  const seen: string[] = []
  clock.schedule(
    timer(() => seen.push('second')),
    6,
  )
  clock.schedule(
    timer(() => {
      seen.push('first')
      clock.defer(task(() => seen.push('deferred')))
    }),
    5,
  )
  platform.pass(9)
  platform.turn()
  assert.equal(seen, ['first', 'second', 'deferred'])
})

test('a nearer timer is set, then called off → the alarm is the nearest one’s, and then none', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  const [far, near] = [timer(() => {}), timer(() => {})]
  clock.schedule(far, 500)
  clock.schedule(near, 50)
  assert.equal([...platform.alarms.values()], [1_050])
  clock.schedule(near, Number.POSITIVE_INFINITY)
  assert.equal([...platform.alarms.values()], [1_500])
  clock.schedule(far, Number.POSITIVE_INFINITY)
  assert.is(platform.alarms.size, 0)
})

test('a timer in a hundred days → the platform’s longest alarm, and then the rest', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  const fired: number[] = []
  const due = 100 * 86_400_000
  clock.schedule(
    timer((now) => fired.push(now)),
    due,
  )
  assert.equal([...platform.alarms.values()], [1_000 + 2 ** 31 - 1])
  for (let wakes = 0; fired.length === 0 && wakes < 10; wakes++) platform.pass(2 ** 31)
  assert.is(fired.length, 1)
  assert.ok(fired[0]! >= due)
})

test('a timer that sets itself anew at once, for ever → the platform’s other events have their turn', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  let fired = 0
  const restless = timer((now) => {
    fired++
    clock.schedule(restless, now)
  })
  clock.schedule(restless, 0)
  platform.turn()
  assert.ok(fired > 0 && fired <= 10_000, `${fired} in one turn`)
  const before = fired
  platform.turn()
  assert.ok(fired > before, 'and then it goes on')
  assert.is(platform.soonActions.length, 1)
})

test('a task that defers itself for ever → the platform’s other events have their turn', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  let runs = 0
  const restless = task(() => {
    runs++
    clock.defer(restless)
  })
  clock.defer(restless)
  platform.turn()
  assert.ok(runs > 0 && runs <= 10_000, `${runs} in one turn`)
  assert.is(platform.soonActions.length, 1)
})

test('after each moment in which something happened → whoever asked is told, when time passes again', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  const told: number[] = []
  clock.onMoment(() => told.push(clock.now))
  clock.moment(() => {
    platform.time += 2
  })
  clock.schedule(
    timer(() => {}),
    10,
  )
  platform.pass(8)
  platform.turn()
  assert.equal(told, [2, 10])
})

test('what happens throws → the clock goes on', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  assert.throws(() =>
    clock.moment(() => {
      throw new Error('on purpose')
    }),
  )
  platform.time += 5
  assert.is(clock.now, 5)
})

test('stopped → nothing happens any more, and the platform keeps no alarm', () => {
  const platform = new Platform()
  const clock = new RealClock(platform)
  const fired: number[] = []
  clock.schedule(
    timer((now) => fired.push(now)),
    0.5,
  )
  clock.schedule(
    timer((now) => fired.push(now)),
    30,
  )
  clock.stop()
  assert.is(platform.alarms.size, 0)
  clock.moment((now) => fired.push(now))
  clock.schedule(
    timer((now) => fired.push(now)),
    1,
  )
  platform.pass(100)
  platform.turn()
  assert.equal(fired, [])
  assert.is(platform.alarms.size + platform.soonActions.length, 0)
})

test.run()
