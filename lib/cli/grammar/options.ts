import { type Command, InvalidArgumentError, Option } from 'commander'
import { amountForms, bytesOfAmount } from '../../notebook/amount.ts'
import { shardForms, shardIn } from './shard.ts'

/** Options that several commands have. */

export const pathHelp =
  "notebooks, folders of them, patterns like 'a/*.ipynb' (default: what the config includes, else notebooks)"

/** What every command has that runs notebooks. */
export function execution(command: Command): Command {
  return configured(command)
    .argument('[PATH...]', `${pathHelp}; one cell: a.ipynb:7, by its place, or a.ipynb:ID`)
    .option(
      '--timeout <SECONDS>',
      "how long a cell may take, unless the notebook says otherwise (default: the config's, else 60)",
      seconds,
    )
    .option(
      '--start-timeout <SECONDS>',
      "how long a kernel may take to start (default: the config's, else 60)",
      seconds,
    )
    .option('--notebook-timeout <SECONDS>', 'how long a notebook may take, its kernel too (default: no limit)', seconds)
    .option('--run-timeout <SECONDS>', 'how long all of it may take (default: no limit)', seconds)
    .option('--max-output <BYTES>', 'how much a cell may print and show, like 10mb (default: 128 MiB)', bytes)
    .option('--max-memory <BYTES>', 'how much memory a kernel and what it starts may have; on Linux', bytes)
    .option('--keep-going', 'run the cells behind one that fails too; it fails all the same')
    .option('--kernel <NAME>', 'the kernel to use, whatever the notebooks say')
    .option(
      '--gateway <URL>',
      'run the kernels on the Jupyter Server or Enterprise Gateway there; its token is JUPYTER_TOKEN of the environment',
    )
    .option('--jobs <NUMBER>', 'how many notebooks to run at once (default: one a processor)', jobs)
    .option('--verbose', 'tell the causes of errors, and how busy the processors were')
}

/** What every command has that runs notebooks: which of them, which of their cells, and when it ends. */
export function selecting(command: Command): Command {
  return command
    .option('--exclude <PATTERN>', 'leave these out: a path, a folder or a pattern; may be given again', excluded)
    .option(
      '--grep <PATTERN>',
      'only cells of which source, a tag or the id has this text, or fits /pattern/flags; may be given again',
      sought,
    )
    .option('--shard <K/N>', 'only the Kth of N parts of the notebooks, the same on every machine', shard)
    .option('--last-failed', 'only what was not good the last time, or is not known')
    .option('--bail [NUMBER]', 'begin no other notebook after so many (1) that are not good', jobs)
    .option(
      '--retries <NUMBER>',
      "run a notebook that fails again, so often at most (default: the config's, else 0)",
      tries,
    )
    .option('--fail-on-flaky', 'exit with 1 if a notebook was good only when it was run again')
    .addOption(
      new Option('--list', 'tell what would be run, in this order, and run nothing').conflicts([
        'json',
        'junit',
        'gitlab',
        'html',
        'save',
      ]),
    )
}

/** What every command has that obeys a config, or goes before it. */
export function configured(command: Command): Command {
  return withConfig(command)
    .option('--env <NAME=VALUE>', 'a variable that cells see; may be given again', gathered)
    .option('--env-file <FILE>', 'a file of such variables, NAME=VALUE a line; may be given again', gathered)
    .option(
      '--cwd <DIR>',
      "the folder in which kernels work (default: the notebook's); imports are found from the notebook",
    )
}

export function withConfig(command: Command): Command {
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

/** What every command has that gives values to the parameters of notebooks. */
export function parametrised(command: Command): Command {
  // In the order in which they are given, of whichever kind: the later goes before the earlier.
  const given: { text: string; isRaw: boolean }[] = []
  const gather = (isRaw: boolean) => (text: string) => {
    given.push({ text, isRaw })
    return given
  }
  return command
    .option(
      '-p, --parameter <NAME=VALUE>',
      'a value for a parameter: JSON, else text; may be given again',
      gather(false),
    )
    .option('-P, --raw-parameter <NAME=TEXT>', 'the same, always as text', gather(true))
    .option('--parameters <FILE>', 'a file of such values by name, .json or .yaml; may be given again', gathered)
}

/** What every command has that need not do again what it did before. */
export function cached(command: Command): Command {
  return (
    command
      // In this order: were it the other way round, the first would be the default.
      .option('--cache', 'let what was done before stand, also where CI is set')
      .option('--no-cache', 'do all again, also that of which nothing has changed')
      .option('--cache-dir <DIR>', "where what was done is kept (default: ackbook in the user's folder for caches)")
  )
}

/** What every command has that tells of what it ran in other ways than on the terminal. */
export function reporting(command: Command): Command {
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

/** What every command has that can pass over what has not changed. */
export function changedOnly(command: Command): Command {
  return command.addOption(
    new Option(
      '--changed [REV]',
      'only notebooks that hang on what differs from HEAD, or as --changed=REV since REV and HEAD parted, by git; uncommitted and new files too',
    ).argParser(revision),
  )
}

/**
 * The words of a command line in which `--changed` has its value with it: the word behind it may be a notebook.
 *
 * @param argv as it was given
 */
export function withWholeChanged(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  return argv.map((word, at) => (word === '--changed' && (end < 0 || at < end) ? '--changed=HEAD' : word))
}

function revision(text: string): string {
  if (text === '' || text.startsWith('-'))
    throw new InvalidArgumentError('It is a branch, a tag or a commit, like --changed=main.')
  return text
}

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0 && value <= 2_000_000))
    throw new InvalidArgumentError('Seconds are a number above 0, like 90.')
  return value
}

function excluded(text: string, before?: string[]): string[] {
  if (text.trim() === '' || /^!(?!\()/.test(text))
    throw new InvalidArgumentError("It is a path, a folder or a pattern like 'drafts/*.ipynb'.")
  return gathered(text, before)
}

function sought(text: string, before?: string[]): string[] {
  if (text === '') throw new InvalidArgumentError('It is a text, or a pattern like /socket|port/i.')
  return gathered(text, before)
}

function shard(text: string): { index: number; count: number } {
  const part = shardIn(text)
  if (part === undefined) throw new InvalidArgumentError(`It is ${shardForms}.`)
  return part
}

function tries(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0 to 99.')
  return Number(text)
}

function bytes(text: string): number {
  const amount = bytesOfAmount(text)
  if (amount === undefined) throw new InvalidArgumentError(`It is ${amountForms}.`)
  return amount
}

function jobs(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1 on.')
  return Number(text)
}
