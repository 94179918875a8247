/**
 * Compiles cells: each is a module that sees what the cells before it declared. Does what the converter of tslab does, in the
 * same words, at less cost: a cell takes one program, which takes over from the one before it whatever has not changed.
 */
import { join, relative } from 'node:path'
import { toCommonJs } from './commonjs.ts'
import { dependencies } from './dependencies.ts'
import { type CellDiagnostic, cellDiagnostics } from './diagnostics.ts'
import { type CompletionInfo, completeAt, inspectAt } from './editor.ts'
import { compilerOptions } from './options.ts'
import { type CellPlaces, Files, placesIn, slashed } from './places.ts'
import { type Built, CellPrograms } from './programs.ts'
import { remainingDeclarations } from './remaining.ts'
import { transformers } from './transformers.ts'
import type { CompilerDiagnostic, CompilerOptions, QuickInfo, SourceFile, TypeScript } from './typescript.ts'

export type { CellDiagnostic } from './diagnostics.ts'
export type { CompletionInfo } from './editor.ts'
export type { CompilerOptions, TypeScript } from './typescript.ts'

/** A file beside the notebook, as a CommonJS module. */
export interface SideOutput {
  path: string
  data: string
}

/** With diagnostics, nothing else is set. */
export interface Converted {
  output?: string
  /** What the next cell knows. */
  declOutput?: string
  diagnostics: CellDiagnostic[]
  hasToplevelAwait?: boolean
  /** Of the files that it imports: those that have changed. */
  sideOutputs?: SideOutput[] | undefined
  /** Under which name it exports the value of its last expression. */
  lastExpressionVar?: string | undefined
}

/** As tslab has it. */
export interface Converter {
  convert(declarations: string, source: string): Converted
  inspect(declarations: string, source: string, position: number): QuickInfo | undefined
  complete(declarations: string, source: string, position: number): CompletionInfo
  addModule(name: string, source: string, marks?: { jsx?: boolean }): CellDiagnostic[]
  close(): void
}

export interface ConverterKind {
  isJS: boolean
  isBrowser: boolean
}

export interface ConverterOptions extends ConverterKind {
  /** The notebook's. */
  folder: string
  /** The folder of the tslab that the compiler comes with. */
  tslab: string
  amend(options: CompilerOptions, system: object): CompilerOptions
}

