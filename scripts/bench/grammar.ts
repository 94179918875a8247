import { commandNamed, examples, parsed, type Terminal, UsageError } from '../../lib/command/index.ts'
import { list } from '../../lib/words.ts'
import { type Bench, benches, hasFormer, isRace } from './registry.ts'

export interface BenchOptions {
  chosen: readonly Bench[]
  against: string | undefined
  rounds: number
  quick: boolean
  markdown: boolean
  readme: boolean
  json: string
  pythonEnv: string | undefined
}

/** How often each contender goes, unless told otherwise. */
const ROUNDS = 5
export const JSON_FILE = 'reports/bench.json'

/**
 * @param argv what follows `npm run bench --`
 * @returns what is to be measured, or the exit code if nothing is left to be done
 * @throws UsageError when the words mean nothing together
 */
export function benchOptions(argv: readonly string[], terminal: Terminal): BenchOptions | number {
  const program = commandNamed('bench')
    .description(
      'Measure ackbook beside its peers: each in turn in the same run, so that what else the machine does weighs on all. Times are ' +
        `medians, with the processors' time of the whole tree of processes. A peer that is missing is named with the command that installs it. All of it takes about ${minutesOf(benches)} minutes on two quiet processors.`,
    )
    .argument('[NAME...]', 'what to measure (default: everything)')
    .option('--rounds <NUMBER>', 'how often each goes', String(ROUNDS))
    .option('--quick', 'one round, without the largest sizes')
    .option('--against <REVISION>', 'measure that state of the project too, built in a folder of its own')
    .option(
      '--python-env <DIR>',
      "the environment with Python's peers (default: .build/jupyter, or what is on the PATH)",
    )
    .option('--json <FILE>', 'where every single number goes', JSON_FILE)
    .option('--markdown', 'print the tables as Markdown')
    .option('--readme', 'measure what the README shows, print it as Markdown and put it into README.md')
    .addHelpText('after', `\nNames:\n${namesText()}\n${EXAMPLES}`)
  const code = parsed(program, argv, terminal)
  if (code !== undefined) return code
  const { rounds, against, json, pythonEnv, ...flags } = program.opts<Record<string, string | boolean | undefined>>()
  const [quick, markdown, readme] = [flags.quick === true, flags.markdown === true, flags.readme === true]
  if (readme && (against !== undefined || program.args.length > 0 || quick))
    throw new UsageError('--readme goes with no name, no --quick and no --against: what the README shows is settled')
  const possible = benches.filter((bench) =>
    readme ? isRace(bench) && bench.readme : against === undefined || hasFormer(bench),
  )
  return {
    chosen: chosenOf(program.args, possible, String(against)),
    against: against as string | undefined,
    rounds: quick ? 1 : roundsOf(String(rounds)),
    ...{ quick, markdown: markdown || readme, readme },
    json: String(json),
    pythonEnv: pythonEnv as string | undefined,
  }
}

const EXAMPLES = examples([
  ['npm run bench', 'everything, five rounds'],
  ['npm run bench -- course kernel', 'these two'],
  ['npm run bench -- --quick render', 'one round, to see how it looks'],
  ['npm run bench -- --against HEAD~20 engine', 'beside what it was twenty commits ago'],
  ['npm run bench -- --python-env ~/jupyter course', "with Python's peers from there"],
  ['npm run bench -- --readme', "the README's table anew, on a quiet machine"],
])

function namesText(): string {
  return benches.map(({ name, about, minutes = 1 }) => `  ${name.padEnd(11)} ${about} (${minutes} min)`).join('\n')
}

function minutesOf(some: readonly Bench[]): number {
  return some.reduce((sum, { minutes = 1 }) => sum + minutes, 0)
}

function chosenOf(names: readonly string[], possible: readonly Bench[], against: string): readonly Bench[] {
  for (const name of names) {
    if (possible.some((bench) => bench.name === name)) continue
    const known = benches.some((bench) => bench.name === name)
    throw new UsageError(
      known
        ? `${name} cannot be measured of ${against}: leave it out, or leave out --against`
        : `nothing to measure is called ${name}: there is ${list(possible.map((bench) => bench.name))}`,
    )
  }
  return names.length === 0 ? possible : possible.filter(({ name }) => names.includes(name))
}

function roundsOf(text: string): number {
  const rounds = Number(text)
  if (!(Number.isInteger(rounds) && rounds > 0 && rounds <= 1000))
    throw new UsageError(`--rounds ${text} is no number of rounds: a whole number from 1 to 1000`)
  return rounds
}
