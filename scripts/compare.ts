/**
 * `npm run compare -- HEAD~20` runs random transfers on that state of `lib/` and on this one, and compares every packet,
 * octet for octet and time for time: what a change of shape must leave alone. `--seeds` (640, which holds each combination
 * of the settings once), `--from` (0) says where they begin; `--variables` compares what the sender tells of itself too.
 * Exit code 1: they differ, and where is said.
 */
import { join } from 'node:path'
import { execa } from 'execa'
import { transferOf } from './compare/cases.ts'
import type { Outcome } from './compare/run.ts'
import { optionsOf } from './options.ts'
import { root, withRevision } from './worktree.ts'

/** Lines before the first difference that are shown. */
const CONTEXT = 6
/** Differences that are shown; the rest are counted. */
const MOST_SHOWN = 3

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`compare: ${(error as Error).message}`)
  process.exitCode = 2
}

async function main(): Promise<number> {
  const { values, positionals } = optionsOf({
    options: {
      seeds: { type: 'string', default: '640' },
      from: { type: 'string', default: '0' },
      variables: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [revision, ...rest] = positionals
  if (revision === undefined || rest.length > 0) throw new Error('name one revision: npm run compare -- REV')
  const [seeds, from] = [Number(values.seeds), Number(values.from)]
  if (!(Number.isInteger(seeds) && seeds > 0)) throw new Error(`--seeds ${values.seeds} is no number of transfers`)
  if (!(Number.isInteger(from) && from >= 0)) throw new Error(`--from ${values.from} is no seed`)
  const flags = values.variables ? ['--variables'] : []
  let differing = 0
  await withRevision(revision, 'scripts/compare', async (other) => {
    const folders = [other, root]
    const range = ['--from', `${from}`, '--count', `${seeds}`, ...flags]
    const [before, after] = await Promise.all(folders.map((folder) => outcomesOf(folder, range)))
    const unlike = after!.filter((outcome, i) => JSON.stringify(outcome) !== JSON.stringify(before![i]))
    differing = unlike.length
    for (const { seed } of unlike.slice(0, MOST_SHOWN)) {
      const shown = ['--from', `${seed}`, '--show', ...flags]
      const [were, are] = await Promise.all(folders.map((folder) => linesOf(folder, shown)))
      console.log(differenceOf(seed, revision, were!, are!))
    }
    const packets = after!.reduce((sum, outcome) => sum + outcome.packets, 0)
    const octets = after!.reduce((sum, outcome) => sum + outcome.delivered, 0)
    console.log(
      `${after!.length} transfers, seeds ${from} to ${from + seeds - 1}: ${packets.toLocaleString('en-GB')} packets, ` +
        `${octets.toLocaleString('en-GB')} octets delivered; ${differing} differ from ${revision}`,
    )
  })
  return differing > 0 ? 1 : 0
}

async function outcomesOf(folder: string, flags: string[]): Promise<Outcome[]> {
  return (await linesOf(folder, flags)).map((line) => JSON.parse(line) as Outcome)
}

async function linesOf(folder: string, flags: string[]): Promise<string[]> {
  const file = join(folder, 'scripts/compare/transfers.ts')
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', file, ...flags], { cwd: folder })
  return stdout.split('\n')
}

function differenceOf(seed: number, revision: string, were: readonly string[], are: readonly string[]): string {
  const most = Math.max(were.length, are.length)
  let at = 0
  while (at < most && were[at] === are[at]) at++
  if (at === most) return `seed ${seed} differs, but not in its first ${most} packets`
  return [
    `seed ${seed} differs in packet ${at + 1}: ${JSON.stringify(transferOf(seed))}`,
    ...are.slice(Math.max(0, at - CONTEXT), at).map((line) => `    ${line}`),
    `  ${revision}`,
    ...were.slice(at, at + CONTEXT).map((line) => `  - ${line}`),
    '  this state',
    ...are.slice(at, at + CONTEXT).map((line) => `  + ${line}`),
  ].join('\n')
}
