/**
 * Compiles cells: each is a module that sees what the cells before it declared. Does what the converter of tslab does, in the
 * same words, at less cost: a cell takes one program, which takes over from the one before it whatever has not changed.
 */
import { join } from 'node:path'
import type { ProjectConfig } from '../project/index.ts'
import { waitsAtTop } from './awaits.ts'
import { toCommonJs } from './commonjs.ts'
import { dependencies } from './dependencies.ts'
import { type CellDiagnostic, cellDiagnostics, configFaults } from './diagnostics.ts'
import { type CompletionInfo, completeAt, inspectAt } from './editor.ts'
import { compilerOptions } from './options.ts'
import { type CellPlaces, Files, placesIn, slashed } from './places.ts'
import { type Built, CellPrograms } from './programs.ts'
import { remainingDeclarations } from './remaining.ts'
import { transformers } from './transformers.ts'
import type { CompilerDiagnostic, CompilerOptions, QuickInfo, SourceFile, TypeScript } from './typescript.ts'

export { indentOfNext } from './complete-code.ts'
export type { CellDiagnostic } from './diagnostics.ts'
export type { CompletionInfo } from './editor.ts'
export { type CellMarks, cellMarks } from './metadata.ts'
export type { CompilerOptions, QuickInfo, TypeScript } from './typescript.ts'

/** With diagnostics, nothing else is set. */
export interface Converted {
  output?: string
  /** What the next cell knows. */
  declOutput?: string
  diagnostics: CellDiagnostic[]
  hasToplevelAwait?: boolean
  /** The names that it imports when it runs. */
  imports?: string[]
  /** Under which name it exports the value of its last expression. */
  lastExpressionVar?: string | undefined
}

export interface Converter {
  convert(declarations: string, source: string): Converted
  inspect(declarations: string, source: string, position: number): QuickInfo | undefined
  complete(declarations: string, source: string, position: number): CompletionInfo
  addModule(name: string, source: string, marks?: { jsx?: boolean }): CellDiagnostic[]
  /** The modules that cells hold, by their paths. */
  readonly held: ReadonlyMap<string, string>
}

export interface ConverterKind {
  isJS: boolean
  isBrowser: boolean
}

export interface ConverterOptions extends ConverterKind {
  /** The notebook's. */
  folder: string
  /** The folder of a tslab, for its types. */
  tslab: string
  project: Pick<ProjectConfig, 'options' | 'faults'>
  amend(options: CompilerOptions, system: object): CompilerOptions
}

/** Holds no file open and watches none: what changes on the disk is seen by the next cell. */
export function createConverter(typescript: TypeScript, options: ConverterOptions): Converter {
  return new CellConverter(typescript, options)
}

class CellConverter implements Converter {
  readonly #typescript: TypeScript
  readonly #places: CellPlaces
  readonly #files: Files
  readonly #programs: CellPrograms
  readonly #ending: string
  readonly #target: number
  readonly held: Map<string, string> = new Map()
  /** Of the project's configuration: as long as it is so, nothing can be said of a cell. */
  readonly #faults: CellDiagnostic[]
  /** What the last program was built of. */
  #last: [declarations: string, source: string] = ['', '']

