import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import { waitsAtTop } from '../converter/awaits.ts'
import { kernelName, throughKernel } from '../converter/kernel-calls.ts'
import type {
  CompilerDiagnostic,
  CompilerOptions,
  SourceFile,
  SyntaxNode,
  Transformer,
  TypeScript,
} from '../converter/typescript.ts'
import { rememberSource } from '../source-maps.ts'

/** A source of the project, ready to run. */
export interface CompiledSource {
  /** The names that it imports when it runs. */
  imports: string[]
  /** It waits at its top: it answers with a promise. */
  waits: boolean
  run(...parameters: unknown[]): unknown
}

const parameterNames = ['exports', 'require', 'module', '__filename', '__dirname', kernelName]

/**
 * Compiles a source to a CommonJS module, by itself, as every tool does that runs TypeScript: its types are checked with the cell
 * that imports it.
 *
 * @throws SyntaxError with the place when it cannot be parsed
 */
export function compileSource(
  typescript: TypeScript,
  path: string,
  text: string | undefined,
  options: CompilerOptions,
): CompiledSource {
  const imports = new Set<string>()
  let waits = false
  const look: Transformer = (context) => (file) => {
    waits = waitsAtTop(typescript, file)
    return throughKernel(typescript)(context)(file)
  }
  const { outputText, sourceMapText, diagnostics } = typescript.transpileModule(text ?? readFileSync(path, 'utf8'), {
    // By another ending, what is put out would be a module of another kind.
    fileName: path.replace(/\.[cm]ts$/, '.ts'),
    compilerOptions: {
      jsx: typescript.JsxEmit.React,
      experimentalDecorators: true,
      ...options,
      ...emitOptions(typescript),
    },
    reportDiagnostics: true,
    transformers: { before: [look], after: [requiresByKernel(typescript, imports)] },
  })
  const [first] = diagnostics ?? []
  if (first)
    throw new SyntaxError(
      `${path}${placeShown(typescript, first)}: ${typescript.flattenDiagnosticMessageText(first.messageText, '\n')}`,
    )
  rememberSource(path, sourceMapText)
  const code = outputText.slice(0, outputText.lastIndexOf('//# sourceMappingURL='))
  // In a function of its own: a module may call something `require` or `__dirname`, which are names of the outer one.
  const before = `return (${waits ? 'async ' : ''}() => {`
  const run = vm.compileFunction(`${before}${code}\n})()`, parameterNames, {
    filename: path,
    columnOffset: -before.length,
  })
  return { imports: [...imports], waits, run: run as CompiledSource['run'] }
}

function placeShown({ getLineAndCharacterOfPosition }: TypeScript, { file, start }: CompilerDiagnostic): string {
  if (!file) return ''
  const { line, character } = getLineAndCharacterOfPosition(file, start)
  return `:${line + 1}:${character + 1}`
}

function emitOptions({ ModuleKind, ScriptTarget, NewLineKind }: TypeScript): CompilerOptions {
  return {
    ...{ module: ModuleKind.CommonJS, target: ScriptTarget.ES2024, newLine: NewLineKind.LineFeed },
    ...{ esModuleInterop: true, sourceMap: true, allowJs: true },
  }
}

/** What stands for an `import` asks the kernel: `require` may be another thing in a module, which is a name like any other there. */
function requiresByKernel(typescript: TypeScript, imports: Set<string>): Transformer {
  const { factory, SyntaxKind, visitEachChild } = typescript
  return (context) => {
    const visit = (node: SyntaxNode): SyntaxNode => {
      if (typescript.isFunctionLike(node)) return node
      const call = node as SyntaxNode & { expression?: SyntaxNode; arguments?: readonly SyntaxNode[] }
      const { kind, pos, expression } = call
      const [name] = call.arguments ?? []
      const isMade = kind === SyntaxKind.CallExpression && pos < 0 && expression && typescript.isIdentifier(expression)
      if (!isMade || expression.escapedText !== 'require' || !name || !typescript.isStringLiteral(name)) {
        return visitEachChild(node, visit, context)
      }
      imports.add(name.text)
      const required = factory.createPropertyAccessExpression(
        factory.createIdentifier(kernelName),
        factory.createIdentifier('require'),
      )
      return factory.createCallExpression(required, undefined, [name])
    }
    return (file) => visit(file) as SourceFile
  }
}
