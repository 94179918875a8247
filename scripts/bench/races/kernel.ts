import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { parseNotebook } from '../../../lib/notebook/index.ts'
import { withOrphansEnded } from '../command.ts'
import { missingDeno } from '../peers.ts'
import type { Contender, Cost, Heat } from '../race.ts'
import type { Setting, State } from '../setting.ts'
import { courseOf } from './course.ts'
import type { KernelCosts, KernelToMeasure } from './one-kernel.ts'

/** How long a start and a cell may take, in seconds. */
const LIMIT = 300

async function costsOf(
  { signal }: Setting,
  { folder, env }: State,
  kernel: Omit<KernelToMeasure, 'cwd'>,
): Promise<KernelCosts> {
  const program = join(folder, 'scripts', 'bench', 'races', 'one-kernel.ts')
  const told = JSON.stringify({ ...kernel, cwd: join(folder, 'notebooks') })
  const options = { cwd: folder, env, extendEnv: false, cancelSignal: signal, timeout: LIMIT * 1000 } as const
  const words = ['--import', 'tsx', program, told]
  const { stdout } = await withOrphansEnded(signal, async () => await execa(process.execPath, words, options))
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

/** The cell with which the course's first lesson begins: it imports what the lesson needs. */
function importingCell({ folder }: State): string {
  const file = join(folder, courseOf({ folder })[0]!)
  const notebook = parseNotebook(readFileSync(file, 'utf8'), file)
  const cell = notebook.cells.find(({ cell_type }) => cell_type === 'code')!
  return cell.source
}

type Start = (setting: Setting) => string[] | undefined

const starts: [name: string, argv: Start, missing?: Contender['missing']][] = [
  ['ackbook', () => undefined],
  ['tslab', ({ peers }) => peers.plainTslab],
  [
    'Deno',
    ({ peers }) => [peers.deno!, 'jupyter', '--kernel', '--conn', '{connection_file}'],
    ({ peers }) => missingDeno(peers),
  ],
]

function contender(
  [name, argv, missing]: (typeof starts)[number],
  cell: (state: State) => string | undefined,
  cost: (costs: KernelCosts) => Cost,
): Contender {
  return {
    name,
    own: name === 'ackbook',
    ...(missing && { missing }),
    run: async (setting, state) => {
      const [words, source] = [argv(setting), cell(state)]
      return cost(await costsOf(setting, state, { ...(words && { argv: words }), ...(source && { source }) }))
    },
  }
}

export const kernel: Heat[] = [
  {
    title: 'a kernel, until it is ready',
    contenders: starts.map((start) =>
      contender(
        start,
        () => undefined,
        ({ ready }) => ready,
      ),
    ),
  },
  {
    title: 'a kernel, until its first cell has imported',
    contenders: starts.slice(0, 2).map((start) => contender(start, importingCell, ({ done }) => done!)),
  },
]
