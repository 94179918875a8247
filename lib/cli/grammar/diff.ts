import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import { withConfig } from './options.ts'
import type { Perform } from './perform.ts'

/** `ackbook diff`. */
export function addDiff(program: Command, perform: (asked: Perform) => void): void {
  withConfig(program.command('diff'))
    .argument('<A>', 'a notebook, or a folder of them')
    .argument('<B>', 'the one that it is compared with; in folders those with the same way below are')
    .argument('[GIT...]', 'with --git: what git says besides')
    .description(
      'Compare two notebooks cell by cell: what came, went, moved, and whose source, outputs or metadata changed. Outputs count as the same by the rules of B.',
    )
    .option('--exact', 'compare all, also what the rules let vary, counts, ids and times')
    .option('--source-only', 'compare sources alone')
    .option('--outputs-only', 'compare outputs alone')
    .option('--json <FILE>', 'write what differs as JSON; - is stdout, and what people read goes to stderr then')
    .option('--html <FILE>', 'write one page: both side by side, pictures too; it needs no network')
    .option('--git', 'take the arguments that git gives to an external diff; exit code 0 unless something breaks')
    .addHelpText('after', examples(diffExamples) + aboutGit)
    .action((a: string, b: string, more: string[], options) =>
      perform(async (io) => (await import('../diff.ts')).diffPaths([a, b, ...more], options, io)),
    )
}

const diffExamples = [
  ['ackbook diff old.ipynb new.ipynb', 'what differs, as verify shows it'],
  ['ackbook diff notebooks out', 'all of a folder, with those that ackbook verify --save out has left'],
  ['ackbook diff --source-only a.ipynb b.ipynb', 'without outputs'],
  ['ackbook diff --html diff.html a.ipynb b.ipynb', 'side by side, in a browser'],
  ['git difftool -y -x "npx ackbook diff" HEAD~1', 'of the files that changed since a commit'],
] as const

const aboutGit = `
For git diff to show notebooks so:
  echo '*.ipynb diff=ipynb' >> .gitattributes
  git config diff.ipynb.command 'npx ackbook diff --git'
Exit codes: 0 the same   1 something differs   2 it could not be read
`
