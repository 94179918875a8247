import { join, posix } from 'node:path'
import type { CellPlaces, Files } from './places.ts'
import { Resolutions } from './resolutions.ts'
import { pathStampOf, Sources } from './sources.ts'
import type {
  CompilerHost,
  CompilerOptions,
  CompilerProgram,
  SourceFile,
  SourceOptions,
  StringLiteral,
  TypeScript,
} from './typescript.ts'

/** A program of a cell: the names of its own, and those that the cells before it left. */
export interface Built {
  program: CompilerProgram
  cell: SourceFile
  former: SourceFile
}

/**
 * The compiler builds a program from the ground up when a file imports other than before, in number or order; in what the cells
 * left, each type of a package may stand as an import. So these count once, and in the order of before if they are the same.
 */
function importEachOnce(file: SourceFile, before: SourceFile | undefined): void {
  let imports: SourceFile['imports']
  Object.defineProperty(file, 'imports', {
    get: () => imports,
    set(found: readonly StringLiteral[]) {
      const byText = new Map<string, StringLiteral>()
      for (const each of found) if (!byText.has(each.text)) byText.set(each.text, each)
      const same = before?.imports?.map(({ text }) => byText.get(text))
      const isSame = same?.length === byText.size && same.every((each) => each !== undefined)
      imports = isSame ? (same as StringLiteral[]) : [...byText.values()]
    },
  })
}

/** A program has the very files of the one before it, by their names. */
const allFiles = 2

/** Stands before the text of a cell: a file with an `export` is a module. */
export const modulePrefix = 'export {};\n'

/**
 * Builds a program a cell. Each takes over from the one before it what has not changed: the files, parsed and bound, and
 * where the names lead that they import.
 */
export class CellPrograms {
  readonly sources: Sources
  readonly #typescript: TypeScript
  readonly #places: CellPlaces
  readonly #files: Files
  readonly #given: CompilerOptions
  readonly #roots: string[]
  readonly #host: CompilerHost
  #options!: CompilerOptions
  #resolutions!: Resolutions
  /** Of the folders that hold the types that every file knows. */
  #typeRoots = ''
  #program: CompilerProgram | undefined
  readonly #parsing: SourceOptions

  constructor(typescript: TypeScript, places: CellPlaces, files: Files, options: CompilerOptions) {
    this.#typescript = typescript
    this.#places = places
    this.#files = files
    this.#given = options
    this.#roots = [places.former, places.cell]
    this.sources = new Sources(typescript, files)
    this.#parsing = {
      languageVersion: options.target!,
      setExternalModuleIndicator: typescript.getSetExternalModuleIndicator(options),
    }
    this.#host = this.#createHost()
  }

  /** The names that a cell declares at its top, in the order in which the compiler finds them. */
  namesIn(source: string): { names: string[]; file: SourceFile } {
    const file = this.#parse(this.#places.cell, source)
    this.#typescript.bindSourceFile(file, this.#given)
    // A module that is augmented stands among them, in quotes.
    const names = [...(file.locals?.keys() ?? [])].filter((name) => !/^["']/.test(name))
    return { names, file }
  }

  /**
   * @param declarations what the cells before declare
   * @param source of the cell, or the file that it was parsed to
   */
  build(declarations: string, source: string | SourceFile): Built {
    this.#refresh()
    const former = this.#parse(this.#places.former, declarations)
    importEachOnce(former, this.#cells.get(this.#places.former))
    const cell = typeof source === 'string' ? this.#parse(this.#places.cell, source) : source
    this.#cells.set(this.#places.former, former).set(this.#places.cell, cell)
    this.#program = this.#typescript.createProgram([...this.#roots], this.#options, this.#host, this.#program)
    if (this.#program.structureIsReused !== allFiles) this.#resolutions.setFiles(this.#program.getSourceFiles())
    // Which binds the cell: an editor's questions are answered without it, but by its syntax tree.
    this.#program.getTypeChecker()
    cell.parent = former
    return { program: this.#program, cell, former }
  }

  /** Sets a module that a cell holds; programs have it from now on. */
  setModule(path: string, source: string): void {
    this.sources.setModule(path, modulePrefix + source)
    if (!this.#roots.includes(path)) this.#roots.push(path)
  }

  readonly #cells = new Map<string, SourceFile>()

  #parse(name: string, text: string): SourceFile {
    return this.#typescript.createSourceFile(name, modulePrefix + text, this.#parsing)
  }

  /** What has changed on the disk since the last program. */
  #refresh(): void {
    const roots = this.#given.typeRoots!.map((root) => `${root} ${pathStampOf(root)}`).join('\n')
    if (roots !== this.#typeRoots) {
      this.#typeRoots = roots
      const types = this.#typescript.getAutomaticTypeDirectiveNames(this.#given, this.#files)
      // By name: to look for them costs more than the rest.
      this.#options = { ...this.#given, types }
      const system = Object.assign(Object.create(this.#files) as Files, {
        getCurrentDirectory: () => this.#places.folder,
      })
      this.#resolutions = new Resolutions(this.#typescript, system, this.#options)
      this.#program = undefined
    }
    const isGone = this.sources.refresh()
    if (this.#resolutions.refresh() || isGone) {
      this.#resolutions.clear()
      this.#program = undefined
    }
  }

  #createHost(): CompilerHost {
    const { sys } = this.#typescript
    const files = this.#files
    const libraries = () => posix.dirname(sys.getExecutingFilePath().replace(/\\/g, '/'))
    const getSourceFileByPath = (name: string, path: string, options: SourceOptions) =>
      this.#cells.get(name) ?? this.sources.get(name, path, options)
    const toPath = (name: string) => this.#typescript.toPath(name, this.#places.folder, (file) => file)
    return {
      getSourceFileByPath,
      getSourceFile: (name, options) => getSourceFileByPath(name, toPath(name), options),
      onReleaseOldSourceFile: (file) => this.sources.release(file),
      hasInvalidatedResolutions: (path) => {
        const program = this.#program
        const file = program?.getSourceFileByPath(path)
        return program && file && !this.#isCell(file) ? this.#resolutions.mayHaveChanged(file, program) : false
      },
      hasChangedAutomaticTypeDirectiveNames: () => false,
      // Where it looks whether a package replaces its own libraries, each time.
      getModuleResolutionCache: () => this.#resolutions.ofLibraries,
      resolveModuleNameLiterals: (names, from) => names.map(({ text }) => this.#resolutions.module(text, from)),
      resolveTypeReferenceDirectiveReferences: (names, from) =>
        names.map((each) =>
          typeof each === 'string'
            ? this.#resolutions.types(each, undefined, from)
            : this.#resolutions.types(each.fileName.toLowerCase(), each.resolutionMode, from),
        ),
      getDefaultLibLocation: libraries,
      getDefaultLibFileName: (options: CompilerOptions) =>
        join(libraries(), this.#typescript.getDefaultLibFileName(options)),
      getCurrentDirectory: () => this.#places.folder,
      useCaseSensitiveFileNames: () => true,
      getCanonicalFileName: (name: string) => name,
      getNewLine: () => '\n',
      fileExists: files.fileExists,
      readFile: files.readFile,
      directoryExists: files.directoryExists,
      getDirectories: files.getDirectories,
      realpath: files.realpath,
      writeFile: () => {
        throw new Error('the compiler is not to write')
      },
    }
  }

  #isCell({ fileName }: SourceFile): boolean {
    return this.#cells.has(fileName)
  }
}
