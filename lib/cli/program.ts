import { type Command, InvalidArgumentError, Option } from 'commander'
import { commandNamed, examples, exitCodes, worse } from '../command/index.ts'
import { identityNames, presetNames } from '../verify/presets.ts'
import { list } from '../words.ts'
import type { Io } from './io.ts'
import { version } from './version.ts'

/** What a command line asks for. Each command is loaded when it is asked for. */
export type Perform = (io: Io) => Promise<number>

/**
 * The command line's grammar.
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

  reporting(cached(execution(program.command('verify'))))
    .description(
      'Run notebooks in fresh kernels and compare every output with the one stored. Changes no notebook, unless --update is given.',
    )
    .addOption(new Option('--update', 'store the new outputs of notebooks that differ (never of one that fails)'))
    .option(
      '--no-rerun',
      'do not run a notebook that differs a second time, which tells what varies from what is wrong',
    )
    .option(
      '--save <DIR>',
      'keep each notebook that was run with its new outputs there, of those that fail too; never the originals',
    )
    .option('--why', 'tell of each notebook why it is run, or is not: what changed since it was verified')
    .addHelpText('after', examples(verifyExamples) + declarations)
    .action((paths: string[], options) =>
      perform(async (io) => {
        const { verifyNotebooks } = await import('./verify.ts')
        return (await verifyNotebooks(paths, options, io)).code
      }),
    )

  reporting(execution(program.command('run')))
    .description('Run notebooks in fresh kernels and store their outputs: in place, or in another folder.')
    .option('--output-dir <DIR>', 'write the notebooks with their outputs there and leave the originals alone')
    .addHelpText('after', examples(runExamples))
    .action((paths: string[], options) =>
      perform(async (io) => {
        const { runNotebooks } = await import('./run.ts')
        return (await runNotebooks(paths, options, io)).code
      }),
    )

  configured(cached(program.command('render')))
    .argument('[PATH...]', pathHelp)
    .description(
      'Make a page of each notebook, and an index. The pages need no network and no other file; what they lack is listed.',
    )
    .requiredOption('--out <DIR>', 'the folder for the pages')
    .option('--title <TEXT>', "the heading of the index (default: the config's)")
    .option('--embed-remote', 'fetch the pictures that notebooks show from elsewhere, and put them into the pages')
    .option('--verify', 'run and verify the notebooks first (without it, the pages say what was found the last time)')
    .option(
      '--print',
      'make PDFs too, by an installed Chromium: each page, a worksheet of its questions, a booklet of all',
    )
    .option('--strict', 'write nothing (exit code 1) if anything is left out, not drawn or not verified')
    .option('--verbose', 'tell the causes of errors')
    .addHelpText('after', examples(renderExamples))
    .action((paths: string[], options) =>
      perform(async (io) => {
        const { renderNotebooks } = await import('./render.ts')
        if (!options.verify) return renderNotebooks(paths, options, io)
        const { verifyNotebooks } = await import('./verify.ts')
        const { out: _, title: __, ...others } = options
        const verified = await verifyNotebooks(paths, { ...others, goesOn: true }, io)
        if (verified.code === exitCodes.interrupted) return verified.code
        return worse(verified.code, await renderNotebooks(paths, options, io, verified.entries))
      }),
    )

  withConfig(program.command('serve'))
    .argument('[PATH...]', pathHelp)
    .description(
      'Show the pages of notebooks in a browser, and make each again when its notebook, the config or a picture is saved: the page is loaded again where it was being read. Only for this machine; Ctrl-C ends it.',
    )
    .option('--port <NUMBER>', 'the port of 127.0.0.1 (default: one that is free)', tcpPort)
    .option('--open', 'open the browser as well')
    .option('--title <TEXT>', "the heading of the index (default: the config's)")
    .option('--verbose', 'tell the causes of errors')
    .addHelpText('after', examples(serveExamples) + serveCodes)
    .action((paths: string[], options) =>
      perform(async (io) => (await import('./serve.ts')).serveNotebooks(paths, options, io)),
    )

  program
    .command('new')
    .argument('<FILE>', 'the notebook to be made; a folder that is missing is made too')
    .description(
      'Make a first notebook of TypeScript, which verifies as it stands. What is there already is left alone.',
    )
    .addHelpText('after', examples(newExamples))
    .action((path: string) => perform(async (io) => (await import('./new.ts')).startNotebook(path, io)))

  withConfig(program.command('learn'))
    .argument('[DIR]', 'the folder of the notebooks (default: what the config includes, else notebooks)')
    .description(
      "Write learner's copies of notebooks: nothing has run, questions answer by themselves, explanations and solutions are folded. The originals stay as they are, and so does every copy that is there.",
    )
    .option('--out <DIR>', 'the folder of the copies (default: learn, beside that of the notebooks); git ignores it')
    .option('--verbose', 'tell the causes of errors')
    .addHelpText('after', examples(learnExamples) + aboutCopies)
    .action((folder: string | undefined, options) =>
      perform(async (io) => (await import('./learn.ts')).copyForLearners(folder, options, io)),
    )

  const kernels = program
    .command('kernels')
    .description('List the kernels that are installed, where, and the one a TypeScript notebook would get.')
    .option('--prepare', 'make now what the TypeScript kernel starts from here, which its first start would make')
    .addHelpText('after', examples(kernelsExamples))
    .action(({ prepare }) =>
      perform(async (io) => {
        if (prepare) return (await import('./prepare.ts')).prepareKernel(io)
        return (await import('./kernels.ts')).listKernels(io)
      }),
    )

  installation(kernels.command('install'))
    .description(
      'Install the TypeScript kernel of this package for every Jupyter front end: JupyterLab, Notebook, VS Code. It starts at once, from a snapshot that is made now.',
    )
    .option('--display-name <TEXT>', 'what front ends show (default: TypeScript (tslab))')
    .option('--replace', 'put it in place of one of this name that something else has put there')
    .option('--no-prepare', 'do not make the snapshot now: its first start will')
    .addHelpText('after', examples(installExamples))
    .action((options) => perform(async (io) => (await import('./install.ts')).installHere(options, io)))

  installation(kernels.command('uninstall'))
    .description('Take away what "ackbook kernels install" has put there; nothing else is touched.')
    .addHelpText('after', examples(uninstallExamples))
    .action((options) => perform(async (io) => (await import('./install.ts')).uninstallHere(options, io)))

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
      perform(async (io) => (await import('./jupyter.ts')).startJupyter(args, options, io)),
    )

  return program
}

const pathHelp = 'notebooks, and folders of them (default: what the config includes, else notebooks)'

function execution(command: Command): Command {
  return configured(command)
    .argument('[PATH...]', pathHelp)
    .option(
      '--timeout <SECONDS>',
      "how long a cell may take, unless the notebook says otherwise (default: the config's, else 60)",
      seconds,
    )
    .option('--kernel <NAME>', 'the kernel to use, whatever the notebooks say')
    .option('--jobs <NUMBER>', 'how many notebooks to run at once (default: one a processor)', jobs)
    .option('--verbose', 'tell the causes of errors, and how busy the processors were')
}

/** Where a kernel is installed, and by which name. */
function installation(command: Command): Command {
  return command
    .option('--name <NAME>', 'its name, by which notebooks ask for it (default: tslab)')
    .option('--prefix <DIR>', "an environment of Python's or conda's (default: your own folder for Jupyter)")
}

