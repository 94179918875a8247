import { rememberCompiled, withoutMap } from '../source-maps.ts'
import type { CompilerOptions, SourceFile, TypeScript } from './typescript.ts'

/**
 * The second of the two steps in which a cell is compiled: from JavaScript with `import` and `export` to a CommonJS module.
 * What it makes is what `transpileModule` makes, which builds a program and checks the types for it.
 *
 * @param text may hold the map of the first step at its end
 */
export function toCommonJs(typescript: TypeScript, text: string, target: number): string {
  const options = commonJsOptions(typescript, target)
  const input = withoutMap(text)
  const output = printCommonJs(typescript, input, options)
  if (input !== text) {
    const compilerOptions = { ...options, sourceMap: true }
    const again = () => typescript.transpileModule(input, { fileName, compilerOptions }).sourceMapText
    rememberCompiled(output, text, again)
  }
  return output
}

const fileName = 'custom.js'

interface CommonJsOptions extends CompilerOptions {
  target: number
  module: number
  newLine: number
}

function commonJsOptions({ ModuleKind, NewLineKind }: TypeScript, target: number): CommonJsOptions {
  const { CommonJS } = ModuleKind
  const newLine = NewLineKind.LineFeed
  return { module: CommonJS, esModuleInterop: true, target, newLine, noImplicitUseStrict: true }
}

function printCommonJs(typescript: TypeScript, text: string, given: CommonJsOptions): string {
  const options = {
    ...given,
    jsx: typescript.JsxEmit.Preserve,
    isolatedModules: true,
    noLib: true,
    noResolve: true,
    allowNonTsExtensions: true,
  }
  const setExternalModuleIndicator = typescript.getSetExternalModuleIndicator(options)
  const parsing = { languageVersion: options.target, setExternalModuleIndicator }
  const file = typescript.createSourceFile(fileName, text, parsing)
  const host = hostOf(Object.assign(file, alone), options)
  const resolver = typescript.createTypeChecker(host).getEmitResolver(file)
  const { scriptTransformers } = typescript.getTransformers(options)
  const { factory } = typescript
  const result = typescript.transformNodes(resolver, host, factory, options, [file], scriptTransformers, false)
  const { emitNodeWithNotification: onEmitNode, isEmitNotificationEnabled, substituteNode } = result
  const { module, newLine, target } = options
  const hooks = { hasGlobalName: resolver.hasGlobalName, onEmitNode, isEmitNotificationEnabled, substituteNode }
  const printer = typescript.createPrinter({ newLine, module, target }, hooks)
  const writer = typescript.createTextWriter('\n')
  printer.writeFile(result.transformed[0]!, writer, undefined)
  writer.writeLine()
  result.dispose()
  return writer.getText()
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

function hostOf(file: SourceFile, options: CompilerOptions): object {
  const never = () => false
  return {
    getSourceFiles: () => [file],
    getSourceFile: () => undefined,
    getCompilerOptions: () => options,
    // Such a file is not checked: names are all that is asked for.
    isSourceOfProjectReferenceRedirect: () => true,
    getResolvedTypeReferenceDirectives: () => new Map(),
    getFileIncludeReasons: () => new Map(),
    fileExists: never,
    isEmitBlocked: never,
    isSourceFileFromExternalLibrary: never,
    useCaseSensitiveFileNames: never,
    getCurrentDirectory: () => '',
    getCommonSourceDirectory: () => '',
    getCanonicalFileName: (name: string) => name,
    getPrependNodes: () => [],
  }
}
