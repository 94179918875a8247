import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import { changedOnly, execution, parametrised, reporting, selecting } from './options.ts'
import type { Perform } from './perform.ts'

/** `ackbook run`. */
export function addRun(program: Command, perform: (asked: Perform) => void): void {
  reporting(parametrised(changedOnly(selecting(execution(program.command('run'))))))
    .description('Run notebooks in fresh kernels and store their outputs: in place, or in another folder.')
    .option('--output-dir <DIR>', 'write the notebooks with their outputs there and leave the originals alone')
    .option('--save-each', 'store what there is after each cell, also of a notebook that fails or is killed')
    .addHelpText('after', examples(runExamples))
    .action((paths: string[], options) =>
      perform(async (io) => {
        const { runNotebooks } = await import('../run.ts')
        return (await runNotebooks(paths, options, io)).code
      }),
    )
}

const runExamples = [
  ['ackbook run a.ipynb', 'store its outputs in it; if a cell fails, nothing is written'],
  ['ackbook run --gateway https://jupyter.example.org a.ipynb', 'with kernels of that server, token in JUPYTER_TOKEN'],
  ['ackbook run notebooks --output-dir out', 'write what ran into out/, also of those that fail'],
  ['ackbook run --exclude drafts --retries 1', 'all below notebooks/ but drafts/; what fails once more'],
  ['ackbook run a.ipynb:7 --output-dir out', 'its cells up to the seventh (in place all of it would be stored)'],
  ['ackbook run long.ipynb --save-each', 'what was done is stored, whatever becomes of the rest'],
  ['ackbook run a.ipynb -p alpha=0.5 -P code=007 --output-dir out', 'with a number and a text for its parameters'],
  ['ackbook run a.ipynb --parameters june.yaml --output-dir june', 'with all that a file gives'],
] as const