/** What every command has that obeys a config, or goes before it. */
function configured(command: Command): Command {
  return withConfig(command)
    .option('--env <NAME=VALUE>', 'a variable that cells see; may be given again', gathered)
    .option('--env-file <FILE>', 'a file of such variables, NAME=VALUE a line; may be given again', gathered)
    .option(
      '--cwd <DIR>',
      "the folder in which kernels work (default: the notebook's); imports are found from the notebook",
    )
}

function withConfig(command: Command): Command {
  return (
    command
      .option(
        '--config <FILE>',
        'the config of all notebooks (default: for each the nearest, up to the top of its project)',
      )
      // In this order: were it the other way round, `true` would be the default.
      .option('--no-config', 'do without any config')
  )
}

function gathered(text: string, before: string[] = []): string[] {
  return [...before, text]
}

/** What every command has that need not do again what it did before. */
function cached(command: Command): Command {
  return (
    command
      // In this order: were it the other way round, the first would be the default.
      .option('--cache', 'let what was done before stand, also where CI is set')
      .option('--no-cache', 'do all again, also that of which nothing has changed')
      .option('--cache-dir <DIR>', "where what was done is kept (default: ackbook in the user's folder for caches)")
  )
}

/** What every command has that tells of what it ran in other ways than on the terminal. */
function reporting(command: Command): Command {
  return command
    .option('--json <FILE>', 'write what came of it as JSON; - is stdout, and what people read goes to stderr then')
    .option('--junit <FILE>', 'write it as JUnit XML, which CI systems read: a suite a notebook, a case a cell')
    .option('--gitlab <FILE>', "write what is wrong as GitLab's Code Quality reads it")
    .option(
      '--html <FILE>',
      'write one page: what is stored and what came side by side, pictures too; it needs no network',
    )
    .option('--no-annotations', 'no annotations and no summary of the job, which GitHub gets (GITHUB_ACTIONS)')
}

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0 && value <= 2_000_000))
    throw new InvalidArgumentError('Seconds are a number above 0, like 90.')
  return value
}

