import type { SourceFile, SyntaxNode, TypeScript } from './typescript.ts'

/** Whether a module waits at its top, and not only in functions of its own. */
export function waitsAtTop(typescript: TypeScript, file: SourceFile): boolean {
  if (!/\bawait\b/.test(file.text)) return false
  const { SyntaxKind, NodeFlags } = typescript
  const waits = (node: SyntaxNode): boolean => {
    if (typescript.isFunctionLike(node)) return false
    if (node.kind === SyntaxKind.AwaitExpression) return true
    const { awaitModifier, flags } = node as SyntaxNode & { awaitModifier?: SyntaxNode; flags: number }
    if (node.kind === SyntaxKind.ForOfStatement && awaitModifier) return true
    const isAwaitUsing = (flags & NodeFlags.BlockScoped) === NodeFlags.AwaitUsing
    if (node.kind === SyntaxKind.VariableDeclarationList && isAwaitUsing) return true
    return typescript.forEachChild(node, (child) => waits(child) || undefined) ?? false
  }
  return waits(file)
}