/** Whether this does what the converter of a tslab does. */
export function isKnown(tslab: string, { version }: TypeScript): boolean {
  return tslab === '1.0.22' && version === '5.0.4'
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
  /** The files that were put out, by what they held then. */
  readonly #putOut = new Map<string, string | undefined>()
  /** What the last program was built of. */
  #last: [declarations: string, source: string] = ['', '']

  constructor(typescript: TypeScript, { folder, tslab, isJS, isBrowser, amend }: ConverterOptions) {
    this.#typescript = typescript
    this.#places = placesIn(slashed(folder), isJS)
    this.#files = new Files(typescript, folder, tslab)
    this.#ending = isJS ? '.js' : '.ts'
    const options = compilerOptions(typescript, this.#places, this.#files, { isBrowser, tslab })
    this.#target = options.target
    this.#programs = new CellPrograms(typescript, this.#places, this.#files, amend(options, this.#files))
  }

  convert = (declarations: string, source: string): Converted => {
    const { names, file } = this.#programs.namesIn(source)
    const suffix = names.length > 0 ? `\nexport {${names.join(', ')}}` : ''
    const built = this.#build(declarations, source + suffix, suffix === '' ? file : undefined)
    const files = dependencies(this.#typescript, built).map((path) => built.program.getSourceFile(path)!)
    const found = this.#complaints(built, files)
    if (found.diagnostics.length > 0) return { diagnostics: found.diagnostics }
    const { undeclarable, ...emitted } = this.#emit(built, files, names)
    if (undeclarable.length > 0) return { diagnostics: this.#inCell(undeclarable).diagnostics }
    return { ...emitted, ...found }
  }

  inspect = (declarations: string, source: string, position: number): QuickInfo | undefined =>
    inspectAt(this.#typescript, this.#build(declarations, source), position)

  complete = (declarations: string, source: string, position: number): CompletionInfo =>
    completeAt(this.#typescript, this.#build(declarations, source), position)

  addModule = (name: string, source: string, marks: { jsx?: boolean } = {}): CellDiagnostic[] => {
    if (!/^\w+$/.test(name)) throw new Error(`invalid module name: ${JSON.stringify(name)}`)
    const path = slashed(join(this.#places.folder, `${name}${this.#ending}${marks.jsx ? 'x' : ''}`))
    this.#programs.setModule(path, source)
    const { program } = this.#build(...this.#last)
    return this.#inCell(complaintsOf(program, program.getSourceFile(path)!)).diagnostics
  }

  close = (): void => {}

  #build(declarations: string, source: string, parsed?: SourceFile): Built {
    this.#last = [declarations, source]
    return this.#programs.build(declarations, parsed ?? source)
  }

  /** What cannot be declared is told by the emitter; a cell that has other faults is not emitted. */
  #complaints({ program, cell }: Built, files: readonly SourceFile[]): ReturnType<typeof cellDiagnostics> {
    const others = files.filter((file) => file !== cell).flatMap((file) => complaintsOf(program, file))
    const found = this.#inCell([...faultsOf(program, cell), ...others])
    if (found.diagnostics.length === 0) return found
    return this.#inCell([...complaintsOf(program, cell), ...others])
  }

  #inCell(found: readonly CompilerDiagnostic[]): ReturnType<typeof cellDiagnostics> {
    const sorted = this.#typescript.sortAndDeduplicateDiagnostics(found)
    return cellDiagnostics(this.#typescript, this.#places, this.#files, sorted)
  }

  #emit(
    built: Built,
    files: readonly SourceFile[],
    names: readonly string[],
  ): Omit<Converted, 'diagnostics'> & { undeclarable: readonly CompilerDiagnostic[] } {
    const { program, cell } = built
    const { sources } = this.#programs
    let [output, declarations] = ['', '']
    let lastExpressionVar: string | undefined
    const sideOutputs: SideOutput[] = []
    const write = (file: string, text: string) => {
      if (file === this.#places.cellOutput) output = text
      else if (file === this.#places.cellDeclarations) declarations = text
      else if (file.endsWith('.js')) sideOutputs.push(this.#sideOutput(file, text))
    }
    const transforms = transformers(this.#typescript, built, names, (name) => {
      lastExpressionVar = name
    })
    // The cell first: what is put out beside a cell that cannot be declared is lost.
    const { diagnostics: undeclarable } = program.emit(cell, write, undefined, undefined, transforms)
    if (undeclarable.length > 0) return { undeclarable }
    for (const file of files) {
      if (file === cell) continue
      const { fileName, resolvedPath } = file
      const stamp = sources.stampOf(resolvedPath)
      if (this.#putOut.has(fileName) && this.#putOut.get(fileName) === stamp) continue
      this.#putOut.set(fileName, stamp)
      program.emit(file, write, undefined, undefined, transforms)
    }
    sideOutputs.sort((one, other) => one.path.localeCompare(other.path))
    return {
      declOutput: declarations + remainingDeclarations(this.#typescript, built),
      output: toCommonJs(this.#typescript, output, this.#target),
      sideOutputs: sideOutputs.length > 0 ? sideOutputs : undefined,
      lastExpressionVar,
      undeclarable,
    }
  }

  #sideOutput(file: string, text: string): SideOutput {
    const place = relative(this.#places.outputs, file)
    if (place.startsWith('..')) throw new Error(`unexpected emit path: ${file}`)
    return {
      path: slashed(join(this.#places.folder, place)),
      data: toCommonJs(this.#typescript, text, this.#target),
    }
  }
}

function faultsOf(program: Built['program'], file: SourceFile): CompilerDiagnostic[] {
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
}

function complaintsOf(program: Built['program'], file: SourceFile): CompilerDiagnostic[] {
  return [...faultsOf(program, file), ...program.getDeclarationDiagnostics(file)]
}
