import { extname } from 'node:path'
import { UsageError } from '../command/index.ts'
import { readTextFile } from '../files/index.ts'
import type { KernelChoice } from '../kernel/index.ts'
import { type Finding, isCode, NotebookError } from '../notebook/index.ts'
import {
  type Injected,
  type ParameterLanguage,
  type ParameterValue,
  parameterFrom,
  parameterLanguage,
  parametersIn,
  valueAsJson,
  withParameters,
} from '../parameters/index.ts'
import { formatProblem } from '../report/index.ts'
import type { CellRun, NotebookRun, RunEvent } from '../run/index.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import { nothingRun } from './problems.ts'

export interface ParameterArguments {
  /** Values of parameters, `NAME=VALUE` each, in the order in which they were given: JSON, else text. */
  parameter?: readonly GivenParameter[]
  /** The very same list, where one of them is text whatever it looks like. */
  rawParameter?: readonly GivenParameter[]
  /** Files with such values by name. */
  parameters?: readonly string[]
  /** Values by name, of a program. */
  values?: ReadonlyMap<string, ParameterValue>
}

/** One value of the command line. */
export interface GivenParameter {
  text: string
  /** It is text, whatever it looks like. */
  isRaw: boolean
}

/** The values that a command line gives the parameters of notebooks. */
export class Parameters {
  readonly #values: ReadonlyMap<string, ParameterValue>
  readonly #languages = new Map<string, ParameterLanguage>()

  private constructor(values: ReadonlyMap<string, ParameterValue>) {
    this.#values = values
  }

  /**
   * Later ones go before earlier ones, and those of the command line before those of files.
   *
   * @throws UsageError, FileError
   */
  static async open(
    { rawParameter = [], parameter = rawParameter, parameters = [], values = new Map() }: ParameterArguments,
    io: Io,
  ): Promise<Parameters> {
    const files = await Promise.all(parameters.map(async (path) => [...(await readParameters(path, io))]))
    return new Parameters(new Map([...files.flat(), ...parameter.map(parameterIn), ...values]))
  }

