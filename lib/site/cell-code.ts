import { createRequire } from 'node:module'
import type ts from 'typescript-compiler'

/** The code of a cell, taken apart so that it can stand behind that of others in one file. */
export interface CellCode {
  /** What the cell imports. */
  imports: readonly ImportedName[]
  /** Modules that it imports for what they do: `import './setup'`. */
  effects: readonly string[]
  /** Names that it declares at its top, imports left out. */
  declared: readonly string[]
  /** Names that stand in it for a value or a type, whoever declares them. */
  used: ReadonlySet<string>
  /** Names that it binds anywhere: parameters, what a block or a function has for itself. */
  bound: ReadonlySet<string>
  /**
   * Its text without imports, the value of its last expression handed to a function.
   *
   * @param show the function's name
   */
  text: (show: string) => string
}

export interface ImportedName {
  module: string
  /** `default` and `*` as the language has them. */
  name: string
  local: string
  isType: boolean
  /** `with { type: 'json' }` and the like, as written. */
  attributes: string
}

interface Edit {
  from: number
  to: number
  text: string | ((show: string) => string)
}

let compiler: typeof ts | undefined

/**
 * Reads a cell of TypeScript or JavaScript.
 *
 * @returns `undefined` for what is no such program, or is one that cannot stand inside a function: a namespace, a default export
 */
export function readCell(source: string): CellCode | undefined {
  compiler ??= createRequire(import.meta.url)('typescript-compiler') as typeof ts
  const { SyntaxKind, ScriptTarget, ScriptKind } = compiler
  // With an export it is a module, so that `await` is no name in it.
  const file = compiler.createSourceFile('cell.ts', `${source}\nexport {}`, ScriptTarget.Latest, false, ScriptKind.TS)
  const { parseDiagnostics = [] } = file as { parseDiagnostics?: readonly unknown[] }
  if (parseDiagnostics.length > 0) return undefined
  const statements = file.statements.slice(0, -1)
  const imports: ImportedName[] = []
  const effects: string[] = []
  const declared: string[] = []
  const edits: Edit[] = []
  for (const statement of statements) {
    if (compiler.isImportDeclaration(statement)) {
      const names = importedNames(compiler, statement, file)
      imports.push(...names)
      if (!statement.importClause) effects.push(JSON.stringify((statement.moduleSpecifier as ts.StringLiteral).text))
      edits.push({ from: statement.getStart(file), to: afterLine(source, statement.end), text: '' })
      continue
    }
    if (!canStandInside(compiler, statement)) return undefined
    declared.push(...declaredNames(compiler, statement))
    if (statement.kind === SyntaxKind.ExportDeclaration)
      edits.push({ from: statement.getStart(file), to: afterLine(source, statement.end), text: '' })
    const modifiers = compiler.canHaveModifiers(statement) ? (compiler.getModifiers(statement) ?? []) : []
    for (const modifier of modifiers) {
      if (modifier.kind === SyntaxKind.DefaultKeyword) return undefined
      if (modifier.kind !== SyntaxKind.ExportKeyword) continue
      edits.push({
        from: modifier.getStart(file),
        to: source.length - source.slice(modifier.end).trimStart().length,
        text: '',
      })
    }
    // A second `var` of a name that a block around it declares would be one of the block around.
    if (compiler.isVariableStatement(statement) && isVar(compiler, statement)) {
      const from = statement.declarationList.getStart(file)
      edits.push({ from, to: from + 'var'.length, text: 'let' })
    }
  }
  const last = statements.at(-1)
  if (last && compiler.isExpressionStatement(last) && isShown(last.expression.getText(file))) {
    const { expression } = last
    const from = expression.getStart(file)
    edits.push({ from, to: from, text: (show) => `${show}(` })
    edits.push({ from: expression.end, to: expression.end, text: ')' })
  }
  const [used, bound] = [usedNames(compiler, file), boundAnywhere(compiler, file)]
  return { imports, effects, declared, used, bound, text: (show) => edited(source, edits, show) }
}

/** What prints by itself, or gives nothing. */
function isShown(expression: string): boolean {
  return !/^(?:await )?(?:console|assert|display)\b/.test(expression)
}

function edited(source: string, edits: readonly Edit[], show: string): string {
  let text = ''
  let at = 0
  for (const edit of edits.toSorted((one, other) => one.from - other.from)) {
    text += source.slice(at, edit.from) + (typeof edit.text === 'string' ? edit.text : edit.text(show))
    at = edit.to
  }
  return (text + source.slice(at)).replace(/^\n+/, '').trimEnd()
}

/** Behind the line's end, where nothing else stands before it. */
function afterLine(source: string, end: number): number {
  return end + (/^[ \t]*\n?/.exec(source.slice(end))?.[0].length ?? 0)
}

function canStandInside({ SyntaxKind, isVariableStatement }: typeof ts, statement: ts.Statement): boolean {
  const { kind } = statement
  if (isVariableStatement(statement)) return statement.declarationList.declarations.length > 0
  if (kind === SyntaxKind.ExportDeclaration) return !(statement as ts.ExportDeclaration).moduleSpecifier
  return ![SyntaxKind.ModuleDeclaration, SyntaxKind.ExportAssignment, SyntaxKind.ImportEqualsDeclaration].includes(kind)
}

function isVar({ NodeFlags }: typeof ts, { declarationList }: ts.VariableStatement): boolean {
  return (declarationList.flags & NodeFlags.BlockScoped) === 0
}

function importedNames({ isNamespaceImport }: typeof ts, statement: ts.ImportDeclaration, file: ts.SourceFile) {
  const { importClause, moduleSpecifier, attributes } = statement
  if (!importClause) return []
  const module = (moduleSpecifier as ts.StringLiteral).text
  const shared = { module, attributes: attributes?.getText(file) ?? '' }
  const names: ImportedName[] = []
  const areTypes = importClause.isTypeOnly
  if (importClause.name) names.push({ ...shared, name: 'default', local: importClause.name.text, isType: areTypes })
  const { namedBindings } = importClause
  if (!namedBindings) return names
  if (isNamespaceImport(namedBindings)) {
    names.push({ ...shared, name: '*', local: namedBindings.name.text, isType: areTypes })
    return names
  }
  for (const { name, propertyName, isTypeOnly } of namedBindings.elements) {
    const isType = areTypes || isTypeOnly
    names.push({ ...shared, name: (propertyName ?? name).text, local: name.text, isType })
  }
  return names
}

function declaredNames(compiler: typeof ts, statement: ts.Statement): string[] {
  if (compiler.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(compiler, name))
  const { name } = statement as { name?: ts.Node }
  return name && compiler.isIdentifier(name) ? [name.text] : []
}

function boundNames(compiler: typeof ts, name: ts.BindingName): string[] {
  if (compiler.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) =>
    compiler.isOmittedExpression(element) ? [] : boundNames(compiler, element.name),
  )
}

/** Names of members are left out, for nobody declares them. */
function usedNames(compiler: typeof ts, file: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node)) names.add(node.text)
    else if (compiler.isPropertyAccessExpression(node)) visit(node.expression)
    else if (compiler.isPropertyAssignment(node) && compiler.isIdentifier(node.name)) visit(node.initializer)
    else if (!compiler.isImportDeclaration(node)) compiler.forEachChild(node, visit)
  }
  visit(file)
  return names
}

function boundAnywhere(compiler: typeof ts, file: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    const isBinding = compiler.isVariableDeclaration(node) || compiler.isParameter(node)
    if (isBinding) for (const name of boundNames(compiler, node.name)) names.add(name)
    compiler.forEachChild(node, visit)
  }
  visit(file)
  return names
}
