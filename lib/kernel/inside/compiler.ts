import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { ancestors } from '../ancestors.ts'
import {
  type CellMarks,
  type CompilerOptions,
  type Converter,
  type ConverterKind,
  cellMarks,
  createConverter,
  indentOfNext,
  type TypeScript,
} from './converter/index.ts'
import { type ProjectConfig, projectConfig } from './project/index.ts'

/** The compiler of cells, for the notebooks of a folder. */
export class Compiler {
  readonly typescript: TypeScript
  /** Of the tslab that the notebook finds, for its types. */
  readonly #tslab: string
  #folder: string = process.cwd()
  #project: ProjectConfig | undefined

  /** @param tslab the folder of a tslab */
  constructor(tslab: string) {
    const require = createRequire(import.meta.url)
    this.typescript = require('typescript-compiler') as TypeScript
    this.#tslab = tslab
  }

  /** The notebook's. */
  get folder(): string {
    return this.#folder
  }

  /** What its project says is read anew, for it may be another since a snapshot was made in that folder. */
  set folder(folder: string) {
    this.#folder = folder
    this.#project = undefined
  }

  /** What can be said of code without running it. */
  hasSyntaxError(code: string, isJs: boolean): boolean {
    const name = `x.${isJs ? 'js' : 'ts'}`
    const { createSourceFile, ScriptTarget } = this.typescript
    const { parseDiagnostics = [] } = createSourceFile(name, code, ScriptTarget.Latest)
    return parseDiagnostics.length > 0
  }

  indentOfNext(code: string): string | undefined {
    return indentOfNext(this.typescript, code)
  }

  cellMarks(source: string): CellMarks {
    return cellMarks(this.typescript, source)
  }

  /** Of the project that the folder lies in; read once. */
  get project(): ProjectConfig {
    this.#project ??= projectConfig(this.typescript, this.#folder)
    return this.#project
  }

  createConverter(kind: ConverterKind): Converter {
    const { typescript, folder, project } = this
    return createConverter(typescript, {
      ...kind,
      folder,
      tslab: this.#tslab,
      project,
      amend: (given, system) => withTypes(given, typescript, system, folder),
    })
  }
}

/**
 * Makes cells see Node's types and this package's wherever the notebook lies: a folder without a `node_modules` above
 * it would not even know `console`. What the notebook's own folders hold goes first. And keeps the compiler's source
 * maps, so that an error can be shown where it stands in the source.
 */
export function withTypes(
  options: CompilerOptions,
  typescript: Pick<TypeScript, 'getAutomaticTypeDirectiveNames'>,
  system: object,
  folder: string,
): CompilerOptions {
  const amended: CompilerOptions = { ...options, inlineSourceMap: true }
  const roots = options.typeRoots ?? []
  if (!roots.some((root) => existsSync(join(root, 'node', 'package.json')))) {
    const require = createRequire(import.meta.url)
    // By name: the folder that holds ours may hold types of packages that the notebook knows nothing of.
    amended.types = [...typescript.getAutomaticTypeDirectiveNames(options, system), 'node']
    amended.typeRoots = [...roots, dirname(dirname(require.resolve('@types/node/package.json')))]
  }
  if (!hasOwnAckbook(folder)) amended.paths = { ...pathsOfAckbook(folder), ...options.paths }
  return amended
}

/**
 * Where the compiler finds this package's types: its `typesVersions`, which Node10 resolution reads, as `paths`. From the
 * notebook's folder: an absolute path leads to a type, but gives it no name by which a cell could hand it to the next.
 */
function pathsOfAckbook(folder: string): Record<string, string[]> {
  const require = createRequire(import.meta.url)
  const file = require.resolve('ackbook/package.json')
  const { name, types, typesVersions } = JSON.parse(readFileSync(file, 'utf8'))
  const place = (targets: string[]) => targets.map((target) => relative(folder, join(dirname(file), target)))
  const paths: Record<string, string[]> = { [name]: place([types]) }
  for (const [pattern, targets] of Object.entries<string[]>(typesVersions['*'])) {
    paths[`${name}/${pattern}`] = place(targets)
  }
  return paths
}

/** The notebook would find an ackbook without our help. */
function hasOwnAckbook(folder: string): boolean {
  return ancestors(folder).some((above) => existsSync(join(above, 'node_modules', 'ackbook', 'package.json')))
}
