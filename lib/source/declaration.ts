/**
 * A declaration at the top level of a source, with the comment right above it, or `undefined`. The formatter begins each at a
 * line's start and indents all that is inside, so it ends with the last line before the next one at the margin.
 */
export function namedDeclaration(source: string, name: string): string | undefined {
  const lines = source.split('\n')
  const start = lines.findIndex((line) => declared.exec(line)?.[1] === name)
  if (start < 0) return undefined
  let end = start
  for (let at = start + 1; at < lines.length; at++) {
    if (lines[at] === '') continue
    if (!/^[ )}\]]/.test(lines[at]!)) break
    end = at
  }
  const text = lines.slice(commentAbove(lines, start), end + 1).join('\n')
  return text.replace(/^export /m, '')
}

const declared = /^(?:export )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type)\s+([\w$]+)/

function commentAbove(lines: readonly string[], start: number): number {
  if (lines[start - 1]?.trimEnd().endsWith('*/') !== true) return start
  let first = start - 1
  while (!lines[first]!.startsWith('/**')) first -= 1
  return first
}
