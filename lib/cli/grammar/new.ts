import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import type { Perform } from './perform.ts'

/** `ackbook new`. */
export function addNew(program: Command, perform: (asked: Perform) => void): void {
  program
    .command('new')
    .argument('<FILE>', 'the notebook to be made; a folder that is missing is made too')
    .description(
      'Make a first notebook of TypeScript, which verifies as it stands. What is there already is left alone.',
    )
    .addHelpText('after', examples(newExamples))
    .action((path: string) => perform(async (io) => (await import('../new.ts')).startNotebook(path, io)))
}

const newExamples = [
  ['ackbook new first.ipynb', 'a notebook to begin with, here'],
  ['ackbook new notebooks/prices.ipynb', 'where ackbook verify looks'],
] as const
