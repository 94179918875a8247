import type { SourceFile, SyntaxNode, Transformer, TypeScript } from './typescript.ts'

/** The name under which a cell finds what the kernel gives it. */
export const kernelName = '__tslab__'

/**
 * What a CommonJS module has not, and an ECMAScript module has: `import()` and `import.meta`. Both are asked of the kernel, which
 * knows from where names are looked for, and loads what only an ECMAScript module can.
 *
 * @param owner the name of an object in reach, with `import` and `meta`
 */
export function throughKernel(typescript: TypeScript, owner: string = kernelName): Transformer {
  const { factory, SyntaxKind, visitEachChild } = typescript
  const member = (name: string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier(owner), factory.createIdentifier(name))
  return (context) => {
    const visit = (node: SyntaxNode): SyntaxNode => {
      const { kind, expression, keywordToken } = node as SyntaxNode & { expression?: SyntaxNode; keywordToken?: number }
      if (kind === SyntaxKind.MetaProperty && keywordToken === SyntaxKind.ImportKeyword) return member('meta')
      const visited = visitEachChild(node, visit, context) as SyntaxNode & { arguments?: readonly SyntaxNode[] }
      if (kind !== SyntaxKind.CallExpression || expression?.kind !== SyntaxKind.ImportKeyword) return visited
      return factory.createCallExpression(member('import'), undefined, visited.arguments!)
    }
    return (file: SourceFile) =>
      /\bimport\s*[(.]|\bimport\s*\/[/*]/.test(file.text) ? (visit(file) as SourceFile) : file
  }
}
