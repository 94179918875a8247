import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { exitCodes, type Terminal } from '../../lib/command/index.ts'
import { root } from '../worktree.ts'
import { type Compared, comparedText, measureAgainst } from './against.ts'
import type { BenchOptions } from './grammar.ts'
import { describeMachine, machineText } from './machine.ts'
import { machineMarkdown, measuredMarkdown, tableMarkdown, withBetweenMarks } from './markdown.ts'
import { type Measured, runProgram } from './measured.ts'
import { findPeers } from './peers.ts'
import { adoptOrphans } from './processes.ts'
import { type Progress, progressOn } from './progress.ts'
import { type HeatResult, raceOf } from './race.ts'
import { type Bench, isRace, type Program, type Race } from './registry.ts'
import type { Setting } from './setting.ts'
import { withStates } from './states.ts'
import { median } from './statistics.ts'
import { heatText } from './table.ts'

/** What was measured of one bench. */
interface Outcome {
  name: string
  heats?: HeatResult[]
  rows?: Measured[]
  compared?: Compared[]
}

/** Measures what was chosen and prints it, each as soon as it is there. @returns the exit code: 1 when something of ours has failed */
export async function bench(options: BenchOptions, terminal: Terminal): Promise<number> {
  const interrupted = new AbortController()
  const release = terminal.onInterrupt(() => interrupted.abort())
  const progress = progressOn(terminal.stderr)
  try {
    return await measured(options, terminal, progress, interrupted.signal)
  } catch (error) {
    if (interrupted.signal.aborted) return exitCodes.interrupted
    throw error
  } finally {
    progress.clear()
    release()
  }
}

async function measured(
  options: BenchOptions,
  { stdout, stderr }: Terminal,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const print = (text: string): void => {
    progress.clear()
    stdout.write(`${text}\n`)
  }
  const uncounted = adoptOrphans()
  if (uncounted !== undefined) stderr.write(`CPU not measured: ${uncounted}\n`)
  const outcomes: Outcome[] = []
  await withStates(options.against, progress.say, async (states) => {
    const peers = await findPeers(options.pythonEnv, states[0]!.scratch)
    const machine = await describeMachine(peers)
    if (!options.markdown) print(machineText(machine))
    for (const one of options.chosen) {
      if (!options.markdown) print(`\n${heading(one, options)}`)
      const outcome = isRace(one)
        ? await runRace(one, { states, peers, signal }, options, progress, print)
        : await runOther(one, states[1]?.folder, options, signal, progress, print)
      outcomes.push(outcome)
    }
    const { rounds, against } = options
    writeJson(options.json, { ...machine, rounds, ...(against && { against }), benches: outcomes })
    if (!options.markdown) return print(`\nEvery number: ${options.json}`)
    const text = `${markdownOf(outcomes)}\n\n${machineMarkdown(machine, rounds)}`
    print(text)
    if (options.readme) putIntoReadme(text)
  })
  return outcomes.some(hasFailed) ? exitCodes.wrong : exitCodes.good
}

function heading(one: Bench, { rounds, against }: BenchOptions): string {
  const medians = rounds === 1 ? 'one round' : `medians of ${rounds} rounds in turn`
  if (isRace(one)) return `${one.name}: ${one.about} (${medians})`
  return against === undefined
    ? `${one.name}: ${one.about}`
    : `${one.name}: this state beside ${against} (ratios: median, least and most; ${medians})`
}

async function runRace(
  { name, heats }: Race,
  setting: Setting,
  { rounds, quick, markdown }: BenchOptions,
  progress: Progress,
  print: (text: string) => void,
): Promise<Outcome> {
  const results: HeatResult[] = []
  for (const heat of heats.filter(({ large }) => !(quick && large))) {
    const result = await raceOf(heat, setting, rounds, progress)
    if (!markdown) print(heatText(result))
    results.push(result)
  }
  return { name, heats: results }
}

async function runOther(
  { name, script }: Program,
  other: string | undefined,
  { rounds, quick, markdown }: BenchOptions,
  signal: AbortSignal,
  progress: Progress,
  print: (text: string) => void,
): Promise<Outcome> {
  progress.clear()
  if (other === undefined)
    return { name, rows: await runProgram(script, { folder: root, brief: quick, show: !markdown, signal }) }
  const compared = await measureAgainst({ script, other, rounds, signal, progress })
  for (const one of compared) print(comparedText(one))
  return { name, compared }
}

/** Something of ours has not done its work in any round. */
function hasFailed({ heats = [] }: Outcome): boolean {
  return heats.some(({ results }) => {
    const { costs } = results[0]!
    return costs.length > 0 && costs.every(({ failure }) => failure !== undefined)
  })
}

/** One table of what raced, and one for each program; of two states, what each comes to. */
function markdownOf(outcomes: readonly Outcome[]): string {
  const heats = outcomes.flatMap((outcome) => outcome.heats ?? [])
  const programs = outcomes.flatMap(({ name, rows, compared }) => {
    const ratios = compared?.map(({ what, ratios, values, unit }): Measured => {
      return { what, value: median(ratios), unit: '×', note: `last ${values.at(-1)} ${unit}` }
    })
    const measured = rows ?? ratios
    return measured ? [measuredMarkdown(name, measured)] : []
  })
  return [...(heats.length > 0 ? [tableMarkdown(heats)] : []), ...programs].join('\n\n')
}

function writeJson(file: string, content: unknown): void {
  const path = resolve(root, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`)
}

function putIntoReadme(text: string): void {
  const file = join(root, 'README.md')
  writeFileSync(file, withBetweenMarks(readFileSync(file, 'utf8'), text))
}
