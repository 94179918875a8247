import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers'
import { CellRunner } from './cell-runner.ts'
import type { Compiler } from './compiler.ts'
import type { CompletionInfo, Converted, Converter, QuickInfo } from './converter/index.ts'
import type { ShowDisplay } from './display.ts'
import { ProjectModules } from './project/index.ts'
import { shownBundle, shownMetadata } from './shown-value.ts'
import { nameCompiled } from './source-maps.ts'
import { type CellFrame, cellFrames } from './stack.ts'
import { compileError, type Diagnostic, diagnosticPlace, type ErrorContent, errorContent } from './traceback.ts'
import { wayOut } from './ways-out.ts'

/** What went wrong. */
export interface Failure {
  content: ErrorContent
  /** Where in a cell. */
  at?: CellFrame | undefined
}

/** Compiles and runs cells, one after another. */
export class Interpreter {
  readonly #compiler: Compiler
  readonly #node: Converter
  #browser: Converter | undefined
  readonly #runner: CellRunner
  readonly #modules: ProjectModules
  readonly #isJs: boolean
  /** For whoever asks in which file a cell lies. */
  readonly #file: string
  readonly #sources = new Map<string, string>()
  /** Of the modules that cells hold, by their names. */
  readonly #held = new Map<string, string>()
  /** What the cells so far declare. */
  #declarations = ''
  /** The console as it is now: what a cell puts in its place is for what it prints itself. */
  readonly #log = console.log
  readonly #show: ShowDisplay

  /**
   * @param tslab what `tslab` is to a cell
   * @param show takes the value of a last expression that is more than text
   */
  constructor(compiler: Compiler, isJs: boolean, tslab: object, show: ShowDisplay) {
    this.#compiler = compiler
    this.#show = show
    this.#isJs = isJs
    this.#node = compiler.createConverter({ isJS: isJs, isBrowser: false })
    const { typescript, folder, project } = compiler
    const { held } = this.#node
    this.#modules = new ProjectModules(typescript, { folder, options: project.options, held, tslab })
    this.#file = join(folder, isJs ? '__tslab__.js' : '__tslab__.ts')
    this.#runner = new CellRunner(this.#modules.callsFor(this.#file))
  }

  /**
   * Runs a cell to its end.
   *
   * @param name of the cell in stack frames
   * @returns what it failed with, if it did
   */
  async execute(source: string, name: string): Promise<Failure | undefined> {
    this.#sources.set(name, source)
    const { module, mode, jsx = false } = this.#compiler.cellMarks(source)
    if (module !== undefined) {
      this.#held.set(module, source)
      return this.#faulty(this.#converterFor(mode).addModule(module, source, { jsx }), source, name)
    }
    // For the page of a browser, which nothing makes.
    if (mode === 'browser') return undefined
    const converted = this.#node.convert(this.#declarations, source)
    if (converted.diagnostics.length > 0) return this.#faulty(converted.diagnostics, source, name)
    try {
      await this.#run(converted, name)
    } catch (error) {
      return this.describe(error)
    }
    return undefined
  }

  async #run(converted: Converted, name: string): Promise<void> {
    const { output, declOutput = '', imports = [] } = converted
    if (output) {
      nameCompiled(name, output)
      const waiting = this.#modules.prepare(imports, this.#file)
      if (waiting) await this.#runner.orInterrupted(waiting)
      // An interrupt that came while the compiler worked: a cell that never waits would not hear of it any more.
      await this.#runner.orInterrupted(wholeTurn())
      const given = await this.#runner.run(converted, name)
      if (given?.value !== undefined && given.value !== null) this.#tell(given.value)
    }
    this.#declarations = declOutput
  }

  #tell(value: unknown): void {
    const data = shownBundle(value)
    if (data) this.#show({ data, metadata: shownMetadata(value), transient: {} }, false)
    else this.#log(value)
  }

  describe(error: unknown): Failure {
    const [at] = cellFrames(error)
    return { content: errorContent(error, at && { ...at, source: this.#sources.get(at.name) }), at }
  }

  interrupt(): void {
    this.#runner.interrupt()
  }

  /** What stands at a place of a cell, as an editor shows it. */
  inspect(source: string, position: number): QuickInfo | undefined {
    const converter = this.#converterFor(this.#compiler.cellMarks(source).mode)
    return converter.inspect(this.#declarations, source, position)
  }

  /** What may stand at a place of a cell. */
  complete(source: string, position: number): CompletionInfo {
    const converter = this.#converterFor(this.#compiler.cellMarks(source).mode)
    return converter.complete(this.#declarations, source, position)
  }

  #converterFor(mode: 'node' | 'browser' | undefined): Converter {
    if (mode !== 'browser') return this.#node
    this.#browser ??= this.#compiler.createConverter({ isJS: this.#isJs, isBrowser: true })
    return this.#browser
  }

  #faulty(diagnostics: readonly Diagnostic[], source: string, name: string): Failure | undefined {
    const [first] = diagnostics
    if (!first) return undefined
    const at = first.fileName === undefined ? { name, ...diagnosticPlace(first, source) } : undefined
    const sourceOf = (file: string | undefined) => (file === undefined ? source : this.#sourceOf(file))
    const namesAt = (place: number) => this.complete(source, place).candidates
    const way = (each: Diagnostic) =>
      wayOut(each, this.#compiler.folder, each.fileName === undefined ? { source, namesAt } : undefined)
    return { content: compileError(diagnostics, name, sourceOf, way), at }
  }

  /** @param file that cells import, from the notebook's folder on */
  #sourceOf(file: string): string | undefined {
    try {
      return this.#held.get(file.replace(/\.[jt]sx?$/, '')) ?? readFileSync(join(this.#compiler.folder, file), 'utf8')
    } catch {
      return undefined
    }
  }
}

/** From one look at what has come in to behind the next. */
async function wholeTurn(): Promise<void> {
  for (let half = 0; half < 2; half++) await new Promise((resolve) => setImmediate(resolve))
}