function jobs(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1 on.')
  return Number(text)
}

function tcpPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new InvalidArgumentError('It is a number up to 65535.')
  return Number(text)
}

const serveCodes = `
Nothing is run: outputs are those stored. A notebook that cannot be read keeps its page, and every page says what is wrong.
Exit codes: 0 ended by Ctrl-C   2 no page could be made, or the port is taken
`

const verifyCodes = `
Exit codes:
  0 all good   1 a cell failed or an output differs   2 it could not do what was asked   130 interrupted
`

const declarations = `
What may differ between two good runs is declared in the metadata of the notebook or of a cell:
  "ackbook": { "normalise": ["port", "duration"] }
  "ackbook": { "normalise": [{ "pattern": "id-[0-9]+", "replace": "id", "name": "ids" }] }
  "ackbook": { "tolerance": 0.05, "timeout": 120 }
  "ackbook": { "tolerance": { "relative": 0.05, "absolute": 0.001 } }   the wider of the two counts
  "ackbook": { "ignore": ["image/png", "stderr"] }                      these are not compared
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

const commands = [
  ['ackbook new notebooks/first.ipynb', 'make a notebook to begin with'],
  ['ackbook verify', 'run every notebook below notebooks/ and check its outputs'],
  ['ackbook verify --update', 'the same, and store the outputs that differ'],
  ['ackbook run draft.ipynb', 'run one notebook and store its outputs'],
  ['ackbook render --out site', 'make pages of the notebooks below notebooks/'],
  ['ackbook serve --open', 'see the pages while you write'],
  ['ackbook kernels', 'see which kernels there are'],
  ['ackbook learn', 'write copies for learners, whose questions answer by themselves'],
  ['ackbook jupyter', 'open JupyterLab with the TypeScript kernel'],
  ['ackbook tcp --help', "the TCP course's two programs, from another wing of this package"],
] as const

const verifyExamples = [
  ['ackbook verify', 'every notebook below notebooks/'],
  ['ackbook verify a.ipynb drafts', 'one notebook, and all below a folder'],
  ['ackbook verify --update a.ipynb', 'store its new outputs if they differ'],
  ['ackbook verify --timeout 300 --jobs 1', 'slow cells, one notebook after another'],
  ['ackbook verify --kernel python3 a.ipynb', 'with another kernel than it names'],
  ['ackbook verify --env API_URL=http://127.0.0.1:8080', 'with a variable that cells see'],
  ['ackbook verify --html report.html', 'what differs side by side, in a browser'],
  ['ackbook verify --save out', 'what came of each, to open in Jupyter'],
  ['ackbook verify --junit junit.xml --json report.json', 'for a CI system; what people read is printed as ever'],
] as const

const newExamples = [
  ['ackbook new first.ipynb', 'a notebook to begin with, here'],
  ['ackbook new notebooks/prices.ipynb', 'where ackbook verify looks'],
] as const

const learnExamples = [
  ['ackbook learn', 'of all notebooks below notebooks/, into learn/'],
  ['ackbook learn course --out mine', 'of another folder, into another'],
  ['ackbook jupyter learn', 'open the copies'],
  ['ackbook run learn --output-dir out', 'see that they run, and leave them alone'],
] as const

const aboutCopies = `
A copy is kept whatever becomes of its original: you may have worked in it. For a fresh one, rename or delete it and say
this again. What stands beside the notebooks (sources, data) is copied too, hidden files and packages are not.
What makes a notebook one for learners stands in the metadata of its cells:
  "ackbook": { "prediction": { "question": "How much?", "choices": [
    { "text": "all", "why": "It is so with a file." }, { "text": "a part", "why": "It fits.", "right": true }] } }
  "tags": ["check"]       asserts: their source is hidden        "tags": ["solution"]    an answer: hidden too
  "tags": ["hide-cell"], "ackbook": { "summary": "Answers" }     folded under that name, prose as well
