import { type Command, Option } from 'commander'
import { examples } from '../../command/index.ts'
import { identityNames, presetNames } from '../../verify/presets.ts'
import { list } from '../../words.ts'
import { cached, changedOnly, execution, parametrised, reporting, selecting } from './options.ts'
import type { Perform } from './perform.ts'

/** `ackbook verify`. */
export function addVerify(program: Command, perform: (asked: Perform) => void): void {
  reporting(cached(parametrised(changedOnly(selecting(execution(program.command('verify')))))))
    .description(
      'Run notebooks in fresh kernels and compare every output with the one stored. Changes no notebook, unless --update is given.',
    )
    .addOption(
      new Option(
        '--update',
        'store the new outputs of notebooks that differ (never of one that fails); on a terminal it shows each cell and asks',
      ),
    )
    .option('--yes', 'with --update: store all, without asking; so it is without a terminal, and where CI is set')
    .option(
      '--no-rerun',
      'do not run a notebook that differs a second time, which tells what varies from what is wrong',
    )
    .option(
      '--save <DIR>',
      'keep each notebook that was run with its new outputs there, of those that fail too; never the originals',
    )
    .option('--why', 'tell of each notebook why it is run, or is not: what changed since it was verified')
    .option('--watch', 'stay, and verify again what a saved file touches; on a terminal, h shows the keys')
    .addHelpText('after', examples(verifyExamples) + declarations)
    .action((paths: string[], { watch, ...options }) =>
      perform(async (io) => {
        if (watch) return (await import('../watch.ts')).watchNotebooks(paths, options, io)
        const { verifyNotebooks } = await import('../verify.ts')
        return (await verifyNotebooks(paths, options, io)).code
      }),
    )
}

const verifyExamples = [
  ['ackbook verify', 'every notebook below notebooks/'],
  ['ackbook verify a.ipynb drafts', 'one notebook, and all below a folder'],
  ["ackbook verify 'notebooks/go*.ipynb' --exclude drafts", 'what fits a pattern, and nothing below drafts/'],
  ['ackbook verify a.ipynb:7 a.ipynb:setup', 'two of its cells: those before them are run, these alone compared'],
  ["ackbook verify --grep socket --grep '/port \\d+/i'", 'only cells in which one of them stands'],
  ['ackbook verify --shard 2/5', 'the second of five parts, on one of five machines'],
  ['ackbook verify --bail', 'begin no more notebooks after the first that is not good'],
  ['ackbook verify --last-failed', 'what was not good the last time'],
  ['ackbook verify --retries 2 --fail-on-flaky', 'run what fails up to twice more, and tell what is flaky by 1'],
  ['ackbook verify --list --grep slow', 'what that would run, in which order'],
  ['ackbook verify --update a.ipynb', 'store its new outputs if they differ: asks of each cell'],
  ['ackbook verify --update --yes', 'store all that differ, without asking'],
  ['ackbook verify --changed=main', 'what this branch touches: by the files that notebooks import, and theirs'],
  ['ackbook verify --watch notebooks', 'while you write: each save verifies what it touches'],
  ['ackbook verify --timeout 300 --jobs 1', 'slow cells, one notebook after another'],
  ['ackbook verify --kernel python3 a.ipynb', 'with another kernel than it names'],
  ['ackbook verify --gateway http://127.0.0.1:8888', "with kernels of a Jupyter Server's, token in JUPYTER_TOKEN"],
  ['ackbook verify --env API_URL=http://127.0.0.1:8080', 'with a variable that cells see'],
  ['ackbook verify -p runs=3 a.ipynb', 'with another value than its cell tagged parameters gives'],
  [
    'ackbook verify --keep-going --notebook-timeout 300',
    'all cells, also behind one that fails, but no longer than 5 minutes',
  ],
  ['ackbook verify --html report.html', 'what differs side by side, in a browser'],
  ['ackbook verify --save out', 'what came of each, to open in Jupyter'],
  ['ackbook verify --junit junit.xml --json report.json', 'for a CI system; what people read is printed as ever'],
] as const

const declarations = `
What may differ between two good runs is declared in the metadata of the notebook or of a cell:
  "ackbook": { "normalise": ["port", "duration"] }
  "ackbook": { "normalise": [{ "pattern": "id-[0-9]+", "replace": "id", "name": "ids" }] }
  "ackbook": { "tolerance": 0.05, "timeout": 120 }
  "ackbook": { "tolerance": { "relative": 0.05, "absolute": 0.001 } }   the wider of the two counts
  "ackbook": { "ignore": ["image/png", "stderr"] }                      these are not compared
  "ackbook": { "notebookTimeout": 300 }                                 seconds of the whole notebook
  "ackbook": { "stdin": ["Anna", "42"] }                                of a cell: what is answered when it asks
  "ackbook": { "only": ["text/latex"] }                                 of a display that has it, this alone
A notebook is not run again while all that its result hangs on is the same: its cells and stored outputs, what they
import, packages, kernel, Node, this package. What else it reads, no one can know but its author:
  "ackbook": { "cache": { "files": ["data", "*.csv"], "env": ["API_URL"] } }
  "ackbook": { "cache": false }                                         it is run each time
Names: ${presetNames.join(', ')}.
Of these, ${list(identityNames)} name something: over a notebook, what was the same must be the same again,
and what was not, not. The others are measures. A pattern of yours names something with "identity": true.
Tags: raises-exception, skip-execution, nbval-ignore-output.
What holds for a whole project stands in ackbook.config.ts (.mts, .js, .mjs, .json), beside its package.json or nearer:
  export default defineConfig({ normalise: ['duration'], timeout: 120, timezone: 'UTC', exclude: ['drafts'] })
A cell's own settings go before its notebook's, those before the config's, and the config's before the defaults; what
the command line says goes before the config. A config that is no JSON is code, and is run.
`
