/**
 * What takes too long for every day. `npm run soak -- --seeds 10000` runs so many cases of the property of transfers,
 * from `--from` (1) on; `--seed N` one of them, and shows the end of its trace if it fails; `--short` takes short transfers
 * instead, spread evenly over the combinations of loss detection, SACK, timestamps, Nagle, reordering, duplicates and loss,
 * and counts what became of each; `--laws` measures the laws of
 * congestion control at every point; `--programs 1000` plays so many random programs on the system's sockets and on ours,
 * with `--seed N` the same as before; `--notebooks 10000` reads, checks, verifies and renders so many notebooks with something wrong
 * in them, from `--seed N` on; `--history 5000` edits random projects in so many steps and looks for what `--watch` and `--changed` leave
 * out, from `--seed N` on; `--course 12` verifies the course so many times, most of them four at once; `--many 500` verifies so
 * many notebooks in one runner and tells what that holds as it goes on; `--pack 20,22,24,26` tries the
 * packed tarball on these releases of Node, each with npm 10 and 11; `--live 1000` makes each live figure (or those of the
 * lessons, or of the names, that follow) with so many random settings, all there are if they are fewer, for at most `--seconds` (120) of the
 * processor each.
 */
import { filterTrace, table } from '../lib/network/index.ts'
import { squareRootPoint, TOLERANCE } from '../test/laws/square-root.ts'
import { type Case, describeFailure, type Failure, failureOf } from '../test/properties/cases.ts'
import { combinationOf, shortCases } from '../test/properties/combinations.ts'
import { networkOf, runCase } from '../test/properties/run.ts'
import { compare } from '../test/socket/simulated/compare.ts'
import { optionsOf } from './options.ts'
import { soakCourse } from './soak/course.ts'
import { soakHistory } from './soak/history.ts'
import { soakLive } from './soak/live.ts'
import { soakMany } from './soak/many.ts'
import { soakNotebooks } from './soak/notebooks.ts'
import { soakPack } from './soak/pack.ts'

const EVERY = 1000
const LINES = 60