The text behind the cell that answers a question is folded up to its first heading.
Exit codes: 0 all good   2 it could not do what was asked
`

const runExamples = [
  ['ackbook run a.ipynb', 'store its outputs in it; if a cell fails, nothing is written'],
  ['ackbook run notebooks --output-dir out', 'write what ran into out/, also of those that fail'],
] as const

const renderExamples = [
  ['ackbook render --out site', 'every notebook below notebooks/; then open site/index.html'],
  ['ackbook render a.ipynb --out pages', 'one page, which needs no index'],
  ['ackbook render --out site --verify --strict', 'only if every page shows all, verified'],
  ['ackbook render --out site --print', 'and site/print/: pages, worksheets and a booklet as PDFs'],
] as const

const serveExamples = [
  ['ackbook serve', 'every notebook below notebooks/; the address is printed'],
  ['ackbook serve a.ipynb --open', 'one notebook, in your browser'],
  ['ackbook serve --port 8000', 'at the same address each time'],
] as const

const kernelsExamples = [
  ['ackbook kernels', 'all, and the one a TypeScript notebook here would get'],
  ['ackbook verify --kernel NAME', 'use one of them'],
  ['ackbook kernels --prepare', 'in the image of a container, or before work: no notebook waits then'],
  ['ackbook kernels install', 'for JupyterLab and VS Code, wherever they are started; "uninstall" takes it away'],
] as const

const installExamples = [
  ['ackbook kernels install', 'for you, in every folder'],
  ['ackbook kernels install --prefix .venv', 'for the Jupyter of that environment alone'],
  ['ackbook kernels install --name ts-next --display-name "TypeScript (next)"', 'beside another'],
] as const

const uninstallExamples = [
  ['ackbook kernels uninstall', 'yours'],
  ['ackbook kernels uninstall --prefix .venv', 'that of an environment'],
] as const

const jupyterExamples = [
  ['ackbook jupyter', 'JupyterLab, or Notebook where there is no JupyterLab'],
  ['ackbook jupyter notebooks --no-browser', 'it gets what you add'],
  ['ackbook jupyter --author', 'the notebooks themselves, also where they ask their reader something'],
  ['ackbook jupyter --author --trust', 'the same, with their figures from the start, once they are verified'],
  ['ackbook jupyter nbconvert --execute a.ipynb', "any of Jupyter's commands, with the kernel"],
] as const
