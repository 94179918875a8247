import { type Built, modulePrefix } from './programs.ts'
import type { Completions, Identifier, QuickInfo, SourceFile, TypeScript } from './typescript.ts'

/** What may stand at a place. */
export interface CompletionInfo {
  start: number
  end: number
  candidates: string[]
  original: Completions | undefined
}

const cancellation = { isCancellationRequested: () => false, throwIfCancellationRequested: () => {} }

/** What stands at a place of a cell. */
export function inspectAt(typescript: TypeScript, { program, cell }: Built, position: number): QuickInfo | undefined {
  const checker = program.getTypeChecker()
  const info = typescript.getQuickInfoAtPosition(cell, checker, cancellation, position + modulePrefix.length)
  if (info?.textSpan) info.textSpan.start -= modulePrefix.length
  return info
}

/** What may stand at a place of a cell, the likeliest first. */
export function completeAt(typescript: TypeScript, { program, cell }: Built, position: number): CompletionInfo {
  const place = position + modulePrefix.length
  const { Completions, CompletionTriggerKind } = typescript
  const log = () => {}
  const original = Completions.getCompletionsAtPositionForTslab(
    {},
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
