import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Reassembler } from '../../../lib/tcp/receiver/reassembler.ts'
import { ReassemblyModel } from './reassembly-model.ts'

const test = suite('reassembler')

/** `from` and `length` are shares of how far the case reaches: of what lies around the first missing octet. */
interface Step {
  call: 'insert' | 'behind' | 'take' | 'peek' | 'capacity'
  from: number
  length: number
}

const share = fc.integer({ min: 0, max: 1000 })
const steps = (most: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      call: fc.constantFrom('insert', 'insert', 'insert', 'insert', 'behind', 'take', 'peek', 'capacity'),
      from: share,
      length: share,
    }),
    { minLength: 1, maxLength: most, size: 'max' },
  )

/** Each octet tells the segment that brought it: of two copies, the first must be read. */
function octets(segment: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = (Math.imul(offset + at + 1, 0x9e3779b1) + segment * 0x3c6ef372) >>> 24
  return bytes
}

/** Plays the steps on both; whatever can be asked must be answered alike after each. */
class Play {
  readonly #data: Reassembler
  readonly #model: ReassemblyModel
  readonly #base: number
  readonly #reach: number
  #segments = 0

  constructor(data: Reassembler, model: ReassemblyModel, reach: number, base = 0) {
    this.#data = data
    this.#model = model
    this.#reach = reach
    this.#base = base
  }

  step({ call, from, length }: Step): void {
    const [model, reach] = [this.#model, this.#reach]
    const size = Math.ceil((length * length * reach) / 1e6)
    // Most segments lie at the first hole or not far behind it, and some repeat what came before.
    const far = Math.floor((from * from * reach) / 1e6) - Math.floor(reach / 20)
    if (call === 'insert') this.insert(Math.max(0, model.next + far), Math.ceil(size / 2))
    else if (call === 'behind') this.insert(this.#justBehind(from), Math.ceil(size / 2))
    else if (call === 'take') this.take(size)
    else if (call === 'peek') this.#same(this.#data.peek(size), model.peek(size), 'peek')
    else this.#data.capacity = model.capacity = Math.max(1, size)
  }

  insert(offset: number, length: number): void {
    const bytes = octets(++this.#segments, offset, length)
    const fresh = this.#data.insert(this.#base + offset, bytes)
    assert.is(fresh, this.#model.insert(offset, bytes), 'octets that became readable')
    this.check()
  }

  take(max: number): void {
    this.#same(this.#data.take(max), this.#model.take(max), 'take')
    this.check()
  }

  /** All that is missing comes at last, and all is read. */
  finish(end = 0): void {
    this.#data.capacity = this.#model.capacity = 2 * this.#reach
    while (this.#model.next < end || this.#model.waiting > 0) {
      this.insert(this.#model.next, Math.ceil(this.#reach / 20))
      this.take(this.#reach)
    }
    this.take(2 * this.#reach)
  }

  check(): void {
    const { read, next, waiting, duplicate } = this.#model
    assert.is(this.#data.read - this.#base, read)
    assert.is(this.#data.next - this.#base, next)
    assert.is(this.#data.readable, next - read)
    assert.is(this.#data.waiting, waiting)
    assert.is(this.#data.hasHoles, waiting > 0)
    assert.equal(this.#data.duplicate, duplicate)
    assert.equal(
      this.#data.newest(4).map(({ left, right }) => ({ left, right })),
      this.#model.newest(4),
    )
  }

  /** An end of a run that waits: what lies there touches it, or fills the hole to the next. */
  #justBehind(which: number): number {
    const runs = this.#model.newest(8)
    const run = runs[which % Math.max(runs.length, 1)]
    return run ? run.right - this.#base : this.#model.next
  }

  #same(got: Uint8Array, wanted: Uint8Array, call: string): void {
    const wrong = got.findIndex((octet, at) => octet !== wanted[at])
    assert.is(wrong < 0 ? undefined : this.#model.read + wrong, undefined, `${call}: an octet that was not sent`)
    assert.is(got.length, wanted.length, `${call}: how many octets`)
  }
}

/** How far the segments of a case reach: within the first ring, and past each of its growths. */
for (const [reach, runs] of [
  [1500, 200],
  [3000, 200],
  [6000, 100],
  [12_000, 60],
  [50_000, 25],
  [300_000, 8],
] as const) {
  test(`segments within ${reach} octets, in any order, overlapping, with reads between → the same as arrays say`, () => {
    const property = fc.property(steps(40), fc.integer({ min: 1, max: reach }), (list, capacity) => {
      const play = new Play(new Reassembler(capacity), new ReassemblyModel(24 * reach, capacity), reach)
      for (const step of list) play.step(step)
      play.finish()
    })
    fc.assert(property, { numRuns: runs, seed: reach })
  })
}

test('more holes than are kept track of, filled in any order → the same as arrays say', () => {
  const places = fc.array(fc.nat(2000), { minLength: 300, maxLength: 700, size: 'max' })
  const property = fc.property(places, fc.integer({ min: 1, max: 4 }), (list, length) => {
    const play = new Play(new Reassembler(20_000), new ReassemblyModel(20_000, 20_000), 20_000)
    for (const place of list) play.insert(1 + place * 3, length)
    play.finish()
  })
  fc.assert(property, { numRuns: 20, seed: 256 })
})

test('far into a stream, where the numbers pass 2^31 and 2^32 → the same as arrays say, over a growth at each', () => {
  const data = new Reassembler(65_536)
  const piece = new Uint8Array(65_536)
  const before = 8192
  for (const [place, reach] of [
    [2 ** 31, 100_000],
    [2 ** 32, 400_000],
  ] as const) {
    data.capacity = piece.length
    while (data.next < place - before) {
      data.insert(
        data.next,
        data.next + piece.length > place - before ? piece.subarray(0, place - before - data.next) : piece,
      )
      data.take(piece.length)
    }
    const base = data.next
    const [list] = fc.sample(steps(100), { numRuns: 1, seed: reach }) as [Step[]]
    const play = new Play(data, new ReassemblyModel(60 * reach, piece.length, base), reach, base)
    for (const step of list) play.step(step)
    play.finish(2 * before)
    assert.ok(data.read > place)
    assert.not(data.hasHoles)
  }
})

test.run()
