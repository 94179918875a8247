import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import type { Perform } from './perform.ts'

/** `ackbook jupyter`. */
export function addJupyter(program: Command, perform: (asked: Perform) => void): void {
  program
    .command('jupyter')
    .argument('[ARGS...]', 'what to hand to Jupyter')
    .passThroughOptions()
    .allowUnknownOption()
    .description(
      "Start your JupyterLab or Notebook with this project's TypeScript kernel. Nothing is installed globally. Of notebooks that ask their reader something it opens learner's copies (see ackbook learn --help), which it makes first.",
    )
    .option('--author', 'open the notebooks themselves, whose outputs are stored')
    .option(
      '--trust',
      'have Jupyter trust those that were verified, so that it shows their figures before they are run',
    )
    .addHelpText('after', examples(jupyterExamples))
    .action((args: string[], options) =>
      perform(async (io) => (await import('../jupyter.ts')).startJupyter(args, options, io)),
    )
}

const jupyterExamples = [
  ['ackbook jupyter', 'JupyterLab, or Notebook where there is no JupyterLab'],
  ['ackbook jupyter notebooks --no-browser', 'it gets what you add'],
  ['ackbook jupyter --author', 'the notebooks themselves, also where they ask their reader something'],
  ['ackbook jupyter --author --trust', 'the same, with their figures from the start, once they are verified'],
  ['ackbook jupyter nbconvert --execute a.ipynb', "any of Jupyter's commands, with the kernel"],
] as const
