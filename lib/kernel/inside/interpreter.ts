import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import vm from 'node:vm'
import { nameCompiled, rememberModule } from './source-maps.ts'
import { type CellFrame, cellFrames } from './stack.ts'
import { compileError, type Diagnostic, diagnosticPlace, type ErrorContent, errorContent } from './traceback.ts'

interface TslabConverted {
  output?: string
  declOutput?: string
  diagnostics: Diagnostic[]
}

interface TslabConverter {
  convert(declarations: string, source: string): TslabConverted
  addModule(name: string, source: string, marks: unknown): Diagnostic[]
  close(): void
}

interface TslabExecutor {
  execute(source: string): Promise<boolean>
  interrupt(): void
}

/** What tslab knows of a language: the contents of replies. */
interface Handler {
  handleKernel(): Record<string, unknown>
  handleIsComplete(content: object): { status: string }
  handleInspect(content: object): Record<string, unknown>
  handleComplete(content: object): Record<string, unknown>
  close(): void
}

/** The parts of a tslab that we use: its compiler, its way to run a cell, what it tells an editor. */
export interface TslabParts {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): TslabConverter
  createExecutor(folder: string, converters: object, console: { log: unknown; error: unknown }): TslabExecutor
  JupyterHandlerImpl: new (executor: TslabExecutor, isJs: boolean) => Handler
}

/** What went wrong. */
export interface Failure {
  content: ErrorContent
  /** Where in a cell. */
  at?: CellFrame | undefined
}

/** Compiles and runs cells, one after another, through a tslab. */
export class Interpreter {
  readonly handler: Handler
  readonly #executor: TslabExecutor
  readonly #converters: { node: TslabConverter; browser: TslabConverter; close(): void }
  readonly #sources = new Map<string, string>()
  /** Of the modules that cells hold. */
  readonly #modules = new Map<string, string>()
  readonly #folder: string
  #diagnostics: readonly Diagnostic[] = []
  #compiled: string | undefined
  /** What the cell threw; it may be anything. */
  readonly #thrown: unknown[] = []

  constructor({ createConverter, createExecutor, JupyterHandlerImpl }: TslabParts, folder: string, isJs: boolean) {
    this.#folder = folder
    const node = this.#watched(createConverter({ isJS: isJs, isBrowser: false }))
    let browser: TslabConverter | undefined
    const watched = (converter: TslabConverter) => this.#watched(converter)
    this.#converters = {
      node,
      get browser() {
        browser ??= watched(createConverter({ isJS: isJs, isBrowser: true }))
        return browser
      },
      close() {
        node.close()
        browser?.close()
      },
    }
    const error = (...values: unknown[]) => {
      // A value alone is what a cell threw; the compiler's complaints, of which we know already, come with a format.
      if (values.length === 1) this.#thrown.push(values[0])
    }
    // The console as it is now: what a cell puts in its place is for what it prints itself.
    this.#executor = createExecutor(folder, this.#converters, { log: console.log, error })
    this.handler = new JupyterHandlerImpl(this.#executor, isJs)
  }

  /**
   * Runs a cell to its end.
   *
   * @param name of the cell in stack frames
   * @returns what it failed with, if it did
   */
  async execute(source: string, name: string): Promise<Failure | undefined> {
    this.#sources.set(name, source)
    this.#diagnostics = []
    this.#thrown.length = 0
    this.#compiled = undefined
    const isDone = await this.#named(name, () => this.#executor.execute(source))
    if (this.#thrown.length > 0) return this.describe(this.#thrown[0])
    const [first] = this.#diagnostics
    if (first) {
      const at = first.fileName === undefined ? { name, ...diagnosticPlace(first, source) } : undefined
      const sourceOf = (file: string | undefined) => (file === undefined ? source : this.#sourceOf(file))
      return { content: compileError(this.#diagnostics, name, sourceOf), at }
    }
    return isDone ? undefined : { content: { ename: 'Error', evalue: 'the cell failed', traceback: [] } }
  }

  describe(error: unknown): Failure {
    const [at] = cellFrames(error)
    return { content: errorContent(error, at && { ...at, source: this.#sources.get(at.name) }), at }
  }

  interrupt(): void {
    this.#executor.interrupt()
  }

  close(): void {
    this.handler.close()
  }

  /** @param file that cells import, from the notebook's folder on */
  #sourceOf(file: string): string | undefined {
    try {
      return this.#modules.get(file.replace(/\.[jt]sx?$/, '')) ?? readFileSync(join(this.#folder, file), 'utf8')
    } catch {
      return undefined
    }
  }

  /** Keeps what tslab would only print. */
  #watched(converter: TslabConverter): TslabConverter {
    return {
      ...converter,
      convert: (declarations, source) => {
        const converted = converter.convert(declarations, source)
        this.#diagnostics = converted.diagnostics
        this.#compiled = converted.output
        return converted
      },
      addModule: (name, source, marks) => {
        rememberModule(this.#folder, name)
        this.#modules.set(name, source)
        this.#diagnostics = converter.addModule(name, source, marks)
        return this.#diagnostics as Diagnostic[]
      },
    }
  }

  /** tslab gives what it runs no name: all cells would be one file. It runs a cell before it first waits. */
  #named<Result>(name: string, run: () => Result): Result {
    const { runInThisContext } = vm
    vm.runInThisContext = (code: string, options?: vm.RunningCodeInNewContextOptions | string) => {
      vm.runInThisContext = runInThisContext
      const before = this.#compiled === undefined ? -1 : code.indexOf(this.#compiled)
      if (before >= 0) nameCompiled(name, this.#compiled!)
      const rest = typeof options === 'object' ? options : {}
      return runInThisContext(code, { ...rest, filename: name, columnOffset: -before, displayErrors: false })
    }
    try {
      return run()
    } finally {
      vm.runInThisContext = runInThisContext
    }
  }
}
