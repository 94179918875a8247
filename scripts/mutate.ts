/**
 * Mutation testing of `lib/tcp/`: changes the engine in many small ways, one at a time, and sees whether a test notices. The
 * sources on disk stay as they are.
 *
 *     npm run mutate                              a seeded sample, for five minutes
 *     npm run mutate -- --budget 3600 --seed 7    for an hour, another sample
 *     npm run mutate -- rto.ts persist.ts         of these files alone
 *
 * Prints each mutant that no test has noticed, the score of each file, and at last that of all.
 */
import { basename } from 'node:path'
import { type Mutant, mutantsOf, withCounters } from './mutation/mutants.ts'
import { apply } from './mutation/named.ts'
import { Sandbox, twoAtATime } from './mutation/sandbox.ts'
import { shuffled } from './mutation/shuffled.ts'
import { optionsOf } from './options.ts'

/** A test file, what it takes, and which functions of which file it enters. */
interface Reach {
  test: string
  milliseconds: number
  functions: Map<string, Set<number>>
}

type Fate = 'killed' | 'stuck' | 'survived' | 'unreached'

/** Test files that take longer run apart, after the others have let a mutant live. */
const SLOW = 1_000
/** More functions than one file has. */
const PER_FILE = 10_000

const { values, positionals } = optionsOf({
  options: { budget: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const [budget, seed] = [Number(values.budget), Number(values.seed)]
if (!(budget > 0) || !Number.isInteger(seed)) {
  console.error('--budget takes seconds, --seed a whole number.')
  process.exit(2)
}
const sandbox = await Sandbox.create()
try {
  const sources = await readSources(positionals)
  if (sources.size === 0) {
    console.error(`lib/tcp has no file of the name ${positionals.join(' or ')}.`)
    process.exitCode = 2
  }
  const mutants = [...sources].flatMap(([file, source]) => mutantsOf(file, source))
  if (mutants.length > 0) {
    const fates = await tryAll(shuffled(mutants, seed), sources, await measure(sources))
    print(fates, mutants.length, sources)
  }
} finally {
  await sandbox.close()
}

type Sources = ReadonlyMap<string, string>

async function readSources(names: readonly string[]): Promise<Sources> {
  const files = await sandbox.files('lib/tcp', '.ts')
  const asked = names.length === 0 ? files : files.filter((file) => names.some((name) => file.endsWith(`/${name}`)))
  return new Map(await Promise.all(asked.map(async (file) => [file, await sandbox.read(file)] as const)))
}

/** Runs every test file once, with every function counted. */
async function measure(sources: Sources): Promise<Reach[]> {
  const files = [...sources.keys()]
  const counted = files.map((file, number) => ({
    file,
    source: withCounters(sources.get(file) ?? '', (within) => `globalThis.reached?.add(${number * PER_FILE + within})`),
  }))
  const reaches: Reach[] = []
  await twoAtATime(await sandbox.files('test/tcp', '.test.ts'), async (test) => {
    const { passed, reached, milliseconds, output } = await sandbox.run([test], { changes: counted, limit: 120_000 })
    if (!passed) throw new Error(`${test} fails without any mutant; mend it first:\n${output}`)
    const functions = new Map<string, Set<number>>()
    for (const number of reached) {
      const file = files[Math.floor(number / PER_FILE)] ?? ''
      functions.set(file, (functions.get(file) ?? new Set()).add(number % PER_FILE))
    }
    reaches.push({ test, milliseconds, functions })
  })
  return reaches
}

async function tryAll(
  mutants: readonly Mutant[],
  sources: Sources,
  reaches: readonly Reach[],
): Promise<Map<Mutant, Fate>> {
  const fates = new Map<Mutant, Fate>()
  const end = performance.now() + 1000 * budget
  await twoAtATime(mutants, async (mutant) => {
    if (performance.now() < end) fates.set(mutant, await fateOf(mutant, sources.get(mutant.file) ?? '', reaches))
  })
  return fates
}

async function fateOf(mutant: Mutant, source: string, reaches: readonly Reach[]): Promise<Fate> {
  const reaching = reaches.filter(({ functions }) => reachesMutant(functions.get(mutant.file), mutant))
  if (reaching.length === 0) return 'unreached'
  const changes = [{ file: mutant.file, source: apply(source, mutant) }]
  for (const group of inGroups(mutant, reaching)) {
    const limit = 5_000 + 4 * group.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const { passed, stuck } = await sandbox.run(
      group.map(({ test }) => test),
      { changes, bail: true, limit },
    )
    if (!passed) return stuck ? 'stuck' : 'killed'
  }
  return 'survived'
}

/** Code outside of functions runs when its file is loaded. */
function reachesMutant(functions: Set<number> | undefined, { within }: Mutant): boolean {
  return functions !== undefined && (within === undefined || functions.has(within))
}

/** Those of the mutant's own file, which are the likeliest to notice; the other quick ones; then each of the slow ones. */
function inGroups({ file }: Mutant, reaching: readonly Reach[]): Reach[][] {
  const sorted = [...reaching].sort((a, b) => a.milliseconds - b.milliseconds)
  const quick = sorted.filter(({ milliseconds }) => milliseconds <= SLOW)
  const slow = sorted.filter(({ milliseconds }) => milliseconds > SLOW).map((reach) => [reach])
  const isOwn = ({ test }: Reach): boolean => basename(test).startsWith(basename(file, '.ts'))
  return [quick.filter(isOwn), quick.filter((reach) => !isOwn(reach)), ...slow].filter(({ length }) => length > 0)
}

function print(fates: ReadonlyMap<Mutant, Fate>, known: number, sources: Sources): void {
  const tried = [...fates].sort(([a], [b]) => (a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1))
  for (const [{ file, line, column, start, end, text }, fate] of tried) {
    if (fate !== 'survived' && fate !== 'unreached') continue
    const was = (sources.get(file) ?? '').slice(start, end).replaceAll(/\s+/g, ' ')
    const note = fate === 'unreached' ? '  (no test reaches it)' : ''
    console.log(`${file}:${line}:${column}  ${was} → ${text.replaceAll(/\s+/g, ' ')}${note}`)
  }
  console.log('')
  for (const file of sources.keys()) {
    const ofFile = tried.filter(([mutant]) => mutant.file === file).map(([, fate]) => fate)
    if (ofFile.length > 0) console.log(`${scoreOf(ofFile)}  ${file}`)
  }
  const all = [...fates.values()]
  const stuck = all.filter((fate) => fate === 'stuck').length
  console.log(`\nseed ${seed}: ${all.length} of ${known} mutants tried, ${stuck} ended by the time limit`)
  console.log(`score ${scoreOf(all).trim()}`)
}

function scoreOf(fates: readonly Fate[]): string {
  const noticed = fates.filter((fate) => fate === 'killed' || fate === 'stuck').length
  const percent = ((100 * noticed) / Math.max(1, fates.length)).toFixed(1)
  return `${percent.padStart(5)} %  ${`${noticed} of ${fates.length}`.padEnd(12)}`
}
