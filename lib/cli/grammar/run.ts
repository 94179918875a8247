import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import { execution, reporting } from './options.ts'
import type { Perform } from './perform.ts'

/** `ackbook run`. */
export function addRun(program: Command, perform: (asked: Perform) => void): void {
  reporting(execution(program.command('run')))
    .description('Run notebooks in fresh kernels and store their outputs: in place, or in another folder.')
    .option('--output-dir <DIR>', 'write the notebooks with their outputs there and leave the originals alone')
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
] as const
