import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { ancestors } from '../ancestors.ts'
import {
  type CompilerOptions,
  type Converter,
  type ConverterKind,
  createConverter,
  isKnown,
  type TypeScript,
} from './converter/index.ts'
import { heldDocument } from './documents.ts'
import { rememberCompiled, withoutMap } from './source-maps.ts'

/** The compiler of a tslab. */
export interface Compiler {
  /** The notebook's. */
  folder: string
  /** What can be said of code without running it. */
  hasSyntaxError(code: string, isJs: boolean): boolean
  /**
   * Our own in place of the converter of tslab.
   *
   * @param tslab its folder
   */
  createConverter(tslab: string, options: ConverterKind): Converter
  /** Whether ours does what the converter of a tslab of this version does. */
  isKnownIn(version: string): boolean
}

interface DiagnosticText {
  messageText: unknown
}

interface ParsedFile {
  text: string
}

/** How a program gets at its files. */
interface CompilerFiles {
  getSourceFile(name: string, ...rest: unknown[]): ParsedFile | undefined
  getSourceFileByPath(name: string, path: string, ...rest: unknown[]): ParsedFile | undefined
}

interface WatchHost {
  createProgram(names: unknown, options: unknown, files: CompilerFiles | undefined, ...rest: unknown[]): unknown
}

/** What the converter of tslab uses, and we put ours in place of. */
interface AmendedTypeScript extends TypeScript {
  getPreEmitDiagnostics(...all: unknown[]): readonly DiagnosticText[]
  getPreEmitDiagnosticsOfFiles(...all: unknown[]): readonly DiagnosticText[]
  createWatchCompilerHost(files: unknown, options: CompilerOptions, system: object, ...rest: unknown[]): WatchHost
}

/**
 * Makes cells see Node's types and this package's wherever the notebook lies: a folder without a `node_modules` above
 * it would not even know `console`. What the notebook's own folders hold goes first. And keeps the compiler's source
 * maps, so that an error can be shown where it stands in the source.
 *
 * @param requireFromTslab resolves as tslab does; called before tslab loads its compiler
 */
export function amendCompiler(requireFromTslab: NodeJS.Require): Compiler {
  const file = requireFromTslab.resolve('@tslab/typescript-for-tslab')
  const typescript: AmendedTypeScript = requireFromTslab(file)
  const { createWatchCompilerHost, transpileModule } = typescript
  const compiler: Compiler = {
    folder: process.cwd(),
    hasSyntaxError(code, isJs) {
      const name = `x.${isJs ? 'js' : 'ts'}`
      const { parseDiagnostics = [] } = typescript.createSourceFile(name, code, typescript.ScriptTarget.Latest)
      return parseDiagnostics.length > 0
    },
    isKnownIn: (version) => isKnown(version, typescript),
    createConverter(tslab, options) {
      const { folder } = compiler
      return createConverter(typescript, {
        ...options,
        folder,
        tslab,
        amend: (given, system) => amend(given, typescript, system, folder),
      })
    },
  }
  const amended: Partial<AmendedTypeScript> = {
    createWatchCompilerHost: (files, options, system, ...rest) =>
      withHeldDocuments(
        createWatchCompilerHost(files, amend(options, typescript, system, compiler.folder), system, ...rest),
      ),
    getPreEmitDiagnostics: (...all) => flattened(typescript.getPreEmitDiagnostics(...all), typescript),
    getPreEmitDiagnosticsOfFiles: (...all) => flattened(typescript.getPreEmitDiagnosticsOfFiles(...all), typescript),
    // The second of the two steps in which tslab compiles: from the first, the map comes within the text.
    transpileModule(text, options) {
      const input = withoutMap(text)
      const output = transpileModule(input, options)
      const withMap = { ...options, compilerOptions: { ...options.compilerOptions, sourceMap: true } }
      if (input !== text) {
        rememberCompiled(output.outputText, text, () => transpileModule(input, withMap).sourceMapText)
      }
      return output
    },
  }
  // The module's own properties cannot be set, so tslab is given a copy of the module.
  const properties = [typescript, amended].map((each) => Object.getOwnPropertyDescriptors(each))
  requireFromTslab.cache[file]!.exports = Object.defineProperties({}, Object.assign({}, ...properties))
  return compiler
}

/** Gives programs the files that a snapshot holds; those are not parsed again, nor watched. */
function withHeldDocuments(host: WatchHost): WatchHost {
  const { createProgram } = host
  const amended = new WeakSet<CompilerFiles>()
  host.createProgram = (names, options, files, ...rest) => {
    if (files && !amended.has(files)) {
      amended.add(files)
      const { getSourceFile, getSourceFileByPath } = files
      files.getSourceFile = (name, ...more) => heldDocument(name, () => getSourceFile(name, ...more))
      files.getSourceFileByPath = (name, ...more) => heldDocument(name, () => getSourceFileByPath(name, ...more))
    }
    return createProgram(names, options, files, ...rest)
  }
  return host
}

/** A message with those that explain it in one text: tslab would take them apart, and lose the file that they are about. */
function flattened(diagnostics: readonly DiagnosticText[], typescript: TypeScript): DiagnosticText[] {
  return diagnostics.map((each) => ({
    ...each,
    messageText: typescript.flattenDiagnosticMessageText(each.messageText, '\n'),
  }))
}

function amend(
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
