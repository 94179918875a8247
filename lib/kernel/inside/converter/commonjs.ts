import { rememberCompiled, withoutMap } from '../source-maps.ts'
import { throughKernel } from './kernel-calls.ts'
import type { CompilerOptions, SourceFile, SourceMapGenerator, TypeScript } from './typescript.ts'

/** A CommonJS module, and the names that it requires. */
export interface CommonJs {
  text: string
  imports: string[]
}

/**
 * The second of the two steps in which a cell is compiled: from JavaScript with `import` and `export` to a CommonJS module.
 * What it makes is what `transpileModule` makes, which builds a program and checks the types for it.
 *
 * @param text may hold the map of the first step at its end
 */
export function toCommonJs(typescript: TypeScript, text: string, target: number): CommonJs {
  const options = commonJsOptions(typescript, target)
  const input = withoutMap(text)
  const output = printCommonJs(typescript, input, options)
  if (input !== text) {
    rememberCompiled(output.text, text, () => {
      const map = mapGenerator(typescript)
      printCommonJs(typescript, input, options, map)
      return map.toString()
    })
  }
  return output
}

const fileName = 'custom.js'

interface CommonJsOptions extends CompilerOptions {
  target: number
  module: number
  newLine: number
}

function commonJsOptions({ ModuleKind, NewLineKind, JsxEmit }: TypeScript, target: number): CommonJsOptions {
  return {
    ...{ module: ModuleKind.CommonJS, esModuleInterop: true, target, newLine: NewLineKind.LineFeed },
    ...{ jsx: JsxEmit.Preserve, isolatedModules: true, noLib: true, noResolve: true, allowNonTsExtensions: true },
  }
}

function mapGenerator({ createSourceMapGenerator }: TypeScript): SourceMapGenerator {
  const host = { getCurrentDirectory: () => '', getCanonicalFileName: (name: string) => name }
  return createSourceMapGenerator(host, fileName, '', '', {})
}

function printCommonJs(
  typescript: TypeScript,
  text: string,
  options: CommonJsOptions,
  map?: SourceMapGenerator,
): CommonJs {
  const setExternalModuleIndicator = typescript.getSetExternalModuleIndicator(options)
  const parsing = { languageVersion: options.target, setExternalModuleIndicator }
  const file = typescript.createSourceFile(fileName, text, parsing)
  const imports = importsAtTop(typescript, file)
  const host = hostOf(Object.assign(file, alone), options)
  const resolver = typescript.createTypeChecker(host).getEmitResolver(file)
  const { scriptTransformers } = typescript.getTransformers(options, { before: [throughKernel(typescript)] })
  const { factory } = typescript
  const result = typescript.transformNodes(resolver, host, factory, options, [file], scriptTransformers, false)
  const { emitNodeWithNotification: onEmitNode, isEmitNotificationEnabled, substituteNode } = result
  const { module, newLine, target } = options
  const hooks = { hasGlobalName: resolver.hasGlobalName, onEmitNode, isEmitNotificationEnabled, substituteNode }
  const printer = typescript.createPrinter({ newLine, module, target }, hooks)
  const writer = typescript.createTextWriter('\n')
  printer.writeFile(withoutUseStrict(typescript, result.transformed[0]!), writer, map)
  writer.writeLine()
  result.dispose()
  return { text: writer.getText(), imports }
}

function importsAtTop({ isStringLiteral }: TypeScript, file: SourceFile): string[] {
  const names = file.statements.flatMap(({ moduleSpecifier }) =>
    moduleSpecifier && isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [],
  )
  return [...new Set(names)]
}

/** A cell is no stricter than in tslab: the compiler adds the words, with no place in the text, to every module. */
function withoutUseStrict(typescript: TypeScript, file: SourceFile): SourceFile {
  const [first] = file.statements
  const isAdded = first !== undefined && first.pos < 0 && typescript.isExpressionStatement(first)
  if (!isAdded || !typescript.isStringLiteral(first.expression!)) return file
  file.statements = typescript.factory.createNodeArray(file.statements.slice(1))
  return file
}

/** What a program would write on a file of which it knows no other. */
const alone = {
  path: fileName,
  resolvedPath: fileName,
  originalFileName: fileName,
  imports: [],
  moduleAugmentations: [],
  ambientModuleNames: [],
}

function hostOf(file: SourceFile, options: CommonJsOptions): object {
  const never = () => false
  return {
    getSourceFiles: () => [file],
    getSourceFile: () => undefined,
    getCompilerOptions: () => options,
    // Such a file is not checked: names are all that is asked for.
    isSourceOfProjectReferenceRedirect: () => true,
    getEmitModuleFormatOfFile: () => options.module,
    getImpliedNodeFormatForEmit: () => undefined,
    getDefaultResolutionModeForFile: () => undefined,
    getModeForUsageLocation: () => undefined,
    getEmitSyntaxForUsageLocation: () => options.module,
    getResolvedModule: () => undefined,
    getSymlinkCache: () => undefined,
    shouldTransformImportCall: () => true,
    getResolvedTypeReferenceDirectives: () => new Map(),
    getFileIncludeReasons: () => new Map(),
    fileExists: never,
    isEmitBlocked: never,
    isSourceFileFromExternalLibrary: never,
    useCaseSensitiveFileNames: never,
    getCurrentDirectory: () => '',
    getCommonSourceDirectory: () => '',
    getCanonicalFileName: (name: string) => name,
  }
}