  constructor(typescript: TypeScript, { folder, tslab, isJS, isBrowser, project, amend }: ConverterOptions) {
    this.#typescript = typescript
    this.#places = placesIn(slashed(folder), isJS)
    this.#files = new Files(typescript, folder, tslab)
    this.#ending = isJS ? '.js' : '.ts'
    const options = compilerOptions(typescript, this.#places, this.#files, { isBrowser, tslab, given: project.options })
    this.#target = options.target
    this.#faults = configFaults(typescript, this.#places, project.faults)
    this.#programs = new CellPrograms(typescript, this.#places, this.#files, amend(options, this.#files))
  }

  convert = (declarations: string, source: string): Converted => {
    if (this.#faults.length > 0) return { diagnostics: this.#faults }
    const { names, file } = this.#programs.namesIn(source)
    const suffix = names.length > 0 ? `\nexport {${names.join(', ')}}` : ''
    const built = this.#build(declarations, source + suffix, suffix === '' ? file : undefined)
    // Sources elsewhere are checked by whoever works on them, as strictly as he will.
    const inFolder = (path: string) => path.startsWith(`${this.#places.folder}/`)
    const files = dependencies(this.#typescript, built)
      .filter(inFolder)
      .map((path) => built.program.getSourceFile(path)!)
    const found = this.#complaints(built, files)
    if (found.length > 0) return { diagnostics: found }
    const { undeclarable, ...emitted } = this.#emit(built, names)
    if (undeclarable.length > 0) return { diagnostics: this.#inCell(undeclarable) }
    return { ...emitted, diagnostics: [], hasToplevelAwait: waitsAtTop(this.#typescript, built.cell) }
  }

  inspect = (declarations: string, source: string, position: number): QuickInfo | undefined =>
    inspectAt(this.#typescript, this.#build(declarations, source), position)

  complete = (declarations: string, source: string, position: number): CompletionInfo =>
    completeAt(this.#typescript, this.#build(declarations, source), position)

  addModule = (name: string, source: string, marks: { jsx?: boolean } = {}): CellDiagnostic[] => {
    if (!/^\w+$/.test(name)) throw new Error(`invalid module name: ${JSON.stringify(name)}`)
    const path = slashed(join(this.#places.folder, `${name}${this.#ending}${marks.jsx ? 'x' : ''}`))
    this.held.set(path, source)
    this.#programs.setModule(path, source)
    const { program } = this.#build(...this.#last)
    return this.#inCell(complaintsOf(program, program.getSourceFile(path)!))
  }

  #build(declarations: string, source: string, parsed?: SourceFile): Built {
    this.#last = [declarations, source]
    return this.#programs.build(declarations, parsed ?? source)
  }

  /** What cannot be declared is told by the emitter; a cell that has other faults is not emitted. */
  #complaints({ program, cell }: Built, files: readonly SourceFile[]): CellDiagnostic[] {
    const others = files.filter((file) => file !== cell).flatMap((file) => complaintsOf(program, file))
    const found = this.#inCell([...faultsOf(program, cell), ...others])
    if (found.length === 0) return found
    return this.#inCell([...complaintsOf(program, cell), ...others])
  }

  #inCell(found: readonly CompilerDiagnostic[]): CellDiagnostic[] {
    const sorted = this.#typescript.sortAndDeduplicateDiagnostics(found)
    return cellDiagnostics(this.#typescript, this.#places, this.#files, sorted)
  }

  #emit(
    built: Built,
    names: readonly string[],
  ): Omit<Converted, 'diagnostics'> & { undeclarable: readonly CompilerDiagnostic[] } {
    let [text, declarations] = ['', '']
    let lastExpressionVar: string | undefined
    const write = (file: string, written: string) => {
      if (file.endsWith('.d.ts')) declarations = written
      else text = written
    }
    const transforms = transformers(this.#typescript, built, names, (name) => {
      lastExpressionVar = name
    })
    const { diagnostics } = built.program.emit(built.cell, write, undefined, undefined, transforms, true)
    const undeclarable = diagnostics.filter(isOfCell)
    if (undeclarable.length > 0) return { undeclarable }
    const { text: output, imports } = toCommonJs(this.#typescript, text, this.#target)
    const declOutput = declarations + remainingDeclarations(this.#typescript, built)
    return { output, imports, declOutput, lastExpressionVar, undeclarable: [] }
  }
}

/** A type may be called by a path that its package does not offer: nobody but the next cell is told. */
function isOfCell({ code }: CompilerDiagnostic): boolean {
  return code !== 2742
}

function faultsOf(program: Built['program'], file: SourceFile): CompilerDiagnostic[] {
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
}

function complaintsOf(program: Built['program'], file: SourceFile): CompilerDiagnostic[] {
  return [...faultsOf(program, file), ...program.getDeclarationDiagnostics(file).filter(isOfCell)]
}