  /** For a digest: all that a result may hang on. */
  get plain(): unknown {
    return [...this.#values].map(([name, value]) => [name, typeof value, valueAsJson(value)])
  }

  /**
   * Before anything runs: whether the kernel's language has such names and values.
   *
   * @throws NotebookError
   */
  check({ path }: Loaded, { name: kernel, spec }: KernelChoice): void {
    const language = parameterLanguage(spec.language ?? '')
    if (!language) {
      const said = spec.language === undefined ? 'names no language' : `is for ${spec.language}`
      const known = 'parameters can be given to notebooks of TypeScript, JavaScript and Python'
      throw new NotebookError(path, `${known}, and its kernel ${kernel} ${said}`)
    }
    for (const [name, value] of this.#values) {
      const problem = language.problem(name, value)
      if (problem !== undefined)
        throw new NotebookError(path, `the parameter ${JSON.stringify(name)} ${problem} (${language.name})`)
    }
    this.#languages.set(path, language)
  }

  /** The notebook with these values, which `check` has let pass. Says on stderr which it does not know. */
  into({ path, notebook }: Loaded, io: Io): Parametrised {
    const injected = withParameters(notebook, this.#values, this.#languages.get(path)!)
    const { unknown, defaults } = injected
    if (unknown.length > 0) {
      const where = defaults === undefined ? 'no cell is tagged "parameters" to declare' : 'its parameters do not have'
      io.stderr.write(formatProblem(path, `${where} ${unknown.join(', ')}: given all the same`))
    }
    return new Parametrised(injected)
  }
}

/** A notebook with values for its parameters, and the way back from what came of it to the notebook as its file has it. */
export class Parametrised {
  readonly #injected: Injected

  constructor(injected: Injected) {
    this.#injected = injected
  }

  get notebook(): Injected['notebook'] {
    return this.#injected.notebook
  }

  /** The notebook that has them, and the cells that are meant of it. */
  asLoaded(loaded: Loaded): Loaded {
    const { isNew, at, notebook } = this.#injected
    if (!loaded.chosen) return { ...loaded, notebook }
    return {
      ...loaded,
      notebook,
      chosen: new Set([...loaded.chosen].map((index) => index + (isNew && index >= at ? 1 : 0))),
    }
  }

  /** The run as if its file had it: what is wrong with a cell that the file does not have is told of the defaults. */
  backTo(run: NotebookRun): NotebookRun {
    const { isNew, defaults } = this.#injected
    if (!isNew) return run
    const cells = run.cells.flatMap((cell) => this.#cell(cell) ?? [])
    const findings = run.findings.flatMap((finding): Finding | readonly Finding[] => {
      if (finding.kind === 'not-run') return this.#notRun(finding, cells)
      const place = finding.at && this.#place(finding.at.cell)
      const { at: _, cell, id: __, ...told } = finding
      const rest = place === undefined ? told : { ...told, at: { ...finding.at!, cell: place } }
      if (cell === undefined) return rest
      const own = this.#place(cell)
      if (own !== undefined) return { ...rest, cell: own, ...(finding.id === undefined ? {} : { id: finding.id }) }
      const message = `with the given parameters, ${finding.message}`
      return { ...told, message, ...(defaults === undefined ? {} : { cell: defaults }), ...idOf(cells, defaults) }
    })
    return { ...run, cells, findings }
  }

  /** It numbers code cells. Where the values were not run either, it begins with the cell behind them. */
  #notRun(finding: Finding, cells: readonly CellRun[]): Finding[] {
    const { cell, id: _, message, ...rest } = finding
    const { at, notebook } = this.#injected
    const own = notebook.cells.slice(0, at + 1).filter(isCode).length
    const numbers = [...message.matchAll(/\d+/g)].map(([number]) => Number(number))
    const [from = own, to = from] = numbers
    const [first, last] = [from > own ? from - 1 : from, to >= own ? to - 1 : to]
    if (last < first) return []
    const which = first === last ? `cell ${first} was` : `cells ${first} to ${last} were`
    const index = cells.find(({ index, status }) => status === 'not-run' && index >= (this.#place(cell!) ?? at))?.index
    return [
      {
        ...rest,
        message: message.replace(/cells? .*? (?:was|were)/, which),
        ...(index === undefined ? {} : { cell: index }),
        ...idOf(cells, index),
      },
    ]
  }

  /** What its file has nothing of is nobody's event. */
  eventBackTo(event: RunEvent): RunEvent | undefined {
    const { isNew, at } = this.#injected
    if (!isNew || !('index' in event)) return event
    const index = this.#place(event.index)
    if (index === undefined) return undefined
    const ordinal = event.index > at ? event.ordinal - 1 : event.ordinal
    const moved = { ...event, index, ordinal, count: event.count - 1 }
    return moved.type === 'cell-finished' ? { ...moved, run: { ...moved.run, index } } : moved
  }

  #cell(cell: CellRun): CellRun | undefined {
    const index = this.#place(cell.index)
    return index === undefined ? undefined : { ...cell, index }
  }

  /** @returns `undefined` for the cell that the file does not have */
  #place(index: number): number | undefined {
    const { at } = this.#injected
    if (index === at) return undefined
    return index > at ? index - 1 : index
  }
}

function idOf(cells: readonly CellRun[], index: number | undefined): { id?: string } {
  const id = cells.find((cell) => cell.index === index)?.id
  return id === undefined ? {} : { id }
}

function parameterIn({ text, isRaw }: GivenParameter): [name: string, value: ParameterValue] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at).trim(), isRaw ? text.slice(at + 1) : parameterFrom(text.slice(at + 1))]
  const option = isRaw ? '-P' : '-p'
  throw new UsageError(`${option} ${text} gives no parameter: say ${option} NAME=VALUE`, { consequence: nothingRun })
}

async function readParameters(path: string, io: Io): Promise<Map<string, ParameterValue>> {
  const ending = extname(path).toLowerCase()
  if (!['.json', '.yaml', '.yml'].includes(ending)) {
    const message = `--parameters ${path} is no file of parameters: its name ends in .json, .yaml or .yml`
    throw new UsageError(message, { consequence: nothingRun })
  }
  const text = await readTextFile(path, io.cwd)
  try {
    return await parametersIn(text, ending !== '.json')
  } catch (cause) {
    const reason = (cause as Error).message
    throw new UsageError(`--parameters ${path} cannot be read: ${reason}`, { consequence: nothingRun, cause })
  }
}
