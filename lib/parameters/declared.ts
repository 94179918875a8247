import { createRequire } from 'node:module'
import type ts from 'typescript-compiler'

/** A variable that the cell with the defaults declares. */
export interface DeclaredParameter {
  /** As the language writes it: as it stands there, or that of a plain number, text or truth value. TypeScript alone. */
  type: string | undefined
  isConst: boolean
}

/** The variables that a cell declares at its top, by name. */
export function declaredParameters(source: string, language: string): Map<string, DeclaredParameter> {
  return language === 'Python' ? namesOfPython(source) : declaredInScript(source)
}

/** `a = 1`, `a: int = 1`, `a, b = 1, 2`, at the beginning of a line. */
function namesOfPython(source: string): Map<string, DeclaredParameter> {
  const name = '[\\p{ID_Start}_][\\p{ID_Continue}]*'
  const assignment = new RegExp(`^(${name}(?:[ \\t]*,[ \\t]*${name})*)[ \\t]*(?::[^=\\n]+)?=(?!=)`, 'gmu')
  const names = [...source.matchAll(assignment)].flatMap(([, names]) => names!.split(','))
  return new Map(names.map((each) => [each.trim(), { type: undefined, isConst: false }]))
}

let scriptCompiler: typeof ts | undefined

function declaredInScript(source: string): Map<string, DeclaredParameter> {
  scriptCompiler ??= createRequire(import.meta.url)('typescript-compiler') as typeof ts
  const { createSourceFile, isVariableStatement, NodeFlags, ScriptKind, ScriptTarget } = scriptCompiler
  const file = createSourceFile('cell.ts', source, ScriptTarget.Latest, true, ScriptKind.TS)
  const declared = new Map<string, DeclaredParameter>()
  for (const statement of file.statements.filter(isVariableStatement)) {
    const isConst = (statement.declarationList.flags & NodeFlags.Const) !== 0
    for (const { name, type, initializer } of statement.declarationList.declarations) {
      const written = type?.getText(file) ?? (initializer && plainTypeIn(scriptCompiler, initializer))
      for (const each of namesBoundBy(scriptCompiler, name))
        declared.set(each, { type: scriptCompiler.isIdentifier(name) ? written : undefined, isConst })
    }
  }
  return declared
}

function namesBoundBy(scriptCompiler: typeof ts, name: ts.BindingName): string[] {
  if (scriptCompiler.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((each) =>
    scriptCompiler.isOmittedExpression(each) ? [] : namesBoundBy(scriptCompiler, each.name),
  )
}

function plainTypeIn(scriptCompiler: typeof ts, value: ts.Expression): string | undefined {
  const { SyntaxKind } = scriptCompiler
  if (scriptCompiler.isPrefixUnaryExpression(value))
    return value.operator === SyntaxKind.MinusToken ? plainTypeIn(scriptCompiler, value.operand) : undefined
  if (scriptCompiler.isNumericLiteral(value)) return 'number'
  if (scriptCompiler.isStringLiteralLike(value) || scriptCompiler.isTemplateExpression(value)) return 'string'
  return value.kind === SyntaxKind.TrueKeyword || value.kind === SyntaxKind.FalseKeyword ? 'boolean' : undefined
}
