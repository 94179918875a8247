import type { Built } from './programs.ts'
import type { SourceFile, Statement, SymbolOfName, SyntaxNode, Transformers, TypeScript } from './typescript.ts'

/**
 * What is done to a cell on its way to JavaScript: names of former cells are read of `exports`, and what the last expression
 * gives is exported.
 *
 * @param names of the cell's own
 * @param nameLast told under which name the value of the last expression is exported
 */
export function transformers(
  typescript: TypeScript,
  { program, former }: Built,
  names: readonly string[],
  nameLast: (name: string) => void,
): Transformers {
  const { factory, isIdentifier, isExportDeclaration, isExpressionStatement, visitEachChild } = typescript
  const checker = program.getTypeChecker()
  const context = typescript.nullTransformationContext

  const isFormer = (name: string, symbolOf: () => SymbolOfName | undefined) => {
    const symbol = former.identifiers.has(name) ? symbolOf() : undefined
    return symbol?.declarations?.some((each) => each.getSourceFile() === former)
  }
  const ofExports = (name: SyntaxNode) =>
    factory.createPropertyAccessExpression(factory.createIdentifier('exports'), name)

  function throughExports(node: SyntaxNode): SyntaxNode {
    if (typescript.isShorthandPropertyAssignment(node)) {
      const { name, objectAssignmentInitializer: otherwise } = node
      if (!isFormer(name.escapedText, () => checker.getShorthandAssignmentValueSymbol(node))) {
        return visitEachChild(node, throughExports, context)
      }
      const place = ofExports(name)
      const value = otherwise ? factory.createAssignment(place, throughExports(otherwise)) : place
      return factory.createPropertyAssignment(name, value)
    }
    if (!isIdentifier(node)) return visitEachChild(node, throughExports, context)
    // The name of a member, of whatever a former cell declares, is no name of that cell's.
    const { name, propertyName } = (node.parent ?? {}) as { name?: SyntaxNode; propertyName?: SyntaxNode }
    if (name === node || propertyName === node) return node
    return isFormer(node.escapedText, () => checker.getSymbolAtLocation(node)) ? ofExports(node) : node
  }

  function exportLast(file: SourceFile): SourceFile {
    const visited = visitEachChild(file, throughExports, context)
    const { statements } = visited
    const index = statements.findLastIndex((statement) => !isExportDeclaration(statement))
    const last = statements[index]
    if (last && typescript.isTryStatement(last) && last.pos < 0) exportWithin(last.tryBlock)
    // Not what the compiler makes of an enum, a namespace, a class with decorators.
    if (last && isExpressionStatement(last) && isExpressionStatement(typescript.getOriginalNode(last))) {
      const name = freeName(names)
      const { ExportKeyword } = typescript.SyntaxKind
      const declaration = factory.createVariableDeclaration(name, undefined, undefined, last.expression)
      const exported = factory.createVariableStatement(
        [factory.createModifier(ExportKeyword!)],
        factory.createVariableDeclarationList([declaration], typescript.NodeFlags.Const),
      )
      nameLast(name)
      visited.statements = factory.createNodeArray([
        ...statements.slice(0, index),
        exported,
        ...statements.slice(index + 1),
      ])
    }
    return visited
  }

  /** What the compiler makes of a cell with `using` stands in a `try`, where nothing can be declared as exported. */
  function exportWithin(block: { statements: readonly Statement[] }): void {
    const last = block.statements.at(-1)
    if (!last || !isExpressionStatement(last) || !isExpressionStatement(typescript.getOriginalNode(last))) return
    const name = freeName(names)
    const place = ofExports(factory.createIdentifier(name))
    const exported = factory.createExpressionStatement(factory.createAssignment(place, last.expression))
    nameLast(name)
    block.statements = factory.createNodeArray([...block.statements.slice(0, -1), exported])
  }

  function withoutExports(file: SourceFile): SourceFile {
    file.statements = factory.createNodeArray(file.statements.filter((statement) => !isExportDeclaration(statement)))
    return file
  }

  return { after: [() => exportLast], afterDeclarations: [() => withoutExports] }
}

function freeName(taken: readonly string[]): string {
  const base = 'tsLastExpr'
  let name = base
  for (let count = 0; taken.includes(name); count++) name = `${base}${count}`
  return name
}
