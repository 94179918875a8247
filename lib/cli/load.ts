import { dirname, resolve } from 'node:path'
import { FileError, fingerprint, readTextFile, sweepBeside } from '../files/index.ts'
import { chooseAnyKernel } from '../gateway/choose.ts'
import type { KernelChoice } from '../kernel/choose.ts'
import { GatewayError } from '../kernel/errors.ts'
import { type Notebook, NotebookError, parseNotebook, settingsProblem, withoutOutputs } from '../notebook/index.ts'
import type { Entry } from '../report/index.ts'
import { policiesOf } from '../verify/policy.ts'
import type { Io } from './io.ts'
import { nothingRun, type Problem } from './problems.ts'
import { Project } from './project.ts'
import type { NotebookSettings } from './settings.ts'
import { shortNames } from './short-names.ts'

/** A notebook that was read and can be used. */
export interface Loaded {
  /** As it is printed. */
  path: string
  /** Its way inside an output folder. */
  below: string
  /** What a report calls it. */
  name: string
  /** Of the file's text, as it was read. */
  fingerprint: string
  /** Without its outputs, unless it is whole: see `whole`. */
  notebook: Notebook
  isWhole: boolean
  /** The code cells that are looked at, by their 0-based places, if not all are: they and those before them are run. */
  chosen?: ReadonlySet<number>
  settings: NotebookSettings
}

export interface LoadedAll {
  notebooks: Loaded[]
  problems: Problem[]
}

/** Characters of the files whose notebooks are held whole while they wait; the outputs of the rest are read when they are needed. */
const mostHeld = 16_000_000

export interface LoadOptions {
  /** A folder for what is made of them, which is no input. */
  output?: string | undefined
  project?: Project
  /** Whether they are to be run. */
  isRun?: boolean
  /**
   * Notebooks as they were last read, by path, for one who reads them again and again. One whose file is the same is not
   * parsed again, and in place of one that cannot be read any more is what it was.
   */
  remembered?: Map<string, Loaded>
}

/** Finds and reads notebooks; what cannot be used is a problem and does not stop the others. */
export async function loadNotebooks(
  paths: readonly string[],
  io: Io,
  consequence: string,
  options: LoadOptions = {},
): Promise<LoadedAll> {
  const { output, isRun = true, project = await Project.open({}, io), remembered } = options
  const found = await project.find(paths, output, isRun)
  const problems: Problem[] = found.problems.map((error) => ({ path: error.path, error, consequence }))
  const notebooks: Loaded[] = []
  let held = 0
  const read = readAhead(found.notebooks, io.cwd)
  for (const [at, { path, below }] of found.notebooks.entries()) {
    const reading = read(at)
    await sweepBeside(dirname(resolve(io.cwd, path)))
    try {
      const settings = await project.settingsFor(path, isRun)
      const text = await reading
      const before = remembered?.get(path)
      if (before && before.fingerprint === fingerprint(text)) {
        notebooks.push({ ...before, below, settings })
        continue
      }
      const notebook = parseNotebook(text, path)
      const wrong = settingsProblem(notebook)
      if (wrong !== undefined) throw new NotebookError(path, wrong)
      const isWhole = held + text.length <= mostHeld
      if (isWhole) held += text.length
      const kept = isWhole ? notebook : withoutOutputs(notebook)
      const loaded = { path, below, name: path, fingerprint: fingerprint(text), notebook: kept, isWhole, settings }
      remembered?.set(path, loaded)
      notebooks.push(loaded)
    } catch (error) {
      // A config that is wrong is told of once.
      const isConfig = error instanceof Error && error.name === 'ConfigError'
      if (!problems.some((problem) => isConfig && sayTheSame(problem.error, error)))
        problems.push({ ...(isConfig ? {} : { path }), error, consequence })
      const before = remembered?.get(path)
      if (before) notebooks.push({ ...before, below })
    }
  }
  return { notebooks: withNames(notebooks), problems }
}

/** Reads files in their order, the next one while somebody looks at the one before. */
function readAhead(files: readonly { path: string }[], cwd: string): (at: number) => Promise<string> {
  let next: Promise<string> | undefined
  const begin = (at: number): Promise<string> | undefined => {
    const reading = files[at] && readTextFile(files[at].path, cwd)
    // Who asks for it hears what went wrong.
    reading?.catch(() => {})
    return reading
  }
  return (at) => {
    const reading = next ?? begin(at)!
    next = begin(at + 1)
    return reading
  }
}

function sayTheSame(one: unknown, other: Error): boolean {
  return one instanceof Error && one.message === other.message
}

/**
 * The notebook with its outputs, as it was when it was loaded.
 *
 * @throws FileError when its file cannot be read any more, or is another by now
 */
export async function whole(loaded: Loaded, { cwd }: Pick<Io, 'cwd'>): Promise<Loaded> {
  if (loaded.isWhole) return loaded
  const { path } = loaded
  const text = await readTextFile(path, cwd)
  if (fingerprint(text) !== loaded.fingerprint) throw new FileError(path, 'was changed by someone else while it waited')
  return { ...loaded, notebook: parseNotebook(text, path), isWhole: true }
}

/** It has had its turn: what it and its run hold of outputs is given up, what is told of them at the end is kept. */
export function releaseEntry(loaded: Loaded, { notebook, run: { widgets: _, ...run }, ...rest }: Entry): Entry {
  loaded.notebook = withoutOutputs(notebook)
  loaded.isWhole = false
  const cells = run.cells.map((cell) => ({ ...cell, outputs: [] }))
  return { ...structuredClone({ ...rest, run: { ...run, cells } }), notebook: loaded.notebook }
}

function withNames(notebooks: readonly Loaded[]): Loaded[] {
  const names = shortNames(notebooks.map(({ path }) => path))
  return notebooks.map((each, at) => ({ ...each, name: names[at]! }))
}

/**
 * Sets notebooks aside that cannot be run: settings that are not valid, a kernel that is not there.
 *
 * @param check throws what else is wrong
 */
export async function checkRunnable(
  all: LoadedAll,
  kernel: string | undefined,
  io: Io,
  check?: (loaded: Loaded, choice: KernelChoice) => void,
): Promise<LoadedAll> {
  const notebooks: Loaded[] = []
  const problems = [...all.problems]
  const [first] = all.notebooks
  const gateway = first?.settings.gateway
  const error = first && (kernel !== undefined || gateway) ? await kernelError(first, kernel, io) : undefined
  // Said once, not for every notebook.
  if (error) return { notebooks, problems: [...problems, { error, consequence: nothingRun }] }
  for (const each of all.notebooks) {
    try {
      policiesOf(each.notebook, each.path)
      await each.settings.run()
      const named = each.settings.kernelFor(each.notebook)
      const choice = await chooseAnyKernel(each.notebook, resolve(io.cwd, each.path), { kernel: named, gateway })
      check?.(each, choice)
      notebooks.push(each)
    } catch (error) {
      problems.push({ path: each.path, error, consequence: nothingRun })
    }
  }
  return { notebooks, problems }
}

/** What is wrong for all of them: the kernel that was asked for is not there, or the gateway cannot be used. */
async function kernelError(
  { notebook, path, settings: { gateway } }: Loaded,
  kernel: string | undefined,
  io: Io,
): Promise<unknown> {
  return chooseAnyKernel(notebook, resolve(io.cwd, path), { kernel, gateway }).then(
    () => undefined,
    (error: unknown) => (kernel !== undefined || error instanceof GatewayError ? error : undefined),
  )
}
