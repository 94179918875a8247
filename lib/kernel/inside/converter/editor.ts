import { type Built, modulePrefix } from './programs.ts'
import type { Completions, Identifier, QuickInfo, SourceFile, SyntaxNode, TypeScript } from './typescript.ts'

/** What may stand at a place. */
export interface CompletionInfo {
  start: number
  end: number
  candidates: string[]
  original: Completions | undefined
}

const cancellation = { isCancellationRequested: () => false, throwIfCancellationRequested: () => {} }

/** What stands at a place of a cell: what the compiler's language service tells of it, which builds programs of its own. */
export function inspectAt(typescript: TypeScript, { program, cell }: Built, position: number): QuickInfo | undefined {
  const node = quickInfoNode(typescript, cell, position + modulePrefix.length)
  if (!node) return undefined
  const checker = program.getTypeChecker()
  const { start, length } = typescript.createTextSpanFromNode(node, cell)
  const textSpan = { start: start - modulePrefix.length, length }
  const symbol = checker.getSymbolAtLocation(node)
  const around = typescript.getContainerNode(node)
  if (!symbol || checker.isUnknownSymbol(symbol)) {
    if (!hasType(typescript, cell, node, position + modulePrefix.length)) return undefined
    const type = checker.getTypeAtLocation(node)
    const displayParts = typescript.typeToDisplayParts(checker, type, around)
    const documentation = type.symbol?.getDocumentationComment(checker)
    const tags = type.symbol?.getJsDocTags(checker)
    return { kind: '', kindModifiers: '', textSpan, displayParts, documentation, tags }
  }
  const { SymbolDisplay } = typescript
  const { symbolKind, displayParts, documentation, tags } =
    SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(checker, symbol, cell, around, node)
  const kindModifiers = SymbolDisplay.getSymbolModifiers(checker, symbol)
  return { kind: symbolKind, kindModifiers, textSpan, displayParts, documentation, tags }
}

function quickInfoNode(typescript: TypeScript, cell: SourceFile, place: number): SyntaxNode | undefined {
  const node = typescript.getTouchingPropertyName(cell, place)
  if (node === cell) return undefined
  const parent = node.parent!
  const { SyntaxKind } = typescript
  if (typescript.isNewExpression(parent) && node.pos === parent.pos) return parent.expression
  if (parent.kind === SyntaxKind.NamedTupleMember && node.pos === parent.pos) return parent
  return parent.kind === SyntaxKind.MetaProperty ? parent : node
}

function hasType(typescript: TypeScript, cell: SourceFile, node: SyntaxNode, place: number): boolean {
  const { SyntaxKind } = typescript
  const { kind } = node
  if (kind === SyntaxKind.Identifier) return !typescript.isLabelName(node)
  if (kind === SyntaxKind.PropertyAccessExpression || kind === SyntaxKind.QualifiedName) {
    return !typescript.isInComment(cell, place)
  }
  const { ThisKeyword, ThisType, SuperKeyword, NamedTupleMember, MetaProperty } = SyntaxKind
  return [ThisKeyword, ThisType, SuperKeyword, NamedTupleMember, MetaProperty].includes(kind)
}

/** What may stand at a place of a cell, the likeliest first. */
export function completeAt(typescript: TypeScript, { program, cell }: Built, position: number): CompletionInfo {
  const place = position + modulePrefix.length
  const { Completions, CompletionTriggerKind } = typescript
  const log = () => {}
  const original = Completions.getCompletionsAtPosition(
    { getCompilationSettings: () => program.getCompilerOptions() },
    program,
    log,
    cell,
    place,
    {},
    undefined,
    CompletionTriggerKind.Invoked,
    cancellation,
  )
  if (original?.optionalReplacementSpan) original.optionalReplacementSpan.start -= modulePrefix.length
  const written = identifierAt(typescript, cell, place)
  if (written) return completed(original, written, cell)
  const entries = [...(original?.entries ?? [])].sort(
    (one, other) => one.sortText.localeCompare(other.sortText) || one.name.localeCompare(other.name),
  )
  return { start: position, end: position, candidates: entries.map(({ name }) => name), original }
}

/** The name in or behind which the place is. */
function identifierAt(typescript: TypeScript, file: SourceFile, place: number): Identifier | undefined {
  const before = typescript.findPrecedingToken(place, file)
  if (!before) return undefined
  if (typescript.isIdentifier(before) && before.end >= place) return before
  const next = typescript.findNextToken(before, file, file)
  return next && typescript.isIdentifier(next) && next.getStart(file) <= place && place <= next.end ? next : undefined
}

function completed(original: Completions | undefined, written: Identifier, cell: SourceFile): CompletionInfo {
  const name = written.escapedText
  const entries = (original?.entries ?? []).flatMap((entry, index) => {
    const rank = likeness(entry.name, name)
    return rank === undefined ? [] : [{ name: entry.name, key: rank + entry.sortText, index }]
  })
  entries.sort((one, other) => one.key.localeCompare(other.key) || one.index - other.index)
  return {
    start: written.getStart(cell) - modulePrefix.length,
    end: written.end - modulePrefix.length,
    candidates: entries.map((entry) => entry.name),
    original,
  }
}

function likeness(candidate: string, written: string): string | undefined {
  if (candidate.startsWith(written)) return '0'
  const [one, other] = [candidate.toLowerCase(), written.toLowerCase()]
  if (one.startsWith(other)) return '1'
  return one.includes(other) ? '2' : undefined
}
