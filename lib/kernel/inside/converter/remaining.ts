import type { Built } from './programs.ts'
import type { SourceFile, Statement, SymbolOfName, SyntaxNode, TypeChecker, TypeScript } from './typescript.ts'

/** Which of the two a name may still stand for. */
interface Keep {
  type: boolean
  value: boolean
}

/**
 * What of the former declarations a cell leaves to the next: a name that it declares anew is gone, as a type or as a value.
 * Changes the syntax tree of the former declarations.
 *
 * @returns source text
 */
export function remainingDeclarations(typescript: TypeScript, { program, cell, former }: Built): string {
  const checker = program.getTypeChecker()
  const kept = new Map<Statement, Set<string>>()
  const values = new Set<string>()
  /** Values whose type is gone. */
  const untyped = new Set<string>()
  for (const [name, symbol] of former.locals ?? []) {
    const keep = stillFree(typescript, checker, cell.locals?.get(name))
    if (!keep.type && !keep.value) continue
    for (const declaration of symbol.declarations ?? []) {
      const statement = statementOf(declaration, former)
      const verdict = judge(typescript, statement, keep, () => checker.getAliasedSymbol(symbol))
      if (verdict === 'keep') {
        kept.set(statement, (kept.get(statement) ?? new Set()).add(name))
        if (statement.kind === typescript.SyntaxKind.VariableStatement) {
          untyped.delete(name)
          values.add(name)
        }
      } else if (verdict !== 'drop' && !values.has(verdict.untyped)) {
        untyped.add(verdict.untyped)
      }
    }
  }
  return printKept(typescript, former, kept) + [...untyped].map((name) => `let ${name}: any;\n`).join('')
}

function stillFree({ SymbolFlags }: TypeScript, checker: TypeChecker, symbol: SymbolOfName | undefined): Keep {
  if (!symbol) return { type: true, value: true }
  const { flags } = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return { type: !(flags & SymbolFlags.Type), value: !(flags & SymbolFlags.Value) }
}

function statementOf(declaration: SyntaxNode, file: SourceFile): Statement {
  let node = declaration
  while (node.parent !== file) node = node.parent!
  return node
}

type StatementVerdict = 'keep' | 'drop' | { untyped: string }

function judge(
  { SyntaxKind, SymbolFlags }: TypeScript,
  { kind, name }: Statement,
  keep: Keep,
  aliased: () => SymbolOfName,
): StatementVerdict {
  const keepIf = (isKept: boolean): StatementVerdict => (isKept ? 'keep' : 'drop')
  switch (kind) {
    case SyntaxKind.VariableStatement:
    case SyntaxKind.FunctionDeclaration:
      return keepIf(keep.value)
    case SyntaxKind.TypeAliasDeclaration:
    case SyntaxKind.InterfaceDeclaration:
      return keepIf(keep.type)
    case SyntaxKind.ClassDeclaration:
    case SyntaxKind.EnumDeclaration:
      return keep.type ? keepIf(keep.value) : { untyped: name!.escapedText }
    case SyntaxKind.ImportDeclaration: {
      if (keep.type && keep.value) return 'keep'
      const { flags, escapedName } = aliased()
      if (keep.type) return keepIf(flags !== 0 && !(flags & SymbolFlags.Value))
      if (!(flags & SymbolFlags.Type)) return 'keep'
      return flags & SymbolFlags.Value ? { untyped: escapedName } : 'drop'
    }
    default:
      return 'drop'
  }
}

function printKept(
  typescript: TypeScript,
  former: SourceFile,
  kept: ReadonlyMap<Statement, ReadonlySet<string>>,
): string {
  const { createNodeArray } = typescript.factory
  for (const [{ declarationList, importClause }, names] of kept) {
    if (declarationList) {
      const declarations = declarationList.declarations.filter(({ name }) => names.has(name.escapedText))
      declarationList.declarations = createNodeArray(declarations)
    }
    if (!importClause) continue
    if (importClause.name && !names.has(importClause.name.escapedText)) delete importClause.name
    const { namedBindings } = importClause
    if (!namedBindings) continue
    const elements = namedBindings.elements?.filter(({ name }) => names.has(name.escapedText))
    const isKept = elements ? elements.length > 0 : names.has(namedBindings.name!.escapedText)
    if (!isKept) delete importClause.namedBindings
    else if (elements) namedBindings.elements = createNodeArray(elements)
  }
  former.statements = createNodeArray(former.statements.filter((statement) => kept.has(statement)))
  return typescript.createPrinter({ newLine: typescript.NewLineKind.LineFeed }).printFile(former)
}