const options = {
  seeds: { type: 'string', default: '10000' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  short: { type: 'boolean', default: false },
  laws: { type: 'boolean', default: false },
  programs: { type: 'string' },
  notebooks: { type: 'string' },
  history: { type: 'string' },
  course: { type: 'string' },
  many: { type: 'string' },
  pack: { type: 'string' },
  live: { type: 'string' },
  seconds: { type: 'string', default: '120' },
} as const

type Outcome = 'delivered' | 'gave up' | 'failed'

/** What became of the seeds that have something in common. */
class Counts {
  readonly #counts = new Map<string, Record<Outcome, number>>()

  add(name: string, outcome: Outcome): void {
    const counts = this.#counts.get(name) ?? { delivered: 0, 'gave up': 0, failed: 0 }
    counts[outcome]++
    this.#counts.set(name, counts)
  }

  of(name: string): string {
    const { delivered = 0, 'gave up': gaveUp = 0, failed = 0 } = this.#counts.get(name) ?? {}
    return `${delivered} delivered, ${gaveUp} gave up after R2, ${failed} failed`
  }

  get names(): string[] {
    return [...this.#counts.keys()].sort()
  }
}

try {
  process.exitCode = (await run()) > 0 ? 1 : 0
} catch (error) {
  const unknown = error instanceof TypeError && 'code' in error
  if (!unknown && !(error instanceof RangeError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

/** @returns how much failed */
function run(): number | Promise<number> {
  const { values, positionals } = optionsOf({ options, allowPositionals: true })
  const {
    seed,
    seeds,
    from,
    short,
    laws,
    programs: count,
    notebooks,
    history,
    course,
    many,
    pack,
    live,
    seconds,
  } = values
  if (live !== undefined) {
    const chance = seed === undefined ? Date.now() % 1_000_000 : whole('seed', seed)
    return soakLive({
      ...{ count: whole('live', live), seconds: whole('seconds', seconds) },
      seed: chance,
      wanted: positionals,
    })
  }
  if (laws) return measureLaws()
  if (pack !== undefined) return soakPack(pack.split(',').map((release) => whole('pack', release)))
  if (many !== undefined) return soakMany(whole('many', many))
  if (course !== undefined) return soakCourse(whole('course', course))
  if (history !== undefined) {
    return soakHistory(whole('history', history), seed === undefined ? Date.now() >>> 0 : whole('seed', seed))
  }
  if (notebooks !== undefined) {
    return soakNotebooks(whole('notebooks', notebooks), seed === undefined ? Date.now() >>> 0 : whole('seed', seed))
  }
  if (count !== undefined) {
    return programs(whole('programs', count), seed === undefined ? Date.now() >>> 0 : whole('seed', seed))
  }
  if (seed !== undefined) return one(whole('seed', seed), short)
  return soak(whole('from', from), whole('seeds', seeds), short)
}

/** Random programs over sockets, the same on both providers. */
async function programs(count: number, seed: number): Promise<number> {
  const outcomes = new Map<string, number>()
  let played = 0
  try {
    await compare({
      programs: count,
      seed,
      compared: (steps, all) => {
        for (const [index, { call }] of steps.entries()) {
          const outcome = `${call}: ${all[index]?.replace(/ @\d+$/, '').replace(/[1-9]\d*/, 'n')}`
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        }
        if (++played % EVERY === 0 || played === count) console.log(`${played} programs: no difference`)
      },
    })
    for (const [outcome, times] of [...outcomes].sort()) console.log(`  ${String(times).padStart(6)} × ${outcome}`)
    return 0
  } catch (error) {
    console.log(`${(error as Error).message}\nThe same again: npm run soak -- --programs ${count} --seed ${seed}`)
    return 1
  }
}

function soak(from: number, count: number, short: boolean): number {
  const all = new Counts()
  const byValue = new Counts()
  let failures = 0
  for (let seed = from; seed < from + count; seed++) {
    let outcome: Outcome = 'failed'
    const failure = failureOfSeed(seed, short, (each) => {
      outcome = runCase(each)
    })
    if (failure) {
      outcome = 'failed'
      failures++
      console.log(describeFailure(failure, short ? '--short ' : ''))
    }
    all.add('seeds', outcome)
    if (short) for (const [name, value] of Object.entries(combinationOf(seed))) byValue.add(`${name} ${value}`, outcome)
    const done = seed - from + 1
    if (done % EVERY === 0 || done === count) console.log(`${done} seeds: ${all.of('seeds')}`)
  }
  for (const name of byValue.names) console.log(`  ${name.padEnd(22)} ${byValue.of(name)}`)
  return failures
}

function one(seed: number, short: boolean): number {
  const failure = failureOfSeed(seed, short, runCase)
  if (!failure) {
    console.log(`seed ${seed}: all is well`)
    return 0
  }
  console.log(`${describeFailure(failure, short ? '--short ' : '')}\n\n${traceOf(failure)}`)
  return 1
}

function failureOfSeed(seed: number, short: boolean, body: (each: Case) => void): Failure | undefined {
  return short ? failureOf(seed, body, shortCases(combinationOf(seed))) : failureOf(seed, body)
}

/** The last lines of what happened in the smallest case. */
function traceOf({ smallest }: Failure): string {
  const watched = networkOf(smallest, true)
  try {
    runCase(smallest, watched)
  } catch {
    // It is known to fail; what it did is wanted.
  }
  const trace = filterTrace(watched.network.trace(), { types: ['packet', 'state', 'timer'] })
  return table(trace).split('\n').slice(-LINES).join('\n')
}

/** The window of Reno against √1.5/√p at every point. */
function measureLaws(): number {
  let failed = 0
  for (const probability of [5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4]) {
    for (const [congestion, sack] of [
      ['reno', false],
      ['new-reno', false],
      ['new-reno', true],
    ] as const) {
      const { lossRate, losses, window, deviation } = squareRootPoint(probability, 400, { congestion, sack })
      const good = Math.abs(deviation) < TOLERANCE
      if (!good) failed++
      const name = `${congestion}${sack ? ', SACK' : ''}`.padEnd(15)
      const law = `${window.toFixed(1).padStart(6)} segments, ${percent(deviation).padStart(6)} from 1.22/√p`
      console.log(`${name} p ${lossRate.toExponential(2)} (${losses} losses)  ${law}${good ? '' : '  too far'}`)
    }
  }
  return failed
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`
}

/** @throws RangeError */
function whole(name: string, value: string): number {
  const number = Number(value)
  if (/^\d+$/.test(value) && Number.isSafeInteger(number)) return number
  throw new RangeError(`--${name} ${value} is no whole number; give one like 1000.`)
}
