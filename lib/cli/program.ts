import type { Command } from 'commander'
import { commandNamed, examples } from '../command/index.ts'
import { addCheck } from './grammar/check.ts'
import { addDiff } from './grammar/diff.ts'
import { addJupyter } from './grammar/jupyter.ts'
import { addKernels } from './grammar/kernels.ts'
import { addLearn } from './grammar/learn.ts'
import { addMergeReports } from './grammar/merge-reports.ts'
import { addNew } from './grammar/new.ts'
import type { Perform } from './grammar/perform.ts'
import { addRender } from './grammar/render.ts'
import { addRun } from './grammar/run.ts'
import { addServe } from './grammar/serve.ts'
import { addVerify } from './grammar/verify.ts'
import { version } from './version.ts'

/** In the order of the help. */
const commandAdders = [
  ...[
    addVerify,
    addRun,
    addCheck,
    addDiff,
    addMergeReports,
    addRender,
    addServe,
    addNew,
    addLearn,
    addKernels,
    addJupyter,
  ],
]

/**
 * The command line's grammar; a file a command in `grammar/`.
 *
 * @param perform called with what was asked for
 */
export function programFor(perform: (asked: Perform) => void): Command {
  const program = commandNamed('ackbook')
    .description('Runs, verifies and publishes Jupyter notebooks of TypeScript (and of any kernel) with Node alone.')
    .version(version(), '--version', 'print the version')
    .helpCommand('help [command]', "print a command's help")
    .enablePositionalOptions()
    .addHelpText('after', examples(commands) + verifyCodes)
  for (const add of commandAdders) add(program, perform)
  return program
}

const verifyCodes = `
Exit codes:
  0 all good   1 a cell failed or an output differs   2 it could not do what was asked   130 interrupted
`

const commands = [
  ['ackbook new notebooks/first.ipynb', 'make a notebook to begin with'],
  ['ackbook verify', 'run every notebook below notebooks/ and check its outputs'],
  ['ackbook verify --update', 'the same, and store the outputs that differ'],
  ['ackbook check', 'see what is wrong with them without running any'],
  ['ackbook run draft.ipynb', 'run one notebook and store its outputs'],
  ['ackbook diff a.ipynb b.ipynb', 'compare two notebooks, cell by cell'],
  ['ackbook merge-reports report-*.json', 'make one report of those of several jobs'],
  ['ackbook render --out site', 'make pages of the notebooks below notebooks/'],
  ['ackbook serve --open', 'see the pages while you write'],
  ['ackbook kernels', 'see which kernels there are'],
  ['ackbook learn', 'write copies for learners, whose questions answer by themselves'],
  ['ackbook jupyter', 'open JupyterLab with the TypeScript kernel'],
  ['ackbook tcp --help', "the TCP course's two programs, from another wing of this package"],
] as const
