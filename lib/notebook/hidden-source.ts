import { hasTag, isHidden, isRemoved } from './tags.ts'
import type { CodeCell, Notebook } from './types.ts'

/** How a line of comment begins, by a kernel's language. */
const commentMarks: Readonly<Record<string, string>> = {
  ...{
    typescript: '//',
    javascript: '//',
    java: '//',
    scala: '//',
    kotlin: '//',
    rust: '//',
    go: '//',
    'c++': '//',
    'c#': '//',
  },
  ...{ python: '#', r: '#', julia: '#', ruby: '#', bash: '#', perl: '#', powershell: '#' },
}

/** Whether a learner opens the source of a cell only when he wants to: checks, solutions, what pages fold or leave out. */
export function isSourceFolded(cell: CodeCell): boolean {
  return (
    ['check', 'solution'].some((tag) => hasTag(cell, tag)) ||
    (['cell', 'input'] as const).some((part) => isHidden(cell, part) || isRemoved(cell, part))
  )
}

/**
 * The source under a comment that says what it is: of a source that is hidden JupyterLab shows the first line. A language whose
 * comments we do not know, and a magic that must stand first, go without.
 */
export function labelledSource(cell: CodeCell, { metadata }: Notebook): string {
  const language = metadata.kernelspec?.language ?? metadata.language_info?.name
  const mark = typeof language === 'string' ? commentMarks[language.toLowerCase()] : undefined
  if (mark === undefined || cell.source.trim() === '' || /^\s*(?:%%|#!)/.test(cell.source)) return cell.source
  return `${mark} ${labelOf(cell)}\n${cell.source}`
}

function labelOf(cell: CodeCell): string {
  const summary = cell.metadata.ackbook?.summary
  if (typeof summary === 'string' && summary.trim() !== '') return summary.trim().replace(/\s+/g, ' ')
  if (hasTag(cell, 'check')) return 'Checks what the text says'
  return hasTag(cell, 'solution') ? 'Solution' : 'Folded code'
}
